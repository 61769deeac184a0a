"""Rows of dispatches and offers for readers, and how soon urgent requests were answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from domain.dispatch.models import Dispatch, Offer
from domain.planning.models import Assignment
from domain.reading import read, read_rows
from domain.wording import Words

SEEKING = ("requested", "offered", "sla_at_risk")
MOST_OFFERS = 100  # of one carer
WITHIN_MIN = 60
MOST_FIGURES = 100_000


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """An urgent request and where it stands."""

    id: UUID
    unit_id: UUID
    visit_id: UUID
    state: str
    requested_at: datetime
    requested_by: str
    due_at: datetime
    accepted_at: datetime | None
    candidates: list[dict[str, Any]]
    version: int


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A carer who was asked to go, and the answer."""

    id: UUID
    dispatch_id: UUID
    carer_id: UUID
    number: int
    state: str
    offered_at: datetime
    expires_at: datetime
    arrives_at: datetime
    displaced: list[dict[str, Any]]
    answered_at: datetime | None
    reason: str | None
    version: int


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """What a carer sees of an offer before they have answered: what is asked and where, but of whom only then."""

    offer: OfferRow
    what: Words
    where: str


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """How soon somebody came: requests of a period, those whose carer arrived, and how many within the hour."""

    requests: int
    arrived: int
    within_hour: int
    median_min: float | None

    @property
    def share_within_hour(self) -> float | None:
        """Of those who were reached; None if nobody was."""
        return self.within_hour / self.arrived if self.arrived else None


@dataclass(frozen=True, slots=True)
class DisplacedRow:
    """A visit that makes room: when it was to start, and when it does then; None if it is left out."""

    visit_id: UUID
    starts_before: datetime
    starts_after: datetime | None


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A carer as last ranked: when they would arrive and what that costs, or the rule that keeps them from it."""

    carer_id: UUID
    arrives_at: datetime | None
    cost_difference: float | None
    is_held: bool
    displaced: list[DisplacedRow]
    rule: str


def candidate_rows(data: list[dict[str, Any]]) -> list[CandidateRow]:
    """Candidates as a dispatch keeps them."""
    return [
        CandidateRow(
            carer_id=UUID(one["carer"]),
            arrives_at=moment_of(one["arrives_at"]),
            cost_difference=None if one["cost_difference"] is None else float(one["cost_difference"]),
            is_held=one["is_held"],
            displaced=displaced_rows(one["displaced"]),
            rule=one["rule"],
        )
        for one in data
    ]


def displaced_rows(data: list[dict[str, Any]]) -> list[DisplacedRow]:
    """Displaced visits as offers and candidates keep them."""
    return [
        DisplacedRow(UUID(one["visit"]), datetime.fromisoformat(one["starts_before"]), moment_of(one["starts_after"]))
        for one in data
    ]


def moment_of(text: str | None) -> datetime | None:
    """A moment as JSON keeps it."""
    return None if text is None else datetime.fromisoformat(text)


async def offers_of(dispatch_ids: list[UUID]) -> list[OfferRow]:
    """Offers of these dispatches, by number."""
    return await read(OfferRow, Offer, "WHERE {dispatch_id} AMONG $1 ORDER BY {number}", dispatch_ids)


async def dispatch_of(dispatch_id: UUID) -> DispatchRow:
    """A dispatch by its id."""
    return (await read_rows(DispatchRow, Dispatch.filter(id=dispatch_id)))[0]


async def own_offers(carer_id: UUID) -> list[OwnOffer]:
    """A carer's offers, the newest first; at most 100."""
    mine = Offer.filter(carer_id=carer_id).order_by("-offered_at", "-id").limit(MOST_OFFERS)
    offers = await read_rows(OfferRow, mine)
    asked = "visit__request__"
    names = ("service__name", "service__name_en", "resident__community__name")
    home = ("resident__address__building__name", "resident__address__detail")
    paths = {name: f"{asked}{name}" for name in (*names, *home)}
    found: list[dict[str, Any]] = await Dispatch.filter(id__in=[one.dispatch_id for one in offers]).values(
        "id", **paths
    )
    by_id = {one["id"]: one for one in found}
    return [described(one, by_id[one.dispatch_id]) for one in offers]


def described(offer: OfferRow, asked: dict[str, Any]) -> OwnOffer:
    """An offer with what and where."""
    what = Words(asked["service__name"], asked["service__name_en"] or asked["service__name"])
    parts = ("resident__community__name", "resident__address__building__name", "resident__address__detail")
    return OwnOffer(offer, what, " ".join(asked[one] for one in parts if asked[one]))


async def response_times(unit_id: UUID, since: datetime, until: datetime) -> ResponseTimes:
    """How soon a unit's urgent requests made in `[since, until)` were answered at the door."""
    mine = Dispatch.filter(unit_id=unit_id, requested_at__gte=since, requested_at__lt=until).limit(MOST_FIGURES)
    asked: dict[UUID, datetime] = dict(await mine.values_list("visit_id", "requested_at"))
    there = Assignment.filter(visit_id__in=list(asked), plan__state="published")
    minutes: dict[UUID, float] = {}
    for visit_id, arrived_at, started_at in await there.values_list("visit_id", "arrived_at", "started_at"):
        reached_at: datetime | None = arrived_at or started_at
        if reached_at is not None:
            minutes[visit_id] = (reached_at - asked[visit_id]).total_seconds() / 60
    return ResponseTimes(
        requests=len(asked),
        arrived=len(minutes),
        within_hour=sum(one < WITHIN_MIN for one in minutes.values()),
        median_min=median(minutes.values()) if minutes else None,
    )
