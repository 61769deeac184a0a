"""The youth league's mutations: sessions in rooms, children's places, attendance; and who has a place."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.access.scope import visible
from domain.outcomes import Refusal, ValidationFailed
from domain.reading import Order
from domain.youth import attendance, enrolling, models, scheduling
from domain.youth.enrolling import Enrolled, GuardianConsent
from domain.youth.operations import Scheduled
from domain.youth.queries import EnrolmentRow
from domain.youth.scheduling import SessionPlan
from schema.doing import done_once, fresh, named, principal
from schema.listing import After, Before, First, Last, listed, only
from schema.policy import exposed, personal
from schema.refusals import Refused, not_permitted, refusal
from schema.relay import Connection
from schema.youth import Enrolment, Session
from schema.youth_inputs import (
    CancelEnrolmentInput,
    CancelSessionInput,
    EnrolChildInput,
    RecordAttendanceInput,
    ScheduleSessionInput,
)

Anything = Info[Any, Any]
MOST_MARKS = 200


@strawberry.type(description="A session that has its room.")
class SessionScheduled:
    """A session that has its room."""

    session: Session = exposed("The session.")


@strawberry.type(description="A session that does not take place; its room is free.")
class SessionCancelled:
    """A session that does not take place."""

    session: Session = exposed("The session.")
    withdrawn_assignments: int = exposed("Tutors who were told of it and need not come.")


@strawberry.type(description="A child's place, or one on the waiting list when the room is full: see its state.")
class ChildEnrolled:
    """A child's place."""

    enrolment: Enrolment = personal("The place.")
    is_new: bool = exposed("False if the child had it already.")


@strawberry.type(description="A place given up.")
class EnrolmentCancelled:
    """A place given up."""

    enrolment: Enrolment = personal("The place.")
    is_passed_on: bool = exposed("Whether the first who waited got it.")


@strawberry.type(description="Who came to a session.")
class AttendanceRecorded:
    """Who came to a session."""

    session: Session = exposed("The session.")
    present: int = exposed("Children who came.")
    absent: int = exposed("Children who did not.")


ScheduleSessionResult = Annotated[
    SessionScheduled | Refused,
    strawberry.union("ScheduleSessionResult", description="The session, or who has the room."),
]
CancelSessionResult = Annotated[
    SessionCancelled | Refused,
    strawberry.union("CancelSessionResult", description="The session, or why it stays."),
]
EnrolChildResult = Annotated[
    ChildEnrolled | Refused,
    strawberry.union("EnrolChildResult", description="The place, or why there is none."),
]
CancelEnrolmentResult = Annotated[
    EnrolmentCancelled | Refused,
    strawberry.union("CancelEnrolmentResult", description="The place, or why it stays."),
]
RecordAttendanceResult = Annotated[
    AttendanceRecorded | Refused,
    strawberry.union("RecordAttendanceResult", description="The counts, or why nothing was recorded."),
]
SessionId = Annotated[strawberry.ID | None, strawberry.argument(description="Only in this session.")]


async def enrolments(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    session: SessionId = None,
) -> Connection[Enrolment]:
    """Places that whoever asks may see."""
    query = visible(models.Enrolment.all(), info.context.principal)
    query = only(query, "session_id", ("Session",), session)
    return await listed(info, EnrolmentRow, query, Order(("enrolled_at",)), first, after, last, before)


