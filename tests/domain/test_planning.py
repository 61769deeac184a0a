"""A unit's week from rows to a stored plan: what is refused, what is kept, whose time is taken."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.access.operations import ConsentEntry, keep_consents
from domain.audit import AuditEvent
from domain.organizations.models import Organization
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.outcomes import NotReady
from domain.people.absences import AbsenceReported, report_absence
from domain.people.carers import CarerEntry, SkillLevel, keep_carers
from domain.people.operations import ResidentEntry, SkillEntry, keep_residents, keep_skills
from domain.places.operations import CommunityEntry, keep_communities
from domain.planning.compile import Compiled
from domain.planning.explaining import Explained
from domain.planning.models import Plan
from domain.planning.operations import Published, publish
from domain.planning.solving import Budget, Solved, prepare, solve_week
from domain.planning.storing import BrokenPlanError, store_plan
from domain.visits.requests import RequestEntry, RequestTime, ServiceEntry, keep_requests, keep_services
from domain.weekly import WeeklyTime
from matching.plan import Plan as EnginePlan
from matching.problem import Assignment

WEEK, NOW = "2026-W50", datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
HERE: dict[str, Any] = {"latitude": 37.26, "longitude": 111.78}
TUESDAY = date(2026, 12, 8)


async def unit_with(key: str, *, visits: int, carers: dict[str, tuple[str, ...]]) -> Organization:
    """A planning unit with a community of its own, so many visits on Tuesday morning, and carers by their units."""
    await keep_organizations([OrganizationEntry(key, f"单位{key}", "bureau", is_planning_unit=True)])
    await keep_communities([CommunityEntry(f"C-{key}", f"社区{key}", planned_by=key)])
    await keep_skills([SkillEntry("dressing", "换药")])
    await keep_services([ServiceEntry("DRESS", "换药", 60, skill="dressing", assessment_needed=False)])
    await keep_carers(
        [
            CarerEntry(
                who,
                f"护士{who}",
                "practitioner",
                key,
                units=units,
                skills=(SkillLevel("dressing"),),
                availability=(WeeklyTime((1,), 480, 720),),
                detail=who,
                **HERE,
            )
            for who, units in carers.items()
        ]
    )
    elders = [ResidentEntry(f"{key}{i}", f"老人{key}{i}", f"C-{key}", detail=f"{i}号", **HERE) for i in range(visits)]
    await keep_residents(elders)
    await keep_consents([ConsentEntry(f"{one.key}-K", one.key, "service", date(2026, 1, 1)) for one in elders])
    await keep_requests(
        [RequestEntry(f"R-{one.key}", one.key, "DRESS", (RequestTime(1, None, 480, 720),)) for one in elders]
    )
    return await Organization.get(key=key)


async def solved(unit: Organization) -> Solved:
    answer = await solve_week(unit, WEEK, budget=Budget(None, 100), now=NOW, actor="test")
    assert isinstance(answer, Solved), answer
    return answer


async def compiled(unit: Organization) -> Compiled:
    answer = await prepare(unit, WEEK, now=NOW)
    assert isinstance(answer, Compiled), answer
    return answer


async def test_a_week_without_carers_is_refused_and_stores_nothing(database):
    unit = await unit_with("A", visits=1, carers={})

    answer = await solve_week(unit, WEEK, budget=Budget(None, 10), now=NOW, actor="test")

    assert isinstance(answer, NotReady)
    assert [problem.field for problem in answer.problems] == ["carers"]
    assert await Plan.all().count() == 0


async def test_a_plan_that_the_checker_refuses_is_never_stored(database):
    unit = await unit_with("A", visits=1, carers={"N": ("A",)})
    week = await compiled(unit)
    (visit,) = week.problem.visits
    at_night = EnginePlan(week.problem.name, (Assignment(visit.id, 0, (week.problem.carers[0].id,)),))

    with pytest.raises(BrokenPlanError, match="WINDOW"):
        await store_plan(week, at_night, Explained(), run=None, origin="move", now=NOW, actor="test")

    assert await Plan.all().count() == 0


async def test_time_published_in_another_units_plan_is_not_there_for_this_one(database):
    second = await unit_with("B", visits=3, carers={})
    first = await unit_with("A", visits=3, carers={"N": ("A", "B")})
    plan = await solved(first)
    assert isinstance(await publish(plan.draft.plan_id, await compiled(first), now=NOW, actor="test"), Published)

    other = await solved(second)

    assert plan.draft.verdict.assigned == 3
    assert other.draft.verdict.assigned == 0


async def test_publishing_is_refused_where_another_unit_published_the_same_carers_hour_meanwhile(database):
    second = await unit_with("B", visits=3, carers={})
    first = await unit_with("A", visits=3, carers={"N": ("A", "B")})
    mine, theirs = await solved(first), await solved(second)

    one = await publish(mine.draft.plan_id, await compiled(first), now=NOW, actor="test")
    two = await publish(theirs.draft.plan_id, await compiled(second), now=NOW, actor="test")

    assert isinstance(one, Published)
    assert isinstance(two, NotReady)
    assert (await Plan.get(id=theirs.draft.plan_id)).state == "draft"


async def test_a_draft_whose_carer_fell_ill_since_is_not_published(database):
    unit = await unit_with("A", visits=2, carers={"N": ("A",)})
    draft = await solved(unit)
    assert isinstance(await report_absence(unit, "N", TUESDAY, now=NOW, actor="test"), AbsenceReported)

    answer = await publish(draft.draft.plan_id, await compiled(unit), now=NOW, actor="test")

    assert isinstance(answer, NotReady)
    assert {problem.field for problem in answer.problems} == {"AVAILABLE"}


async def test_the_same_absence_twice_is_one(database):
    unit = await unit_with("A", visits=1, carers={"N": ("A",)})

    answers = [await report_absence(unit, "N", TUESDAY, now=NOW, actor="test") for _ in range(2)]

    assert [answer.is_new for answer in answers if isinstance(answer, AbsenceReported)] == [True, False]


async def test_who_published_what_is_on_the_audit_trail(database):
    unit = await unit_with("A", visits=1, carers={"N": ("A",)})
    draft = await solved(unit)
    await publish(draft.draft.plan_id, await compiled(unit), now=NOW, actor="coordinator")

    event = await AuditEvent.get(action="plan.published")

    assert (event.actor, event.subject_id) == ("coordinator", draft.draft.plan_id)


async def test_the_engine_is_told_no_name_and_no_phone(database):
    unit = await unit_with("A", visits=2, carers={"N": ("A",)})

    week = await compiled(unit)

    assert "老人" not in repr(week.problem)
    assert "护士" not in repr(week.problem)


async def test_a_week_solved_twice_with_one_seed_gives_one_plan(database):
    unit = await unit_with("A", visits=3, carers={"N": ("A",), "M": ("A",)})

    first, second = await solved(unit), await solved(unit)

    assert first.solution.plan == second.solution.plan
    assert second.draft.number == first.draft.number + 1
