"""The compiled search of one week: drafts it, betters it, and reads it back as a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from matching.compiled import CompiledWeek
from matching.kernels import columns as at
from matching.kernels.annealing import anneal, insert_all, is_possible
from matching.kernels.insertion import VISITS
from matching.kernels.journal import keep_best
from matching.kernels.relations import count_group
from matching.kernels.tables import desk_for, empty_draft, week_tables
from matching.kernels.tours import empty_tour
from matching.plan import Plan
from matching.problem import Assignment, Break

HOT, COLD = 100_000.0, 250.0  # points of cost that a step may lose at the beginning, and at the end


class CompiledSearch:
    """One draft of a week, bettered by compiled steps. The same seed and steps give the same plan."""

    def __init__(self, week: CompiledWeek, seed: int) -> None:
        self.week = week
        self.tables = week_tables(week)
        self.draft = empty_draft(week, self.tables)
        self.desk = desk_for(self.tables, self.draft)
        rng = np.random.default_rng(seed)
        self.draft.figures[[at.SEED_A, at.SEED_B]] = rng.integers(1, 2_000_000_000, 2)
        self._fill()
        self._find_hopeless()

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
            self.draft.hopeful[v] = waits or is_possible(self.tables, self.draft, self.desk, v)

    @property
    def cost(self) -> int:
        """Points of the best draft so far."""
        return int(self.draft.figures[at.BEST_COST])

    @property
    def assigned(self) -> int:
        """Visits that somebody makes in it, facts included."""
        return len(self.week.visits) - int(self.draft.figures[at.BEST_ABSENT])

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

    def insert(self, order: Iterable[int]) -> None:
        """Insert visits one after another."""
        numbers = list(order)
        self.desk.order[VISITS, : len(numbers)] = numbers
        insert_all(self.tables, self.draft, self.desk, len(numbers))

    def run(self, steps: int, spent: float, until: float) -> int:
        """So many steps, cooling as from one share of the budget to another; gives the best cost."""
        hot, cold = (HOT * (COLD / HOT) ** share for share in (spent, until))
        return int(anneal(self.tables, self.draft, self.desk, steps, hot, cold))

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
