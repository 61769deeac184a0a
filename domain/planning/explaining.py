"""What a plan leaves open, and why: each carer's first reason, changes that would help, and whom sessions admit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.people.availability import ABSENT, exception_s
from domain.planning.compile import Compiled
from domain.planning.compile_sessions import SessionSlots
from matching.explain import Change, Remedy, remedies, remedies_for_empty_slots
from matching.plan import Plan
from matching.problem import DAY_S, WEEK_S, Carer, TimeWindow, Visit
from matching.reasons import Exclusion, exclusions, exclusions_of, summary
from matching.reasons.week_lookup import WeekLookup
from matching.tutors import admitted

MOST_VISITS = 50  # of larger weeks only the reasons are told; remedies are searched for on demand
TRAY_SECONDS = 3.0  # for the remedies of a whole tray
BUSY = ("TRAVEL", "DAY")  # rules that a fuller day breaks


@dataclass(frozen=True, slots=True)
class Open:
    """An unassigned visit, or a session short of adults."""

    visit_id: UUID | None
    session_id: UUID | None
    code: str
    excluded: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    remedies: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@dataclass(frozen=True, slots=True)
class Admission:
    """How many children a session can take with the adults it has, in all and by band; the rest wait."""

    session_id: UUID
    adults_needed: int
    adults: int
    admitted: int
    waiting: int
    bands: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything that a plan leaves open."""

    open: tuple[Open, ...] = ()
    admissions: tuple[Admission, ...] = ()


def explain_plan(compiled: Compiled, plan: Plan) -> Explained:
    """Reasons for all that is open; with verified remedies in weeks of at most 50 visits."""
    open_visits, week = list(open_in(compiled, plan)), WeekLookup(compiled.problem, plan)
    searches = len(compiled.readiness.visits) <= MOST_VISITS and bool(open_visits)
    seconds = TRAY_SECONDS / len(open_visits) if searches else 0.0
    return Explained(
        tuple(explain_visit(visit, compiled, week, seconds=seconds) for visit in open_visits),
        tuple(admission(session_id, slots, plan) for session_id, slots in compiled.session_slots.items()),
    )


def open_in(compiled: Compiled, plan: Plan) -> Iterable[Visit]:
    """Visits that nobody makes, and sessions with an empty slot."""
    crews = {one.visit: one.carers for one in plan.assignments}
    sessions = {str(one) for one in compiled.session_slots}
    for visit in compiled.problem.visits:
        if visit.id not in crews or (visit.id in sessions and None in crews[visit.id]):
            yield visit


def explain_visit(visit: Visit, compiled: Compiled, week: WeekLookup, *, seconds: float) -> Open:
    """Every carer's first reason in the plan of `week`, and what would help if `seconds` may be spent on that."""
    session_ids, plan = {str(one) for one in compiled.session_slots}, week.plan
    is_session = visit.id in session_ids
    if visit.id in week.assigned:
        crew = week.assigned[visit.id].carers
        found = [one for one in exclusions(compiled.problem, plan, visit.id) if one.carer not in crew]
    else:
        found = list(exclusions_of(week, visit))
    helps: Iterable[Remedy] = ()
    if seconds > 0:
        search = remedies_for_empty_slots if is_session else remedies
        found_helps = search(compiled.problem, plan, visit.id, seconds=seconds)
        possible = [one for one in found_helps if not any(asks_the_absent(change, compiled) for change in one.changes)]
        helps = [one for one in possible if one.is_advice] or possible
    return Open(
        visit_id=None if is_session else UUID(visit.id),
        session_id=UUID(visit.id) if is_session else None,
        code=summary(found).code,
        excluded=excluded_data(found, visit, compiled),
        remedies=[remedy_data(one, compiled) for one in helps],
    )


def asks_the_absent(change: Change, compiled: Compiled) -> bool:
    """Whether a change would have somebody work while they are reported absent: true for the engine, no help."""
    if (
        change.carer is None
        or change.interval is None
        or change.kind not in ("ADD_AVAILABILITY", "EXTEND_AVAILABILITY")
    ):
        return False
    return is_absent(change.carer, change.interval, compiled)


def is_absent(carer: str, during: TimeWindow, compiled: Compiled) -> bool:
    """Whether a carer is reported absent at some time of these."""
    return any(
        start_s < during.end_s and during.start_s < end_s
        for row in compiled.rows.carers.exceptions.get(UUID(carer), [])
        if row.kind == ABSENT
        for start_s, end_s in exception_s(row, compiled.week)
    )


