"""A compiled week as the kernels' tables, and an empty draft with a desk for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.compiled import CompiledVisit, CompiledWeek
from matching.facts import Head
from matching.kernels import columns as at
from matching.kernels.shapes import Desk, Draft, IntArray, Week

MOST_STOPS = 24  # of a duty; a week whose duties may be longer gets more
MOST_CANDIDATES = 256
NEAR = 60
TOGETHER = {"any": at.ANYBODY, "different": at.DIFFERENT, "same": at.SAME}
UNKNOWN = -1


def week_tables(week: CompiledWeek) -> Week:
    """The week as whole-number tables. O(options + places²)."""
    weights = week.problem.weights
    rows = _VisitRows(week)
    modes = sorted({carer.mode for carer in week.problem.carers})
    legs_s: list[IntArray] = [np.empty(0)] * len(modes)
    for carer, one in zip(week.problem.carers, week.carers, strict=True):
        if legs_s[modes.index(carer.mode)].size == 0:
            legs_s[modes.index(carer.mode)] = np.array(one.legs_s)
    before, after = _rest_pairs(week)
    duties, rests = _duty_rows(week, modes, before, after)
    planned = [v for v in range(len(week.visits)) if v not in week.facts]
    return Week(
        weights=_vector(
            [
                weights.travel,
                weights.waiting,
                weights.duty,
                weights.continuity,
                weights.overtime,
                weights.unfair,
                week.given.frozen_until_s,
            ]
        ),
        visits=_table(rows.visits, at.VISIT_COLUMNS),
        roles=_table(rows.roles, at.ROLE_COLUMNS),
        options=_table(rows.options, at.OPTION_COLUMNS),
        kinks=_table(rows.kinks, 2),
        duties=_table(duties, at.DUTY_COLUMNS),
        carers=_table([_carer_row(week, c) for c in range(len(week.carers))], at.CARER_COLUMNS),
        legs_s=np.array(legs_s, dtype=np.int32) if legs_s else np.zeros((1, 1, 1), dtype=np.int32),
        links=_table(rows.links, at.LINK_COLUMNS),
        aparts=_table(rows.aparts, at.APART_COLUMNS),
        members=_vector(rows.members),
        rests=_vector(rests),
        near=_near(week, planned),
        planned=_vector(planned),
    )


class _VisitRows:
    """Rows of visits and of what belongs to them."""

    def __init__(self, week: CompiledWeek) -> None:
        self.visits: list[list[int]] = []
        self.roles: list[list[int]] = []
        self.options: list[list[int]] = []
        self.kinks: list[tuple[int, int]] = []
        self.links: list[list[int]] = []
        self.aparts: list[list[int]] = []
        self.members: list[int] = []
        self._kinks_at: dict[tuple[tuple[int, int], ...], int] = {}
        self._group_from: list[int] = []
        for group in week.groups:
            self._group_from.append(len(self.members))
            self.members += group
        for v, visit in enumerate(week.visits):
            self._add(week, v, visit)

    def _add(self, week: CompiledWeek, v: int, visit: CompiledVisit) -> None:
        role_from, option_from = len(self.roles), len(self.options)
        for role in visit.roles:
            self._add_role(role.slots, role.is_required, role.slot_points, len(self.options), len(role.options))
            self._add_options(role.options)
        link_from, apart_from = len(self.links), len(self.aparts)
        for link in visit.links:
            self.links.append([link.other, link.is_second, link.min_s, link.max_s, TOGETHER[link.together]])
        for apart in visit.apart:
            self.aparts += [[other, apart.min_days, apart.min_gap_s] for other in apart.others]
        member_from = self._group_from[visit.group] if visit.group >= 0 else 0
        members = len(week.groups[visit.group]) if visit.group >= 0 else 0
        binds = visit.slots > 1 or bool(visit.links) or any(apart.min_gap_s for apart in visit.apart)
        self.visits.append(
            [
                visit.place,
                visit.duration_s,
                visit.absent_points,
                visit.present_points,
                visit.group,
                visit.fewest,
                visit.slots,
                role_from,
                len(self.roles),
                option_from,
                len(self.options),
                link_from,
                len(self.links),
                apart_from,
                len(self.aparts),
                member_from,
                member_from + members,
                binds,
                week.facts[v].start_s if v in week.facts else at.FREE,
                sum(piece.hi_s - piece.lo_s + 1 for piece in visit.pieces),
            ]
        )

    def _add_role(self, slots: Sequence[int], is_required: bool, points: int, first: int, options: int) -> None:  # noqa: FBT001  (a row's cell)
        self.roles.append([first, first + options, len(slots), is_required, points])

    def _add_options(self, options: Sequence[object]) -> None:
        role = len(self.roles) - 1
        for option in options:
            duty, carer, piece, points, least_points = option  # type: ignore[misc]  # a named tuple
            kinks = piece.kinks
            if kinks not in self._kinks_at:
                self._kinks_at[kinks] = len(self.kinks)
                self.kinks += kinks
            self.options.append(
                [
                    duty, carer, piece.lo_s, piece.hi_s, piece.points, piece.slope,
                    self._kinks_at[kinks], len(kinks), points, least_points, role,
                ]
            )  # fmt: skip


def _carer_row(week: CompiledWeek, c: int) -> list[int]:
    carer = week.carers[c]
    first = carer.duties[0] if carer.duties else 0
    return [
        first,
        first + len(carer.duties),
        carer.max_day_s,
        carer.max_week_s,
        carer.max_days,
        carer.rest_s,
        carer.contract_s,
        carer.fair_s,
    ]


def _duty_rows(
    week: CompiledWeek, modes: list[str], before: list[list[int]], after: list[list[int]]
) -> tuple[list[list[int]], list[int]]:
    rows: list[list[int]] = []
    rests: list[int] = []
    for k, duty in enumerate(week.duties):
        carer, head = week.carers[duty.carer], duty.head
        ready_s = max(carer.free_s, head.end_s + head.pause_s if head else duty.open_s)
        first = len(rests)
        rests += before[k]
        middle = len(rests)
        rests += after[k]
        mode = modes.index(week.problem.carers[duty.carer].mode)
        rows.append(
            [
                duty.carer, mode, carer.base, duty.head_place, ready_s, duty.close_s, duty.day, carer.after_s,
                carer.break_s, *_head_row(head), first, middle, middle, len(rests),
            ]
        )  # fmt: skip
    return rows, rests


def _head_row(head: Head | None) -> list[int]:
    if head is None:
        return [0, 0, 0, 0, 0, 0, 0, 0, at.NEVER_S, at.NEVER_S, 0]
    paused_s = at.NEVER_S if head.paused_until_s is None else head.paused_until_s
    return [
        1, head.leave_s, head.end_s, head.travel_s, head.waiting_s, head.home_s, head.rested_s, head.pause_s,
        head.not_before_s, paused_s, head.worked_s,
    ]  # fmt: skip


def _rest_pairs(week: CompiledWeek) -> tuple[list[list[int]], list[list[int]]]:
    """By duty, those of other days that may leave it too little rest."""
    duties = week.duties
    before: list[list[int]] = [[] for _ in duties]
    after: list[list[int]] = [[] for _ in duties]
    for carer in week.carers:
        for k in carer.duties:
            for later in carer.duties:
                is_later = duties[k].day < duties[later].day
                if is_later and duties[k].close_s + carer.rest_s > duties[later].open_s and not duties[later].head:
                    before[later].append(k)
                    after[k].append(later)
    return before, after


def _near(week: CompiledWeek, planned: Sequence[int]) -> IntArray:
    """By visit, itself and the planned visits whose places are nearest."""
    places = week.problem.places
    where = np.array([[places[visit.place].x_m, places[visit.place].y_m] for visit in week.visits], dtype=np.int64)
    rows = np.zeros((len(week.visits), min(NEAR, max(len(planned), 1))), dtype=np.int64)
    for v in planned:
        apart = ((where[list(planned)] - where[v]) ** 2).sum(axis=1)
        apart[planned.index(v)] = -1
        rows[v] = np.array(planned)[np.argsort(apart, kind="stable")[: rows.shape[1]]]
    return rows


def _vector(values: Sequence[int]) -> IntArray:
    return np.array(values, dtype=np.int64).reshape(-1)


def _table(rows: Sequence[Sequence[int]], width: int) -> IntArray:
    """At least one row, since kernels take no empty table."""
    if not rows:
        return np.zeros((1, width), dtype=np.int64)
    table = np.array(rows, dtype=np.int64)
    if table.shape[1] != width:
        raise AssertionError(f"{table.shape[1]} columns, not {width}")
    return table


def empty_draft(week: CompiledWeek, tables: Week) -> Draft:
    """A draft without any visit but the facts. Its tours and cost are the search's to fill in."""
    visits, duties = len(week.visits), max(len(week.duties), 1)
    most_slots = max((visit.slots for visit in week.visits), default=1)
    width = 1 + most_slots * at.CREW_COLUMNS
    crews = _zeros(visits, width)
    for v, fact in week.facts.items():
        come = [c for c in fact.carers if c >= 0]
        crews[v, at.CREW_SIZE] = len(come)
        for part, c in enumerate(come):
            first = 1 + part * at.CREW_COLUMNS
            crews[v, first : first + at.CREW_COLUMNS] = (c, UNKNOWN, UNKNOWN)
    absent = tables.planned
    absent_at = np.full(visits, -1, dtype=np.int64)
    absent_at[absent] = np.arange(absent.size)
    listed = _zeros(visits)
    listed[: absent.size] = absent
    figures = _zeros(at.FIGURES)
    figures[at.ABSENT] = absent.size
    return Draft(
        figures=figures,
        tours=_zeros(duties, at.TOUR_COLUMNS),
        stops=_zeros(duties, MOST_STOPS, at.STOP_COLUMNS),
        crews=crews,
        worked_s=_zeros(max(len(week.carers), 1)),
        group_points=_zeros(visits),
        absent=listed,
        absent_at=absent_at,
        hopeful=_zeros(visits) + 1,
        best_tours=_zeros(duties, at.TOUR_COLUMNS),
        best_stops=_zeros(duties, MOST_STOPS, at.STOP_COLUMNS),
        best_crews=crews.copy(),
    )


