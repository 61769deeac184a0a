"""The engine on files, without a server: `python -m matching solve WEEK.json --out PLAN.json`, or `check`."""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from matching.best import Limits
from matching.commands.answer import Answer, Format
from matching.commands.days import HHCRSP, UHHC
from matching.commands.vrptw import VRPTW
from matching.commands.week import WEEK
from matching.formats.json_value import UnreadableFile
from matching.problem import ProblemError

KEPT, BROKEN, UNREADABLE = 0, 1, 2
FORMATS: dict[str, Format] = {"week": WEEK, "uhhc": UHHC, "hhcrsp": HHCRSP, "vrptw": VRPTW}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 every rule is kept, 1 a rule is broken, 2 something can't be read or written.

    Results go to stdout as JSON, words to stderr.
    """
    given = _parser().parse_args(arguments)
    format_ = FORMATS[given.format]
    try:
        answer = format_.check(given.problem, given.plan) if given.command == "check" else _solve(format_, given)
        print(json.dumps(answer.printed, indent=2), flush=True)
    except (UnreadableFile, ProblemError) as error:
        print(f"matching: {error}", file=sys.stderr)
        return UNREADABLE
    except MemoryError:
        print(f"matching: {given.problem} is more than this machine's memory holds: plan it in parts", file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:  # whoever read the result has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREADABLE
    return KEPT if answer.is_kept else BROKEN


def _solve(format_: Format, given: argparse.Namespace) -> Answer:
    """Plan and write the plan; the first Ctrl-C stops the run and keeps the best plan so far."""
    _check_writable(given.out)
    interrupted: list[int] = []
    previous = signal.signal(signal.SIGINT, lambda number, _: _interrupt(interrupted, number))

    def tell(line: str) -> bool:
        print(line, file=sys.stderr, flush=True)
        return not interrupted

    try:
        answer = format_.solve(given.problem, Limits(given.seconds, given.iterations, given.seed, given.workers), tell)
    finally:
        signal.signal(signal.SIGINT, previous)
    _write(given.out, json.dumps(answer.plan) + "\n")
    return answer


def _interrupt(interrupted: list[int], number: int) -> None:
    if interrupted:
        raise KeyboardInterrupt
    interrupted.append(number)


def _check_writable(path: Path) -> None:
    """Raises UnreadableFile before minutes are spent on a plan that has no place to go."""
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise UnreadableFile("--out", str(path), "name a file in a folder that can be written")


def _write(path: Path, text: str) -> None:
    """The whole file or none: a reader never sees half a plan."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UnreadableFile("--out", str(path), f"name a file that can be written ({error.strerror})") from None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(UNREADABLE, f"{self.prog}: {message}; --help tells more\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="matching", description="Plan visits or routes, or judge a plan by every rule.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="judge a plan: exit 0 kept, 1 broken, 2 unreadable")
    solve = commands.add_parser("solve", help="plan it, and write the plan")
    for command in (check, solve):
        command.add_argument("problem", type=Path, metavar="PROBLEM", help="the week, or the instance, to plan")
        command.add_argument("--format", choices=FORMATS, default="week", help="format of the files (default: week)")
    check.add_argument("plan", type=Path, metavar="PLAN")
    budget = solve.add_mutually_exclusive_group()
    budget.add_argument("--seconds", type=_seconds, help="stop after so many seconds")
    budget.add_argument("--iterations", type=_count, help="stop after so many iterations: the same plan on any machine")
    solve.add_argument("--seed", type=_count, default=0, help="same problem, seed, iterations: same plan")
    solve.add_argument(
        "--workers",
        type=_positive,
        default=1,
        help="threads at most; weeks by --iterations take one, so that the plan is the same",
    )
    solve.add_argument("--out", type=Path, required=True, metavar="PLAN", help="where the plan goes")
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds above 0")
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return count


def _positive(text: str) -> int:
    if _count(text) == 0:
        raise argparse.ArgumentTypeError("one at least is needed")
    return int(text)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # a proof may be under way: nobody waits for it
