"""A compiled week as the kernels' tables, with an empty draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from matching.compiled import CompiledVisit, CompiledWeek, Role
from matching.facts import Head
from matching.kernels import columns as at
from matching.kernels.shapes import IntArray, Work
from matching.rests import rest_pairs
from matching.timecost import Piece

FEW_STOPS, MOST_STOPS = 24, 96  # of a duty: there is room for so many at least, and at most
NEAR = 60
LINE = 8  # numbers in a cache line
TOGETHER = {"any": at.ANYBODY, "different": at.DIFFERENT, "same": at.SAME}
UNKNOWN = -1

Row = list[int]


def tables_of(week: CompiledWeek) -> Work:
    """The week as tables, with a draft that holds nothing but facts; its tours and cost are the search's to fill in.

    O(options + places²).
    """
    rows = WeekRows(week)
    modes = sorted({carer.mode for carer in week.problem.carers})
    planned = [rows.visit(v) for v in range(len(week.visits)) if v not in week.facts]
    table = _table(rows.all, max(len(rows.all), len(rows.members), len(rows.rests), len(planned)))
    for column, listed in ((at.MEMBER, rows.members), (at.REST_DUTY, rows.rests), (at.PLANNED, planned)):
        table[: len(listed), column] = listed
    figures = np.zeros(at.FIGURES, dtype=np.int64)
    figures[at.FIRST_VISIT], figures[at.FIRST_CARER] = rows.visit(0), rows.carer(0)
    figures[at.FIRST_ROLE] = rows.carer(len(week.carers))
    figures[at.PLANNED_VISITS] = figures[at.WANTING] = len(planned)
    draft = _draft(week, rows, planned)
    room = _most_stops(week)
    stops = _zeros(rows.visit(0), room, at.STOP_COLUMNS)
    places = _most_options(week) * 8 + 64
    return Work(
        week=table,
        options=_aligned(rows.options, at.OPTION_COLUMNS),
        legs_s=_legs(week, modes),
        near=_near(week, rows, planned),
        figures=figures,
        draft=draft,
        stops=stops,
        trial=_zeros(room + 1, at.STOP_COLUMNS),
        lines=_zeros(at.LINES, max(places, 2 * draft.shape[0] + 64, at.MOST_CANDIDATES, _most_bends(rows, room))),
        places=_zeros(places, at.PLACE_COLUMNS),
        old=draft.copy(),
        old_stops=stops.copy(),
        best=draft.copy(),
        best_stops=stops.copy(),
    )


def _legs(week: CompiledWeek, modes: Sequence[str]) -> np.ndarray[tuple[int, int, int], np.dtype[np.int32]]:
    by_mode = {carer.mode: compiled.legs_s for carer, compiled in zip(week.problem.carers, week.carers, strict=True)}
    if not modes:
        return np.zeros((1, 1, 1), dtype=np.int32)
    return np.array([by_mode[mode] for mode in modes], dtype=np.int32)


def _most_options(week: CompiledWeek) -> int:
    return max((sum(len(role.options) for role in visit.roles) for visit in week.visits), default=1)


def _most_stops(week: CompiledWeek) -> int:
    """Stops for which a tour needs room: as many of the shortest visit as the longest duty holds, and one more."""
    longest_s = max((duty.close_s - duty.open_s for duty in week.duties), default=0)
    shortest_s = max(1, min((visit.duration_s for visit in week.visits), default=1))
    return min(MOST_STOPS, max(FEW_STOPS, longest_s // shortest_s + 2))


def _most_bends(rows: WeekRows, room: int) -> int:
    return (room + 1) * (rows.most_kinks + 2)


def _draft(week: CompiledWeek, rows: WeekRows, planned: Sequence[int]) -> IntArray:
    """The rows of duties, visits and carers."""
    most_slots = max((visit.slots for visit in week.visits), default=1)
    width = max(at.TOUR_END, at.CREW_PARTS + most_slots * at.CREW_COLUMNS)
    draft = _zeros(rows.carer(len(week.carers)), width)
    for v, fact in week.facts.items():
        come = [c for c in fact.carers if c >= 0]
        draft[rows.visit(v), at.CREW_SIZE] = len(come)
        for part, c in enumerate(come):
            first = at.CREW_PARTS + part * at.CREW_COLUMNS
            draft[rows.visit(v), first : first + at.CREW_COLUMNS] = (rows.carer(c), UNKNOWN, UNKNOWN)
    draft[:, at.WANTED_AT] = UNKNOWN
    draft[: len(planned), at.LISTED] = planned
    draft[planned, at.WANTED_AT] = range(len(planned))
    draft[planned, at.HOPEFUL] = 1
    return draft


class WeekRows:
    """The rows of everything in a week, and the lists that they point into."""

    def __init__(self, week: CompiledWeek) -> None:
        self._week = week
        self._first_carer = 1 + len(week.duties) + len(week.visits)
        self.most_kinks = 0  # of a piece
        self.members: list[int] = []
        self.rests: list[int] = []
        self._modes = sorted({carer.mode for carer in week.problem.carers})
        self._roles = sum(len(visit.roles) for visit in week.visits)
        self._role_rows: list[Row] = []
        self.options: list[Row] = []
        self._late: list[Row] = []  # kinks, pieces, links and pairs of series
        self._pieces: dict[tuple[int, int, tuple[tuple[int, int], ...]], int] = {}
        self._pieces_by_id: dict[int, int] = {}  # few pieces serve many options
        group_from: list[int] = []
        for group in week.groups:
            group_from.append(len(self.members))
            self.members += [self.visit(v) for v in group]
        duties = list(self._duty_rows())
        visits = [self._visit_row(v, visit, group_from) for v, visit in enumerate(week.visits)]
        carers = [self._carer_row(c) for c in range(len(week.carers))]
        weights = self._weights()
        self.all = [weights, *duties, *visits, *carers, *self._role_rows, *self._late]

    def duty(self, k: int) -> int:
        """Row of a duty."""
        return 1 + k

    def visit(self, v: int) -> int:
        """Row of a visit."""
        return 1 + len(self._week.duties) + v

    def carer(self, c: int) -> int:
        """Row of a carer."""
        return self._first_carer + c

    @property
    def _next_role(self) -> int:
        return self.carer(len(self._week.carers)) + len(self._role_rows)

    @property
    def _next_late(self) -> int:
        return self.carer(len(self._week.carers)) + self._roles + len(self._late)

    def _weights(self) -> Row:
        weights = self._week.problem.weights
        return [
            weights.travel,
            weights.waiting,
            weights.duty,
            weights.continuity,
            weights.overtime,
            weights.unfair,
            self._week.given.frozen_until_s,
        ]

    def _visit_row(self, v: int, visit: CompiledVisit, group_from: list[int]) -> Row:
        role_from, option_from = self._next_role, len(self.options)
        for role in visit.roles:
            self._add_role(role)
        role_to, option_to = self._next_role, len(self.options)
        link_from = self._next_late
        for link in visit.links:
            row = [self.visit(link.other), int(link.is_second), link.min_s, link.max_s, TOGETHER[link.together]]
            self._late.append(row)
        apart_from = self._next_late
        for apart in visit.apart:
            self._late += [[self.visit(other), apart.min_days, apart.min_gap_s] for other in apart.others]
        member_from = group_from[visit.group] if visit.group >= 0 else 0
        members = len(self._week.groups[visit.group]) if visit.group >= 0 else 0
        binds = visit.slots > 1 or bool(visit.links) or any(apart.min_gap_s for apart in visit.apart)
        start_s = self._week.facts[v].start_s if v in self._week.facts else at.FREE
        freedom_s = sum(piece.hi_s - piece.lo_s + 1 for piece in visit.pieces)
        return [
            visit.place, visit.duration_s, visit.absent_points, visit.present_points, visit.group, visit.fewest,
            visit.slots, role_from, role_to, option_from, option_to, link_from, apart_from, apart_from,
            self._next_late, member_from, member_from + members, int(binds), start_s, freedom_s,
        ]  # fmt: skip

    def _add_role(self, role: Role) -> None:
        row, first = self._next_role, len(self.options)
        for duty, carer, piece, points, least_points in role.options:
            known = self._pieces_by_id.get(id(piece))
            own = self._piece_row(piece) if known is None else known
            ends = piece.lo_s, piece.hi_s
            self.options.append([1 + duty, self._first_carer + carer, *ends, points, least_points, row, own])
        self._role_rows.append([first, len(self.options), len(role.slots), int(role.is_required), role.slot_points])

    def _piece_row(self, piece: Piece) -> int:
        key = piece.points, piece.slope, piece.kinks
        if key not in self._pieces:
            first = self._next_late
            self._late += [list(kink) for kink in piece.kinks]
            self._pieces[key] = self._next_late
            self._late.append([piece.points, piece.slope, first, len(piece.kinks)])
            self.most_kinks = max(self.most_kinks, len(piece.kinks))
        self._pieces_by_id[id(piece)] = self._pieces[key]
        return self._pieces[key]

    def _carer_row(self, c: int) -> Row:
        carer = self._week.carers[c]
        first = self.duty(carer.duties[0]) if carer.duties else 0
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

    def _duty_rows(self) -> Iterator[Row]:
        before, after = rest_pairs(self._week)
        for k, duty in enumerate(self._week.duties):
            carer, head = self._week.carers[duty.carer], duty.head
            ready_s = max(carer.free_s, head.end_s + head.pause_s if head else duty.open_s)
            first = len(self.rests)
            self.rests += [self.duty(other) for other in before[k]]
            middle = len(self.rests)
            self.rests += [self.duty(other) for other in after[k]]
            mode = self._modes.index(self._week.problem.carers[duty.carer].mode)
            yield [
                self.carer(duty.carer), mode, carer.base, duty.head_place, ready_s, duty.close_s, duty.day,
                carer.after_s, carer.break_s, *_head_row(head), first, middle, middle, len(self.rests),
            ]  # fmt: skip


def _head_row(head: Head | None) -> Row:
    if head is None:
        return [0, 0, 0, 0, 0, 0, 0, 0, at.NEVER_S, at.NEVER_S, 0]
    paused_s = at.NEVER_S if head.paused_until_s is None else head.paused_until_s
    return [
        1, head.leave_s, head.end_s, head.travel_s, head.waiting_s, head.home_s, head.rested_s, head.pause_s,
        head.not_before_s, paused_s, head.worked_s,
    ]  # fmt: skip


def _near(week: CompiledWeek, rows: WeekRows, planned: Sequence[int]) -> IntArray:
    """By row of a visit, itself and the planned visits whose places are nearest."""
    places, first = week.problem.places, rows.visit(0)
    where = np.array([[places[visit.place].x_m, places[visit.place].y_m] for visit in week.visits], dtype=np.int64)
    width = min(NEAR, max(len(planned), 1))
    near, numbers = _zeros(rows.visit(len(week.visits)), width), np.array(planned, dtype=np.int64)
    by_place: dict[int, IntArray] = {}  # many visits share a place
    for v in planned:
        place = week.visits[v - first].place
        if place not in by_place:
            apart = ((where[numbers - first] - where[v - first]) ** 2).sum(axis=1)
            by_place[place] = numbers[np.argsort(apart, kind="stable")[:width]]
        around = by_place[place]
        near[v, 0], near[v, 1:] = v, around[around != v][: width - 1]
    return near


def _table(rows: Sequence[Row], height: int) -> IntArray:
    table = _zeros(height, at.WEEK_COLUMNS)
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return table


def _aligned(rows: Sequence[Row], columns: int) -> IntArray:
    """Rows of a few numbers as a table whose first begins a cache line."""
    flat = _zeros(max(1, len(rows)) * columns + LINE)
    first = -flat.ctypes.data // flat.itemsize % LINE
    table = flat[first : first + max(1, len(rows)) * columns].reshape(-1, columns)
    table[: len(rows)] = rows or 0
    return table


def _zeros(*shape: int) -> IntArray:
    return np.zeros(shape, dtype=np.int64)
