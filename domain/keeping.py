"""Keeping rows as somebody entered them, by key: new ones are added, changed ones changed, all others left alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from tortoise.expressions import F

from domain.outcomes import Refusal
from domain.rows import KeyedRow, Row
from domain.wording import Words

Values = Mapping[str, object]
Ids = Mapping[str | None, UUID | None]
RowT = TypeVar("RowT", bound=Row)
PART = 500  # rows a statement: SQLite and PostgreSQL both bound the number of parameters


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of entered rows, by key; `ids` has every one of them."""

    ids: dict[str, UUID]
    added: frozenset[str]
    changed: frozenset[str]

    @property
    def unchanged(self) -> int:
        """How many were as entered already."""
        return len(self.ids) - len(self.added) - len(self.changed)


async def keep(model: type[KeyedRow], entered: Mapping[str, Values], *, touched: Collection[str] = ()) -> Kept:
    """Add and change rows so that each key has its entered values; a change raises the row's version.

    A key of `touched` counts as changed even if its own values are as before: something that it owns has changed.
    """
    there = {row.key: row for row in await rows_where(model, "key", entered)}
    new = [model(key=key, **values) for key, values in entered.items() if key not in there]
    await model.bulk_create(new, batch_size=PART)
    changed = {key for key, row in there.items() if key in touched or differs(row, entered[key])}
    for key in sorted(changed):
        await model.filter(id=there[key].id).update(**entered[key], version=F("version") + 1)
    ids = {row.key: row.id for row in (*there.values(), *new)}
    return Kept({key: ids[key] for key in entered}, frozenset(row.key for row in new), frozenset(changed))


async def also_changed(model: type[KeyedRow], kept: Kept, owners: Collection[UUID]) -> Kept:
    """Count rows as changed, and raise their version, because what they own has changed."""
    more = {key for key, row_id in kept.ids.items() if row_id in owners} - kept.added - kept.changed
    for part in parts(sorted(kept.ids[key] for key in more)):
        await model.filter(id__in=part).update(version=F("version") + 1)
    return Kept(kept.ids, kept.added, kept.changed | more)


async def keep_owned(model: type[Row], owner: str, entered: Mapping[UUID, Iterable[Values]]) -> set[UUID]:
    """Make each owner's rows of `model` those entered, whatever their order; the owners whose rows changed.

    `owner` is the column that names the owner, such as `carer_id`. Rows that stay the same keep their ids.
    """
    there: dict[UUID, list[Row]] = defaultdict(list)
    for row in await rows_where(model, owner, entered):
        there[getattr(row, owner)].append(row)
    new: list[Row] = []
    gone: dict[UUID, UUID] = {}
    for owner_id, wanted in entered.items():
        missing, surplus = difference(list(wanted), there[owner_id])
        new += [model(**{owner: owner_id}, **values) for values in missing]
        gone |= {row.id: owner_id for row in surplus}
    for part in parts(list(gone)):
        await model.filter(id__in=part).delete()
    await model.bulk_create(new, batch_size=PART)
    return {getattr(row, owner) for row in new} | set(gone.values())


async def ids_of(model: type[KeyedRow], keys: Iterable[str | None]) -> Ids:
    """Ids of rows by their keys; None, for nobody, has None. Raises KeyError when a key without a row is looked up."""
    rows = await rows_where(model, "key", {key for key in keys if key is not None})
    return {None: None, **{row.key: row.id for row in rows}}


async def rows_where(model: type[RowT], column: str, values: Iterable[Any]) -> list[RowT]:
    """The rows whose `column` has one of `values`."""
    return [row for part in parts(list(values)) for row in await model.filter(**{f"{column}__in": part})]


def parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """`values` in pieces short enough for one statement."""
    return (values[i : i + PART] for i in range(0, len(values), PART))


def differs(row: Row, values: Values) -> bool:
    """Whether the row has another value than entered anywhere."""
    return any(getattr(row, name) != value for name, value in values.items())


def difference(wanted: Sequence[Values], there: Sequence[RowT]) -> tuple[Sequence[Values], list[RowT]]:
    """What is wanted and not there, and what is there and not wanted; each counted as often as it occurs."""
    names = sorted(wanted[0]) if wanted else []
    spare = Counter(tuple(values[name] for name in names) for values in wanted)
    surplus: list[RowT] = []
    for row in there:
        value = tuple(getattr(row, name) for name in names)
        if names and spare[value] > 0:
            spare[value] -= 1
        else:
            surplus.append(row)
    missing = [dict(zip(names, value, strict=True)) for value in spare.elements()]
    return missing, surplus


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """A field of an entered row that can't be taken as given."""

    key: str
    field: str
    value: str
    mend: Words


@dataclass(frozen=True, slots=True)
class EntriesRefused(Refusal):
    """Entered rows that can't be kept, each with every problem found."""

    problems: tuple[EntryProblem, ...]
