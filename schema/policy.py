"""Who may read a field, and what kind of data it holds: every field says so, or the schema does not build."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from domain.access.principal import Principal, Role


class DataClass(Enum):
    """What kind of data a field holds."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Policy(Enum):
    """Who may read a field at all; which rows they may read it of is the SQL's to say."""

    ANYONE = "anyone"
    SIGNED_IN = "anyone signed in"
    CARE = "coordinators, league coordinators and carers"
    COORDINATION = "coordinators and league coordinators"
    PLANNING = "coordinators, league coordinators, booking desks and readers"

    def allows(self, who: Principal | None) -> bool:
        """Whether somebody, or nobody, has a role that the policy names."""
        if self is Policy.ANYONE:
            return True
        return who is not None and (self is Policy.SIGNED_IN or who.has(*ROLES_OF[self]))


ROLES_OF: dict[Policy, tuple[Role, ...]] = {
    Policy.CARE: ("coordinator", "league_coordinator", "carer"),
    Policy.COORDINATION: ("coordinator", "league_coordinator"),
    Policy.PLANNING: ("coordinator", "league_coordinator", "booking_desk", "reader"),
}


class SchemaIncompleteError(TypeError):
    """A field lacks its policy, data class or description."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("fields without policy, data class or description: " + ", ".join(missing))
        self.missing = missing


def exposed(
    description: str,
    *,
    data: DataClass = DataClass.INTERNAL,
    policy: Policy = Policy.SIGNED_IN,
    resolver: Callable[..., Any] | None = None,
    name: str | None = None,
    extensions: list[FieldExtension] | None = None,
    rows: int | None = None,
) -> Any:  # noqa: ANN401  (stands for a field of any type)
    """A GraphQL field with its policy and data class; the description tells the data class too.

    `rows` is how many rows of a list without a page of its own are counted by the limits; a few, if it says none.
    """
    told = description if data is DataClass.INTERNAL else f"{description} Data class: {data.value}."
    given: dict[str, Any] = {} if resolver is None else {"resolver": resolver}
    return strawberry.field(
        **given,
        description=told,
        name=name,
        metadata={"policy": policy, "data": data, "rows": rows},
        extensions=extensions or [],
    )


def public(description: str, **options: Any) -> Any:  # noqa: ANN401  (as exposed)
    """A field that anyone may read."""
    return exposed(description, data=DataClass.PUBLIC, policy=Policy.ANYONE, **options)


def personal(description: str, **options: Any) -> Any:  # noqa: ANN401  (as exposed)
    """A field about somebody who can be named from it."""
    return exposed(description, data=DataClass.PERSONAL, **options)


def own(description: str, **options: Any) -> Any:  # noqa: ANN401  (as exposed)
    """A field about whoever asks: personal, and theirs to read before they have signed in."""
    return exposed(description, data=DataClass.PERSONAL, policy=Policy.ANYONE, **options)


def sensitive(description: str, **options: Any) -> Any:  # noqa: ANN401  (as exposed)
    """A field of health data, or of children's."""
    return exposed(description, data=DataClass.SENSITIVE, policy=Policy.CARE, **options)


def check_complete(schema: strawberry.Schema) -> None:
    """Raise SchemaIncompleteError unless every field of ours has policy, data class and description."""
    missing: list[str] = []
    for name, concrete in schema.schema_converter.type_map.items():
        definition = concrete.definition
        for field in getattr(definition, "fields", []):
            declares = {"policy", "data"} <= set(field.metadata) or getattr(definition, "is_input", False)
            if not declares or not field.description:
                missing.append(f"{name}.{field.python_name}")
        if not getattr(definition, "description", None):
            missing.append(name)
    if missing:
        raise SchemaIncompleteError(missing)
