"""Planning a week from outside: what a caller may count on."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path

import pytest

import matching
from matching.formats.week import problem_json
from matching.large import BATCH
from matching.plan import Plan
from matching.problem import Assignment, Place, ProblemError, Published, Slot, TimeWindow
from matching.solve import solve
from matching.warming import compile_kernels

HOUR_S = 3600
NINE_S = 9 * HOUR_S
MANY = 64


def test_small_week_is_planned_with_proof(build):
    solution = solve(build.week(build.visit("one"), build.visit("two")), iterations=100)

    assert solution.stopped == "proven"
    assert solution.is_proven
    assert solution.bound == solution.verdict.score.cost == 1800


def test_week_without_carers_gets_a_valid_empty_plan_proven_to_be_the_best(build):
    week = replace(build.week(), carers=())

    solution = solve(week, iterations=10)

    assert solution.plan.assignments == ()
    assert solution.verdict.is_kept
    assert solution.is_proven


def test_week_without_visits_costs_nothing(build):
    solution = solve(replace(build.week(), visits=()), iterations=10)

    assert (solution.verdict.score.cost, solution.stopped) == (0, "proven")


def test_visit_that_nobody_can_make_is_left_out_of_a_valid_plan(build):
    week = build.week(build.visit("possible"), build.visit("impossible", slots=(Slot(skill="surgery"),)))

    solution = solve(week, iterations=50)

    assert [one.visit for one in solution.plan.assignments] == ["possible"]
    assert solution.is_proven


def test_facts_are_in_the_plan_whatever_they_break(build):
    fact = Assignment("visit", 3 * HOUR_S, ("anna",))
    week = build.week(published=Published(NINE_S, (fact,)))

    solution = solve(week, iterations=10)

    assert solution.plan.assignments == (fact,)
    assert solution.verdict.is_kept


def test_published_plan_is_kept_where_change_costs_more_than_it_saves(build):
    told = (Assignment("visit", NINE_S + 600, ("bert",)),)
    week = build.week(build.carer("anna"), build.carer("bert"), build.visit(), published=Published(0, told))

    solution = solve(week, iterations=20)

    assert solution.plan.assignments == told


def test_start_that_breaks_rules_is_mended(build):
    nowhere = Plan("week", (Assignment("visit", 0, ("anna",)), Assignment("unknown", 0, ("anna",))))

    solution = solve(build.week(), iterations=20, start=nowhere)

    assert solution.verdict.is_kept
    assert solution.verdict.assigned == 1


def test_week_too_large_for_proof_is_searched(a_long_day):
    assert compile_kernels(lambda: True)
    phases = []

    solution = solve(
        a_long_day,
        iterations=400,
        on_progress=lambda one: phases.append(one.phase) or True,
        clock=ticking(step_s=1.0),
    )

    assert solution.verdict.is_kept
    assert solution.verdict.assigned == MANY
    assert list(dict.fromkeys(phases)) == ["construct", "search", "budget"]


def test_week_of_middling_size_is_searched_and_bounded(build):
    visits = [
        build.visit(f"v{i}", windows=(TimeWindow(NINE_S + 1800 * i, NINE_S + 1800 * (i + 1)),)) for i in range(16)
    ]
    twins = [replace(visit, id=f"twin of {visit.id}") for visit in visits]

    solution = solve(build.week(build.carer("anna"), build.carer("bert"), *visits, *twins), iterations=100)

    assert solution.stopped == "proven"
    assert solution.verdict.assigned == 32


def test_large_week_gets_the_same_plan_from_the_same_seed_and_iterations(a_long_day):
    first, second = (solve(a_long_day, iterations=150, seed=5) for _ in range(2))

    assert first.plan == second.plan


def test_cancelled_search_ends_at_once_and_keeps_its_best_plan(a_long_day):
    answers = iter([True, True, False])

    solution = solve(a_long_day, seconds=600, on_progress=lambda _: next(answers), clock=ticking(step_s=1.0))

    assert solution.stopped == "cancelled"
    assert solution.verdict.is_kept
    assert solution.verdict.assigned > 0
    assert solution.iterations <= 2 * BATCH


def test_seconds_end_a_search(a_long_day):
    solution = solve(a_long_day, seconds=100, clock=ticking(step_s=1.0))

    assert solution.stopped == "budget"
    assert 100 <= solution.elapsed_s < 120


def test_progress_is_heard_at_least_every_second(a_long_day):
    heard_s = []

    solve(
        a_long_day,
        seconds=60,
        on_progress=lambda one: heard_s.append(one.elapsed_s) or True,
        clock=ticking(step_s=0.125),
    )

    assert max(after - before for before, after in pairwise(heard_s)) <= 1.0


def test_faulty_week_is_refused_with_its_place_and_mend(build):
    week = build.week(build.visit(duration_s=-1))

    with pytest.raises(ProblemError) as refused:
        solve(week, iterations=1)

    assert refused.value.path == "visits[0].durationS"


@pytest.fixture
def a_long_day(build):
    """More visits of one day than the exact model is asked about, at places of their own."""
    places = tuple(Place(f"p{i}", 137 * i % 900, 211 * i % 700) for i in range(MANY))
    day = (TimeWindow(8 * HOUR_S, 18 * HOUR_S),)
    visits = [build.visit(f"v{i}", place=f"p{i}", windows=day, slots=(Slot(),) * (1 + i % 2)) for i in range(MANY)]
    carers = [build.carer(f"c{i}", base=f"p{i}") for i in range(9)]
    return build.week(*carers, *visits, places=places)


def ticking(step_s):
    """A clock that goes on by a step whenever somebody looks."""
    ticks = count()
    return lambda: next(ticks) * step_s


MEANWHILE = """
import json, sys
from pathlib import Path
from matching.formats.week import read_problem
from matching.solve import solve

phases = set()
def hear(progress):
    phases.add(progress.phase)
    return not (progress.phase == "compile" and progress.assigned)

if __name__ == "__main__":
    found = solve(read_problem(Path(sys.argv[1])), seconds=600, on_progress=hear)
    print(json.dumps([sorted(phases), found.stopped, found.verdict.is_kept, found.verdict.assigned]))
"""


def test_week_that_waits_for_its_kernels_has_a_plan_meanwhile_and_can_be_cancelled(a_long_day, tmp_path):
    ours = Path(matching.__file__).parent
    shutil.copytree(ours, tmp_path / "matching", ignore=shutil.ignore_patterns("__pycache__"))
    week, script = tmp_path / "week.json", tmp_path / "meanwhile.py"
    week.write_text(json.dumps(problem_json(a_long_day)), "utf-8")
    script.write_text(MEANWHILE, "utf-8")

    done = subprocess.run(
        [sys.executable, script, week], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
    )

    phases, stopped, is_kept, assigned = json.loads(done.stdout)
    assert (phases, stopped, is_kept) == (["compile"], "cancelled", True)
    assert assigned > 0


SMALL = """
import json, sys
from pathlib import Path
from matching.formats.week import read_problem
from matching.solve import solve
solution = solve(read_problem(Path(sys.argv[1])), iterations=100)
print(json.dumps([solution.stopped, "numba" in sys.modules]))
"""


def test_small_week_never_waits_for_kernels(build, tmp_path):
    week = tmp_path / "week.json"
    week.write_text(json.dumps(problem_json(build.week(build.visit("one"), build.visit("two")))), "utf-8")

    done = subprocess.run([sys.executable, "-c", SMALL, week], capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == ["proven", False]
