"""Plans as JSON of `linli-plan/1`. What doesn't fit in a plan is a broken rule (FORMAT), not a refusal to read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from matching.formats.json_value import JsonValue, UnreadableFile, load
from matching.formats.week.entries import assignment_json, assignment_of, break_json, break_of
from matching.plan import Plan, Violation
from matching.problem import Problem

FORMAT = "linli-plan/1"

Entry = TypeVar("Entry")


class ReadPlan(NamedTuple):
    """The plan as far as it can be read, and a FORMAT violation for each part that can't: `judge` takes both."""

    plan: Plan
    faults: tuple[Violation, ...]


def read_plan(path: Path, problem: Problem) -> ReadPlan:
    """The plan in a file. Raises UnreadableFile if it is no JSON object with a list of assignments."""
    return plan_of(load(path), problem)


def plan_of(data: object, problem: Problem) -> ReadPlan:
    """The plan that parsed JSON describes. Raises UnreadableFile if it is no object with a list of assignments.

    An entry that doesn't fit is left out, and a missing name is read as the problem's; both are faults.
    """
    root = JsonValue(data)
    entries = root.need("assignments").items()
    faults: list[Violation] = []
    _read(lambda: root.need("format").choice((FORMAT,)), faults)
    name = _read(lambda: root.need("problem").text(), faults)
    pauses = _read(lambda: root.items_or_none("breaks"), faults) or []
    plan = Plan(
        problem=problem.name if name is None else name,
        assignments=_fitting(assignment_of, entries, faults),
        breaks=_fitting(break_of, pauses, faults),
    )
    return ReadPlan(plan, tuple(faults))


def plan_json(plan: Plan) -> dict[str, object]:
    """The JSON of a plan, ready to be dumped."""
    return {
        "format": FORMAT,
        "problem": plan.problem,
        "assignments": [assignment_json(assignment) for assignment in plan.assignments],
        "breaks": [break_json(pause) for pause in plan.breaks],
    }


def _fitting(
    read: Callable[[JsonValue], Entry], entries: list[JsonValue], faults: list[Violation]
) -> tuple[Entry, ...]:
    found = [_read(lambda entry=entry: read(entry), faults) for entry in entries]
    return tuple(entry for entry in found if entry is not None)


def _read(read: Callable[[], Entry], faults: list[Violation]) -> Entry | None:
    try:
        return read()
    except UnreadableFile as error:
        faults.append(Violation("FORMAT", str(error)))
        return None
