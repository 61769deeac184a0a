from matching.formats.json_value import UnreadableFile, load
from matching.formats.week.plan import ReadPlan, plan_json, plan_of, read_plan
from matching.formats.week.problem_in import problem_of, read_problem
from matching.formats.week.problem_out import problem_json

__all__ = [
    "ReadPlan",
    "UnreadableFile",
    "load",
    "plan_json",
    "plan_of",
    "problem_json",
    "problem_of",
    "read_plan",
    "read_problem",
]
