"""Looking ahead: which relations a document asks for, so that one statement can read their rows too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionNode
from strawberry.types import Info

from domain.people.queries import CarerRow, ResidentRow
from domain.places.queries import CommunityRow
from domain.visits.queries import RequestRow, ServiceCategoryRow, VisitRow


@dataclass(frozen=True, slots=True)
class Join:
    """A relation that can be read along: the loader that then has its rows, their type, the relations of these."""

    loader: str
    row_type: type[Any]
    below: Mapping[str, Join] = field(default_factory=dict[str, "Join"])


RESIDENT = Join("residents", ResidentRow, {"community": Join("communities", CommunityRow)})
REQUEST = Join("requests", RequestRow, {"resident": RESIDENT, "service": Join("services", ServiceCategoryRow)})
VISIT = Join("visits", VisitRow, {"request": REQUEST})
ASSIGNMENT = Join("assignments", object, {"visit": VISIT, "carer": Join("carers", CarerRow)})
BY_TYPE = {"Assignment": ASSIGNMENT, "Visit": VISIT, "HomeVisitRequest": REQUEST, "Resident": RESIDENT}
NO_JOINS: Mapping[str, Join] = {}


def asked_along_with(type_name: str, info: Info[Any, Any]) -> Mapping[str, Join]:
    """The relations that a document asks for below a node of a type, and that can be read along."""
    join = BY_TYPE.get(type_name)
    return NO_JOINS if join is None else asked_along(info, join)


def asked_along(info: Info[Any, Any], join: Join) -> dict[str, Join]:
    """The relations below a field that its document asks for, by their paths from its rows.

    Each level is read along only if the one above is. A field that a directive or a fragment's type leaves out is read
    in vain: that costs a little, and answers nothing.
    """
    found: dict[str, Join] = {}
    for node in info._raw_info.field_nodes:  # noqa: SLF001  (strawberry's own view of a selection is built anew each time)
        collect(info, node.selection_set.selections if node.selection_set else (), join, "", found)
    return found


def collect(
    info: Info[Any, Any], selections: Iterable[SelectionNode], join: Join, path: str, found: dict[str, Join]
) -> None:
    """Note the relations of `join` among selections, and those below them."""
    for one in selections:
        if isinstance(one, FragmentSpreadNode):
            fragment = info._raw_info.fragments[one.name.value]  # noqa: SLF001  (as above)
            collect(info, fragment.selection_set.selections, join, path, found)
        elif isinstance(one, InlineFragmentNode):
            collect(info, one.selection_set.selections, join, path, found)
        elif isinstance(one, FieldNode) and one.selection_set and one.name.value in join.below:
            below, name = join.below[one.name.value], path + one.name.value
            found[name] = below
            collect(info, one.selection_set.selections, below, f"{name}__", found)


def keep(info: Info[Any, Any], joined: Mapping[str, Join], rows: Mapping[str, Mapping[UUID, Any]]) -> None:
    """Give rows that were read along to the loaders that would read them otherwise."""
    for path, one in joined.items():
        getattr(info.context, one.loader).keep(rows[path])
