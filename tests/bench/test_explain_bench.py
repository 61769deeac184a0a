"""The benches of explanations measure what they say, in seconds, without data."""

import json

from bench.explain import run_explain
from bench.whatif import run_whatif


def test_explain_bench_finds_every_remedy_of_a_spoiled_week_true(capsys):
    code = run_explain(None, seconds=1.0, samples=20)

    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert code == 0
    assert row["true"] == row["checked"] > 0


def test_whatif_bench_finds_every_difference_true(capsys):
    code = run_whatif(None, seconds=1.0, asked=5)

    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert code == 0
    assert row["true"] == row["checked"] > 0
