"""The address under which a carer's calendar reads the own roster: made and revoked by the carer alone."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.access import feeds
from domain.outcomes import Refusal, ValidationFailed
from schema.doing import done_once, idempotency_key, principal
from schema.policy import exposed, own
from schema.refusals import Refused, not_permitted, refusal

Anything = Info[Any, Any]
SHOWN_ONCE = ValidationFailed.of(
    "idempotencyKey",
    "",
    "这个地址已经给出,且不再保存:请换一个新键,得到新的地址。",
    "This address was given already and is kept nowhere: use a new key for a new address.",
)


@strawberry.input(description="A call for the own calendar feed.")
class CalendarFeedInput:
    """A call for the own calendar feed."""

    idempotency_key: str = idempotency_key()


@strawberry.type(description="A new feed. Whoever knows its address reads the roster, so treat it as a password.")
class CalendarFeedCreated:
    """A new feed."""

    url: str = own(
        "Address for a calendar programme: iCalendar, with service and community of each visit, never a person's name."
    )
    revoked: int = exposed("Older feeds that ended with it: 0 or 1.")


@strawberry.type(description="There is no feed any more: its address leads nowhere.")
class CalendarFeedRevoked:
    """There is no feed any more."""

    was_there: bool = exposed("Whether there was one.")


CreateCalendarFeedResult = Annotated[
    CalendarFeedCreated | Refused,
    strawberry.union("CreateCalendarFeedResult", description="The new feed, or why there is none."),
]
RevokeCalendarFeedResult = Annotated[
    CalendarFeedRevoked | Refused,
    strawberry.union("RevokeCalendarFeedResult", description="That it is gone, or why not."),
]


async def create_calendar_feed(info: Anything, input: CalendarFeedInput) -> CreateCalendarFeedResult:  # noqa: A002  (the grammar's name)
    """Make a feed."""
    who, token = principal(info), info.context.token
    if who.carer_id is None or token is None:
        return not_permitted(info)
    carer_id, now = who.carer_id, info.context.clock()
    answer = await done_once(
        info,
        input,
        feeds.FeedCreated,
        lambda: feeds.create_calendar_feed(carer_id, token, now=now, actor=who.login),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    secret = await feeds.shown_secret(answer.feed_id, token)
    if secret is None:  # asked again after signing in anew, or once the feed has ended
        return refusal(SHOWN_ONCE, info)
    return CalendarFeedCreated(url=f"{info.context.base_url}/calendar/{secret}.ics", revoked=answer.revoked)


async def revoke_calendar_feed(info: Anything, input: CalendarFeedInput) -> RevokeCalendarFeedResult:  # noqa: A002  (as above)
    """End the feed."""
    who = principal(info)
    if who.carer_id is None:
        return not_permitted(info)
    carer_id, now = who.carer_id, info.context.clock()
    answer = await done_once(
        info,
        input,
        feeds.FeedRevoked,
        lambda: feeds.revoke_calendar_feed(carer_id, now=now, actor=who.login),
    )
    return refusal(answer, info) if isinstance(answer, Refusal) else CalendarFeedRevoked(was_there=answer.was_there)


@strawberry.type(description="What carers do about their calendar.")
class CalendarMutations:
    """What carers do about their calendar."""

    create_calendar_feed: CreateCalendarFeedResult = exposed(
        "A carer makes a secret address under which calendar programmes read the own roster; the old one ends.",
        resolver=create_calendar_feed,
    )
    revoke_calendar_feed: RevokeCalendarFeedResult = exposed(
        "A carer ends the own calendar feed.", resolver=revoke_calendar_feed
    )
