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

from matching.check import judge
from matching.formats.week import UnreadableFile, plan_json, read_plan, read_problem
from matching.plan import Progress, Solution, Verdict
from matching.problem import ProblemError
from matching.validate import check_skills

KEPT, BROKEN, UNREADABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 every rule is kept, 1 a rule is broken, 2 something can't be read or written.

    Results go to stdout as JSON, words to stderr.
    """
    given = _parser().parse_args(arguments)
    try:
        return _check(given) if given.command == "check" else _solve(given)
    except (UnreadableFile, ProblemError) as error:
        print(f"matching: {error}", file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:  # whoever read the result has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREADABLE


def _check(given: argparse.Namespace) -> int:
    """Judge a plan by every rule of its week."""
    problem = read_problem(given.week)
    plan, faults = read_plan(given.plan, problem)
    verdict = judge(problem, plan, faults=faults)
    print(json.dumps(_verdict_json(verdict), indent=2), flush=True)
    return KEPT if verdict.is_kept else BROKEN


def _solve(given: argparse.Namespace) -> int:
    """Plan a week; the first Ctrl-C stops it and keeps the best plan so far."""
    from matching.solve import solve  # noqa: PLC0415  (loading the solvers takes seconds that `check` need not wait)

    problem = read_problem(given.week)
    check_skills(problem)
    _check_writable(given.out)
    interrupted: list[int] = []
    previous = signal.signal(signal.SIGINT, lambda number, _: _interrupt(interrupted, number))

    def report(progress: Progress) -> bool:
        print(_progress_line(progress), file=sys.stderr, flush=True)
        return not interrupted

    try:
        solution = solve(
            problem,
            seconds=given.seconds,
            iterations=given.iterations,
            seed=given.seed,
            workers=given.workers,
            on_progress=report,
        )
    finally:
        signal.signal(signal.SIGINT, previous)
    _write(given.out, json.dumps(plan_json(solution.plan)) + "\n")
    print(json.dumps(_solution_json(solution), indent=2), flush=True)
    return KEPT if solution.verdict.is_kept else BROKEN


def _interrupt(interrupted: list[int], number: int) -> None:
    if interrupted:
        raise KeyboardInterrupt
    interrupted.append(number)


def _verdict_json(verdict: Verdict) -> dict[str, object]:
    return {
        "kept": verdict.is_kept,
        "violations": [{"code": one.code, "detail": one.detail} for one in verdict.violations],
        "cost": verdict.score.cost,
        "terms": dict(verdict.score.terms),
        "assigned": verdict.assigned,
        "visits": verdict.visits,
        "filledSlots": verdict.filled_slots,
        "slots": verdict.slots,
    }


def _solution_json(solution: Solution) -> dict[str, object]:
    return _verdict_json(solution.verdict) | {
        "bound": solution.bound,
        "proven": solution.is_proven,
        "stopped": solution.stopped,
        "iterations": solution.iterations,
        "elapsedS": round(solution.elapsed_s, 3),
    }


def _progress_line(progress: Progress) -> str:
    bound = "" if progress.bound is None else f", at least {progress.bound}"
    assigned = f"{progress.assigned} of {progress.visits} assigned"
    return f"{progress.elapsed_s:7.1f} s  {progress.phase}: {assigned}, cost {progress.cost}{bound}"


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
    parser = _Parser(prog="matching", description="Plan a week of visits, or judge a plan by every rule.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="judge a plan: exit 0 kept, 1 broken, 2 unreadable")
    solve = commands.add_parser("solve", help="plan a week")
    for command in (check, solve):
        command.add_argument("week", type=Path, metavar="WEEK.json")
        command.add_argument("--format", choices=["week"], default="week", help="format of the files (default: week)")
    check.add_argument("plan", type=Path, metavar="PLAN.json")
    budget = solve.add_mutually_exclusive_group()
    budget.add_argument("--seconds", type=_seconds, help="stop after so many seconds")
    budget.add_argument("--iterations", type=_count, help="stop after so many iterations: the same plan on any machine")
    solve.add_argument("--seed", type=_count, default=0, help="the same week, seed and iterations give the same plan")
    solve.add_argument(
        "--workers",
        type=_positive,
        default=1,
        help="threads at most; with --iterations one, so that the plan is the same",
    )
    solve.add_argument("--out", type=Path, required=True, metavar="PLAN.json", help="where the plan goes")
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
    sys.exit(main())