def desk_for(tables: Week, draft: Draft) -> Desk:
    """Memory for the kernels to work on."""
    visits, duties = draft.crews.shape[0], draft.tours.shape[0]
    most_slots = (draft.crews.shape[1] - 1) // at.CREW_COLUMNS
    roles = tables.visits[:, at.ROLE_TO] - tables.visits[:, at.ROLE_FROM]
    options = tables.visits[:, at.OPTION_TO] - tables.visits[:, at.OPTION_FROM]
    places = int(options.max(initial=1)) * 8 + 64
    most = max(visits, duties)
    return Desk(
        tour=_zeros(at.TOUR_COLUMNS),
        stops=_zeros(MOST_STOPS + 1, at.STOP_COLUMNS),
        steps_s=_zeros(MOST_STOPS + 1),
        starts_s=_zeros(4, MOST_STOPS + 1),
        kinks=_zeros((MOST_STOPS + 1) * (int(tables.options[:, at.KINKS].max(initial=0)) + 2), 2),
        places=_zeros(places, at.PLACE_COLUMNS),
        order=_zeros(2, max(places, visits) + 2),
        queue=_zeros(2, max(visits, int(roles.max(initial=1)), 32) + 64),
        candidates=_zeros(2, MOST_CANDIDATES),
        team=_zeros(2, most_slots * 3),
        crew_marks=_zeros(draft.worked_s.size),
        duty_marks=_zeros(duties),
        visit_marks=_zeros(visits),
        changed=_zeros(2 * duties + most_slots + 64),
        saved_tours=_zeros(duties, at.TOUR_COLUMNS),
        saved_stops=_zeros(duties, MOST_STOPS, at.STOP_COLUMNS),
        saved_crews=_zeros(*draft.crews.shape),
        saved=_zeros(2, most),
        saved_marks=_zeros(2, most),
        dirty=_zeros(2, most),
        dirty_marks=_zeros(2, most),
    )


def _zeros(*shape: int) -> IntArray:
    return np.zeros(shape, dtype=np.int64)
