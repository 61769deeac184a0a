"""Naming a visit or session of a week the way people do: by the request's or session's key."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.outcomes import ValidationFailed
from domain.people.models import Carer
from domain.planning.compile import Compiled


@dataclass(frozen=True, slots=True)
class Subject:
    """A visit or a session of the week."""

    visit_id: UUID | None
    session_id: UUID | None

    @property
    def engine_id(self) -> str:
        """Its id in the engine's problem."""
        return str(self.visit_id or self.session_id)


def subject_of(text: str, compiled: Compiled) -> Subject | ValidationFailed:
    """What `R-12` (its only or first visit), `R-12#2` (its second), a session's key, or an id names."""
    key, _, number = text.partition("#")
    requests = compiled.rows.visits.requests
    for visit in compiled.rows.visits.visits:
        named = requests[visit.request_id].key == key and str(visit.number) == (number or "1")
        if named or str(visit.id) == text:
            return Subject(visit.id, None)
    for session in compiled.rows.sessions.sessions:
        if text in (session.key, str(session.id)):
            return Subject(None, session.id)
    return ValidationFailed.of(
        "visit",
        text,
        "这一周没有这项服务或活动:请用申请编号(R-12;第二次写 R-12#2)或活动编号。",
        "Nothing of that name in this week: give a request's key (R-12; its second visit is R-12#2) or a session's.",
    )


def carer_of(key: str, compiled: Compiled) -> Carer | ValidationFailed:
    """The unit's carer with this key or id, if the week can plan him."""
    for carer in compiled.rows.carers.carers:
        if key in (carer.key, str(carer.id)):
            if carer.id in compiled.readiness.carers:
                return carer
            return ValidationFailed.of(
                "carer",
                key,
                "此人的出发地没有坐标:请先补填。",
                "This carer's base has no coordinates: fill them in first.",
            )
    return ValidationFailed.of("carer", key, "本单位没有这个编号的服务人员。", "This unit has no carer with this key.")


def ready_subject(text: str, compiled: Compiled) -> Subject | ValidationFailed:
    """As `subject_of`, if the engine may plan it: a visit behind a gate is refused with the gate's mend."""
    subject = subject_of(text, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    if any(visit.id == subject.engine_id for visit in compiled.problem.visits):
        return subject
    for item in compiled.readiness.items:
        if str(item.subject_id) == subject.engine_id:
            return ValidationFailed.of("visit", text, f"{item.code}:{item.mend.zh}", f"{item.code}: {item.mend.en}")
    return ValidationFailed.of("visit", text, "这项活动还没有可参加的孩子。", "No child can come to this session yet.")
