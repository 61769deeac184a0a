"""Compiling kernels that call one another: optimised and emitted once, in the entry that calls them all.

Numba does both for each function together with all that it calls, so that a kernel at the bottom is compiled anew for
each above it: half of the time that a family took. The classes here are of its pinned version, and private to it.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from numba.core import codegen as numba_codegen
from numba.core import registry as numba_registry

Library: Any = numba_codegen.JITCodeLibrary  # numba has no types that a checker could follow
registry: Any = numba_registry


class PartLibrary(Library):
    """A kernel that waits for its entries."""

    def finalize(self) -> None:
        """Leave it as it is."""
        self._raise_if_finalized()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:  # noqa: ARG002  (numba's name)
        """Nowhere: only an entry has it."""
        self._ensure_finalized()
        return 0


class EntryLibrary(Library):
    """An entry, with all kernels that it calls, directly or not."""

    def finalize(self) -> None:
        """Link them in; then optimise and emit the whole."""
        linked = self._linking_libraries
        for library in linked:  # it grows meanwhile
            if isinstance(library, PartLibrary):
                linked += [one for one in library._linking_libraries if one not in linked]  # noqa: SLF001  (as above)
        Library.finalize(self)


def _leave(_name: str, _environment: object) -> None:
    """Set no environment."""


@contextmanager
def linking(*, is_entry: bool) -> Generator[None]:
    """Let what is compiled meanwhile be an entry, or a part of entries."""
    generator: Any = registry.cpu_target.target_context.codegen()
    plain = generator._library_class  # noqa: SLF001  (private, as said above)
    generator._library_class = EntryLibrary if is_entry else PartLibrary  # noqa: SLF001
    if not is_entry:
        generator.set_env = _leave  # a part has no place for it
    try:
        yield
    finally:
        generator._library_class = plain  # noqa: SLF001
        if not is_entry:
            del generator.set_env
