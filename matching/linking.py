"""Compiling kernels that call one another: optimised and emitted once, in the entry that calls them all.

Numba does both for each function together with all that it calls, so that a kernel at the bottom is compiled anew for
each above it: half of the time that a family took. The classes here are of its pinned version, and private to it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

from numba.core import codegen as numba_codegen
from numba.core import registry as numba_registry

codegen: Any = numba_codegen  # numba has no types that a checker could follow
Library: Any = codegen.JITCodeLibrary
registry: Any = numba_registry


class PartLibrary(Library):
    """A part of entries that waits for them: what numba comes upon in a kernel, such as `max` of two whole numbers."""

    def finalize(self) -> None:
        """Leave it as it is."""

    def _raise_if_finalized(self) -> None:
        pass

    def _ensure_finalized(self) -> None:
        pass

    def get_pointer_to_function(self, name: str) -> int:  # noqa: ARG002  (numba's name)
        """Nowhere: only an entry has it."""
        return 0

    @property
    def calls(self) -> list[Any]:
        """The libraries of what it calls itself."""
        return self._linking_libraries


class KernelLibrary(PartLibrary):
    """A kernel; others may call it before it is compiled."""

    def settle(self) -> None:
        """Take in what it calls and no other process could know of: all but kernels."""
        found = list(self.calls)
        for each in found:  # it grows meanwhile
            if not isinstance(each, KernelLibrary):
                self._final_module.link_in(each._get_module_for_linking(), preserve=True)  # noqa: SLF001  (as above)
                if isinstance(each, PartLibrary):  # others are whole
                    found += [one for one in each.calls if one not in found]
        self._linking_libraries = [each for each in found if isinstance(each, KernelLibrary)]

    def as_bytes(self) -> bytes:
        """What another process needs to become it."""
        return self._get_module_for_linking().as_bitcode()

    def become(self, code: bytes, calls: list[KernelLibrary]) -> None:
        """Be what another process has compiled."""
        self._final_module, self._linking_libraries = codegen.ll.parse_bitcode(code), calls


class EntryLibrary(Library):
    """An entry, with all kernels that it calls, directly or not."""

    def link(self, kernel: KernelLibrary, names: Iterable[str]) -> None:
        """Put in the entry itself and what it calls, optimise and emit the whole; `names` are what Python needs."""
        self.enable_object_caching()
        own = kernel._get_module_for_linking().clone()  # noqa: SLF001  (as above)
        for name in names:  # else LLVM would leave out what nobody calls
            own.get_function(name).linkage = "external"
        self._final_module.link_in(own)
        for each in everything_called(kernel)[1:]:
            self._final_module.link_in(each._get_module_for_linking(), preserve=True)  # noqa: SLF001  (as above)
        self.finalize()


def everything_called(kernel: KernelLibrary) -> list[KernelLibrary]:
    """A kernel and those that it calls, directly or not."""
    found = [kernel]
    for each in found:  # it grows meanwhile
        found += [one for one in each.calls if one not in found]
    return found


@contextmanager
def parts_only() -> Generator[None]:
    """Let what numba comes upon meanwhile be parts of entries too."""
    generator: Any = registry.cpu_target.target_context.codegen()
    plain = generator._library_class  # noqa: SLF001  (private, as said above)
    generator._library_class = PartLibrary  # noqa: SLF001  (as above)
    generator.set_env = _leave  # a part has no place for it
    try:
        yield
    finally:
        generator._library_class = plain  # noqa: SLF001  (as above)
        del generator.set_env


def _leave(_name: str, _environment: object) -> None:
    """Set no environment."""
