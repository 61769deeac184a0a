"""Rich days (UHHC, HHCRSP) on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matching.best import Limits
from matching.commands.answer import Answer, Format
from matching.day.check import judge_day
from matching.day.plan import DayVerdict
from matching.day.problem import DayProblem
from matching.formats.hhcrsp import read_hhcrsp
from matching.formats.routes.plan_in import read_routes
from matching.formats.routes.plan_out import routes_json
from matching.formats.uhhc import read_uhhc
from matching.plan import Progress


def day_format(read: Callable[[Path], DayProblem], head: dict[str, object], *, in_file_order: bool) -> Format:
    """The commands of a format of days: how its instances are read, and what stands before the routes of a plan."""

    def check(instance: Path, plan: Path) -> Answer:
        """Judge routes by every rule of their day."""
        problem = read(instance)
        verdict = judge_day(problem, read_routes(plan, problem, in_file_order=in_file_order))
        return Answer(verdict.is_kept, _verdict_json(verdict))

    def solve(instance: Path, limits: Limits, tell: Callable[[str], bool]) -> Answer:
        """Plan a day."""
        from matching.day.solve import solve_day  # noqa: PLC0415  (`check` needs no solver)

        problem = read(instance)
        solution = solve_day(
            problem,
            seconds=limits.seconds,
            iterations=limits.iterations,
            seed=limits.seed,
            workers=limits.workers,
            on_progress=lambda progress: tell(_progress_line(problem, progress)),
        )
        printed = _verdict_json(solution.verdict) | {
            "stopped": solution.stopped,
            "iterations": solution.iterations,
            "elapsedS": round(solution.elapsed_s, 3),
        }
        return Answer(solution.verdict.is_kept, printed, head | {"routes": routes_json(solution.plan, problem.ticks)})

    return Format(check, solve)


def _verdict_json(verdict: DayVerdict) -> dict[str, object]:
    return {
        "kept": verdict.is_kept,
        "violations": [{"code": one.code, "detail": one.detail} for one in verdict.violations],
        "cost": round(verdict.cost, 6),
        "terms": {term: round(points, 6) for term, points in verdict.terms.items()},
        "served": verdict.served,
        "patients": verdict.patients,
    }


def _progress_line(problem: DayProblem, progress: Progress) -> str:
    """The cost is the search's own: what must not be is priced high in it."""
    if progress.phase == "compile":
        return f"{progress.elapsed_s:7.1f} s  compile: some ten seconds, the first time on a machine"
    served = f"{progress.assigned} of {progress.visits} served"
    cost = progress.cost / problem.ticks / problem.divisor
    return f"{progress.elapsed_s:7.1f} s  {progress.phase}: {served}, cost {cost:.6g}"


CRASHING_WITHOUT: dict[str, object] = {"cost_components": {}}  # what the official validator wants to see
UHHC = day_format(read_uhhc, CRASHING_WITHOUT, in_file_order=False)
HHCRSP = day_format(read_hhcrsp, {}, in_file_order=True)
