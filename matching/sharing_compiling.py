"""Compiling a family of kernels in two processes: each takes the next one, they tell one another, each links entries.

Numba compiles under a lock, and mostly in Python: threads would gain nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from matching.announced import Announced

Told: TypeAlias = dict[int, tuple[bytes, list[int]]]  # of kernels by their places: the code, and whom they call

_may_fork = ContextVar("_may_fork", default=False)


@contextmanager
def with_help() -> Generator[None]:
    """Share what is compiled meanwhile with a second process where there can be one: for processes without threads.

    Under Linux alone: elsewhere libraries of the system may not outlive a fork.
    """
    token = _may_fork.set(sys.platform == "linux" and (os.cpu_count() or 1) > 1)
    try:
        yield
    finally:
        _may_fork.reset(token)


def compile_all(kernels: Sequence[Announced]) -> None:
    """Compile kernels, and write the entries among them into the cache."""
    family = _Family(kernels)
    if _may_fork.get():
        with suppress(OSError):  # there is no room for another process, or no means to speak to it
            _Two(family).run()
    family.do_the_rest()


class _Family:
    """Kernels by their places, and what is done of them in this process."""

    def __init__(self, kernels: Sequence[Announced]) -> None:
        self.kernels = kernels
        self.entries = [place for place, each in enumerate(kernels) if each.is_entry]
        self.places = {each.library: place for place, each in enumerate(kernels)}
        self.made: set[int] = set()
        self._kept: set[int] = set()

    def make(self, place: int) -> None:
        """Compile a kernel."""
        self.kernels[place].compile()
        self.made.add(place)

    def keep(self, place: int) -> None:
        """Link an entry, into the cache."""
        self.kernels[place].keep()
        self._kept.add(place)

    def told(self) -> Told:
        """What was made, for another process."""
        libraries = {place: self.kernels[place].library for place in self.made}
        return {place: (each.as_bytes(), [self.places[one] for one in each.calls]) for place, each in libraries.items()}

    def hear(self, told: Told) -> None:
        """Take over what another process has made."""
        for place, (code, calls) in told.items():
            self.kernels[place].library.become(code, [self.kernels[one].library for one in calls])
            self.made.add(place)

    def largest_first(self) -> list[int]:
        """All, those with the most code first: so the two end together."""
        return sorted(range(len(self.kernels)), key=lambda place: -self.kernels[place].size)

    def entries_largest_first(self) -> list[int]:
        """Those that Python may call, once all is made."""
        return sorted(self.entries, key=lambda place: -self.kernels[place].calls)

    def do_the_rest(self) -> None:
        """What nobody else has done."""
        for place in self.largest_first():
            if place not in self.made:
                self.make(place)
        for place in self.entries:
            if place not in self._kept and not self.kernels[place].is_kept():
                self.keep(place)


class _Two:
    """The process that began, and its helper; what that fails to do is left."""

    def __init__(self, family: _Family) -> None:
        context = multiprocessing.get_context("fork")
        self._family = family
        self._to_make, self._to_keep = context.SimpleQueue(), context.SimpleQueue()
        self._here, self._there = context.Pipe()
        self._helper = context.Process(target=self._help, args=(os.getpid(),), daemon=True)

    def run(self) -> None:
        """Make and keep beside the helper, until nothing is left or it has failed."""
        self._offer(self._to_make, self._family.largest_first())
        self._helper.start()
        self._there.close()
        for place in iter(self._to_make.get, None):
            self._family.make(place)
        told = self._family.told()
        with suppress(EOFError, OSError):  # it has failed, and has said why
            self._family.hear(self._here.recv())
            self._offer(self._to_keep, self._family.entries_largest_first())  # first: then it never waits in vain
            self._here.send(told)
            for place in iter(self._to_keep.get, None):
                self._family.keep(place)
        self._here.close()
        self._helper.join()

    def _help(self, first: int) -> None:
        self._here.close()
        for place in iter(self._to_make.get, None):
            if os.getppid() != first:
                return
            self._family.make(place)
        with suppress(EOFError, OSError):  # whoever began has been ended
            self._there.send(self._family.told())
            self._family.hear(self._there.recv())
            for place in iter(self._to_keep.get, None):
                self._family.keep(place)

    @staticmethod
    def _offer(queue: multiprocessing.SimpleQueue[int | None], places: Iterable[int]) -> None:
        for place in (*places, None, None):
            queue.put(place)
