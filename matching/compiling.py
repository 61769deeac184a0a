"""How kernels are compiled and where they are kept: in families, so that a change in one leaves the others compiled.

Kernels get the `Tables` of their family, and allocate nothing.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast, get_type_hints

import numba
from numba.core import config, registry

from matching.announced import Announced
from matching.cells import Cells
from matching.sharing_compiling import compile_all

F = TypeVar("F", bound=Callable[..., Any])

PLAIN_TYPES: Mapping[object, Any] = {
    int: numba.int64,
    bool: numba.boolean,
    float: numba.float64,
    type(None): numba.void,
}
VECTOR, TABLE, BLOCKS = (Cells(dimensions) for dimensions in (1, 2, 3))
COMPLETE = "complete"  # the file that names all others, once they are there
# Modules beside this one that all families rest on.
SHARED = ("compiling", "announced", "cells", "linking", "lean_compiler", "tables", "draws")

_numba_config: Any = config  # its stubs know no CACHE_DIR
_numba_config.LOOP_VECTORIZE = _numba_config.SLP_VECTORIZE = 0  # kernels gain nothing by it but time to compile
_configuring = Lock()


def part_of_all(function: F) -> F:
    """A part of entries of any family, compiled for whatever types these call it with."""
    return cast("F", numba.njit(nogil=True)(function))


class Kernels:
    """A family: the kernels in one folder, compiled for the types of their annotations and kept in a cache together.

    `types` are numba's types for annotations other than int, bool and float.
    """

    def __init__(self, folder: Path, types: Mapping[object, Any]) -> None:
        self._folder = folder
        self._types = {**PLAIN_TYPES, **types}
        self._announced: list[Announced] = []

    def kernel(self, function: F) -> F:
        """A part of entries; as it is where the entries lie in the cache."""
        return function if self.is_cached else self._announce(function, is_entry=False)

    def entry(self, function: F) -> F:
        """A kernel that Python may call, once the family has been finished."""
        return self._announce(function, is_entry=True)

    def _announce(self, function: F, *, is_entry: bool) -> F:
        with _configuring:  # numba reads it when a function is decorated, and has one for all families
            _numba_config.CACHE_DIR = str(self.cache_folder)
            self._announced.append(Announced(function, self._signature_of(function), is_entry=is_entry))
        return cast("F", self._announced[-1].dispatcher)

    def finish(self) -> None:
        """Read all entries from the cache, or compile them into it first: when all are imported."""
        if not self.is_cached:
            compile_all(self._announced)
            self.cache_folder.mkdir(parents=True, exist_ok=True)
            names = [str(file.relative_to(self.cache_folder)) for file in self.cache_folder.rglob("*.nb?")]
            (self.cache_folder / COMPLETE).write_text("\n".join(names), encoding="utf-8")
        for each in self._announced:
            if each.is_entry:
                each.read()

    def _signature_of(self, function: Callable[..., Any]) -> Any:  # noqa: ANN401  (numba's types have none)
        hints = get_type_hints(function)
        return self._types[hints.pop("return")](*(self._types[hint] for hint in hints.values()))

    @cached_property
    def cache_folder(self) -> Path:
        """Where compiled entries are kept.

        Numba knows a cached function by its own file and by the machine alone: here the family's text makes the name.
        It also looks where that file lies and when it was written, so that a copied or touched one needs a new name.
        """
        context: Any = registry.cpu_target.target_context
        magic = repr((numba.__version__, sys.version_info, context.codegen().magic_tuple()))
        text = hashlib.sha256(magic.encode())
        shared = [Path(__file__).with_name(f"{name}.py") for name in SHARED]
        for file in sorted([*self._folder.glob("*.py"), *shared]):
            text.update(file.read_bytes())
            text.update(repr((str(file.resolve()), file.stat().st_mtime_ns)).encode())
        beside = self._folder / "__pycache__"
        at_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "linli"
        can_write = os.access(beside if beside.exists() else beside.parent, os.W_OK)
        return (beside if can_write else at_home) / f"kernels-{text.hexdigest()[:16]}"

    @cached_property
    def is_cached(self) -> bool:
        """Whether all entries lie in the cache, as of the first question or `look_again`."""
        try:
            names = (self.cache_folder / COMPLETE).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return all((self.cache_folder / name).exists() for name in names)  # somebody may have tidied up

    def look_again(self) -> None:
        """Forget whether all entries lie in the cache: another process may have compiled them meanwhile."""
        self.__dict__.pop("is_cached", None)
