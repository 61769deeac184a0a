"""What cells may refer to: the rows of a sheet by key, and by name where a name means one row only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from api.workbook.cells.text import CellError, plain


@dataclass(slots=True)
class Directory:
    """One sheet's rows, those of the workbook and those stored before; names only where they are not people's."""

    title: str
    keys: set[str] = field(default_factory=set[str])
    names: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def add(self, key: str, names: Iterable[str] = ()) -> None:
        """A row and what else it may be called."""
        self.keys.add(key)
        for name in filter(None, names):
            self.names.setdefault(plain(name).casefold(), set()).add(key)

    def find(self, text: str) -> str:
        """The key of the row that `text` means. Raises CellError."""
        if text in self.keys:
            return text
        keys = sorted(self.names.get(plain(text).casefold(), ()))
        if len(keys) == 1:
            return keys[0]
        if keys:
            one_of = ", ".join(keys)
            raise CellError(f"「{text}」有几个:请写编号 {one_of}", f"'{text}' means several: write a key, {one_of}")
        raise CellError(
            f"「{self.title}」里没有「{text}」:请先在那里加一行,或改成已有的编号",
            f"there is no '{text}' in {self.title}: add a row there, or use a key that it has",
        )


Directories = dict[str, Directory]
