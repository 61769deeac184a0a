"""A youth session's rows to the engine's visit: one optional slot for each adult that its children call for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.planning.compile_carers import ADULT
from domain.planning.readiness import Readiness
from domain.planning.rows import WeekRows
from domain.youth.ages import age_on
from domain.youth.models import Enrolment, Session
from matching.problem import Slot, TimeWindow, Visit
from matching.tutors import session_slots


@dataclass(frozen=True, slots=True)
class Band:
    """Children of one age band who may come, by order of enrolment."""

    min_age: int
    max_age: int
    children_per_adult: int
    enrolments: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SessionSlots:
    """A session's bands, whose slots follow one another in the engine's visit, and children whom no band takes."""

    bands: tuple[Band, ...]
    unbanded: tuple[UUID, ...]


def compile_sessions(rows: WeekRows, ready: Readiness) -> tuple[list[Visit], dict[UUID, SessionSlots]]:
    """Each ready session with at least one child as a visit at its room and time."""
    found: list[Visit] = []
    slots: dict[UUID, SessionSlots] = {}
    for session in rows.sessions.sessions:
        if session.id not in ready.sessions:
            continue
        slots[session.id] = bands_of(session, rows, ready)
        visit = compile_session(session, slots[session.id].bands, rows)
        if visit.slots:
            found.append(visit)
    return found, slots


def compile_session(session: Session, bands: tuple[Band, ...], rows: WeekRows) -> Visit:
    """The session as the engine sees it: no adult is required, each adds the children of a ratio."""
    start_s, end_s = rows.week.second_of(session.starts_at), rows.week.second_of(session.ends_at)
    program = rows.sessions.programs[session.program_id]
    tutor = Slot(
        skill=None if session.skill_id is None else rows.skills[session.skill_id].key,
        level=session.level,
        credentials=(*program.qualifications, ADULT),
    )
    return Visit(
        id=str(session.id),
        place=str(rows.sessions.rooms[session.room_id].address_id),
        duration_s=end_s - start_s,
        windows=(TimeWindow(start_s, end_s),),
        slots=session_slots(
            [len(band.enrolments) for band in bands], [band.children_per_adult for band in bands], tutor
        ),
        min_filled=1,
    )


def bands_of(session: Session, rows: WeekRows, ready: Readiness) -> SessionSlots:
    """The children with consent by age band on the day."""
    day = rows.week.local(session.starts_at).date()
    coming = [one for one in rows.sessions.enrolments.get(session.id, []) if one.id in ready.enrolments]
    bands = tuple(
        Band(
            row.min_age,
            row.max_age,
            row.children_per_adult,
            tuple(one.id for one in coming if in_band(one, row.min_age, row.max_age, day, rows)),
        )
        for row in rows.sessions.bands.get(session.program_id, [])
    )
    taken = {one for band in bands for one in band.enrolments}
    return SessionSlots(bands, tuple(one.id for one in coming if one.id not in taken))


def in_band(enrolment: Enrolment, min_age: int, max_age: int, day: date, rows: WeekRows) -> bool:
    """Whether a child's age in whole years on `day` lies in the band."""
    born = rows.sessions.children[enrolment.child_id].birth_date
    return born is not None and min_age <= age_on(day, born) <= max_age
