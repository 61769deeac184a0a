"""A carer's roster for a calendar programme, under a secret address: iCalendar, RFC 5545."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import spoken
from domain.access.feeds import feed_carer
from domain.planning.calendars import CalendarEntry, calendar_of
from domain.wording import Language, Words

TITLE = Words("我的排班(邻里)", "My roster (Linli)")
ZONES_FROM = date(2020, 1, 1)  # rules of a time zone before then concern no visit
# a feed is somebody's own: no shared cache keeps it, and its address goes nowhere as a referrer
HEADERS = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "Vary": "Accept-Language"}


async def calendar_feed(request: Request) -> Response:
    """The roster that a secret leads to; one that is unknown or revoked leads nowhere."""
    carer_id = await feed_carer(request.path_params["secret"])
    if carer_id is None:
        return Response(status_code=404, headers=HEADERS)
    language = spoken(request.headers.get("accept-language", ""), request.app.state.language)
    entries = await calendar_of(carer_id, now=datetime.now(UTC))
    body = await asyncio.to_thread(icalendar_of, carer_id, entries, language)  # some 50 ms for a full week
    headers = HEADERS | {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar", headers=headers)


def icalendar_of(carer_id: UUID, entries: Sequence[CalendarEntry], language: Language) -> bytes:
    """Entries as iCalendar: the same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//Roster//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", TITLE.say(language))
    calendar.add("x-published-ttl", "PT1H")
    for one in entries:
        calendar.add_component(event_of(carer_id, one, language))
    if entries:
        calendar.add_missing_timezones(first_date=ZONES_FROM)
    return calendar.to_ical()


def event_of(carer_id: UUID, one: CalendarEntry, language: Language) -> Event:
    """An entry as an event; its UID stays while the carer has the stop, whichever plan gives it."""
    zone = ZoneInfo(one.time_zone)
    event = Event()
    event.add("uid", f"{one.stop_id}.{carer_id}@linli")
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("sequence", one.sequence)
    event.add("dtstart", one.starts_at.astimezone(zone))
    event.add("dtend", one.ends_at.astimezone(zone))
    event.add("summary", f"{one.what.say(language)} · {one.community.say(language)}")
    event.add("status", one.status)
    event.add("class", "PRIVATE")
    return event
