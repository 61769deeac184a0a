"""Weeks of visits (`linli-week/1`) on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matching.best import Limits
from matching.check import judge
from matching.commands.answer import Answer, Format
from matching.formats.week import plan_json, read_plan, read_problem
from matching.plan import Progress, Solution, Verdict
from matching.validate import check_skills


def _check(week: Path, plan_file: Path) -> Answer:
    """Judge a plan by every rule of its week."""
    problem = read_problem(week)
    plan, faults = read_plan(plan_file, problem)
    verdict = judge(problem, plan, faults=faults)
    return Answer(verdict.is_kept, _verdict_json(verdict))


def _solve(week: Path, limits: Limits, tell: Callable[[str], bool]) -> Answer:
    """Plan a week."""
    from matching.solve import solve  # noqa: PLC0415  (loading the solvers takes seconds that `check` need not wait)

    problem = read_problem(week)
    check_skills(problem)
    solution = solve(
        problem,
        seconds=limits.seconds,
        iterations=limits.iterations,
        seed=limits.seed,
        workers=limits.workers,
        on_progress=lambda progress: tell(_progress_line(progress)),
    )
    return Answer(solution.verdict.is_kept, _solution_json(solution), plan_json(solution.plan))


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
        "unavoidable": solution.unavoidable,
        "proven": solution.is_proven,
        "stopped": solution.stopped,
        "iterations": solution.iterations,
        "elapsedS": round(solution.elapsed_s, 3),
    }


def _progress_line(progress: Progress) -> str:
    bound = "" if progress.bound is None else f", at least {progress.bound}"
    assigned = f"{progress.assigned} of {progress.visits} assigned"
    return f"{progress.elapsed_s:7.1f} s  {progress.phase}: {assigned}, cost {progress.cost}{bound}"


WEEK = Format(_check, _solve)
