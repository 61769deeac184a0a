"""The bench of weeks: the same weeks everywhere, and a judge who differs is heard."""

import json

from bench.__main__ import main
from bench.generated import generated_week
from bench.judges import differences
from matching.formats.week import problem_json
from matching.plan import Plan
from matching.validate import problem_faults

LENIENT_JUDGE = """
import json
print(json.dumps({"violations": [], "terms": dict.fromkeys(%r, 0)}))
"""
TERMS = (
    "unassigned slot delay travel waiting duty overtime unfair wish continuity unfamiliar gender language moved shifted"
)


def test_generated_week_is_well_formed_and_the_same_each_time():
    first, second = generated_week(seed=3), generated_week(seed=3)

    assert first == second
    assert problem_faults(first) == []


def test_judge_who_prices_a_plan_otherwise_is_told_term_by_term(tmp_path):
    problem = generated_week(visits=8, carers=3)
    script, week_file = tmp_path / "week.py", tmp_path / "weeks.json"
    script.write_text(LENIENT_JUDGE % TERMS.split())
    week_file.write_text(json.dumps(problem_json(problem)))

    lines = differences(script, week_file, problem, Plan(problem.name))

    assert lines
    assert all(": unassigned: " in line or ": slot: " in line for line in lines)


def test_folder_without_weeks_is_named(tmp_path, capsys):
    code = main(["week", "--data", str(tmp_path)])

    assert code == 2
    assert f"{tmp_path}/weeks is no folder" in capsys.readouterr().err


def test_quick_run_prints_a_line_for_each_week_and_a_table(capsys):
    code = main(["week", "--quick"])

    lines = capsys.readouterr().out.splitlines()
    measured = [json.loads(line) for line in lines if line.startswith("{")]
    assert code == 0
    assert [one["week"] for one in measured] == ["generated-10-1", "generated-50-1"]
    assert any("assigned" in line and "gap" in line for line in lines if not line.startswith("{"))