def excluded_data(found: Iterable[Exclusion], visit: Visit, compiled: Compiled) -> list[dict[str, Any]]:
    """Carers' reasons as they are stored, with the days asked for, absences and when a qualification ends."""
    carers = {one.id: one for one in compiled.problem.carers}
    return [
        {
            "carer": one.carer,
            "rule": one.rule or "FITS",
            "blocking": list(one.blocking),
            "days": asked_days(one, carers[one.carer], visit),
            "away": absent_days(one.carer, visit, compiled) if one.rule == "AVAILABLE" else [],
            "until_s": ends_s(carers[one.carer], visit) if one.rule == "CREDENTIAL" else None,
        }
        for one in found
    ]


def asked_days(one: Exclusion, carer: Carer, visit: Visit) -> list[int]:
    """Days on which a visit may be; of one that the carer is too busy for, those on which they are on duty for it."""
    days = visit_days(visit)
    if one.rule not in BUSY:
        return days
    on_duty = {
        window.start_s // DAY_S
        for window in visit.windows
        if any(each.start_s < window.end_s and window.start_s < each.end_s for each in carer.available)
    }
    return sorted(on_duty) or days


def visit_days(visit: Visit) -> list[int]:
    """Days on which a visit's windows begin."""
    return sorted({window.start_s // DAY_S for window in visit.windows})


def absent_days(carer: str, visit: Visit, compiled: Compiled) -> list[int]:
    """Days of a visit's windows for which a carer is reported absent."""
    return sorted({one.start_s // DAY_S for one in visit.windows if is_absent(carer, one, compiled)})


def ends_s(carer: Carer, visit: Visit) -> int | None:
    """Second of the week at which a carer's qualification for a visit ends; None if it does so in another week."""
    asked = {name for slot in visit.slots for name in slot.credentials}
    ends = [each.until_s for each in carer.credentials if each.name in asked]
    return min((each for each in ends if 0 <= each < WEEK_S), default=None)


def remedy_data(one: Remedy, compiled: Compiled) -> dict[str, Any]:
    """A verified remedy as it is stored: ids, seconds and codes, never a name."""
    slots = next((slots for name, slots in compiled.session_slots.items() if str(name) == one.visit), None)
    return {
        "changes": [change_data(change, compiled) for change in one.changes],
        "admits": None if slots is None else sum(taken_by(slots, one.filled)),
        "loses": list(one.loses),
        "moves": list(one.moves),
        "scope": one.scope,
        "is_proven": one.is_proven,
        "people": one.people,
        "minutes": one.minutes,
        "cost_difference": one.cost_difference,
    }


def change_data(change: Change, compiled: Compiled) -> dict[str, Any]:
    """One change as it is stored."""
    visit = next(one for one in compiled.problem.visits if one.id == change.visit)
    slot = visit.slots[change.slot]
    skill = next((one for one in compiled.rows.skills.values() if one.key == slot.skill), None)
    return {
        "kind": change.kind,
        "visit": change.visit,
        "carer": change.carer,
        "start_s": change.interval.start_s if change.interval else 0,
        "end_s": change.interval.end_s if change.interval else 0,
        "minutes": change.minutes,
        "credential": change.credential,
        "slot": change.slot,
        "carer_kind": slot.kind,
        "skill_zh": skill.name if skill else "",
        "skill_en": (skill.name_en or skill.name) if skill else "",
    }


def taken_by(slots: SessionSlots, filled: Sequence[bool]) -> tuple[int, ...]:
    """Children of each band whom the filled slots admit."""
    children = [len(band.enrolments) for band in slots.bands]
    return admitted(children, [band.children_per_adult for band in slots.bands], filled)


def admission(session_id: UUID, slots: SessionSlots, plan: Plan) -> Admission:
    """Whom a session takes: the first to enrol of each band, as many as its adults may mind."""
    crew = next((one.carers for one in plan.assignments if one.visit == str(session_id)), ())
    needed = sum(-(-len(band.enrolments) // band.children_per_adult) for band in slots.bands)
    filled = [who is not None for who in crew] or [False] * needed
    taken = taken_by(slots, filled)
    return Admission(
        session_id=session_id,
        adults_needed=needed,
        adults=sum(filled),
        admitted=sum(taken),
        waiting=sum(len(band.enrolments) for band in slots.bands) - sum(taken) + len(slots.unbanded),
        bands=[
            {
                "min_age": band.min_age,
                "max_age": band.max_age,
                "admitted": count,
                "waiting": len(band.enrolments) - count,
                "enrolments": [str(one) for one in band.enrolments[:count]],
            }
            for band, count in zip(slots.bands, taken, strict=True)
        ],
    )
