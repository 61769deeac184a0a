"""The week as a CP-SAT model: every rule that couples visits, carers and duties."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from ortools.sat.python import cp_model

from matching.compile import CompiledVisit, CompiledWeek, Follow, Option
from matching.exact.routes import Route, RouteStop
from matching.exact.scope import Known, Scope


class VisitVariables:
    """One visit to decide: whether, when (by piece) and by whom (by role and option)."""

    def __init__(self, model: cp_model.CpModel, visit: CompiledVisit, duties: set[int]) -> None:
        self.visit = visit
        self.is_present = model.new_bool_var(f"{visit.id} present")
        starts = cp_model.Domain.from_intervals([[piece.lo_s, piece.hi_s] for piece in visit.pieces] or [[0, 0]])
        self.start_s = model.new_int_var_from_domain(starts, f"{visit.id} start")
        self.pieces = [model.new_bool_var(f"{visit.id} piece {g}") for g in range(len(visit.pieces))]
        model.add(sum(self.pieces) == self.is_present)
        for piece, literal in zip(visit.pieces, self.pieces, strict=True):
            model.add(self.start_s >= piece.lo_s).only_enforce_if(literal)
            model.add(self.start_s <= piece.hi_s).only_enforce_if(literal)
        self.roles: list[list[tuple[Option, cp_model.IntVar]]] = [
            [(one, model.new_bool_var(f"{visit.id} {r} {one}")) for one in role.options if one.duty in duties]
            for r, role in enumerate(visit.roles)
        ]
        self.by_duty: dict[int, cp_model.IntVar] = {}
        self._fill_roles(model)
        self._choose_starts(model)
        self._be_once(model)

    def _fill_roles(self, model: cp_model.CpModel) -> None:
        filled = 0
        for role, options in zip(self.visit.roles, self.roles, strict=True):
            many = sum(literal for _, literal in options)
            filled = filled + many
            if role.is_required:
                model.add(many == len(role.slots) * self.is_present)
            else:
                model.add(many <= len(role.slots) * self.is_present)
        self.filled = filled
        model.add(filled >= self.visit.fewest * self.is_present)

    def _choose_starts(self, model: cp_model.CpModel) -> None:
        """An option holds in its own piece only."""
        for options in self.roles:
            for one, literal in options:
                whole = next(g for g, piece in enumerate(self.visit.pieces) if _within(one, piece.lo_s, piece.hi_s))
                model.add_implication(literal, self.pieces[whole])
                model.add(self.start_s >= one.piece.lo_s).only_enforce_if(literal)
                model.add(self.start_s <= one.piece.hi_s).only_enforce_if(literal)

    def _be_once(self, model: cp_model.CpModel) -> None:
        """Nobody fills two slots of a visit."""
        by_duty: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for options in self.roles:
            for one, literal in options:
                by_duty[one.duty].append(literal)
        for k, literals in by_duty.items():
            self.by_duty[k] = model.new_bool_var(f"{self.visit.id} in {k}")
            model.add(sum(literals) == self.by_duty[k])

    def carers(self) -> dict[int, list[cp_model.IntVar]]:
        """Literals of each carer who may come; at most one of them is true."""
        carers: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for options in self.roles:
            for one, literal in options:
                carers[one.carer].append(literal)
        return carers


def _within(one: Option, lo_s: int, hi_s: int) -> bool:
    return lo_s <= one.piece.lo_s and one.piece.hi_s <= hi_s


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
        self._keep_series()
        self._keep_links()

    def _stops(self, k: int) -> list[RouteStop]:
        week = self.week
        stops = [
            RouteStop(v, known.start_s, self.model.new_constant(1), known.start_s, known.start_s)
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
        worked_days: list[cp_model.LinearExprT] = []
        fresh = [self.routes[k].is_used for k in carer.duties if k in self.routes]
        if not fresh:
            return
        for mine in days.values():
            total_s = sum(self.worked_s(k) for k in mine)
            day_fresh = [self.routes[k].is_used for k in mine if k in self.routes]
            for literal in day_fresh:
                model.add(total_s <= carer.max_day_s).only_enforce_if(literal)
            worked_days.append(self._works_on(mine, day_fresh))
        total_s = sum(self.worked_s(k) for k in carer.duties)
        for literal in fresh:
            model.add(total_s <= carer.max_week_s).only_enforce_if(literal)
            if len(days) > carer.max_days:
                model.add(sum(worked_days) <= carer.max_days).only_enforce_if(literal)

    def _works_on(self, mine: list[int], fresh: list[cp_model.IntVar]) -> cp_model.LinearExprT:
        if any(k in self.scope.work or (k in self.routes and self.week.duties[k].head) for k in mine):
            return 1
        works = self.model.new_bool_var(f"works on the day of {mine[0]}")
        for literal in fresh:
            self.model.add_implication(literal, works)
        return works

    def worked_s(self, k: int) -> cp_model.LinearExprT:
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
                rested = model.add(theirs.leave_s >= mine.return_s + carer.rest_s)
                rested.only_enforce_if([theirs.is_used, *([] if one.head else [mine.is_used])])
            elif mine and not theirs and later in self.scope.work and not other.head:
                leave_s = self.scope.work[later].leave_s
                model.add(mine.return_s + carer.rest_s <= leave_s).only_enforce_if(mine.is_used)
            elif theirs and not mine and k in self.scope.work and not other.head:
                return_s = self.scope.work[k].return_s
                model.add(theirs.leave_s >= return_s + carer.rest_s).only_enforce_if(theirs.is_used)

    def _keep_series(self) -> None:
        for v, mine in self.visits.items():
            for apart in self.week.visits[v].apart:
                for other in apart.others:
                    if other in self.scope.known:
                        self._keep_away(mine, self.scope.known[other].start_s, apart.min_days, apart.min_gap_s)
                    elif other in self.visits and v < other:
                        self._keep_apart(mine, self.visits[other], apart.min_days, apart.min_gap_s)

    def _keep_away(self, mine: VisitVariables, start_s: int, min_days: int, min_gap_s: int) -> None:
        """Apart from a visit whose start is known."""
        day = start_s // 86_400
        for piece, literal in zip(mine.visit.pieces, mine.pieces, strict=True):
            if abs(piece.day - day) < min_days:
                self.model.add(literal == 0)
        if min_gap_s:
            away = cp_model.Domain.from_intervals(
                [[cp_model.INT32_MIN, start_s - min_gap_s], [start_s + min_gap_s, cp_model.INT32_MAX]]
            )
            self.model.add_linear_expression_in_domain(mine.start_s, away).only_enforce_if(mine.is_present)

    def _keep_apart(self, one: VisitVariables, other: VisitVariables, min_days: int, min_gap_s: int) -> None:
        model = self.model
        if min_days:
            for day, literals in self._by_day(one).items():
                near = [x for d, found in self._by_day(other).items() if abs(d - day) < min_days for x in found]
                if near:
                    model.add_at_most_one([*literals, *near])
        if min_gap_s:
            comes_first = model.new_bool_var(f"{one.visit.id} before {other.visit.id}")
            both = [one.is_present, other.is_present]
            model.add(other.start_s - one.start_s >= min_gap_s).only_enforce_if(*both, comes_first)
            model.add(one.start_s - other.start_s >= min_gap_s).only_enforce_if(*both, ~comes_first)

    @staticmethod
    def _by_day(visit: VisitVariables) -> dict[int, list[cp_model.IntVar]]:
        days: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for piece, literal in zip(visit.visit.pieces, visit.pieces, strict=True):
            days[piece.day].append(literal)
        return days

    def _keep_links(self) -> None:
        for v, mine in self.visits.items():
            for link in self.week.visits[v].links:
                if link.other in self.scope.known:
                    self._follow_known(mine, link, self.scope.known[link.other])
                elif link.other in self.visits:
                    if link.is_second:
                        self._follow(self.visits[link.other], mine, link)
                elif link.is_second:
                    self.model.add(mine.is_present == 0)

    def _follow_known(self, mine: VisitVariables, link: Follow, known: Known) -> None:
        start_s = mine.start_s - known.start_s if link.is_second else known.start_s - mine.start_s
        bounds = cp_model.Domain(link.min_s, link.max_s)
        self.model.add_linear_expression_in_domain(start_s, bounds).only_enforce_if(mine.is_present)
        if not link.is_second and known.start_s is not None and not self._is_fact(link.other):
            self.model.add(mine.is_present == 1)  # the second of a link needs its first
        carers = {c for c in known.carers if c >= 0}
        same = [x for c, literals in mine.carers().items() if c in carers for x in literals]
        if link.together == "different":
            for literal in same:
                self.model.add(literal == 0)
        elif link.together == "same":
            self.model.add_bool_or(*same, ~mine.is_present)

    def _is_fact(self, v: int) -> bool:
        return v in self.week.facts

    def _follow(self, first: VisitVariables, second: VisitVariables, link: Follow) -> None:
        model, both = self.model, second.is_present
        model.add_implication(second.is_present, first.is_present)
        model.add(second.start_s - first.start_s >= link.min_s).only_enforce_if(both)
        model.add(second.start_s - first.start_s <= link.max_s).only_enforce_if(both)
        firsts, seconds = first.carers(), second.carers()
        shared = [(firsts[c], seconds[c]) for c in firsts if c in seconds]
        if link.together == "different":
            for ones, others in shared:
                model.add(sum(ones) + sum(others) <= 1)
        elif link.together == "same":
            is_same = [self._both(ones, others) for ones, others in shared]
            model.add_bool_or(*is_same, ~both)

    def _both(self, ones: list[cp_model.IntVar], others: list[cp_model.IntVar]) -> cp_model.IntVar:
        is_same = self.model.new_bool_var("same carer")
        self.model.add(sum(ones) >= is_same)
        self.model.add(sum(others) >= is_same)
        return is_same
