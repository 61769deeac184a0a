"""The benches of explanations measure what they say, in seconds, without data."""

import json
from dataclasses import replace

from bench.__main__ import main
from bench.generated import generated_week
from bench.lessened import is_least
from matching.explain import remedies
from matching.plan import Plan


def test_explain_bench_finds_every_remedy_of_a_spoiled_week_true(capsys):
    code = main(["explain", "--quick"])

    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert code == 0
    assert row["true"] == row["checked"] > 0
    assert row["least"] == row["proven_checked"] > 0


def test_one_remedy_is_the_least_and_two_at_once_are_not():
    week = generated_week()
    week = replace(week, carers=tuple(replace(one, available=()) for one in week.carers))
    plan, name = Plan(week.name), next(visit.id for visit in week.visits if len(visit.slots) == 1)

    first, second = remedies(week, plan, name, seconds=60)[:2]

    assert is_least(week, plan, first)
    assert not is_least(week, plan, replace(first, changes=(*first.changes, *second.changes)))


def test_whatif_bench_finds_every_difference_true(capsys):
    code = main(["whatif", "--quick"])

    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert code == 0
    assert row["true"] == row["checked"] > 0
