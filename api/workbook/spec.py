"""The workbook's sheets and columns: what each is called in both languages, holds, and must hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.workbook.choices import label
from api.workbook.kinds import Key, Kind
from domain.rows import KeyedRow
from domain.wording import Words

EXAMPLE_STARTS = ("例", "example-")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. A blank cell leaves the entry's own default; a `required` one may not be blank."""

    field: str
    heading: Words
    kind: Kind
    required: bool = False
    example: Any = None
    note: Words | None = None
    width: int = 14

    @property
    def title(self) -> str:
        """The heading in both languages."""
        return label(self.heading)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong between two cells of one row, told at `field`."""

    field: str
    mend: Words


Check = Callable[[Any], RowProblem | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: one entry a row. `named_by` are fields by which others may refer to a row besides its key; `unique`
    are fields whose values, taken together, no two rows may share; `checks` look at one entry; `more_examples` are
    rows that a template shows after the one that the columns make."""

    code: str
    heading: Words
    entry: type
    model: type[KeyedRow]
    columns: tuple[Column, ...]
    named_by: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    more_examples: tuple[Mapping[str, Any], ...] = ()

    @property
    def examples(self) -> list[Mapping[str, Any]]:
        """The rows that a template shows, by field."""
        first = {column.field: column.example for column in self.columns if column.example is not None}
        return [first, *self.more_examples]

    @property
    def title(self) -> str:
        """The sheet's name in both languages."""
        return label(self.heading)

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == field)


def key_column(example: str) -> Column:
    """The first column of every sheet."""
    return Column(
        "key",
        Words("编号", "Key"),
        Key(),
        required=True,
        example=example,
        note=Words(
            "每行唯一,不要改:再次导入按编号更新。以「例」或 EXAMPLE- 开头的行不导入。",
            "Unique and never changed: imports update by key. Rows whose key begins with 例 or EXAMPLE- are skipped.",
        ),
    )


def is_example(key: str) -> bool:
    """Whether a row only shows how to fill in a sheet."""
    return key.casefold().startswith(EXAMPLE_STARTS)
