"""A solved model as a plan, and a plan as a hint for the model."""

from __future__ import annotations

from collections.abc import Mapping

from ortools.sat.python import cp_model

from matching.compiled import CompiledWeek
from matching.exact.model import WeekModel
from matching.exact.routes import Route
from matching.exact.visits import VisitVariables
from matching.problem import Assignment, Break


def read_assignments(week_model: WeekModel, solver: cp_model.CpSolver) -> list[Assignment]:
    """The visits of the scope that the solution makes."""
    return [
        Assignment(visit.visit.id, solver.value(visit.start_s), _crew(week_model.week, visit, solver))
        for visit in week_model.visits.values()
        if solver.boolean_value(visit.is_present)
    ]


def _crew(week: CompiledWeek, visit: VisitVariables, solver: cp_model.CpSolver) -> tuple[str | None, ...]:
    crew: list[str | None] = [None] * visit.visit.slots
    for role, options in zip(visit.visit.roles, visit.roles, strict=True):
        chosen = [one.carer for one, literal in options if solver.boolean_value(literal)]
        for slot, carer in zip(role.slots, chosen, strict=False):  # roles may stay partly empty
            crew[slot] = week.carers[carer].id
    return tuple(crew)


def read_breaks(week_model: WeekModel, solver: cp_model.CpSolver) -> list[Break]:
    """The breaks of the duties of the scope that are no facts."""
    return [
        Break(route.carer.id, solver.value(route.break_s), route.carer.break_s)
        for route in week_model.routes.values()
        if solver.boolean_value(route.has_break)
    ]


def hint(week_model: WeekModel, assignments: Mapping[str, Assignment]) -> None:
    """Suggest a plan to the solver, but for its breaks: those it finds."""
    stops: dict[int, list[tuple[int, int]]] = {
        k: [(week_model.scope.known[v].start_s, v) for v in week_model.scope.kept.get(k, ())] for k in week_model.routes
    }
    for v, visit in week_model.visits.items():
        given = assignments.get(visit.visit.id)
        _hint_visit(week_model, visit, given)
        for k, literal in visit.by_duty.items():
            here = given is not None and _takes(week_model.week, k, given)
            week_model.model.add_hint(literal, here)
            if here and given is not None:
                stops[k].append((given.start_s, v))
    for k, route in week_model.routes.items():
        _hint_route(week_model, route, [v for _, v in sorted(stops[k])])


def _takes(week: CompiledWeek, k: int, given: Assignment) -> bool:
    duty = week.duties[k]
    return week.carers[duty.carer].id in given.carers and duty.open_s <= given.start_s < duty.close_s


def _hint_visit(week_model: WeekModel, visit: VisitVariables, given: Assignment | None) -> None:
    model = week_model.model
    model.add_hint(visit.is_present, given is not None)
    if given is None:
        for literal in (*visit.pieces, *(literal for options in visit.roles for _, literal in options)):
            model.add_hint(literal, value=False)
        return
    model.add_hint(visit.start_s, given.start_s)
    here = [g for g, piece in enumerate(visit.visit.pieces) if piece.lo_s <= given.start_s <= piece.hi_s][:1]
    for g, literal in enumerate(visit.pieces):
        model.add_hint(literal, g in here)
    for role, options in zip(visit.visit.roles, visit.roles, strict=True):
        wanted = {given.carers[slot] for slot in role.slots}
        for one, literal in options:
            who = week_model.week.carers[one.carer].id
            comes = who in wanted and one.piece.lo_s <= given.start_s <= one.piece.hi_s
            model.add_hint(literal, comes)
            if comes:
                wanted.discard(who)


def _hint_route(week_model: WeekModel, route: Route, order: list[int]) -> None:
    pairs = set(route.pairs(order))
    week_model.model.add_hint(route.is_used, bool(order))
    for pair, arc in route.arcs.items():
        week_model.model.add_hint(arc, pair in pairs)
