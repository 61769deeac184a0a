"""Fleets with windows (Solomon's tables, VRPLIB) on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matching.best import Limits
from matching.commands.answer import Answer, Format
from matching.fleet.judge import judge_fleet
from matching.fleet.plan import FleetProgress, FleetVerdict
from matching.formats.vrptw import fleet_plan_json, read_fleet, read_fleet_plan


def _check(instance: Path, plan_file: Path) -> Answer:
    """Judge routes by every rule of their instance."""
    verdict = judge_fleet(read_fleet(instance), read_fleet_plan(plan_file))
    return Answer(verdict.is_kept, _verdict_json(verdict))


def _solve(instance: Path, limits: Limits, tell: Callable[[str], bool]) -> Answer:
    """Plan routes."""
    from matching.fleet.solve import solve_fleet  # noqa: PLC0415  (`check` needs no solver)

    solution = solve_fleet(
        read_fleet(instance),
        seconds=limits.seconds,
        iterations=limits.iterations,
        seed=limits.seed,
        workers=limits.workers,
        on_progress=lambda progress: tell(_progress_line(progress)),
    )
    printed = _verdict_json(solution.verdict) | {
        "stopped": solution.stopped,
        "iterations": solution.iterations,
        "elapsedS": round(solution.elapsed_s, 3),
    }
    return Answer(solution.verdict.is_kept, printed, fleet_plan_json(solution.plan))


def _verdict_json(verdict: FleetVerdict) -> dict[str, object]:
    return {
        "kept": verdict.is_kept,
        "violations": [{"code": one.code, "detail": one.detail} for one in verdict.violations],
        "distance": round(verdict.distance, 6),
        "vehicles": verdict.vehicles,
        "served": verdict.served,
        "customers": verdict.customers,
    }


def _progress_line(progress: FleetProgress) -> str:
    served = f"{progress.served} of {progress.customers} served"
    return f"{progress.elapsed_s:7.1f} s  {progress.phase}: {served}, distance {progress.distance:.2f}"


VRPTW = Format(_check, _solve)
