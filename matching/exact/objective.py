"""The terms of the score in the exact model: their sum is the cost that the checker computes."""

from __future__ import annotations

from ortools.sat.python import cp_model

from matching.exact.linear import Linear, only_if, total, weighted
from matching.exact.model import WeekModel
from matching.exact.visits import VisitVariables
from matching.timecost import Piece


def cost(week_model: WeekModel) -> Linear:
    """Points of all that the scope decides, facts and known visits included where they share a term."""
    terms: list[Linear | int] = [_visit_points(week_model, visit) for visit in week_model.visits.values()]
    terms += [_duty_points(week_model, k) for k in week_model.routes]
    terms += [_hour_points(week_model, c) for c in range(len(week_model.week.carers))]
    terms += [_stranger_points(week_model, group) for group in week_model.week.groups]
    terms += [fact.points for fact in week_model.week.facts.values()]
    return total(terms)


def _visit_points(week_model: WeekModel, one: VisitVariables) -> Linear:
    """Absent, empty slots, strangers, wishes, moved, and what the start costs."""
    model, visit = week_model.model, one.visit
    all_slots = sum(role.slot_points * len(role.slots) for role in visit.roles)
    more = visit.present_points + all_slots - visit.absent_points
    points: Linear = more * one.is_present + visit.absent_points
    for role, options in zip(visit.roles, one.roles, strict=True):
        points += weighted((option.points - role.slot_points, literal) for option, literal in options)
    if any(piece.points or piece.slope or piece.kinks for piece in visit.pieces):
        points += _start_points(model, one)
    return points


def _start_points(model: cp_model.CpModel, one: VisitVariables) -> Linear:
    """The least points of each piece, and what the start costs above."""
    least = [piece.least_points for piece in one.visit.pieces]
    most = max(piece.most_points for piece in one.visit.pieces)
    above = model.new_int_var(0, most, f"{one.visit.id} start points")
    for piece, literal, low in zip(one.visit.pieces, one.pieces, least, strict=True):
        for slope, at_s, points in _lines(piece):
            if slope or points > low:
                only_if(model.add(above >= slope * (one.start_s - at_s) + points - low), literal)
    return above + weighted(zip(least, one.pieces, strict=True))


def _lines(piece: Piece) -> list[tuple[int, int, int]]:
    """Lines (slope, through this start, points there) whose highest is the piece."""
    lines, slope = [(piece.slope, piece.lo_s, piece.points)], piece.slope
    for at_s, steeper in piece.kinks:
        slope += steeper
        lines.append((slope, at_s, piece.points_at(at_s)))
    return lines


def _duty_points(week_model: WeekModel, k: int) -> Linear:
    weights, route = week_model.week.problem.weights, week_model.routes[k]
    head = route.duty.head
    points: Linear = weights.travel * route.travel_s + weights.waiting * route.waiting_s
    if head is None:
        return points + weights.duty * route.is_used
    return points + weights.duty + weights.travel * head.travel_s + weights.waiting * head.waiting_s


def _hour_points(week_model: WeekModel, c: int) -> Linear | int:
    """Overtime and unfair of one carer."""
    weights, carer, model = week_model.week.problem.weights, week_model.week.carers[c], week_model.model
    if not any(k in week_model.routes for k in carer.duties):
        return 0
    worked_s = total(week_model.worked_s(k) for k in carer.duties)
    most_s = sum(week_model.week.duties[k].close_s - week_model.week.duties[k].open_s for k in carer.duties)
    most_s = 2 * most_s + sum(head.worked_s for k in carer.duties if (head := week_model.week.duties[k].head))
    points: list[Linear] = []
    for weight, limit_s in ((weights.overtime, carer.contract_s), (weights.unfair, carer.fair_s)):
        if weight and limit_s < most_s:
            above_s = model.new_int_var(0, most_s, f"{carer.id} above {limit_s}")
            model.add(above_s >= worked_s - limit_s)
            points.append(weight * above_s)
    return total(points)


def _stranger_points(week_model: WeekModel, group: tuple[int, ...]) -> Linear | int:
    """Carers of a group beyond those that its fullest visit needs anyway."""
    model, scope = week_model.model, week_model.scope
    free = [week_model.visits[v] for v in group if v in week_model.visits]
    known = [[c for c in scope.known[v].carers if c >= 0] for v in group if v in scope.known]
    if not free:
        if any(v in week_model.week.facts for v in group):  # constant, but part of the cost of a whole week
            return week_model.week.problem.weights.continuity * _strangers(known)
        return 0
    familiar = {c for crew in known for c in crew}
    comes: dict[int, list[Linear]] = {}
    for one in free:
        for c, literals in one.carers().items():
            comes.setdefault(c, []).append(total(literals))
    meets: list[Linear] = []
    for c, times in comes.items():
        if c not in familiar:
            meets.append(model.new_bool_var(f"meets {c}"))
            for here in times:
                model.add(meets[-1] >= here)
    least = max(map(len, known), default=0)
    fullest = model.new_int_var(0, max(one.visit.slots for one in free) + least, "fullest")
    _bound_fullest(model, fullest, free, least)
    return week_model.week.problem.weights.continuity * (total(meets) + len(familiar) - fullest)


def _bound_fullest(model: cp_model.CpModel, fullest: cp_model.IntVar, free: list[VisitVariables], least: int) -> None:
    """At most the filled slots of some visit: the one that is chosen as the fullest."""
    chosen = [model.new_bool_var(f"{one.visit.id} is fullest") for one in free]
    is_known = model.new_bool_var("a known visit is fullest")
    model.add_exactly_one([*chosen, is_known])
    only_if(model.add(fullest <= least), is_known)
    for one, literal in zip(free, chosen, strict=True):
        only_if(model.add(fullest <= one.filled), literal)
    most = max(one.visit.slots for one in free)
    model.add(fullest <= total(one.filled for one in free) + least)
    if most == 1 and least <= 1:
        model.add(fullest <= 1)


def _strangers(crews: list[list[int]]) -> int:
    return len({c for crew in crews for c in crew}) - max(map(len, crews), default=0)
