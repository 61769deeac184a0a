"""`python -m matching solve` and `check`: exit 0 kept, 1 broken, 2 unreadable, and never a traceback."""

import json
import subprocess
import sys

import pytest

from matching.__main__ import main
from matching.formats.week import plan_json, problem_json

NINE_S = 9 * 3600


@pytest.fixture
def files(tmp_path, build):
    """A week and a plan that keeps it, as files."""
    week, plan = tmp_path / "week.json", tmp_path / "plan.json"
    week.write_text(json.dumps(problem_json(build.week())), encoding="utf-8")
    plan.write_text(json.dumps(plan_json(build.plan(build.at(NINE_S)))), encoding="utf-8")
    return week, plan


def test_kept_plan_exits_0_with_every_term(files, capsys):
    assert main(["check", *map(str, files)]) == 0

    printed = json.loads(capsys.readouterr().out)
    assert printed["kept"] is True
    assert printed["violations"] == []
    assert printed["terms"]["duty"] == printed["cost"] == 1800
    assert len(printed["terms"]) == 15
    assert (printed["assigned"], printed["visits"], printed["filledSlots"], printed["slots"]) == (1, 1, 1, 1)


def test_broken_plan_exits_1_and_names_the_rule(files, build, capsys):
    files[1].write_text(json.dumps(plan_json(build.plan(build.at(0)))), encoding="utf-8")

    assert main(["check", *map(str, files)]) == 1

    printed = json.loads(capsys.readouterr().out)
    assert printed["kept"] is False
    assert [one["code"] for one in printed["violations"]] == ["WINDOW", "AVAILABLE"]


def test_plan_with_an_entry_that_does_not_fit_is_broken_not_unreadable(files, capsys):
    files[1].write_text('{"format": "linli-plan/1", "problem": "week", "assignments": [7]}', encoding="utf-8")

    assert main(["check", *map(str, files)]) == 1

    assert "assignments[0] is 7: make it an object" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "nonsense", "[]", '{"format": "linli-week/1"}', '{"name": NaN}', "\x00"])
@pytest.mark.parametrize("which", [0, 1])
def test_unreadable_file_exits_2_with_one_line_and_no_result(files, which, content, capsys):
    files[which].write_text(content, encoding="utf-8")

    assert main(["check", *map(str, files)]) == 2

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("matching: ")
    assert printed.err.count("\n") == 1


def test_negative_duration_is_named_with_its_mend(files, build, capsys):
    data = problem_json(build.week(build.visit(duration_s=-60)))
    files[0].write_text(json.dumps(data), encoding="utf-8")

    assert main(["check", *map(str, files)]) == 2

    assert capsys.readouterr().err == "matching: visits[0].durationS is -60: make it 1 or more\n"


@pytest.mark.parametrize(
    "arguments",
    [[], ["sing"], ["check"], ["check", "week.json"], ["check", "a", "b", "--format", "excel"]],
)
def test_wrong_arguments_exit_2_with_one_line(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_command_runs_as_a_module_and_a_missing_file_leaves_no_trace(tmp_path):
    command = [sys.executable, "-m", "matching", "check", "missing.json", "plan.json"]

    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("matching: missing.json is unreadable (No such file or directory): name another file")
    assert "Traceback" not in done.stderr


def test_solved_week_is_written_whole_and_kept(files, capsys):
    week, plan = files
    plan.unlink()

    assert main(["solve", str(week), "--iterations", "50", "--out", str(plan)]) == 0

    printed = capsys.readouterr()
    result = json.loads(printed.out)
    assert (result["assigned"], result["kept"], result["proven"]) == (1, True, True)
    assert "1 of 1 assigned" in printed.err
    assert sorted(path.name for path in plan.parent.iterdir()) == ["plan.json", "week.json"]
    assert main(["check", str(week), str(plan)]) == 0


def test_same_week_seed_and_iterations_give_the_same_plan(files, capsys):
    week, plan = files
    again = plan.with_name("again.json")

    for out in (plan, again):
        main(["solve", str(week), "--iterations", "50", "--seed", "7", "--out", str(out)])

    assert plan.read_text(encoding="utf-8") == again.read_text(encoding="utf-8")


def test_skill_that_no_carer_has_is_named_before_anything_is_solved(files, tmp_path, capsys):
    week = json.loads(files[0].read_text("utf-8"))
    week["visits"][0]["slots"][0]["skill"] = "catheterr"
    files[0].write_text(json.dumps(week), encoding="utf-8")

    code = main(["solve", str(files[0]), "--out", str(tmp_path / "out.json")])

    told = capsys.readouterr().err
    assert code == 2
    assert "visits[0].slots[0].skill is 'catheterr': no carer has this skill" in told
    assert not (tmp_path / "out.json").exists()


def test_plan_that_has_no_place_to_go_is_refused_before_anything_is_solved(files, capsys):
    missing = files[0].parent / "missing" / "plan.json"

    assert main(["solve", str(files[0]), "--out", str(missing)]) == 2
    assert main(["solve", str(files[0]), "--out", str(files[0].parent)]) == 2

    assert capsys.readouterr().err.count("name a file in a folder that can be written") == 2


@pytest.mark.parametrize(
    "wrong",
    [
        ["--seconds", "0"],
        ["--seconds", "nan"],
        ["--seconds", "x"],
        ["--seconds", "1", "--iterations", "1"],
        ["--iterations", "-1"],
        ["--workers", "0"],
        ["--seed", "x"],
    ],
)
def test_budget_that_makes_no_sense_exits_2(files, wrong, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["solve", str(files[0]), "--out", str(files[1]), *wrong])

    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
