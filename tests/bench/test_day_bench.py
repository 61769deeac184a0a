"""The bench of rich days: the same days everywhere, and files without a folder are named."""

import json

import pytest

from bench.__main__ import main
from bench.days import generated_day
from matching.day.possible import check_day


def test_generated_day_can_be_planned_and_is_the_same_each_time():
    first, second = generated_day(seed=3), generated_day(seed=3)

    check_day(first)
    assert first.legs.tolist() == second.legs.tolist()
    assert (first.patients, first.carers) == (second.patients, second.carers)


@pytest.mark.parametrize("bench", ["uhhc", "hhcrsp"])
def test_quick_run_prints_a_line_for_each_day_and_a_table(bench, capsys):
    code = main([bench, "--quick"])

    lines = capsys.readouterr().out.splitlines()
    measured = [json.loads(line) for line in lines if line.startswith("{")]
    assert code == 0
    assert [(one["instance"], one["kept"]) for one in measured] == [("generated-40-1", True)]
    assert any("/known" in line for line in lines)


def test_day_is_measured_beside_the_best_known_in_a_folder_above(tmp_path, capsys):
    days = tmp_path / "open" / "mankowska"
    days.mkdir(parents=True)
    patient = {"id": "p1", "time_window": [0, 60], "required_caregivers": [{"service": "s", "duration": 5}]}
    day = {"distances": [[0, 3], [3, 0]], "caregivers": [{"id": "c1", "abilities": ["s"]}], "patients": [patient]}
    (days / "tiny.json").write_text(json.dumps(day))
    (tmp_path / "best-known.csv").write_text("set,instance,objective\nmankowska,tiny,4.0\n")

    code = main(["hhcrsp", "--data", str(tmp_path / "open"), "--quick"])

    assert code == 0
    assert "0.5000" in capsys.readouterr().out  # 3 there, 3 back, over 3 terms


def test_seeds_that_are_no_numbers_and_folders_that_are_none_are_named(tmp_path, capsys):
    assert main(["uhhc", "--seeds", "1,x"]) == 2
    assert main(["uhhc", "--data", str(tmp_path / "none")]) == 2

    told = capsys.readouterr().err
    assert "--seeds 1,x: give whole numbers" in told
    assert "none is no folder" in told


def test_quick_replan_keeps_what_was_begun(capsys):
    code = main(["replan", "--quick", "--only", "generated-10"])

    measured = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert code == 0
    assert measured[0]["week"] == "generated-10-1"
