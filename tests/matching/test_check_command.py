"""`python -m matching check`: exit 0 kept, 1 broken, 2 unreadable, and never a traceback."""

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
    assert done.stderr.startswith("matching: missing.json is 'No such file or directory'")
    assert "Traceback" not in done.stderr
