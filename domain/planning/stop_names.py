"""A stop of the week in people's words: for whom, what, and when."""

from __future__ import annotations

from domain.calendar import clock
from domain.planning.compile import Compiled
from domain.wording import Words


def stop_name(engine_id: str, start_s: int | None, compiled: Compiled) -> Words:
    """Such as `王桂兰 换药 周二 09:00`; without a start of its own, the one that it is pinned to, if any."""
    if start_s is None:
        start_s = next((one.pin.start_s for one in compiled.problem.visits if one.id == engine_id and one.pin), None)
    at = Words("", "") if start_s is None else clock(start_s)
    for visit in compiled.rows.visits.visits:
        if str(visit.id) == engine_id:
            request = compiled.rows.visits.requests[visit.request_id]
            service = compiled.rows.visits.services[request.service_id]
            whom = compiled.rows.visits.residents[request.resident_id].name
            return Words(
                f"{whom} {service.name} {at.zh}".rstrip(), f"{whom}, {service.name_en or service.name} {at.en}".rstrip()
            )
    for session in compiled.rows.sessions.sessions:
        if str(session.id) == engine_id:
            return Words(f"{session.title} {at.zh}".rstrip(), f"{session.title_en or session.title} {at.en}".rstrip())
    return Words(engine_id, engine_id)


def rule_with_stops(rule: Words, blocking: tuple[str, ...], compiled: Compiled) -> Words:
    """A rule with the stops that stand in the way."""
    names = [stop_name(one, None, compiled) for one in blocking]
    zh, en = "、".join(one.zh for one in names), "; ".join(one.en for one in names)
    return Words(rule.zh + (f":{zh}" if zh else ""), rule.en + (f": {en}" if en else ""))
