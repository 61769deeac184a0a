"""One visit in the exact model: whether, when and by whom."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from matching.compiled import CompiledVisit, Option
from matching.exact.linear import only_if, total


class VisitVariables:
    """One visit to decide: whether, when (by piece) and by whom (by role and option)."""

    def __init__(self, model: cp_model.CpModel, visit: CompiledVisit, duties: set[int]) -> None:
        self.visit = visit
        self.is_present = model.new_bool_var(f"{visit.id} present")
        starts = cp_model.Domain.from_intervals([[piece.lo_s, piece.hi_s] for piece in visit.pieces] or [[0, 0]])
        self.start_s = model.new_int_var_from_domain(starts, f"{visit.id} start")
        self.pieces = [model.new_bool_var(f"{visit.id} piece {g}") for g in range(len(visit.pieces))]
        model.add(total(self.pieces) == self.is_present)
        for piece, literal in zip(visit.pieces, self.pieces, strict=True):
            only_if(model.add(self.start_s >= piece.lo_s), literal)
            only_if(model.add(self.start_s <= piece.hi_s), literal)
        self.roles: list[list[tuple[Option, cp_model.IntVar]]] = [
            [(one, model.new_bool_var(f"{visit.id} {r} {one}")) for one in role.options if one.duty in duties]
            for r, role in enumerate(visit.roles)
        ]
        self.by_duty: dict[int, cp_model.IntVar] = {}
        self._fill_roles(model)
        self._choose_starts(model)
        self._be_once(model)

    def _fill_roles(self, model: cp_model.CpModel) -> None:
        by_role = [total(literal for _, literal in options) for options in self.roles]
        for role, many in zip(self.visit.roles, by_role, strict=True):
            if role.is_required:
                model.add(many == len(role.slots) * self.is_present)
            else:
                model.add(many <= len(role.slots) * self.is_present)
        self.filled = total(by_role)
        model.add(self.filled >= self.visit.fewest * self.is_present)

    def _choose_starts(self, model: cp_model.CpModel) -> None:
        """An option holds in its own piece only."""
        for options in self.roles:
            for one, literal in options:
                whole = next(g for g, piece in enumerate(self.visit.pieces) if _within(one, piece.lo_s, piece.hi_s))
                model.add_implication(literal, self.pieces[whole])
                only_if(model.add(self.start_s >= one.piece.lo_s), literal)
                only_if(model.add(self.start_s <= one.piece.hi_s), literal)

    def _be_once(self, model: cp_model.CpModel) -> None:
        """Nobody fills two slots of a visit."""
        by_duty: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for options in self.roles:
            for one, literal in options:
                by_duty[one.duty].append(literal)
        for k, literals in by_duty.items():
            self.by_duty[k] = model.new_bool_var(f"{self.visit.id} in {k}")
            model.add(total(literals) == self.by_duty[k])

    def carers(self) -> dict[int, list[cp_model.IntVar]]:
        """Literals of each carer who may come; at most one of them is true."""
        carers: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for options in self.roles:
            for one, literal in options:
                carers[one.carer].append(literal)
        return carers


def _within(one: Option, lo_s: int, hi_s: int) -> bool:
    return lo_s <= one.piece.lo_s and one.piece.hi_s <= hi_s
