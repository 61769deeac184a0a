"""Series and links in the exact model: rules between visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ortools.sat.python import cp_model

from matching.compiled import CompiledWeek, Follow
from matching.exact.linear import only_if, total
from matching.exact.scope import Known, Scope
from matching.exact.visits import VisitVariables
from matching.problem import DAY_S


class Relations:
    """Adds the rules between the visits of a scope, and between them and those that are known."""

    def __init__(
        self, model: cp_model.CpModel, week: CompiledWeek, scope: Scope, visits: Mapping[int, VisitVariables]
    ) -> None:
        self._model, self._week, self._scope, self._visits = model, week, scope, visits

    def keep(self) -> None:
        """SERIES and LINK."""
        self._keep_series()
        self._keep_links()

    def _keep_series(self) -> None:
        for v, mine in self._visits.items():
            for apart in self._week.visits[v].apart:
                for other in apart.others:
                    if other in self._scope.known:
                        self._keep_away(mine, self._scope.known[other].start_s, apart.min_days, apart.min_gap_s)
                    elif other in self._visits and v < other:
                        self._keep_apart(mine, self._visits[other], apart.min_days, apart.min_gap_s)

    def _keep_away(self, mine: VisitVariables, start_s: int, min_days: int, min_gap_s: int) -> None:
        """Apart from a visit whose start is known."""
        day = start_s // DAY_S
        for piece, literal in zip(mine.visit.pieces, mine.pieces, strict=True):
            if abs(piece.day - day) < min_days:
                self._model.add(literal == 0)
        if min_gap_s:
            away = cp_model.Domain.from_intervals(
                [[cp_model.INT32_MIN, start_s - min_gap_s], [start_s + min_gap_s, cp_model.INT32_MAX]]
            )
            only_if(self._model.add_linear_expression_in_domain(mine.start_s, away), mine.is_present)

    def _keep_apart(self, one: VisitVariables, other: VisitVariables, min_days: int, min_gap_s: int) -> None:
        model = self._model
        if min_days:
            for day, literals in self._by_day(one).items():
                near = [x for d, found in self._by_day(other).items() if abs(d - day) < min_days for x in found]
                if near:
                    model.add_at_most_one([*literals, *near])
        if min_gap_s:
            comes_first = model.new_bool_var(f"{one.visit.id} before {other.visit.id}")
            both = [one.is_present, other.is_present]
            only_if(model.add(other.start_s - one.start_s >= min_gap_s), *both, comes_first)
            only_if(model.add(one.start_s - other.start_s >= min_gap_s), *both, ~comes_first)

    @staticmethod
    def _by_day(visit: VisitVariables) -> dict[int, list[cp_model.IntVar]]:
        days: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for piece, literal in zip(visit.visit.pieces, visit.pieces, strict=True):
            days[piece.day].append(literal)
        return days

    def _keep_links(self) -> None:
        for v, mine in self._visits.items():
            for link in self._week.visits[v].links:
                if link.other in self._scope.known:
                    self._follow_known(mine, link, self._scope.known[link.other])
                elif link.other in self._visits:
                    if link.is_second:
                        self._follow(self._visits[link.other], mine, link)
                elif link.is_second:
                    self._model.add(mine.is_present == 0)

    def _follow_known(self, mine: VisitVariables, link: Follow, known: Known) -> None:
        start_s = mine.start_s - known.start_s if link.is_second else known.start_s - mine.start_s
        bounds = cp_model.Domain(link.min_s, link.max_s)
        only_if(self._model.add_linear_expression_in_domain(start_s, bounds), mine.is_present)
        if not link.is_second and link.other not in self._week.facts:
            self._model.add(mine.is_present == 1)  # the second of a link needs its first
        carers = {c for c in known.carers if c >= 0}
        same = [x for c, literals in mine.carers().items() if c in carers for x in literals]
        if link.together == "different":
            for literal in same:
                self._model.add(literal == 0)
        elif link.together == "same":
            self._model.add_bool_or(*same, ~mine.is_present)

    def _follow(self, first: VisitVariables, second: VisitVariables, link: Follow) -> None:
        model, both = self._model, second.is_present
        model.add_implication(second.is_present, first.is_present)
        only_if(model.add(second.start_s - first.start_s >= link.min_s), both)
        only_if(model.add(second.start_s - first.start_s <= link.max_s), both)
        firsts, seconds = first.carers(), second.carers()
        shared = [(firsts[c], seconds[c]) for c in firsts if c in seconds]
        if link.together == "different":
            for ones, others in shared:
                model.add(total([*ones, *others]) <= 1)
        elif link.together == "same":
            is_same = [self._both(ones, others) for ones, others in shared]
            model.add_bool_or(*is_same, ~both)

    def _both(self, ones: list[cp_model.IntVar], others: list[cp_model.IntVar]) -> cp_model.IntVar:
        is_same = self._model.new_bool_var("same carer")
        self._model.add(total(ones) >= is_same)
        self._model.add(total(others) >= is_same)
        return is_same
