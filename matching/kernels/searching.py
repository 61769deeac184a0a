"""The compiled search of one week: drafts it, betters it, and reads it back as a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy

import numpy as np

from matching.compiled import CompiledWeek
from matching.kernels import columns as at
from matching.kernels.annealing import work
from matching.kernels.giving import insert_given
from matching.kernels.insertion import VISITS
from matching.kernels.journal import keep_best, recall
from matching.kernels.relations import count_group
from matching.kernels.shapes import Draft, mark_cached
from matching.kernels.tables import desk_for, empty_draft, week_tables
from matching.kernels.teams import BEST, PART_COLUMNS
from matching.kernels.tours import empty_tour
from matching.plan import Plan
from matching.problem import Assignment, Break

mark_cached()  # all entries are imported above
HOT, COLD = 100_000.0, 250.0  # points of cost that a step may lose at the beginning, and at the end


class CompiledSearch:
    """One draft of a week, bettered by compiled steps. The same seed and steps give the same plan."""

    def __init__(self, week: CompiledWeek, seed: int) -> None:
        self.week = week
        self.tables = week_tables(week)
        self.draft = empty_draft(week, self.tables)
        self.desk = desk_for(self.tables, self.draft)
        self.sow(seed)
        self._fill()
        self._find_hopeless()

    def twin(self, seed: int) -> CompiledSearch:
        """A search of the same week with another seed, from the same best draft."""
        other = copy(self)
        other.draft = Draft(*(array.copy() for array in self.draft))
        other.desk = desk_for(self.tables, other.draft)
        other.draft.figures[at.ITERATION] = 0
        other.sow(seed)
        other.take_over(self)
        return other

    def sow(self, seed: int) -> None:
        """Begin the draws of chance anew."""
        rng = np.random.default_rng(seed)
        self.draft.figures[[at.SEED_A, at.SEED_B]] = rng.integers(1, 2_000_000_000, 2)

    def take_over(self, other: CompiledSearch) -> None:
        """Go on from the best draft of another search of the same week."""
        mine, theirs = self.draft, other.draft
        kept = mine.figures[[at.SEED_A, at.SEED_B, at.ITERATION]].copy()
        for array, given in zip(mine, theirs, strict=True):
            array[...] = given
        mine.figures[[at.SEED_A, at.SEED_B, at.ITERATION]] = kept
        for array in self.desk:
            array[...] = 0
        recall(self.tables, mine, self.desk)

    def _fill(self) -> None:
        """The tours of facts alone, and what all of it costs."""
        draft, desk, tables, week = self.draft, self.desk, self.tables, self.week
        for k, duty in enumerate(week.duties):
            empty_tour(tables, desk, k)
            draft.tours[k] = desk.tour
            draft.worked_s[duty.carer] += desk.tour[at.WORKED_S]
        draft.best_tours[:] = draft.tours
        for group in week.groups:
            if group:
                count_group(tables, draft, desk, group[0])
        cost = int(draft.tours[:, at.TOUR_POINTS].sum() + draft.group_points.sum())
        for c, carer in enumerate(week.carers):
            worked_s = int(draft.worked_s[c])
            cost += week.problem.weights.overtime * max(0, worked_s - carer.contract_s)
            cost += week.problem.weights.unfair * max(0, worked_s - carer.fair_s)
        cost += sum(week.visits[v].absent_points for v in self.tables.planned.tolist())
        cost += sum(fact.points for fact in week.facts.values())
        draft.figures[at.COST] = cost
        keep_best(draft, desk)

    def _find_hopeless(self) -> None:
        """Mark visits that would not even fit into the empty draft; seconds of links wait for their first."""
        for v in self.tables.planned.tolist():
            waits = any(link.is_second for link in self.week.visits[v].links)
            self.desk.order[VISITS, 0] = v
            self.draft.hopeful[v] = waits or work(self.tables, self.draft, self.desk, 1, 0.0, 0.0, 1) > 0

    @property
    def cost(self) -> int:
        """Points of the best draft so far."""
        return int(self.draft.figures[at.BEST_COST])

    @property
    def assigned(self) -> int:
        """Visits that somebody makes in it, facts included."""
        return len(self.week.visits) - int(self.draft.figures[at.BEST_ABSENT])

    @property
    def is_hopeful(self) -> bool:
        """Whether there is a visit that anybody could make."""
        return bool(self.draft.hopeful[self.tables.planned].any())

    @property
    def iterations(self) -> int:
        """Steps so far."""
        return int(self.draft.figures[at.ITERATION])

    def construct(self) -> None:
        """Insert all absent visits, hardest first."""
        visits = self.week.visits
        rows = self.tables.visits

        def hardness(v: int) -> tuple[int, ...]:
            options = int(rows[v, at.OPTION_TO] - rows[v, at.OPTION_FROM])
            return (-visits[v].slots, -visits[v].absent_points, int(rows[v, at.FREEDOM]), options, v)

        self.insert(sorted((v for v in self.tables.planned.tolist() if self.draft.hopeful[v]), key=hardness))

    def warm_up(self, start: Plan | None) -> None:
        """Take over from a plan what keeps every rule, in the order of its starts."""
        numbers = {visit.id: v for v, visit in enumerate(self.week.visits)}
        carers = {carer.id: c for c, carer in enumerate(self.week.carers)}
        for given in sorted(start.assignments if start else (), key=lambda one: one.start_s):
            v = numbers.get(given.visit, -1)
            if v < 0 or v in self.week.facts or len(given.carers) != self.week.visits[v].slots:
                continue
            come = [-1 if who is None else carers.get(who, -1) for who in given.carers]
            parts = self._parts(v, given.start_s, come)
            if parts is not None:
                self.desk.team[BEST, : len(parts) * PART_COLUMNS] = np.array(parts, dtype=np.int64).reshape(-1)
                insert_given(self.tables, self.draft, self.desk, v, given.start_s, len(parts))

    def _parts(self, v: int, start_s: int, come: list[int]) -> list[tuple[int, int, int]] | None:
        """Option, place in the tour and start of each carer; None if one may not come then, or too few do."""
        parts: list[tuple[int, int, int]] = []
        visit, first = self.week.visits[v], int(self.tables.visits[v, at.OPTION_FROM])
        for role in visit.roles:
            for c in (come[slot] for slot in role.slots):
                fitting = (
                    i for i, o in enumerate(role.options) if o.carer == c and o.piece.lo_s <= start_s <= o.piece.hi_s
                )
                i = next(fitting, None)
                if i is not None:
                    k = role.options[i].duty
                    stops = self.draft.stops[k, : self.draft.tours[k, at.STOPS]]
                    place = int((stops[:, at.START_S] < start_s).sum())
                    parts.append((first + i, place, start_s if self.tables.visits[v, at.BINDS_OTHERS] else at.FREE))
                elif role.is_required or c >= 0:
                    return None
            first += len(role.options)
        is_team = len({self.tables.options[o, at.OPTION_CARER] for o, _, _ in parts}) == len(parts) >= visit.fewest
        return parts if parts and is_team else None

    def insert(self, order: Iterable[int]) -> None:
        """Insert visits one after another."""
        numbers = list(order)
        self.desk.order[VISITS, : len(numbers)] = numbers
        work(self.tables, self.draft, self.desk, 1, 1.0, 1.0, len(numbers))

    def run(self, steps: int, spent: float, until: float) -> int:
        """So many steps, cooling as from one share of the budget to another; gives the best cost."""
        hot, cold = (HOT * (COLD / HOT) ** share for share in (spent, until))
        return int(work(self.tables, self.draft, self.desk, steps, hot, cold, 0))

    def plan(self) -> Plan:
        """The best draft as a plan."""
        given = self.week.given
        return Plan(
            self.week.problem.name,
            (*given.visits.values(), *self._assignments()),
            (*given.breaks, *self._breaks()),
        )

    def _assignments(self) -> Iterator[Assignment]:
        starts_s: dict[int, int] = {}
        for k in range(len(self.week.duties)):
            for stop in self.draft.best_stops[k, : self.draft.best_tours[k, at.STOPS]]:
                starts_s[int(stop[at.STOP_VISIT])] = int(stop[at.START_S])
        for v, visit in enumerate(self.week.visits):
            parts = self.draft.best_crews[v, 1:].reshape(-1, at.CREW_COLUMNS)[: self.draft.best_crews[v, at.CREW_SIZE]]
            if v in self.week.facts or not parts.size:
                continue
            ids: list[str | None] = [None] * visit.slots
            left = [list(role.slots) for role in visit.roles]
            for carer, _, option in parts.tolist():
                role = int(self.tables.options[option, at.OPTION_ROLE] - self.tables.visits[v, at.ROLE_FROM])
                ids[left[role].pop(0)] = self.week.carers[carer].id
            yield Assignment(visit.id, starts_s[v], tuple(ids))

    def _breaks(self) -> Iterator[Break]:
        for k, tour in enumerate(self.draft.best_tours[: len(self.week.duties)].tolist()):
            if tour[at.STOPS] and tour[at.BREAK_GAP] >= 0:
                carer = self.week.carers[self.week.duties[k].carer]
                yield Break(carer.id, tour[at.BREAK_S], carer.break_s)
