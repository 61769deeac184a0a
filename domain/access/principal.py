"""Who is asking: roles, units and relations, as far as their token allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args
from uuid import UUID

Role = Literal["administrator", "coordinator", "booking_desk", "carer", "league_coordinator", "guardian", "reader"]
ROLES: tuple[Role, ...] = get_args(Role)
UNIT_ROLES: frozenset[Role] = frozenset({"coordinator", "booking_desk", "league_coordinator", "reader"})


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody signed in. `units` are the planning units by role; a carer has a roster, a guardian has children."""

    account_id: UUID
    login: str
    name: str = ""
    roles: frozenset[Role] = frozenset()
    units: dict[Role, frozenset[UUID]] = field(default_factory=dict[Role, frozenset[UUID]])
    carer_id: UUID | None = None
    children: frozenset[UUID] = frozenset()

    def __hash__(self) -> int:
        """By the account; equal are only those whose roles, units and relations are the same too."""
        return hash(self.account_id)

    def has(self, *roles: Role) -> bool:
        """Whether they have one of these roles; an administrator has all."""
        return "administrator" in self.roles or bool(self.roles & set(roles))

    def may_plan(self, unit_id: UUID) -> bool:
        """Whether they coordinate this planning unit."""
        mine = self.units.get("coordinator", frozenset[UUID]()) | self.units.get(
            "league_coordinator", frozenset[UUID]()
        )
        return "administrator" in self.roles or unit_id in mine

    def may_book(self, unit_id: UUID | None) -> bool:
        """Whether they book home visits that this unit plans; for a community that nobody plans, the administrator."""
        mine = self.units.get("coordinator", frozenset[UUID]()) | self.units.get("booking_desk", frozenset[UUID]())
        return "administrator" in self.roles or unit_id in mine

    @property
    def is_everywhere(self) -> bool:
        """Whether no unit bounds what they see."""
        return "administrator" in self.roles

    @property
    def unit_ids(self) -> frozenset[UUID]:
        """Every planning unit in which they have a role."""
        return frozenset(one for some in self.units.values() for one in some)
