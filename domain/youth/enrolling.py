"""Children's places in sessions: given in order while the room has any, else on the waiting list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tortoise.expressions import F

from domain import audit, events
from domain.access.models import Consent
from domain.access.principal import Principal
from domain.access.scope import visible
from domain.outcomes import Conflict, FieldProblem, NotPermitted, NotReady, ValidationFailed
from domain.people.models import Resident
from domain.rows import new_id
from domain.store import one_transaction
from domain.wording import Words
from domain.youth.models import AgeBand, Enrolment, Session
from domain.youth.operations import CANCELLED, HOME_ZONE
from domain.youth.scheduling import plans

WAITING, ENROLLED = "waiting", "enrolled"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A child's place: enrolled, or waiting for one. `is_new` is false if they had it already."""

    enrolment_id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class EnrolmentCancelled:
    """A place given up, and the place that the first who waited got for it."""

    enrolment_id: UUID
    promoted_id: UUID | None


@dataclass(frozen=True, slots=True)
class GuardianConsent:
    """A guardian's word for a child's part in a session."""

    given_on: date
    given_by: str = ""
    relation: str = ""


@one_transaction
async def enrol_child(
    session_id: UUID, child_id: UUID, consent: GuardianConsent | None, who: Principal, *, now: datetime
) -> Enrolled | ValidationFailed | Conflict | NotReady | NotPermitted:
    """Give a child a place, or one on the waiting list when the room is full; by a guardian or whoever plans it."""
    session = await locked_session(session_id)
    child = await visible(Resident.filter(id=child_id), who).first()
    if session is None or child is None or not may_enrol(session, child_id, who):
        return NotPermitted()
    known = await Enrolment.get_or_none(session_id=session_id, child_id=child_id)
    if known is not None and known.state != CANCELLED:
        return Enrolled(known.id, is_new=False)
    if refusal := await unfit(session, child, consent, now) or await elsewhere(session, child_id):
        return refusal
    if consent is not None:
        await Consent.create(
            key=f"K-{new_id().hex[-12:]}",
            resident_id=child_id,
            kind="guardian",
            given_on=consent.given_on,
            given_by=consent.given_by[:80],
            relation=consent.relation[:32],
        )
    state = await next_state(session)
    enrolment = known or Enrolment(key=f"N-{new_id().hex[-12:]}", session_id=session_id, child_id=child_id)
    enrolment.enrolled_at, enrolment.state, enrolment.attended = now, state, None
    enrolment.version += 1 if known else 0
    await enrolment.save(force_create=known is None)
    await audit.record("child.enrolled", "enrolment", enrolment.id, at=now, actor=who.login, detail={"state": state})
    await events.tell(
        "enrolment.changed", at=now, scope_id=session.program.planned_by_id, body={"session": str(session_id)}
    )
    return Enrolled(enrolment.id, is_new=True)


@one_transaction
async def cancel_enrolment(
    enrolment_id: UUID, who: Principal, *, expected_version: int, now: datetime
) -> EnrolmentCancelled | Conflict | NotPermitted:
    """Give a place up; the first who waits gets it."""
    enrolment = await Enrolment.get_or_none(id=enrolment_id)
    session = None if enrolment is None else await locked_session(enrolment.session_id)
    if enrolment is None or session is None or not may_enrol(session, enrolment.child_id, who):
        return NotPermitted()
    mine = Enrolment.filter(id=enrolment_id, version=expected_version).exclude(state=CANCELLED)
    await enrolment.refresh_from_db()
    if not await mine.update(state=CANCELLED, version=F("version") + 1):
        return Conflict(
            Words("报名期间有变化:请重新读取。", "The enrolment has changed meanwhile: read it again."),
            current_version=enrolment.version,
            other=enrolment.state,
        )
    promoted = await promote(session) if enrolment.state == ENROLLED else None
    await audit.record("enrolment.cancelled", "enrolment", enrolment_id, at=now, actor=who.login)
    await events.tell(
        "enrolment.changed", at=now, scope_id=session.program.planned_by_id, body={"session": str(session.id)}
    )
    return EnrolmentCancelled(enrolment_id, promoted)


