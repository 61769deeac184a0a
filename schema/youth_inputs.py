"""What a youth league gives: sessions, children's places, attendance."""

from __future__ import annotations

from datetime import date

import strawberry

from schema.doing import expected_version, idempotency_key


@strawberry.input(description="A session in a room; with `session`, one that is there already gets all of this anew.")
class ScheduleSessionInput:
    """A session in a room."""

    program: strawberry.ID = strawberry.field(description="Its programme; a session stays in its own.")
    room: strawberry.ID = strawberry.field(description="Where.")
    title: str = strawberry.field(description="Chinese title, 1 to 120 characters.")
    on_date: date = strawberry.field(description="On which day; today or later.")
    start_minute: int = strawberry.field(description="First minute after midnight.")
    end_minute: int = strawberry.field(description="Minute at which the room is free again, up to 1440.")
    idempotency_key: str = idempotency_key()
    title_en: str = strawberry.field(default="", description="English title.")
    theme: str = strawberry.field(default="", description="Its theme.")
    skill: str | None = strawberry.field(default=None, description="Key of the subject that its tutors must know.")
    level: int = strawberry.field(default=1, description="Lowest level of that subject.")
    session: strawberry.ID | None = strawberry.field(default=None, description="The session to move.")
    expected_version: int | None = strawberry.field(
        default=None, description="With `session`: its version as you saw it; if it has changed since: Conflict."
    )


@strawberry.input(description="A session that does not take place.")
class CancelSessionInput:
    """A session that does not take place."""

    session: strawberry.ID = strawberry.field(description="Which session.")
    expected_version: int = expected_version("session")
    idempotency_key: str = idempotency_key()


@strawberry.input(description="A child for a session.")
class EnrolChildInput:
    """A child for a session."""

    session: strawberry.ID = strawberry.field(description="Which session.")
    child: strawberry.ID = strawberry.field(description="Global id of the child as a resident.")
    idempotency_key: str = idempotency_key()
    consented_on: date | None = strawberry.field(
        default=None, description="Day of the guardian's consent, to be recorded; needed if none holds yet."
    )
    consent_by: str = strawberry.field(default="", description="The guardian who gave it.")
    relation: str = strawberry.field(default="", description="Who they are to the child.")


@strawberry.input(description="A place to give up.")
class CancelEnrolmentInput:
    """A place to give up."""

    enrolment: strawberry.ID = strawberry.field(description="Which place.")
    expected_version: int = expected_version("enrolment")
    idempotency_key: str = idempotency_key()


@strawberry.input(description="Whether a child came.")
class AttendanceMark:
    """Whether a child came."""

    enrolment: strawberry.ID = strawberry.field(description="The child's place.")
    is_present: bool = strawberry.field(description="Whether they came.")


@strawberry.input(description="Who came to a session; children who are not named keep what was recorded.")
class RecordAttendanceInput:
    """Who came to a session."""

    session: strawberry.ID = strawberry.field(description="Which session.")
    marks: list[AttendanceMark] = strawberry.field(description="1 to 200 children.")
    idempotency_key: str = idempotency_key()
