"""JSON read with care: each value knows its place in the file, so that a wrong one can be named and mended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar, cast

EXACT = 2**53  # beyond this some readers of JSON round

Choice = TypeVar("Choice", bound=str)


class Said(str):
    """What was found, in words rather than as a value: it is printed without quotes."""

    __slots__ = ()


class UnreadableFile(ValueError):  # noqa: N818  (says what happened; all errors here do)
    """A file that can't be read as what it should be: the place in it, the value there, and the mend."""

    def __init__(self, path: str, value: object, mend: str) -> None:
        super().__init__(f"{path} is {_clipped(value)}: {mend}")
        self.path, self.value, self.mend = path, value, mend


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A value and its path, such as `visits[3].durationS`. Every reading raises UnreadableFile if it doesn't fit."""

    value: object
    path: str = "the file"
    is_root: bool = True

    def get(self, key: str) -> JsonValue | None:
        """The field `key` of an object; None if it is left out or null."""
        value = self._object().get(key)
        return None if value is None else self._child(value, key)

    def need(self, key: str) -> JsonValue:
        """The field `key` of an object, which may be neither left out nor null."""
        found = self.get(key)
        if found is None:
            raise self._child(None, key).refusal("give this field; it has no default")
        return found

    def fields(self) -> list[tuple[str, JsonValue]]:
        """The fields of an object, in order."""
        return [(key, self._child(value, key)) for key, value in self._object().items()]

    def items(self) -> list[JsonValue]:
        """The entries of a list, in order."""
        if not isinstance(self.value, list):
            raise self.refusal("make it a list")
        entries = cast("list[object]", self.value)  # pyright: ignore[reportUnknownMemberType]  (JSON tells no types)
        return [JsonValue(entry, f"{self.path}[{i}]", is_root=False) for i, entry in enumerate(entries)]

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            raise self.refusal("make it a string")
        return self.value

    def whole(self) -> int:
        """A whole number that every reader of JSON keeps exactly; true and false are none."""
        if type(self.value) is not int:
            raise self.refusal("make it a whole number")
        if abs(self.value) > EXACT:
            raise self.refusal("make it a whole number of at most 2**53")
        return self.value

    def number(self) -> float:
        """A finite number, whole or not; true and false are none."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool) or not abs(self.value) <= EXACT:
            raise self.refusal("make it a number of at most 2**53")
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.refusal("make it true or false")
        return self.value

    def choice(self, choices: tuple[Choice, ...]) -> Choice:
        """One of `choices`."""
        for choice in choices:
            if self.value == choice:
                return choice
        raise self.refusal(f"make it one of {', '.join(choices)}")

    def texts(self) -> tuple[str, ...]:
        """A list of strings."""
        return tuple(item.text() for item in self.items())

    def texts_or_null(self) -> tuple[str | None, ...]:
        """A list of strings and nulls."""
        return tuple(None if item.value is None else item.text() for item in self.items())

    def whole_or(self, key: str, default: int) -> int:
        """The whole number in the field `key`, or `default` if it is left out."""
        found = self.get(key)
        return default if found is None else found.whole()

    def whole_or_none(self, key: str) -> int | None:
        """The whole number in the field `key`; None if it is left out."""
        found = self.get(key)
        return None if found is None else found.whole()

    def text_or_none(self, key: str) -> str | None:
        """The string in the field `key`; None if it is left out."""
        found = self.get(key)
        return None if found is None else found.text()

    def items_or_none(self, key: str) -> list[JsonValue]:
        """The entries of the list in the field `key`; no entries if it is left out."""
        found = self.get(key)
        return [] if found is None else found.items()

    def refusal(self, mend: str) -> UnreadableFile:
        """The error to raise for this value."""
        return UnreadableFile(self.path, self.value, mend)

    def _object(self) -> Mapping[str, object]:
        if not isinstance(self.value, dict):
            raise self.refusal("make it an object")
        return cast("Mapping[str, object]", self.value)  # pyright: ignore[reportUnknownMemberType]  (as above)

    def _child(self, value: object, key: str) -> JsonValue:
        return JsonValue(value, key if self.is_root else f"{self.path}.{key}", is_root=False)


def load(path: Path) -> object:
    """What the JSON file says. Raises UnreadableFile if it can't be opened, isn't UTF-8, or isn't JSON."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(str(path), Said(f"unreadable ({error.strerror})"), "name another file") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path} byte {error.start}", Said("not UTF-8"), "save the file as UTF-8") from None
    try:
        return json.loads(text, parse_constant=_no_constant, parse_int=_whole)
    except json.JSONDecodeError as error:
        place = f"{path} line {error.lineno} column {error.colno}"
        raise UnreadableFile(place, Said(f"not JSON ({error.msg})"), "mend it there") from None
    except RecursionError:
        raise UnreadableFile(str(path), Said("nested too deep"), "make it JSON of this format") from None


def _no_constant(name: str) -> NoReturn:
    raise UnreadableFile("the file", name, "JSON knows no such number; give a whole one")


def _whole(digits: str) -> int:
    """The number, or one that is surely too large: Python refuses to read thousands of digits."""
    return int(digits) if len(digits) <= 20 else (-1 if digits.startswith("-") else 1) * 2**64


def _clipped(value: object) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = str(value) if isinstance(value, Said) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
