"""A unit with nurses near its elders and a week that is published, and urgent visits in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.access.operations import ConsentEntry, keep_consents
from domain.access.principal import Principal
from domain.dispatch.answering import OfferAnswered, accept_offer, acceptance, decline_offer, go_on
from domain.dispatch.models import Dispatch, Offer
from domain.dispatch.offering import advance, due_dispatches
from domain.dispatch.requesting import Urgent, UrgentRequested, request_urgent_visit
from domain.organizations.models import Organization
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.outcomes import Refusal
from domain.people.carers import CarerEntry, SkillLevel, keep_carers
from domain.people.models import Resident
from domain.people.operations import ResidentEntry, SkillEntry, keep_residents, keep_skills
from domain.places.operations import CommunityEntry, keep_communities
from domain.planning.compile import Compiled
from domain.planning.inserting import Insertion, Stale
from domain.planning.operations import Published, publish
from domain.planning.solving import Budget, Solved, prepare, solve_week
from domain.rows import new_id
from domain.visits.models import ServiceCategory
from domain.visits.requests import RequestEntry, RequestTime, ServiceEntry, keep_requests, keep_services
from domain.weekly import WeeklyTime

WEEK = "2026-W50"
MONDAY = datetime(2026, 12, 7, 0, 0, tzinfo=UTC)
TEN = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)  # on Tuesday, by the clock of Fenyang
DESK = Principal(new_id(), "desk", roles=frozenset({"administrator"}))
MINUTE = timedelta(minutes=1)
LAT, LON = 37.26, 111.78


@pytest.fixture
def settled(database):
    """Nurses at so many metres from the elders, each with a visit at eleven; the week is published on Monday."""

    async def run(nurses: int = 3, elders: int = 2, *, visits: int = 1) -> Organization:
        await keep_organizations([OrganizationEntry("U", "卫健局", "bureau", is_planning_unit=True)])
        await keep_communities([CommunityEntry("C", "西府社区", planned_by="U")])
        await keep_skills([SkillEntry("dressing", "换药")])
        services = [("DRESS", 30, 1), ("LIFT", 30, 2), ("CHAT", 30, 1)]
        await keep_services(
            [
                ServiceEntry(key, key, minutes, skill="dressing", assessment_needed=False, carers_needed=needed)
                for key, minutes, needed in services
            ]
        )
        await keep_carers(
            [
                CarerEntry(
                    f"N{i}",
                    f"护士{i}",
                    "practitioner",
                    "U",
                    skills=(SkillLevel("dressing"),),
                    availability=(WeeklyTime((1,), 480, 1080),),
                    latitude=LAT + i / 1000,
                    longitude=LON,
                )
                for i in range(1, nurses + 1)
            ]
        )
        homes: dict[str, Any] = {"latitude": LAT, "longitude": LON}
        entries = [
            ResidentEntry(f"E{i}", f"老人{i}", "C", detail=f"{i}号", **homes) for i in range(max(elders, visits))
        ]
        await keep_residents(entries)
        await keep_consents([ConsentEntry(f"{one.key}-K", one.key, "service", date(2026, 1, 1)) for one in entries])
        booked = [RequestEntry(f"R{i}", f"E{i}", "CHAT", (RequestTime(1, None, 660, 720),)) for i in range(visits)]
        await keep_requests(booked)
        unit = await Organization.get(key="U")
        solved = await solve_week(unit, WEEK, budget=Budget(None, 100), now=MONDAY, actor="test")
        assert isinstance(solved, Solved), solved
        week = await prepare(unit, WEEK, now=MONDAY)
        assert isinstance(week, Compiled)
        assert isinstance(await publish(solved.draft.plan_id, week, now=MONDAY, actor="test"), Published)
        return unit

    return run


class UrgentStory:
    """Urgent visits asked for at ten on Tuesday, and what carers say to their offers."""

    @staticmethod
    async def asked(elder: str = "E0", *, now: datetime = TEN, **facts) -> UrgentRequested | Refusal:
        resident, service = await Resident.get(key=elder), await ServiceCategory.get(key=facts.pop("service", "DRESS"))
        answer = await request_urgent_visit(resident.id, Urgent(service.id, **facts), DESK, now=now)
        if isinstance(answer, UrgentRequested):
            await advance(answer.dispatch_id, now=now)
        return answer

    @staticmethod
    async def dispatched(elder: str = "E0", **facts) -> Dispatch:
        answer = await UrgentStory.asked(elder, **facts)
        assert isinstance(answer, UrgentRequested), answer
        return await Dispatch.get(id=answer.dispatch_id)

    @staticmethod
    async def open_offer(dispatch: Dispatch) -> Offer:
        return await Offer.get(dispatch_id=dispatch.id, state="open").select_related("carer")

    @staticmethod
    async def accepted(offer: Offer, *, now: datetime, expected_version: int = 1) -> OfferAnswered | Refusal:
        """The carer says yes; tried anew where another visit joined the plan at the same moment."""
        for _ in range(50):
            found = await acceptance(offer.carer_id, offer.id, now=now)
            if not isinstance(found, Insertion):
                return found
            answer = await accept_offer(
                offer.carer_id, offer.id, found, expected_version=expected_version, now=now, actor="nurse"
            )
            if not isinstance(answer, Stale):
                return answer
        raise AssertionError

    @staticmethod
    async def declined(offer: Offer, *, now: datetime) -> None:
        answer = await decline_offer(
            offer.carer_id, offer.id, reason="路上堵车", expected_version=1, now=now, actor="nurse"
        )
        assert isinstance(answer, OfferAnswered), answer
        await go_on(offer.carer_id, offer.id, answer, now=now)

    @staticmethod
    async def look(now: datetime) -> int:
        """Do what is due, as a server does; about how many dispatches that was."""
        ids = await due_dispatches(now)
        for one in ids:
            await advance(one, now=now)
        return len(ids)

    @staticmethod
    def row_of(answer: OfferAnswered | Refusal) -> UUID:
        """The assignment that a yes made."""
        assert isinstance(answer, OfferAnswered), answer
        assert answer.assignment_id is not None
        return answer.assignment_id


@pytest.fixture
def urgent() -> UrgentStory:
    return UrgentStory()
