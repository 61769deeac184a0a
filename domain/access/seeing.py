"""Which of some rows somebody may see, as the end of a statement that is written once for whoever asks again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection
from tortoise.models import Model

from domain.access.principal import Principal
from domain.access.scope import RULES, visible

SOME_ID = UUID(int=0)  # stands for the ids while the ORM writes the condition
MOST_KNOWN = 2_000


@dataclass(frozen=True, slots=True)
class Condition:
    """What follows the tables in a statement, and its values; `place` is where the list of ids goes."""

    rest: str
    values: tuple[object, ...]
    place: int

    def of(self, ids: Sequence[UUID]) -> list[object]:
        """The values for some ids."""
        return [*self.values[: self.place], list(ids), *self.values[self.place + 1 :]]


EVERYTHING = Condition("WHERE {id} AMONG $1", (None,), 0)


def seen(model: type[Model], who: Principal | None) -> Condition:
    """The condition of a statement over a model that finds those of some ids that `who` may see.

    It is `visible`, written by the ORM, once for each principal.
    """
    if model not in RULES or (who is not None and who.is_everywhere):
        return EVERYTHING
    connection: Any = get_connection("default")
    return _written(model, who, connection.capabilities.dialect)


@lru_cache(maxsize=MOST_KNOWN)
def _written(model: type[Model], who: Principal | None, dialect: str) -> Condition:
    query: Any = visible(model.filter(id__in=[SOME_ID]), who).values("id")
    query._choose_db_if_not_chosen()  # noqa: SLF001  (tortoise tells text and values apart only inside)
    query._make_query()  # noqa: SLF001  (as above)
    text, values = query.query.get_parameterized_sql()
    if dialect == "sqlite":
        numbers = count(1)
        text = "".join(f"${next(numbers)}" if one == "?" else one for one in text)
    place = [str(one) for one in values].index(str(SOME_ID))
    text = text.replace(f"IN (${place + 1})", f"AMONG ${place + 1}")
    # the ids are named twice: PostgreSQL does not carry them from the inner statement to the outer one's joins
    return Condition(f"WHERE {{id}} AMONG ${place + 1} AND {{id}} IN ({text})", tuple(values), place)
