"""A solved model as a plan, and a plan as a hint for the model."""

from __future__ import annotations

from ortools.sat.python import cp_model

from matching.compile import CompiledWeek
from matching.exact.model import VisitVariables, WeekModel
from matching.exact.routes import DEPOT, Route
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


def hint(
    week_model: WeekModel, assignments: dict[str, Assignment], breaks: dict[int, tuple[int, int]] | None = None
) -> None:
    """Suggest a plan to the solver: `breaks` are by duty the place of the stop before (DEPOT: none) and the start."""
    stops: dict[int, list[tuple[int, int]]] = {k: [] for k in week_model.routes}
    for v, visit in week_model.visits.items():
        given = assignments.get(visit.visit.id)
        _hint_visit(week_model, visit, given)
        if given is not None:
            for k in visit.by_duty:
                duty = week_model.week.duties[k]
                here = week_model.week.carers[duty.carer].id in given.carers
                if here and duty.open_s <= given.start_s < duty.close_s:
                    stops[k].append((given.start_s, v))
    for k, route in week_model.routes.items():
        for v in week_model.scope.kept.get(k, ()):
            stops[k].append((week_model.scope.known[v].start_s, v))
        _hint_route(week_model, route, [v for _, v in sorted(stops[k])], (breaks or {}).get(k))


def _hint_visit(week_model: WeekModel, visit: VisitVariables, given: Assignment | None) -> None:
    model, start_s = week_model.model, given.start_s if given else None
    model.add_hint(visit.is_present, given is not None)
    if start_s is not None:
        model.add_hint(visit.start_s, start_s)
    hinted = False
    for piece, literal in zip(visit.visit.pieces, visit.pieces, strict=True):
        here = not hinted and start_s is not None and piece.lo_s <= start_s <= piece.hi_s
        hinted = hinted or here
        model.add_hint(literal, here)
    for role, options in zip(visit.visit.roles, visit.roles, strict=True):
        wanted = {given.carers[slot] for slot in role.slots} if given else set()
        for one, literal in options:
            inside = start_s is not None and one.piece.lo_s <= start_s <= one.piece.hi_s
            who = week_model.week.carers[one.carer].id
            model.add_hint(literal, inside and who in wanted)
            wanted = wanted - {who} if inside else wanted
    for k, literal in visit.by_duty.items():
        duty = week_model.week.duties[k]
        who = week_model.week.carers[duty.carer].id
        model.add_hint(
            literal, given is not None and who in given.carers and duty.open_s <= given.start_s < duty.close_s
        )


def _hint_route(week_model: WeekModel, route: Route, order: list[int], pause: tuple[int, int] | None) -> None:
    model, pairs = week_model.model, set(route.pairs(order))
    model.add_hint(route.is_used, bool(order))
    for pair, arc in route.arcs.items():
        model.add_hint(arc, pair in pairs)
    model.add_hint(route.has_break, pause is not None)
    for v, here in route.break_after.items():
        model.add_hint(here, pause is not None and v == pause[0])
    if pause is not None:
        model.add_hint(route.break_s, pause[1])


__all__ = ["DEPOT", "hint", "read_assignments", "read_breaks"]
