"""The break of a duty, as distances between its starts, and how long the duty may then last."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from matching.explain.bounds import Bounds
from matching.explain.choices import ANY, NONE, Choice, Pause
from matching.explain.courses import Course
from matching.explain.shifts import Shifts
from matching.explain.spans import Span
from matching.problem import Break, BreakRule, Carer


class Laid(NamedTuple):
    """A duty whose drives are laid: its stops' numbers among the starts, and how long it may be worked."""

    carer: Carer
    shift: int
    course: Course
    nodes: tuple[int, ...]
    most_s: int


def lay_break(shifts: Shifts, bounds: Bounds, laid: Laid, choice: Choice) -> int | None:
    """Lay the break and the limits of a duty; the break's number among the starts, None if there is none."""
    rule, course, nodes = laid.carer.break_rule, laid.course, laid.nodes
    behind_s = course.served_s[-1] + course.home_s  # of the duty after its last start
    lasts_s = behind_s + course.out_s  # beyond the time between its first and last start
    paused_s, pause = 0, None
    if isinstance(choice, Pause) and rule is not None:
        paused_s = rule.duration_s
        pause = _pause(shifts, bounds, laid, choice, rule)
        bounds.follow(pause, nodes[0], course.out_s - rule.after_s)  # until the break
        bounds.follow(nodes[-1], pause, behind_s - rule.after_s - rule.duration_s)
    elif choice == NONE and rule is not None and len(course.names) > 1:
        bounds.follow(nodes[-1], nodes[0], lasts_s - rule.after_s)
    elif choice == ANY and rule is not None:
        paused_s = rule.duration_s
    bounds.follow(nodes[-1], nodes[0], lasts_s - paused_s - laid.most_s)
    return pause


def _pause(shifts: Shifts, bounds: Bounds, laid: Laid, choice: Pause, rule: BreakRule) -> int:
    """A break in its gap, before the drive or after it."""
    i, carer, course, nodes = choice.gap, laid.carer, laid.course, laid.nodes
    drive_s, interval = course.drives_s[i - 1], carer.available[laid.shift]
    fact = fact_break(shifts, carer, laid.shift)
    first_s = interval.start_s if shifts.frozen_s is None else shifts.frozen_s
    spans: tuple[Span, ...] = ((first_s, interval.end_s),) if fact is None else ((fact.start_s, fact.start_s),)
    pause = bounds.add(spans)
    before_s, behind_s = (0, drive_s) if choice.is_before_drive else (drive_s, 0)
    bounds.follow(nodes[i - 1], pause, course.served_s[i - 1] + before_s)
    if not course.facts[i]:
        bounds.follow(pause, nodes[i], rule.duration_s + behind_s)
    return pause


def current_choice(shifts: Shifts, carer: Carer, shift: int, course: Course) -> Choice:
    """Where the break of a duty lies in the plan."""
    pause = shifts.break_in(carer, shift)
    if pause is None:
        return NONE
    known = [name for name in course.names if name in shifts.assigned]
    for i, (one, other) in enumerate(pairwise(known), start=1):
        ends_s = shifts.assigned[one].start_s + shifts.visits[one].duration_s
        starts_s = shifts.assigned[other].start_s
        if ends_s <= pause.start_s and pause.start_s + pause.duration_s <= starts_s:
            drive_s = shifts.way_s(carer, shifts.visits[one].place, shifts.visits[other].place) or 0
            return Pause(i, starts_s - pause.start_s - pause.duration_s >= drive_s)
    return NONE


def fact_break(shifts: Shifts, carer: Carer, shift: int) -> Break | None:
    """The break of a duty if it has begun."""
    pause = shifts.break_in(carer, shift)
    return pause if pause in shifts.fact_breaks else None
