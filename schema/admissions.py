"""Whom the sessions of a week can take with the adults that its plan gives them."""

from __future__ import annotations

import strawberry

from schema.loading import related
from schema.policy import public
from schema.speaking import spoken
from schema.youth import Session

session_of = related("sessions", "session_id")


@strawberry.type(description="Children of one age band whom a session takes.")
class BandAdmission:
    """Children of one age band whom a session takes."""

    min_age: int = public("Youngest, in whole years.", resolver=lambda root: root["min_age"])
    max_age: int = public("Oldest, in whole years.", resolver=lambda root: root["max_age"])
    admitted: int = public("Children who can come, by order of enrolment.", resolver=lambda root: root["admitted"])
    waiting: int = public("Children who wait.", resolver=lambda root: root["waiting"])


@strawberry.type(description="How many children a session can take with the adults that the plan gives it.")
class SessionAdmission:
    """How many children a session can take."""

    session: Session | None = public("The session.", resolver=session_of)
    adults_needed: int = public("Adults that all its children call for.")
    adults: int = public("Adults that it has.")
    admitted: int = public("Children who can come, by order of enrolment.")
    waiting: int = public("Children who wait.")
    bands: list[BandAdmission] = public("The same by age band; a few.")
    summary: str = public("The same in one sentence, in the request's language.", resolver=spoken("summary"))
