"""One duty in the exact model: its route, times and break."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from matching.compiled import FAR_S, CompiledCarer, CompiledDuty, CompiledWeek
from matching.exact.linear import Linear, only_if, total, weighted
from matching.facts import ALWAYS_S

DEPOT = -1  # base, or the last fact of the duty


@dataclass(frozen=True, slots=True)
class RouteStop:
    """A stop that a duty may have: its start variable, the literal of its presence and the starts that are possible."""

    visit: int
    start_s: cp_model.IntVar
    is_here: cp_model.IntVar
    lo_s: int
    hi_s: int


class Route:
    """Variables and rules of one duty. `is_used`: it has a stop that is no fact. Facts count in `worked_s` only."""

    def __init__(self, model: cp_model.CpModel, week: CompiledWeek, k: int, stops: list[RouteStop]) -> None:
        self.duty: CompiledDuty = week.duties[k]
        self.carer: CompiledCarer = week.carers[self.duty.carer]
        self._model, self._week, self._name = model, week, f"d{k}"
        self._stops = {stop.visit: stop for stop in stops}
        head = self.duty.head
        self.is_used = model.new_bool_var(f"{self._name} used")
        low_s = min(self.duty.open_s, head.leave_s) if head else self.duty.open_s
        high_s = max(self.duty.close_s, head.end_s + head.home_s) if head else self.duty.close_s
        self.leave_s = model.new_constant(head.leave_s) if head else model.new_int_var(low_s, high_s, "leave")
        self.return_s = model.new_int_var(low_s, high_s, f"{self._name} return")
        self.waiting_s = model.new_int_var(0, high_s - low_s, f"{self._name} waiting")
        self.arcs: dict[tuple[int, int], cp_model.IntVar] = {}
        self.has_break = model.new_bool_var(f"{self._name} break")
        self.break_s = model.new_int_var(low_s, high_s, f"{self._name} break start")
        self.break_after: dict[int, cp_model.IntVar] = {}
        self._add_arcs()
        self._add_times()
        self._add_break()

    def _leg_s(self, i: int, j: int) -> int:
        legs_s, places = self.carer.legs_s, self._week.visits
        source = self.duty.head_place if i == DEPOT else places[i].place
        target = self.carer.base if j == DEPOT else places[j].place
        return legs_s[source][target]

    @property
    def _ready_s(self) -> int:
        return self.duty.head.end_s if self.duty.head else self.duty.open_s

    def _add_arcs(self) -> None:
        """A circuit through base and the stops that are here."""
        model = self._model
        circuit: list[tuple[int, int, cp_model.LiteralT]] = [(0, 0, ~self.is_used)]
        number = {visit: i for i, visit in enumerate(self._stops, 1)}
        for visit, stop in self._stops.items():
            circuit.append((number[visit], number[visit], ~stop.is_here))
            model.add_implication(stop.is_here, self.is_used)
        for i, j in self._possible_arcs():
            arc = model.new_bool_var(f"{self._name} {i}>{j}")
            self.arcs[i, j] = arc
            circuit.append((number.get(i, 0), number.get(j, 0), arc))
        model.add_circuit(circuit)
        home_s = self.duty.head.home_s if self.duty.head else 0
        legs_s = weighted((self._leg_s(*pair), arc) for pair, arc in self.arcs.items())
        self.travel_s: Linear = legs_s + home_s - home_s * self.is_used
        self.service_s = weighted((self._week.visits[v].duration_s, stop.is_here) for v, stop in self._stops.items())

    def _possible_arcs(self) -> list[tuple[int, int]]:
        visits, stops = self._week.visits, self._stops.values()
        arcs: list[tuple[int, int]] = []
        for stop in stops:
            out_s, home_s = self._leg_s(DEPOT, stop.visit), self._leg_s(stop.visit, DEPOT)
            if out_s < FAR_S and max(self._ready_s, self.carer.free_s) + out_s <= stop.hi_s:
                arcs.append((DEPOT, stop.visit))
            if home_s < FAR_S and stop.lo_s + visits[stop.visit].duration_s + home_s <= self.duty.close_s:
                arcs.append((stop.visit, DEPOT))
            for other in stops:
                leg_s = self._leg_s(stop.visit, other.visit)
                end_s = stop.lo_s + visits[stop.visit].duration_s
                if other.visit != stop.visit and leg_s < FAR_S and end_s + leg_s <= other.hi_s:
                    arcs.append((stop.visit, other.visit))
        return arcs

    def _add_times(self) -> None:
        model, head = self._model, self.duty.head
        for (i, j), arc in self.arcs.items():
            leg_s = self._leg_s(i, j)
            if i == DEPOT:
                start_s = self._stops[j].start_s
                earliest_s = max(self._ready_s + (head.pause_s if head else 0), self.carer.free_s) + leg_s
                earliest_s = max(earliest_s, head.not_before_s if head else ALWAYS_S)
                only_if(model.add(start_s >= earliest_s), arc)
                if not head:
                    only_if(model.add(self.leave_s <= start_s - leg_s), arc)
                continue
            end_s = self._stops[i].start_s + self._week.visits[i].duration_s
            if j == DEPOT:
                only_if(model.add(self.return_s >= end_s + leg_s), arc)
            else:
                only_if(model.add(self._stops[j].start_s >= end_s + leg_s), arc)
        only_if(model.add(self.return_s <= self.duty.close_s), self.is_used)
        begins_s = head.end_s + head.pause_s if head else self.leave_s
        active_s = self.travel_s + self.service_s + self.waiting_s + self.carer.break_s * self.has_break
        only_if(model.add(self.return_s - begins_s <= active_s), self.is_used)
        worked_before_s = head.end_s - head.leave_s - head.rested_s if head else 0
        self.worked_s: Linear = self.travel_s + self.service_s + self.waiting_s + worked_before_s

    def _add_break(self) -> None:
        """One break at most, between two stops; owed if the duty is longer than `after_s` and has two stops or more."""
        model, head = self._model, self.duty.head
        if head and head.paused_until_s is not None:
            model.add(self.has_break == 0)
            only_if(model.add(self.return_s <= head.paused_until_s + self.carer.after_s), self.is_used)
            return
        is_short = model.new_bool_var(f"{self._name} short")
        only_if(model.add(self.return_s - self.leave_s <= self.carer.after_s), is_short)
        for (i, j), arc in self.arcs.items():
            if j != DEPOT and (i != DEPOT or head):
                model.add_bool_or(~arc, is_short, self.has_break)
        if not self.carer.break_s:
            model.add(self.has_break == 0)
            return
        self._place_break()

    def _place_break(self) -> None:
        model, head, pause_s = self._model, self.duty.head, self.carer.break_s
        drives_first = model.new_bool_var(f"{self._name} drives first")
        for i in [*([DEPOT] if head else []), *self._stops]:
            here = model.new_bool_var(f"{self._name} break after {i}")
            self.break_after[i] = here
            end_s = head.end_s if head and i == DEPOT else self._stops[i].start_s + self._week.visits[i].duration_s
            for (source, j), arc in self.arcs.items():
                if source != i:
                    continue
                if j == DEPOT:
                    model.add_implication(here, ~arc)
                    continue
                leg_s, start_s = self._leg_s(i, j), self._stops[j].start_s
                only_if(model.add(start_s >= end_s + leg_s + pause_s), arc, here)
                only_if(model.add(self.break_s + pause_s <= start_s), arc, here)
                only_if(model.add(self.break_s >= end_s + leg_s), arc, here, drives_first)
                only_if(model.add(self.break_s + pause_s + leg_s <= start_s), arc, here, ~drives_first)
            only_if(model.add(self.break_s >= end_s), here)
            model.add_implication(here, self.is_used if i == DEPOT else self._stops[i].is_here)
        model.add(total(self.break_after.values()) == self.has_break)
        only_if(model.add(self.break_s >= self.carer_frozen_s), self.has_break)
        only_if(model.add(self.break_s - self.leave_s <= self.carer.after_s), self.has_break)
        only_if(model.add(self.return_s - self.break_s - pause_s <= self.carer.after_s), self.has_break)

    @property
    def carer_frozen_s(self) -> int:
        """Nothing new begins before."""
        return max(self._week.given.frozen_until_s, self.duty.open_s)

    def pairs(self, order: list[int]) -> list[tuple[int, int]]:
        """The arcs of a route through `order`."""
        return list(pairwise([DEPOT, *order, DEPOT])) if order else []
