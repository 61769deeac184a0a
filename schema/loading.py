"""Rows that a request reads once: by id or by what they belong to, one statement for all that are asked for at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from strawberry.dataloader import DataLoader
from strawberry.types import Info


class RowLoader(DataLoader[UUID, Any]):
    """A loader that also keeps what a joined statement has read already."""

    def __init__(self, load_fn: Callable[[list[UUID]], Awaitable[Sequence[Any]]]) -> None:
        super().__init__(load_fn=load_fn)
        self.known: dict[UUID, Any] = {}

    def keep(self, found: Mapping[UUID, Any]) -> None:
        """Take what is already read: nobody asks the database for it again."""
        self.known.update(found)

    def load(self, key: UUID) -> Awaitable[Any]:
        """What belongs to one key."""
        if key not in self.known:
            return super().load(key)
        future: Any = self.loop.create_future()
        future.set_result(self.known[key])
        return future

    async def load_all(self, keys: Iterable[UUID]) -> Mapping[UUID, Any]:
        """What belongs to each of the keys, and perhaps to others."""
        missing = [one for one in dict.fromkeys(keys) if one not in self.known]
        if missing:
            self.known.update(zip(missing, await self.load_many(missing), strict=True))
        return self.known

    def clear(self, key: UUID) -> None:
        """Forget one key. Raises KeyError if it was never loaded, as strawberry's does."""
        self.known.pop(key, None)
        super().clear(key)

    def clear_all(self) -> None:
        """Forget everything."""
        self.known.clear()
        super().clear_all()


@dataclass(frozen=True, slots=True)
class Related:
    """Where a field's value is read: from which of the context's loaders, by which attribute of the row."""

    loader: str
    key: str


def related(loader: str, key: str = "id") -> Callable[..., Any]:
    """A resolver of a field that a loader reads by an attribute of the row; null where that is None."""

    async def resolve(root: Any, info: Info[Any, Any]) -> Any:  # noqa: ANN401  (rows of any type)
        of = getattr(root, key)
        return None if of is None else await getattr(info.context, loader).load(of)

    resolve.related = Related(loader, key)  # pyright: ignore[reportFunctionMemberAccess]  (the executor reads it)
    return resolve
