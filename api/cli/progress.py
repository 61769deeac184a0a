"""A run on screen: a bar in a terminal, a line a second elsewhere; Ctrl-C asks it to stop and keep its best plan."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from domain.wording import Language
from matching.plan import Progress

OnProgress = Callable[[Progress], bool]


@contextmanager
def watched(language: Language, seconds: float | None) -> Iterator[OnProgress]:
    """A progress callback that draws, and returns False once the user pressed Ctrl-C. A second Ctrl-C ends at once."""
    console = Console(stderr=True)
    with interruptible() as is_stopped:
        if not console.is_terminal:
            yield lambda progress: tell_line(progress, language, is_stopped)
            return
        with Bars(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[note]}"), TimeElapsedColumn(),
            console=console, transient=True,
        ) as bars:  # fmt: skip
            task = bars.add_task("匹配" if language == "zh" else "Matching", total=seconds, note="")

            def draw(progress: Progress) -> bool:
                bars.update(task, completed=progress.elapsed_s, note=note(progress, language))
                return not is_stopped()

            yield draw


def tell_line(progress: Progress, language: Language, is_stopped: Callable[[], bool]) -> bool:
    """One line to standard error."""
    print(f"{progress.elapsed_s:5.1f} s  {note(progress, language)}", file=sys.stderr)
    return not is_stopped()


def note(progress: Progress, language: Language) -> str:
    """Where the run stands, in a few words."""
    if progress.phase == "compile":
        return "首次编译引擎,约 20 秒" if language == "zh" else "compiling the engine, once, about 20 s"
    bound = "" if progress.bound is None else f" ≥ {progress.bound:,}"
    if language == "zh":
        return f"已派 {progress.assigned}/{progress.visits},得分 {progress.cost:,}{bound}"
    return f"{progress.assigned}/{progress.visits} assigned, cost {progress.cost:,}{bound}"


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed within; the handler before comes back after the first one, and at the end."""
    pressed: list[int] = []
    before = signal.getsignal(signal.SIGINT)

    def note_it(number: int, frame: FrameType | None) -> None:
        del frame
        pressed.append(number)
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note_it)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
