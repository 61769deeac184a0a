"""The benches of explanations measure what they say, in seconds, without data."""

import json
from dataclasses import replace

from bench.__main__ import main
from bench.explain import spoiled
from bench.generated import generated_week
from bench.lessened import is_least
from matching.explain import remedies
from matching.solve import solve


def test_explain_bench_finds_every_remedy_of_a_spoiled_week_true(capsys):
    code = main(["explain", "--quick"])

    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert code == 0
    assert row["true"] == row["checked"] > 0
    assert row["least"] == row["proven_checked"] > 0


def test_two_remedies_at_once_are_not_the_least():
    week = spoiled(generated_week())
    plan = solve(week, seconds=2).plan
    missing = {visit.id for visit in week.visits} - {one.visit for one in plan.assignments}
    first, second = next(found for name in sorted(missing) if len(found := remedies(week, plan, name)) > 1)[:2]

    assert not is_least(week, plan, replace(first, changes=(*first.changes, *second.changes)))


def test_whatif_bench_finds_every_difference_true(capsys):
    code = main(["whatif", "--quick"])

    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert code == 0
    assert row["true"] == row["checked"] > 0
