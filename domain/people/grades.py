"""Nursing grades 职称 in order; a carer of a grade has all lower ones too."""

from __future__ import annotations

GRADES = ("nurse", "senior_nurse", "supervisor_nurse", "deputy_chief_nurse", "chief_nurse")


def grades_up_to(grade: str) -> tuple[str, ...]:
    """`grade` and every lower one; none if it is no nursing grade."""
    return GRADES[: GRADES.index(grade) + 1] if grade in GRADES else ()