async def schedule_session(info: Anything, input: ScheduleSessionInput) -> ScheduleSessionResult:  # noqa: A002  (the grammar's name)
    """Put a session into a room."""
    program, room, session = (
        named(input.program, "YouthProgram"),
        named(input.room, "Room"),
        named(input.session, "Session"),
    )
    if program is None or room is None or (session is None and input.session is not None):
        return not_permitted(info)
    if session is not None and input.expected_version is None:
        missing = ValidationFailed.of("expectedVersion", "", "请给出版本。", "Give the version that you saw.")
        return refusal(missing, info)
    plan = SessionPlan(
        room,
        input.title,
        input.on_date,
        input.start_minute,
        input.end_minute,
        title_en=input.title_en,
        theme=input.theme,
        skill=input.skill,
        level=input.level,
    )
    who, now, version = principal(info), info.context.clock(), input.expected_version or 0
    answer = await done_once(
        info,
        input,
        Scheduled,
        lambda: (
            scheduling.add_session(program, plan, who, now=now)
            if session is None
            else scheduling.move_session(session, plan, who, expected_version=version, now=now)
        ),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return SessionScheduled(session=await fresh(info.context.sessions, answer.session_id))


async def cancel_session(info: Anything, input: CancelSessionInput) -> CancelSessionResult:  # noqa: A002  (as above)
    """Cancel a session."""
    session = named(input.session, "Session")
    if session is None:
        return not_permitted(info)
    who, now, version = principal(info), info.context.clock(), input.expected_version
    answer = await done_once(
        info,
        input,
        scheduling.SessionCancelled,
        lambda: scheduling.cancel_session(session, who, expected_version=version, now=now),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    row = await fresh(info.context.sessions, session)
    return SessionCancelled(session=row, withdrawn_assignments=answer.withdrawn)


async def enrol_child(info: Anything, input: EnrolChildInput) -> EnrolChildResult:  # noqa: A002  (as above)
    """Give a child a place."""
    session, child = named(input.session, "Session"), named(input.child, "Resident")
    if session is None or child is None:
        return not_permitted(info)
    given_on = input.consented_on
    consent = None if given_on is None else GuardianConsent(given_on, input.consent_by, input.relation)
    who, now = principal(info), info.context.clock()
    answer = await done_once(
        info, input, Enrolled, lambda: enrolling.enrol_child(session, child, consent, who, now=now)
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return ChildEnrolled(enrolment=await fresh(info.context.enrolments, answer.enrolment_id), is_new=answer.is_new)


async def cancel_enrolment(info: Anything, input: CancelEnrolmentInput) -> CancelEnrolmentResult:  # noqa: A002  (as above)
    """Give a place up."""
    enrolment = named(input.enrolment, "Enrolment")
    if enrolment is None:
        return not_permitted(info)
    who, now, version = principal(info), info.context.clock(), input.expected_version
    answer = await done_once(
        info,
        input,
        enrolling.EnrolmentCancelled,
        lambda: enrolling.cancel_enrolment(enrolment, who, expected_version=version, now=now),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    row = await fresh(info.context.enrolments, enrolment)
    return EnrolmentCancelled(enrolment=row, is_passed_on=answer.promoted_id is not None)


async def record_attendance(info: Anything, input: RecordAttendanceInput) -> RecordAttendanceResult:  # noqa: A002  (as above)
    """Write who came."""
    session = named(input.session, "Session")
    came = {named(one.enrolment, "Enrolment"): one.is_present for one in input.marks}
    known = {one: is_present for one, is_present in came.items() if one is not None}
    if session is None or len(known) < len(came):
        return not_permitted(info)
    if not 0 < len(input.marks) <= MOST_MARKS:
        count = ValidationFailed.of("marks", len(input.marks), "请给 1 到 200 名孩子。", "Give 1 to 200 children.")
        return refusal(count, info)
    who, now = principal(info), info.context.clock()
    answer = await done_once(
        info, input, attendance.AttendanceRecorded, lambda: attendance.record_attendance(session, known, who, now=now)
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    row = await fresh(info.context.sessions, session)
    return AttendanceRecorded(session=row, present=answer.present, absent=answer.absent)


@strawberry.type(description="What is asked about children's places.")
class YouthQuery:
    """What is asked about children's places."""

    enrolments: Connection[Enrolment] = personal(
        "Places by the time of enrolment: of sessions that one plans or tutors, and of one's own children.",
        resolver=enrolments,
    )


@strawberry.type(description="What a youth league changes.")
class YouthMutations:
    """What a youth league changes."""

    schedule_session: ScheduleSessionResult = exposed(
        "Put a session into a room that is open and free, or move one. For the programme's coordinators.",
        resolver=schedule_session,
    )
    cancel_session: CancelSessionResult = exposed(
        "Cancel a session. For the programme's coordinators.", resolver=cancel_session
    )
    enrol_child: EnrolChildResult = exposed(
        "Give a child a place; on the waiting list when the room is full. For guardians and the programme's "
        "coordinators.",
        resolver=enrol_child,
    )
    cancel_enrolment: CancelEnrolmentResult = exposed(
        "Give a place up; the first who waits gets it. For guardians and the programme's coordinators.",
        resolver=cancel_enrolment,
    )
    record_attendance: RecordAttendanceResult = exposed(
        "Write who came. For the programme's coordinators and the session's tutors.", resolver=record_attendance
    )
