"""The round of offers: what was not answered in time ends, and the next carer is asked until one comes.

What is due follows from rows and a clock alone. Any process may find it, several at once: the write decides.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import F, Q

from domain import events
from domain.dispatch.models import Dispatch, Offer
from domain.dispatch.queries import SEEKING
from domain.dispatch.ranking import Ranking, candidates_data, displaced_data, ranked
from domain.outcomes import Refusal
from domain.people.models import Carer
from domain.planning.inserting import lock_running
from domain.planning.models import Assignment
from domain.store import one_transaction
from domain.visits.models import Visit
from matching.urgent import Arrival

TRIES = 5  # at a plan that changes while it is asked
WAIT = timedelta(seconds=30)  # until carers are looked for anew who all wait for other answers
OVER = ("declined", "withdrawn", "finished")
DECLINED_AFTER_ALL = {
    "state": "accepted",
    "visit__assignments__plan__state": "published",
    "visit__assignments__state": "declined",
}


async def advance(dispatch_id: UUID, *, now: datetime) -> None:
    """Do what is due about a dispatch: end an offer that was not answered in time, and ask the next carer."""
    for _ in range(TRIES):
        dispatch = await end_overdue(dispatch_id, now=now)
        if dispatch is None or await ask_next(dispatch, await ranked(dispatch, now=now), now=now):
            return


async def due_dispatches(now: datetime) -> list[UUID]:
    """Dispatches about which something is due, the longest first."""
    if await Dispatch.filter(**DECLINED_AFTER_ALL).exists():
        await seek_again(now)
    due = Dispatch.filter(state__in=SEEKING, look_at__lte=now).order_by("look_at")
    return [one.id for one in await due.only("id")]


async def end_all_overdue(whose: Q, *, now: datetime) -> None:
    """End the offers that were not answered in time, so that no reader takes one for open; who is next comes later."""
    overdue = Offer.filter(whose, state="open", expires_at__lte=now)
    for dispatch_id in await overdue.values_list("dispatch_id", flat=True):
        await end_overdue(UUID(str(dispatch_id)), now=now)


@one_transaction
async def end_overdue(dispatch_id: UUID, *, now: datetime) -> Dispatch | None:
    """End an open offer whose time is over; the dispatch if a carer is to be asked now, else None."""
    await Dispatch.filter(id=dispatch_id).update(version=F("version"))
    dispatch = await Dispatch.get(id=dispatch_id)
    if dispatch.state not in SEEKING:
        return None
    mine = Offer.filter(dispatch_id=dispatch_id, state="open")
    ended = {"held_carer_id": None, "answered_at": now, "version": F("version") + 1}
    is_owed = await Visit.exists(id=dispatch.visit_id, request__state="active")
    if not is_owed or await is_on_roster(dispatch.visit_id):  # cancelled, or given to somebody by hand
        await mine.update(state="withdrawn", **ended)
        await move_on(dispatch, "accepted" if is_owed else "withdrawn", now=now)
        return None
    if await mine.filter(expires_at__lte=now).update(state="expired", **ended):
        await tell(dispatch, "expired", now=now)
    return None if await mine.exists() else dispatch


@one_transaction
async def seek_again(now: datetime) -> None:
    """Seek somebody else for what was accepted and then declined: the one who declined is not asked again."""
    for dispatch in await Dispatch.filter(**DECLINED_AFTER_ALL).distinct():
        if not await is_on_roster(dispatch.visit_id):
            mine = Offer.filter(dispatch_id=dispatch.id, state="accepted")
            await mine.update(state="declined", held_carer_id=None, version=F("version") + 1)
            await move_on(dispatch, "requested", now=now)


async def is_on_roster(visit_id: UUID) -> bool:
    """Whether the published plan has somebody for the visit."""
    return await Assignment.filter(visit_id=visit_id, plan__state="published").exclude(state="declined").exists()


@one_transaction
async def ask_next(dispatch: Dispatch, ranking: Ranking | None, *, now: datetime) -> bool:
    """Ask the first carer who is free; False if what the ranking rests on has changed meanwhile."""
    if ranking is not None and isinstance(await lock_running(ranking.sought.compiled), Refusal):
        return False
    await Dispatch.filter(id=dispatch.id).update(version=F("version"))
    seen = await Dispatch.get(id=dispatch.id)
    if seen.state not in SEEKING or await Offer.exists(dispatch_id=dispatch.id, state="open"):
        return True
    if ranking is None or not ranking.arrivals:
        await move_on(seen, "escalated", now=now, candidates=ranking and candidates_data(ranking))
        return True
    await release_done(now)
    for arrival in ranking.arrivals:
        if await is_free(UUID(arrival.carer)):
            await offer_to(seen, arrival, ranking, now=now)
            return True
    if any(not one.is_held for one in ranking.arrivals):  # others were asked meanwhile: look who is free now
        return False
    await move_on(seen, "sla_at_risk", now=now, look_at=now + WAIT, candidates=candidates_data(ranking))
    return True


async def release_done(now: datetime) -> None:
    """Let go of carers who are done with the urgent visit that they accepted."""
    held = Offer.filter(state="accepted", held_carer_id__not_isnull=True)
    for offer_id, carer_id, visit_id in await held.values_list("id", "carer_id", "dispatch__visit_id"):
        mine = Assignment.filter(carer_id=carer_id, visit_id=visit_id, plan__state="published", ends_at__gt=now)
        if not await mine.exclude(state__in=OVER).exists():
            await Offer.filter(id=offer_id).update(held_carer_id=None)


async def is_free(carer_id: UUID) -> bool:
    """Whether no offer holds the carer, whose row is taken so that no other unit asks them meanwhile."""
    await Carer.filter(id=carer_id).update(is_active=F("is_active"))
    return not await Offer.exists(held_carer_id=carer_id)


async def offer_to(dispatch: Dispatch, arrival: Arrival, ranking: Ranking, *, now: datetime) -> None:
    """Write the offer."""
    arrives_at = ranking.sought.compiled.week.at(arrival.start_s)
    expires_at = now + timedelta(seconds=dispatch.offer_s)
    await Offer.create(
        dispatch_id=dispatch.id,
        carer_id=UUID(arrival.carer),
        number=1 + await Offer.filter(dispatch_id=dispatch.id).count(),
        offered_at=now,
        expires_at=expires_at,
        arrives_at=arrives_at,
        displaced=displaced_data(arrival, ranking.sought),
        held_carer_id=UUID(arrival.carer),
    )
    state = "offered" if arrives_at <= dispatch.due_at else "sla_at_risk"
    await move_on(dispatch, state, now=now, look_at=expires_at, candidates=candidates_data(ranking))


async def move_on(
    dispatch: Dispatch,
    state: str,
    *,
    now: datetime,
    look_at: datetime | None = None,
    candidates: list[dict[str, Any]] | None = None,
) -> None:
    """Bring a dispatch to a state, with its newest ranking if there is one, and tell of it."""
    told = {} if candidates is None else {"candidates": candidates}
    await Dispatch.filter(id=dispatch.id).update(state=state, look_at=look_at or now, version=F("version") + 1, **told)
    await tell(dispatch, state, now=now)


async def tell(dispatch: Dispatch, state: str, *, now: datetime) -> None:
    """Tell those who follow the unit's dispatches."""
    visit = await Visit.get(id=dispatch.visit_id)
    body = {"dispatch": str(dispatch.id), "state": state}
    await events.tell("dispatch.changed", at=now, scope_id=dispatch.unit_id, iso_week=visit.iso_week, body=body)
