"""A league's sessions: put into a room, moved, cancelled, by whoever plans the programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import F

from domain import audit, events
from domain.access.principal import Principal
from domain.outcomes import Conflict, FieldProblem, NotPermitted, Refusal, ValidationFailed
from domain.places.models import Room
from domain.planning.models import Assignment
from domain.rows import new_id
from domain.store import one_transaction
from domain.wording import Words
from domain.youth.models import Session, YouthProgram
from domain.youth.operations import CANCELLED, HOME_ZONE, Scheduled, SessionEntry, schedule_session

DAY_MIN = 24 * 60
MOST_AHEAD = timedelta(days=3 * 366)
LONGEST = {"title": 120, "title_en": 120, "theme": 64}


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session as a league plans it: minutes of `on_date` by the clock on the wall, half-open."""

    room_id: UUID
    title: str
    on_date: date
    start_min: int
    end_min: int
    title_en: str = ""
    theme: str = ""
    skill: str | None = None
    level: int = 1


@dataclass(frozen=True, slots=True)
class SessionCancelled:
    """A session that does not take place, and how many tutors need not come."""

    session_id: UUID
    withdrawn: int


ScheduleAnswer = Scheduled | Conflict | ValidationFailed | NotPermitted


@one_transaction
async def add_session(program_id: UUID, plan: SessionPlan, who: Principal, *, now: datetime) -> ScheduleAnswer:
    """Put a new session of a programme that the principal plans into a room, if it is open and free."""
    program = await planned_program(program_id, who)
    if program is None:
        return NotPermitted()
    return await put(f"S-{new_id().hex[-12:]}", program, plan, who, now)


@one_transaction
async def move_session(
    session_id: UUID, plan: SessionPlan, who: Principal, *, expected_version: int, now: datetime
) -> ScheduleAnswer:
    """Give a session another room, time or title; whoever saw an older version is told so."""
    session = await planned_session(session_id, who)
    if session is None:
        return NotPermitted()
    mine = Session.filter(id=session_id, version=expected_version).exclude(state=CANCELLED)
    if not await mine.update(version=F("version")):
        return await overtaken(session_id)
    return await put(session.key, session.program, plan, who, now)


@one_transaction
async def cancel_session(
    session_id: UUID, who: Principal, *, expected_version: int, now: datetime
) -> SessionCancelled | Conflict | NotPermitted:
    """Cancel a session: its room is free, its tutors need not come."""
    session = await planned_session(session_id, who)
    if session is None:
        return NotPermitted()
    mine = Session.filter(id=session_id, version=expected_version).exclude(state=CANCELLED)
    if not await mine.update(state=CANCELLED, version=F("version") + 1):
        return await overtaken(session_id)
    told = await Assignment.filter(session_id=session_id, plan__state="published").values_list("id", flat=True)
    withdrawn = await Assignment.filter(id__in=told).update(
        state="withdrawn", decided_by=who.login, decided_at=now, version=F("version") + 1
    )
    await audit.record("session.cancelled", "session", session_id, at=now, actor=who.login)
    await events.tell(
        "session.cancelled", at=now, scope_id=session.program.planned_by_id, body={"session": str(session_id)}
    )
    return SessionCancelled(session_id, withdrawn)


async def planned_program(program_id: UUID, who: Principal) -> YouthProgram | None:
    """A programme that the principal plans; None if there is none."""
    program = await YouthProgram.get_or_none(id=program_id).select_related("planned_by")
    return program if program is not None and plans(program, who) else None


async def planned_session(session_id: UUID, who: Principal) -> Session | None:
    """A session of a programme that the principal plans; None if there is none."""
    session = await Session.get_or_none(id=session_id).select_related("program__planned_by")
    return session if session is not None and plans(session.program, who) else None


def plans(program: YouthProgram, who: Principal) -> bool:
    """Whether the principal plans the programme; one that nobody plans is the administrator's."""
    return who.is_everywhere if program.planned_by_id is None else who.may_plan(program.planned_by_id)


async def put(key: str, program: YouthProgram, plan: SessionPlan, who: Principal, now: datetime) -> ScheduleAnswer:
    """Write the session, if everything about it can be."""
    room = await Room.get_or_none(id=plan.room_id)
    if room is None:
        return NotPermitted()
    zone = ZoneInfo(program.planned_by.time_zone) if program.planned_by else HOME_ZONE
    if problems := tuple(problems_of(plan, now.astimezone(zone).date())):
        return ValidationFailed(problems)
    entry = SessionEntry(
        key,
        program.key,
        room.key,
        plan.title.strip(),
        plan.on_date,
        plan.start_min,
        plan.end_min,
        title_en=plan.title_en,
        theme=plan.theme,
        skill=plan.skill,
        level=plan.level,
    )
    answer = await schedule_session(entry, now=now, actor=who.login)
    if not isinstance(answer, Refusal):
        body = {"session": str(answer.session_id)}
        await events.tell("session.scheduled", at=now, scope_id=program.planned_by_id, body=body)
    return answer


def problems_of(plan: SessionPlan, today: date) -> Iterator[FieldProblem]:
    """Whatever about a session can't be kept."""
    if not plan.title.strip():
        yield FieldProblem("title", "", Words("请写活动名称。", "Write a title."))
    for name, most in LONGEST.items():
        value: str = getattr(plan, name)
        if len(value) > most:
            yield FieldProblem(name, value[:20], Words(f"最多 {most} 个字符。", f"Write at most {most} characters."))
    if plan.on_date < today:
        mend = Words("这一天已经过去。", "That day is over: give today or a later day.")
        yield FieldProblem("onDate", plan.on_date.isoformat(), mend)
    if plan.on_date > today + MOST_AHEAD:
        mend = Words("请给三年内的日期。", "Give a day within three years.")
        yield FieldProblem("onDate", plan.on_date.isoformat(), mend)
    if not 0 <= plan.start_min < plan.end_min <= DAY_MIN:
        mend = Words("结束要晚于开始,且在同一天内。", "End after the start, on the same day.")
        yield FieldProblem("endMinute", f"{plan.start_min}-{plan.end_min}", mend)
    if plan.level < 1:
        yield FieldProblem("level", str(plan.level), Words("级别从 1 起。", "Levels begin at 1."))


async def overtaken(session_id: UUID) -> Conflict:
    """Who changed the session last."""
    row, last = await Session.get(id=session_id), await audit.last_of(session_id)
    by = f"{last.actor} {last.at.astimezone(HOME_ZONE):%m-%d %H:%M}" if last else "—"
    return Conflict(
        Words(f"活动已被修改({by}):请重新读取。", f"The session was changed ({by}): read it again."),
        current_version=row.version,
        other=row.state,
    )
