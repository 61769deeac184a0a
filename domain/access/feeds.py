"""Secret addresses under which carers' calendars read their rosters: given, revoked, known again. One a carer."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import audit
from domain.access.models import Account, CalendarFeed
from domain.rows import new_id
from domain.store import one_at_a_time, one_transaction

LONGEST_SECRET = 100


@dataclass(frozen=True, slots=True)
class FeedCreated:
    """A carer has a new feed; `revoked` older ones ended with it."""

    feed_id: UUID
    revoked: int


@dataclass(frozen=True, slots=True)
class FeedRevoked:
    """The carer has no feed any more."""

    was_there: bool


@one_transaction
async def create_calendar_feed(carer_id: UUID, token: str, *, now: datetime, actor: str) -> FeedCreated:
    """Give a carer a new feed, whose secret `secret_of` tells whoever has the bearer token; the old one ends."""
    await one_at_a_time(f"calendar:{carer_id}")
    revoked = await CalendarFeed.filter(carer_id=carer_id, revoked_at=None).update(revoked_at=now)
    feed_id = new_id()
    hashed = hash_of(secret_of(feed_id, token))
    await CalendarFeed.create(id=feed_id, carer_id=carer_id, secret_hash=hashed, created_at=now)
    await audit.record("calendar_feed.created", "calendar_feed", feed_id, at=now, actor=actor)
    return FeedCreated(feed_id, revoked)


@one_transaction
async def revoke_calendar_feed(carer_id: UUID, *, now: datetime, actor: str) -> FeedRevoked:
    """End a carer's feed: its address leads nowhere from now on."""
    await one_at_a_time(f"calendar:{carer_id}")
    mine = await CalendarFeed.filter(carer_id=carer_id, revoked_at=None)
    await CalendarFeed.filter(id__in=[one.id for one in mine]).update(revoked_at=now)
    for one in mine:
        await audit.record("calendar_feed.revoked", "calendar_feed", one.id, at=now, actor=actor)
    return FeedRevoked(bool(mine))


async def shown_secret(feed_id: UUID, token: str) -> str | None:
    """The secret of a feed that this token created and that still holds; None for any other token or feed."""
    feed = await CalendarFeed.get_or_none(id=feed_id, revoked_at=None)
    secret = secret_of(feed_id, token)
    return secret if feed is not None and hmac.compare_digest(feed.secret_hash, hash_of(secret)) else None


async def feed_carer(secret: str) -> UUID | None:
    """Whose roster a secret leads to; None if it is unknown or revoked, or nobody may sign in as the carer any more."""
    if len(secret) > LONGEST_SECRET:
        return None
    hashed = hash_of(secret)
    feed = await CalendarFeed.get_or_none(secret_hash=hashed, revoked_at=None)
    if feed is None or not hmac.compare_digest(feed.secret_hash, hashed):
        return None
    return feed.carer_id if await Account.filter(carer_id=feed.carer_id, is_active=True).exists() else None


def secret_of(feed_id: UUID, token: str) -> str:
    """A feed's secret, made of its creator's bearer token.

    So a call whose answer was lost can be answered again with the same address, though no secret is kept anywhere:
    the token has 256 random bits and the database knows only its hash.
    """
    made = hmac.digest(token.encode(), b"calendar feed " + feed_id.bytes, "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def hash_of(secret: str) -> str:
    """What is kept of a secret: it has 256 unguessable bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
