"""What a plan's duties take beside the visits themselves: ways, waits, and the way home, told visit by visit."""

from __future__ import annotations

from dataclasses import dataclass

from matching.check.duty import Duty
from matching.check.sheet import lay_out
from matching.plan import Plan
from matching.problem import Problem


@dataclass(frozen=True, slots=True)
class Beside:
    """Seconds beside one carer's visit: the way to it, the wait before it, and the way home if it is the last.

    With the visits' own seconds these sum up to what the score counts as worked. A fact that starts before its way
    ends makes its wait negative.
    """

    travel_s: int = 0
    waiting_s: int = 0
    home_s: int = 0


def beside_visits(problem: Problem, plan: Plan) -> dict[tuple[str, str], Beside]:
    """By (carer, visit), as the checker lays the plan out; stops that belong to no duty are left out."""
    return {
        (duty.carer.id, visit): beside
        for duty in lay_out(problem, plan).all_duties
        for visit, beside in _of_duty(duty).items()
    }


def _of_duty(duty: Duty) -> dict[str, Beside]:
    waits_s = {
        gap.after.visit.id: gap.after.start_s - gap.before.end_s - gap.drive_s - gap.paused_s for gap in duty.gaps
    }
    *ways_s, home_s = (leg_s or 0 for leg_s in duty.legs)
    last = duty.stops[-1].visit.id
    return {
        stop.visit.id: Beside(way_s, waits_s.get(stop.visit.id, 0), home_s if stop.visit.id == last else 0)
        for stop, way_s in zip(duty.stops, ways_s, strict=True)
    }
