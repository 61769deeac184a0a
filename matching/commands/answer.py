"""What the command line wants of a format: to judge a file's plan, and to plan a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matching.best import Limits


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether every rule is kept, what to print, and the plan to write where one was asked for."""

    is_kept: bool
    printed: dict[str, object]
    plan: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One format of files. Both raise UnreadableFile, or another error that names place and mend.

    `check` takes the files of problem and plan. `solve` takes the problem's file, what the run may take, and whom to
    tell a line of progress; the answer False ends the run and keeps the best plan so far.
    """

    check: Callable[[Path, Path], Answer]
    solve: Callable[[Path, Limits, Callable[[str], bool]], Answer]
