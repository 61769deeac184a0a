"""The engine in a process of its own: it dies with its parent, tells progress through a pipe, stops when asked."""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from matching.plan import Plan, Progress, Solution
from matching.problem import Problem, ProblemError

SPAWN = multiprocessing.get_context("spawn")  # a fork would copy database connections and threads' locks
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
LOOK_S = 0.1


class EngineDiedError(RuntimeError):
    """The engine's process ended without an answer: killed, or out of memory."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to solve, and for how long."""

    problem: Problem
    seconds: float
    seed: int
    start: Plan | None
    workers: int


Heard = Callable[[Progress], Awaitable[bool]]


async def solve_in_child(order: Order, heard: Heard) -> Solution:
    """Solve in a process of its own. `heard` gets each progress; its False stops the run within a second.

    Raises ProblemError if the week can't be planned, EngineDiedError if the process dies. A cancelled caller leaves no
    process behind.
    """
    ours, theirs = SPAWN.Pipe(duplex=False)
    stop = SPAWN.Event()
    child = SPAWN.Process(target=work, args=(theirs, stop, order, os.getpid()), daemon=True)
    child.start()
    theirs.close()
    try:
        while True:
            said = await asyncio.to_thread(next_word, ours)
            if said is None:
                continue
            if isinstance(said, Progress):
                if not await heard(said):
                    stop.set()
            elif isinstance(said, Solution):
                return said
            else:
                raise said
    finally:
        child.kill()
        await asyncio.to_thread(child.join)
        ours.close()


def next_word(pipe: Connection) -> Any:  # noqa: ANN401  (a progress, a solution or an error)
    """What the child said; None if it said nothing for a moment. An error is answered, not raised."""
    try:
        return pipe.recv() if pipe.poll(LOOK_S) else None
    except (EOFError, OSError):
        return EngineDiedError("the engine's process ended without an answer")


def work(pipe: Connection, stop: Event, order: Order, parent: int) -> None:
    """The child's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    die_with(parent)
    from matching.solve import solve  # noqa: PLC0415  (loads OR-Tools, which the parent need not)

    def tell(progress: Progress) -> bool:
        pipe.send(progress)
        return not stop.is_set()

    try:
        answer: Solution | Exception = solve(
            order.problem,
            seconds=order.seconds,
            seed=order.seed,
            workers=order.workers,
            start=order.start,
            on_progress=tell,
        )
    except ProblemError as error:
        answer = ProblemError(error.path, str(error.value), error.mend)
    pipe.send(answer)


def die_with(parent: int) -> None:
    """End this process when its parent ends: by the kernel on Linux, elsewhere by looking."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
