"""The benches of explanations measure what they say, in seconds, without data."""

import json

from bench.__main__ import main


def test_explain_bench_finds_every_remedy_of_a_spoiled_week_true(capsys):
    code = main(["explain", "--quick"])

    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert code == 0
    assert row["true"] == row["checked"] > 0


def test_whatif_bench_finds_every_difference_true(capsys):
    code = main(["whatif", "--quick"])

    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert code == 0
    assert row["true"] == row["checked"] > 0
