"""Assignments and breaks, which stand in plans and in the published part of a week alike."""

from __future__ import annotations

from matching.formats.json_value import JsonValue
from matching.problem import Assignment, Break


def assignment_of(entry: JsonValue) -> Assignment:
    """A visit's start and carers. Raises UnreadableFile."""
    carers = entry.need("carers").texts_or_null()
    return Assignment(entry.need("visit").text(), entry.need("startS").whole(), carers)


def break_of(entry: JsonValue) -> Break:
    """A carer's pause. Raises UnreadableFile."""
    duration = entry.need("durationS")
    if duration.whole() <= 0:
        raise duration.refusal("make it 1 or more")
    return Break(entry.need("carer").text(), entry.need("startS").whole(), duration.whole())


def assignment_json(assignment: Assignment) -> dict[str, object]:
    """The entry of an assignment."""
    return {"visit": assignment.visit, "startS": assignment.start_s, "carers": list(assignment.carers)}


def break_json(pause: Break) -> dict[str, object]:
    """The entry of a break."""
    return {"carer": pause.carer, "startS": pause.start_s, "durationS": pause.duration_s}