async def locked_session(session_id: UUID) -> Session | None:
    """The session with its row taken, so that of many who want the last place only one looks at a time."""
    await Session.filter(id=session_id).update(version=F("version"))
    return await Session.get_or_none(id=session_id).select_related("program", "room")


def may_enrol(session: Session, child_id: UUID, who: Principal) -> bool:
    """Whether the principal is a guardian of the child, or plans the session."""
    return child_id in who.children or plans(session.program, who)


async def unfit(
    session: Session, child: Resident, consent: GuardianConsent | None, now: datetime
) -> ValidationFailed | NotReady | None:
    """Why a child can't be enrolled: the session is over or off, the child's age, no guardian's consent."""
    if session.state == CANCELLED or session.starts_at <= now:
        return ValidationFailed.of(
            "session", session.key, "活动已取消或已开始。", "The session is cancelled or has begun."
        )
    day = session.starts_at.astimezone(HOME_ZONE).date()
    bands = await AgeBand.filter(program_id=session.program_id)
    if bands and not (child.birth_date and any(holds(band, age_on(day, child.birth_date)) for band in bands)):
        ages = ", ".join(f"{band.min_age}-{band.max_age}" for band in bands)
        return ValidationFailed.of("child", child.key, f"年龄不在 {ages} 岁之内。", f"Not of an age of {ages} years.")
    if consent is not None and consent.given_on > now.astimezone(HOME_ZONE).date():
        return ValidationFailed.of(
            "consentedOn", consent.given_on, "同意的日期不能在以后。", "A consent can't be given later than today."
        )
    if consent is None and not await has_consent(child.id, day):
        mend = Words("没有监护人的知情同意:请给出日期。", "No guardian's consent: give its day.")
        return NotReady((FieldProblem("NO_CONSENT", child.key, mend),))
    return None


async def elsewhere(session: Session, child_id: UUID) -> Conflict | None:
    """Another session at that time in which the child has a place, or waits for one; nobody is in two places."""
    await Resident.filter(id=child_id).update(version=F("version"))  # of two sessions at once only one looks at a time
    there = Enrolment.filter(
        child_id=child_id, session__starts_at__lt=session.ends_at, session__ends_at__gt=session.starts_at
    )
    mine = there.exclude(state=CANCELLED).exclude(session__state=CANCELLED).exclude(session_id=session.id)
    other = await mine.select_related("session").first()
    if other is None:
        return None
    title, title_en = other.session.title, other.session.title_en or other.session.title
    return Conflict(
        Words(
            f"孩子同一时间已报名「{title}」:请先取消那一场。",
            f"The child has a place in {title_en} at that time: give that one up first.",
        ),
        other=other.session.key,
    )


def age_on(day: date, born: date) -> int:
    """Whole years from `born` to `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def holds(band: AgeBand, age: int) -> bool:
    """Whether an age lies in a band."""
    return band.min_age <= age <= band.max_age


async def has_consent(child_id: UUID, day: date) -> bool:
    """Whether a guardian's consent holds on `day`."""
    return any(
        (one.valid_until is None or day <= one.valid_until) and (one.withdrawn_on is None or day < one.withdrawn_on)
        for one in await Consent.filter(resident_id=child_id, kind="guardian", given_on__lte=day)
    )


async def next_state(session: Session) -> str:
    """Enrolled while the room has a place, else waiting."""
    taken = await Enrolment.filter(session_id=session.id, state=ENROLLED).count()
    return ENROLLED if taken < session.room.capacity else WAITING


async def promote(session: Session) -> UUID | None:
    """Give the first who waits a place, if there is one of each."""
    if await next_state(session) == WAITING:
        return None
    first = await Enrolment.filter(session_id=session.id, state=WAITING).order_by("enrolled_at", "id").first()
    if first is None:
        return None
    await Enrolment.filter(id=first.id).update(state=ENROLLED, version=F("version") + 1)
    return first.id
