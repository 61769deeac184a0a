"""The compiled search of one week: drafts it, betters it, and reads it back as a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from matching.coming import NOBODY, who_comes
from matching.compiled import CompiledWeek
from matching.kernels import columns as at
from matching.kernels.annealing import anneal
from matching.kernels.giving import insert_given
from matching.kernels.journal import keep_best, recall
from matching.kernels.relations import count_group
from matching.kernels.shapes import FAMILY, Work
from matching.kernels.tables import tables_of
from matching.kernels.tours import empty_tour
from matching.plan import Plan
from matching.problem import Assignment, Break
from matching.taking_over import insert_all

FAMILY.finish()  # all entries are imported above
HOT, COLD = 10_000.0, 600.0  # points of cost that a step may lose at the beginning, and at the end
OPEN_HOT = 60_000.0  # points of absent visits and empty slots that it may lose at the beginning
SHARED = ("week", "options", "legs_s", "near")  # tables that no search changes
OWN_FIGURES = [at.SEED_A, at.SEED_B, at.ITERATION]


class CompiledSearch:
    """One draft of a week, bettered by compiled steps. The same seed and steps give the same plan."""

    def __init__(self, week: CompiledWeek, seed: int, leader: CompiledSearch | None = None) -> None:
        """Begin with the facts alone, or with the best draft of another search of the same week."""
        self.week = week
        self._first_visit = 1 + len(week.duties)
        self.shared_cost = 0  # of the draft that it followed last, but for continuity
        if leader is None:
            self.work = tables_of(week)
            self._sow(seed)
            self._fill()
            self._find_hopeless()
        else:
            self.work = Work(
                **{name: array if name in SHARED else array.copy() for name, array in leader.work.arrays.items()}
            )
            self._sow(seed)
            self.work.figures[at.ITERATION] = 0
            recall(self.work)

    def _sow(self, seed: int) -> None:
        self.work.figures[[at.SEED_A, at.SEED_B]] = np.random.default_rng(seed).integers(1, 2_000_000_000, 2)

    def follow(self, leader: CompiledSearch) -> None:
        """Become as another search of the same week is, but for chance."""
        kept = self.work.figures[OWN_FIGURES].copy()
        for name, array in self.work.arrays.items():
            if name not in SHARED:
                array[...] = getattr(leader.work, name)
        self.work.figures[OWN_FIGURES] = kept
        self.shared_cost = self.ungrouped_cost

    def go_back(self) -> None:
        """Go on from the best draft so far."""
        recall(self.work)

    def _fill(self) -> None:
        """The tours of facts alone, and what all of it costs."""
        work, week, draft = self.work, self.week, self.work.draft
        for k in range(1, self._first_visit):
            empty_tour(work, k)
            draft[k, at.STOPS : at.TOUR_END] = work.lines[at.TOUR, at.STOPS : at.TOUR_END]
            draft[work.week[k, at.DUTY_CARER], at.WORKED_S] += draft[k, at.WORKED_S]
        for group in week.groups:
            if group:
                count_group(work, self._first_visit + group[0])
        visits = draft[self._first_visit : work.figures[at.FIRST_CARER]]
        cost = int(draft[1 : self._first_visit, at.TOUR_POINTS].sum() + visits[:, at.GROUP_POINTS].sum())
        for c, carer in enumerate(week.carers, int(work.figures[at.FIRST_CARER])):
            worked_s = int(draft[c, at.WORKED_S])
            cost += week.problem.weights.overtime * max(0, worked_s - carer.contract_s)
            cost += week.problem.weights.unfair * max(0, worked_s - carer.fair_s)
        cost += sum(visit.absent_points for v, visit in enumerate(week.visits) if v not in week.facts)
        cost += sum(fact.points for fact in week.facts.values())
        work.figures[at.COST] = cost
        work.best[...] = draft
        keep_best(work)

    def _find_hopeless(self) -> None:
        """Mark visits that would not even fit into the empty draft; seconds of links wait for their first."""
        for v in self._planned:
            waits = any(link.is_second for link in self.week.visits[v - self._first_visit].links)
            self.work.draft[v, at.HOPEFUL] = waits or self._put_in(v, 0.0) > 0
        self.work.figures[at.ITERATION] = 0

    @property
    def _planned(self) -> list[int]:
        return self.work.week[: self.work.figures[at.PLANNED_VISITS], at.PLANNED].tolist()

    @property
    def cost(self) -> int:
        """Points of the best draft so far."""
        return int(self.work.figures[at.BEST_COST])

    @property
    def assigned(self) -> int:
        """Visits that somebody makes in it, facts included."""
        return len(self.week.visits) - int(self.work.figures[at.BEST_ABSENT])

    @property
    def standing_cost(self) -> int:
        """Points of the draft as it stands."""
        return int(self.work.figures[at.COST])

    @property
    def ungrouped_cost(self) -> int:
        """Points of the draft as it stands, but for continuity: they add up over parts of the week."""
        first, last = self.work.figures[[at.FIRST_VISIT, at.FIRST_CARER]]
        return int(self.work.figures[at.COST] - self.work.draft[first:last, at.GROUP_POINTS].sum())

    @property
    def is_hopeful(self) -> bool:
        """Whether there is a visit that anybody could make."""
        return bool(self.work.draft[self._planned, at.HOPEFUL].any())

    @property
    def iterations(self) -> int:
        """Steps so far."""
        return int(self.work.figures[at.ITERATION])

    def warm_up(self, start: Plan | None) -> None:
        """Take over from a plan what keeps every rule, in the order of its starts."""
        numbers = {visit.id: v for v, visit in enumerate(self.week.visits)}
        carers = {carer.id: c for c, carer in enumerate(self.week.carers)}
        given: dict[int, tuple[int, list[int]]] = {}
        for one in sorted(start.assignments if start else (), key=lambda one: one.start_s):
            v = numbers.get(one.visit, -1)
            if v >= 0 and v not in self.week.facts and len(one.carers) == self.week.visits[v].slots:
                given[v] = one.start_s, [NOBODY if who is None else carers.get(who, NOBODY) for who in one.carers]
        starts_s = {self._first_visit + v: start_s for v, (start_s, _) in given.items()}
        insert_all(given, lambda v: self._insert_given(v, *given[v], starts_s))

    def _insert_given(self, v: int, start_s: int, come: list[int], starts_s: Mapping[int, int]) -> bool:
        """Put a visit in among those of a plan, whose starts are by row; False if a rule forbids it now."""
        parts = self._parts(v, start_s, come, starts_s)
        if parts is None:
            return False
        flat = np.array(parts, dtype=np.int64).reshape(-1)
        self.work.lines[at.BEST_TEAM, : flat.size] = flat
        return bool(insert_given(self.work, self._first_visit + v, start_s, len(parts)))

    def _parts(
        self, v: int, start_s: int, come: list[int], starts_s: Mapping[int, int]
    ) -> list[tuple[int, int, int]] | None:
        """Option, place in the tour and start of each carer; None if they may not come so, or a tour is full.

        The place follows from the starts that the plan has: in the draft stops may start later.
        """
        parts: list[tuple[int, int, int]] = []
        visit, row = self.week.visits[v], self.work.week[self._first_visit + v]
        ways = who_comes(visit, come, start_s)
        if ways is None:
            return None
        firsts = [int(row[at.OPTION_FROM]), *(len(role.options) for role in visit.roles)]
        for way, first in ((way, sum(firsts[: way.role + 1])) for way in ways):
            k = 1 + visit.roles[way.role].options[way.option].duty
            if self.work.draft[k, at.STOPS] + 1 >= self.work.stops.shape[1]:
                return None
            stops = self.work.stops[k, : self.work.draft[k, at.STOPS], at.STOP_VISIT].tolist()
            place = sum(starts_s[stop] < start_s for stop in stops)
            parts.append((first + way.option, place, start_s if row[at.BINDS_OTHERS] else at.FREE))
        return parts

    def construct(self) -> None:
        """Insert all absent visits, hardest first."""
        rows = self.work.week

        def hardness(v: int) -> tuple[int, ...]:
            row = rows[v]
            options = row[at.OPTION_TO] - row[at.OPTION_FROM]
            return (-int(row[at.SLOTS]), -int(row[at.ABSENT_POINTS]), int(row[at.FREEDOM]), int(options), v)

        self._insert(sorted((v for v in self._planned if self.work.draft[v, at.HOPEFUL]), key=hardness))

    def _insert(self, order: Iterable[int]) -> None:
        for v in order:
            self._put_in(v, 1.0)
        self.work.figures[at.ITERATION] = 0

    def _put_in(self, v: int, hot: float) -> int:
        """Insert one visit, and whoever follows it by a link; `hot` at 0 undoes it, and gives how many went in."""
        self.work.lines[at.ORDER, 0] = v
        return int(anneal(self.work, 1, hot, hot, 0.0, 1))

    def run(self, steps: int, spent: float, until: float) -> int:
        """So many steps, cooling as from one share of the budget to another; gives the best cost."""
        hot, cold = (HOT * (COLD / HOT) ** share for share in (spent, until))
        ease = 1.0 - (HOT / OPEN_HOT) ** (1.0 - spent)
        return int(anneal(self.work, steps, hot, cold, ease, 0))

    def plan(self) -> Plan:
        """The best draft as a plan."""
        given = self.week.given
        return Plan(
            self.week.problem.name,
            (*given.visits.values(), *self._assignments()),
            (*given.breaks, *self._breaks()),
        )

    def _assignments(self) -> Iterator[Assignment]:
        work, first_carer = self.work, int(self.work.figures[at.FIRST_CARER])
        starts_s: dict[int, int] = {}
        for k in range(1, self._first_visit):
            for stop in work.best_stops[k, : work.best[k, at.STOPS]].tolist():
                starts_s[stop[at.STOP_VISIT]] = stop[at.START_S]
        for v in self._planned:
            size = int(work.best[v, at.CREW_SIZE])
            if not size:
                continue
            visit = self.week.visits[v - self._first_visit]
            parts = work.best[v, at.CREW_PARTS : at.CREW_PARTS + size * at.CREW_COLUMNS].reshape(-1, at.CREW_COLUMNS)
            ids: list[str | None] = [None] * visit.slots
            left = [list(role.slots) for role in visit.roles]
            for carer, _, option in parts.tolist():
                role = int(work.options[option, at.OPTION_ROLE] - work.week[v, at.ROLE_FROM])
                ids[left[role].pop(0)] = self.week.carers[carer - first_carer].id
            yield Assignment(visit.id, starts_s[v], tuple(ids))

    def _breaks(self) -> Iterator[Break]:
        for k, duty in enumerate(self.week.duties, 1):
            tour = self.work.best[k]
            if tour[at.STOPS] and tour[at.BREAK_GAP] >= 0:
                carer = self.week.carers[duty.carer]
                yield Break(carer.id, int(tour[at.BREAK_S]), carer.break_s)
