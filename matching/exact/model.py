"""The week as a CP-SAT model: every rule that couples visits, carers and duties."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from ortools.sat.python import cp_model

from matching.compiled import CompiledWeek
from matching.exact.linear import Linear, only_if, total
from matching.exact.relations import Relations
from matching.exact.routes import Route, RouteStop
from matching.exact.scope import Scope
from matching.exact.visits import VisitVariables


class WeekModel:
    """All variables and rules of a scope; `objective` adds the terms."""

    def __init__(self, week: CompiledWeek, scope: Scope) -> None:
        self.week, self.scope = week, scope
        self.model = cp_model.CpModel()
        duties = set(scope.duties)
        self.visits = {v: VisitVariables(self.model, week.visits[v], duties) for v in scope.visits}
        self.routes = {k: Route(self.model, week, k, self._stops(k)) for k in scope.duties}
        for carer in range(len(week.carers)):
            self._limit_hours(carer)
            self._give_rest(carer)
        Relations(self.model, week, scope, self.visits).keep()

    def _stops(self, k: int) -> list[RouteStop]:
        week = self.week
        stops = [
            RouteStop(
                visit=v,
                start_s=self.model.new_constant(known.start_s),
                is_here=self.model.new_constant(1),
                lo_s=known.start_s,
                hi_s=known.start_s,
            )
            for v in self.scope.kept.get(k, ())
            for known in [self.scope.known[v]]
        ]
        for v, visit in self.visits.items():
            if k in visit.by_duty:
                mine = [one.piece for role in week.visits[v].roles for one in role.options if one.duty == k]
                lo_s, hi_s = min(piece.lo_s for piece in mine), max(piece.hi_s for piece in mine)
                stops.append(RouteStop(v, visit.start_s, visit.by_duty[k], lo_s, hi_s))
        return stops

    def _limit_hours(self, c: int) -> None:
        """DAY, WEEK and DAYS; what is made of facts alone is never broken."""
        week, carer, model = self.week, self.week.carers[c], self.model
        days: dict[int, list[int]] = defaultdict(list)
        for k in carer.duties:
            days[week.duties[k].day].append(k)
        worked_days: list[Linear | int] = []
        fresh = [self.routes[k].is_used for k in carer.duties if k in self.routes]
        if not fresh:
            return
        for mine in days.values():
            total_s = total(self.worked_s(k) for k in mine)
            day_fresh = [self.routes[k].is_used for k in mine if k in self.routes]
            for literal in day_fresh:
                only_if(model.add(total_s <= carer.max_day_s), literal)
            worked_days.append(self._works_on(mine, day_fresh))
        total_s = total(self.worked_s(k) for k in carer.duties)
        for literal in fresh:
            only_if(model.add(total_s <= carer.max_week_s), literal)
            if len(days) > carer.max_days:
                only_if(model.add(total(worked_days) <= carer.max_days), literal)

    def _works_on(self, mine: list[int], fresh: list[cp_model.IntVar]) -> Linear | int:
        if any(k in self.scope.work or (k in self.routes and self.week.duties[k].head) for k in mine):
            return 1
        works = self.model.new_bool_var(f"works on the day of {mine[0]}")
        for literal in fresh:
            self.model.add_implication(literal, works)
        return works

    def worked_s(self, k: int) -> Linear | int:
        """Seconds worked in a duty, whether it is decided here or not."""
        if k in self.routes:
            return self.routes[k].worked_s
        return self.scope.work[k].worked_s if k in self.scope.work else 0

    def _give_rest(self, c: int) -> None:
        """REST between any two days: what holds from one worked day to the next holds to all later ones."""
        week, carer, model = self.week, self.week.carers[c], self.model
        for k, later in combinations(carer.duties, 2):
            one, other = week.duties[k], week.duties[later]
            if one.day == other.day or one.close_s + carer.rest_s <= other.open_s:
                continue
            mine, theirs = self.routes.get(k), self.routes.get(later)
            if mine and theirs and not other.head:
                both = [theirs.is_used, *([] if one.head else [mine.is_used])]
                only_if(model.add(theirs.leave_s >= mine.return_s + carer.rest_s), *both)
            elif mine and not theirs and later in self.scope.work and not other.head:
                leave_s = self.scope.work[later].leave_s
                only_if(model.add(mine.return_s + carer.rest_s <= leave_s), mine.is_used)
            elif theirs and not mine and k in self.scope.work and not other.head:
                return_s = self.scope.work[k].return_s
                only_if(model.add(theirs.leave_s >= return_s + carer.rest_s), theirs.is_used)
