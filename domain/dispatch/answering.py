"""What a carer says to an offer: yes, and the visit joins their day; or no, and the next is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import F

from domain import audit
from domain.dispatch.models import Dispatch, Offer
from domain.dispatch.offering import advance, move_on, tell
from domain.dispatch.ranking import Sought, sought
from domain.outcomes import Conflict, NotPermitted, Refusal, ValidationFailed
from domain.planning.deciding import LONGEST_REASON
from domain.planning.inserting import Insertion, inserted, store_insertion
from domain.store import one_transaction
from domain.wording import Words
from matching.urgent import Arrival, rank

STATES = {
    "open": Words("待回复", "waiting for an answer"),
    "accepted": Words("已接受", "accepted"),
    "declined": Words("已谢绝", "declined"),
    "expired": Words("已超时", "over: nobody answered in time"),
    "withdrawn": Words("已撤回", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    """An offer with its answer; `assignment_id` is the visit on the carer's roster, if they said yes."""

    offer_id: UUID
    dispatch_id: UUID
    state: str
    assignment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CannotCome(Conflict):
    """The carer of an open offer can't come any more as their day stands by now."""


async def acceptance(carer_id: UUID, offer_id: UUID, *, now: datetime) -> Insertion | Refusal:
    """The visit in the carer's day, if they still can come as they were asked. Computes; nothing is stored."""
    offer = await Offer.get_or_none(id=offer_id, carer_id=carer_id).select_related("dispatch")
    if offer is None:
        return NotPermitted()
    if offer.state != "open" or offer.expires_at <= now:
        return overtaken(offer, now)
    found = await sought(offer.dispatch, now=now)
    arrival = None if found is None else arrival_of(found, offer)
    insertion = None
    if found is not None and arrival is not None:
        insertion = await inserted(found.compiled, found.week, found.visit, arrival)
    if insertion is not None:
        return insertion
    return CannotCome(
        Words("您的排班期间变了,已来不及前往。", "Your roster has changed meanwhile: you can't come in time any more."),
        current_version=offer.version,
        other=offer.state,
    )


def arrival_of(found: Sought, offer: Offer) -> Arrival | None:
    """When the carer of an offer comes, by the day as it stands; as soon as they were said to, or a little later."""
    late_at = max(offer.dispatch.due_at, offer.arrives_at + timedelta(seconds=offer.dispatch.offer_s))
    others = {carer.id for carer in found.compiled.problem.carers} - {str(offer.carer_id)}
    arrivals = rank(found.week, found.visit, due_s=found.compiled.week.second_of(late_at), passed=others)
    return arrivals[0] if arrivals else None


@one_transaction
async def accept_offer(
    carer_id: UUID, offer_id: UUID, insertion: Insertion, *, expected_version: int, now: datetime, actor: str
) -> OfferAnswered | Conflict | NotPermitted:
    """The carer says yes: the visit is on their roster from now on, and they stay held until it is done."""
    row = await store_insertion(insertion, now=now, actor=actor)
    if isinstance(row, Refusal):
        return row
    offer = await answer(carer_id, offer_id, "accepted", expected_version, now=now)
    if not isinstance(offer, Offer):
        return offer
    await Dispatch.filter(id=offer.dispatch_id).update(accepted_at=now)
    await move_on(offer.dispatch, "accepted", now=now)
    await audit.record("offer.accepted", "offer", offer_id, at=now, actor=actor)
    return OfferAnswered(offer_id, offer.dispatch_id, "accepted", row.id)


@one_transaction
async def decline_offer(
    carer_id: UUID, offer_id: UUID, *, reason: str, expected_version: int, now: datetime, actor: str
) -> OfferAnswered | Conflict | ValidationFailed | NotPermitted:
    """The carer says no, and why: the next is to be asked at once."""
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        return ValidationFailed.of(
            "reason", reason[:20], f"请写明原因,最多 {LONGEST_REASON} 字。", f"Say why, in {LONGEST_REASON} characters."
        )
    offer = await answer(carer_id, offer_id, "declined", expected_version, now=now)
    if not isinstance(offer, Offer):
        return offer
    await Offer.filter(id=offer_id).update(reason=reason.strip(), held_carer_id=None)
    await Dispatch.filter(id=offer.dispatch_id).update(look_at=now)
    await tell(offer.dispatch, "declined", now=now)
    await audit.record("offer.declined", "offer", offer_id, at=now, actor=actor)
    return OfferAnswered(offer_id, offer.dispatch_id, "declined")


@one_transaction
async def withdraw_offer(offer_id: UUID, *, now: datetime) -> None:
    """Take back an open offer whose carer can't come any more; the next is to be asked."""
    offer = await Offer.get(id=offer_id)
    await Dispatch.filter(id=offer.dispatch_id).update(look_at=now)
    await Offer.filter(id=offer_id, state="open").update(
        state="withdrawn", answered_at=now, held_carer_id=None, version=F("version") + 1
    )


async def go_on(carer_id: UUID, offer_id: UUID, answered: object, *, now: datetime) -> None:
    """After an answer that sends nobody: ask the next carer, if it is time."""
    if isinstance(answered, CannotCome):
        await withdraw_offer(offer_id, now=now)
    offer = await Offer.get_or_none(id=offer_id, carer_id=carer_id)
    if offer is not None:
        await advance(offer.dispatch_id, now=now)


async def answer(
    carer_id: UUID, offer_id: UUID, state: str, expected_version: int, *, now: datetime
) -> Offer | Conflict | NotPermitted:
    """Bring an open offer of the carer to a state, if it is as they saw it and its time is not over."""
    mine = Offer.filter(id=offer_id, carer_id=carer_id)
    seen = await mine.first()
    if seen is None:
        return NotPermitted()
    await Dispatch.filter(id=seen.dispatch_id).update(version=F("version"))  # first, as whoever ends offers does
    changed = await mine.filter(state="open", version=expected_version, expires_at__gt=now).update(
        state=state, answered_at=now, version=F("version") + 1
    )
    offer = await Offer.get(id=offer_id).select_related("dispatch")
    return offer if changed else overtaken(offer, now)


def overtaken(offer: Offer, now: datetime) -> Conflict:
    """What has become of an offer."""
    state = "expired" if offer.state == "open" and offer.expires_at <= now else offer.state
    words = STATES[state]
    return Conflict(
        Words(f"这次派单现为「{words.zh}」。请重新读取。", f"This offer is {words.en}. Read it again."),
        current_version=offer.version,
        other=state,
    )
