"""A city to ask about, the same each time: communities, residents, carers, and weeks with published rosters."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from tortoise.models import Model

from bench.api.units import settle_unit
from domain import store
from domain.access.accounts import SignedIn, add_key, store_account
from domain.organizations.models import Organization
from domain.people.models import Carer, CarerSkill, CarerUnit, Resident, Skill
from domain.places.models import Address, Building, Community
from domain.planning.models import Assignment, Plan, ProblemSnapshot, Week
from domain.visits.models import HomeVisitRequest, ServiceCategory, Visit

RowT = TypeVar("RowT", bound=Model)
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
FIRST_WEEK = 49
AT_ONCE = 500  # rows in one statement
SIGNED_IN_CARERS = 16


@dataclass(frozen=True, slots=True)
class Size:
    """How large the city is; visits are spread evenly over the weeks."""

    communities: int = 50
    residents: int = 5_000
    carers: int = 400
    visits: int = 20_000
    weeks: int = 4
    small_unit: int = 40  # visits of a week that is matched while somebody follows
    large_unit: int = 3_000  # visits of a week whose plan is changed by hand


@dataclass(frozen=True, slots=True)
class Facts:
    """What the questions need to know of a city: ids are those of the tables; tokens sign in."""

    unit_id: str
    iso_week: str
    plan_id: str
    visit_ids: list[str]
    coordinator: str
    carers: list[str]  # tokens
    assignments: list[str]  # the first one of each of these carers, in the same order
    small_unit_id: str
    small_coordinator: str
    large_unit_id: str
    large_coordinator: str

    @classmethod
    def read(cls, file: Path) -> Facts:
        """The facts that `write` wrote."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def write(self, file: Path) -> None:
        """Keep the facts for other processes."""
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")


async def build_city(database_url: str, size: Size) -> Facts:
    """Fill an empty database with a city."""
    await store.connect(database_url)
    try:
        await store.migrate()
        return await _build(size)
    finally:
        await store.close()


async def _build(size: Size) -> Facts:
    rng = random.Random(1)  # noqa: S311  (a city for a bench, no secret)
    unit = await Organization.create(key="UNIT", name="卫健局", kind="bureau", is_planning_unit=True)
    communities = await _keep(_communities(unit, size.communities))
    buildings = await _keep(
        [Building(key=f"B{i}", community_id=one.id, name=f"{i}号楼") for i, one in enumerate(communities)]
    )
    carers = await _carers(rng, unit, communities, size.carers)
    requests = await _requests(rng, communities, buildings, size.residents)
    plans = [await _week(unit, number, carers, requests, size.visits // size.weeks) for number in range(size.weeks)]
    small_unit = await settle_unit("SMALL", size.small_unit)
    large_unit = await settle_unit("LARGE", size.large_unit)
    return await _facts(unit, small_unit, large_unit, plans[0], carers)


def _communities(unit: Organization, count: int) -> list[Community]:
    return [Community(key=f"C{i:03}", name=f"社区{i}", name_en=f"Community {i}", planned_by=unit) for i in range(count)]


async def _carers(rng: random.Random, unit: Organization, communities: list[Community], count: int) -> list[Carer]:
    skills = await _keep([Skill(key=f"skill-{i}", name=f"技能{i}", name_en=f"Skill {i}") for i in range(12)])
    bases = await _keep([Address(community_id=rng.choice(communities).id, detail=f"{i}号") for i in range(count)])
    carers = await _keep(
        [
            Carer(
                key=f"N{i:03}",
                name=f"护士{i}",
                kind="volunteer" if i % 5 == 4 else "practitioner",
                organization=unit,
                phone=f"138{i:08}",
                gender="F",
                languages=["zh"],
                base_id=base.id,
            )
            for i, base in enumerate(bases)
        ]
    )
    await _keep([CarerUnit(carer_id=one.id, unit_id=unit.id) for one in carers])
    await _keep(
        [
            CarerSkill(carer_id=one.id, skill_id=skill.id, level=1 + i % 2)
            for one in carers
            for i, skill in enumerate(rng.sample(skills, 3))
        ]
    )
    return carers


async def _requests(
    rng: random.Random, communities: list[Community], buildings: list[Building], count: int
) -> list[HomeVisitRequest]:
    services = await _keep(
        [ServiceCategory(key=f"SVC{i}", name=f"服务{i}", name_en=f"Service {i}", duration_min=30) for i in range(8)]
    )
    homes = [rng.randrange(len(communities)) for _ in range(count)]
    addresses = await _keep(
        [
            Address(community_id=communities[home].id, building_id=buildings[home].id, detail=f"{i}室")
            for i, home in enumerate(homes)
        ]
    )
    residents = await _keep(
        [
            Resident(
                key=f"E{i:05}",
                name=f"老人{i}",
                phone=f"139{i:08}",
                languages=["zh"],
                mobility="walks",
                community_id=communities[home].id,
                address_id=address.id,
            )
            for i, (home, address) in enumerate(zip(homes, addresses, strict=True))
        ]
    )
    return await _keep(
        [
            HomeVisitRequest(key=f"R{i:05}", resident_id=one.id, service_id=rng.choice(services).id)
            for i, one in enumerate(residents)
        ]
    )


async def _week(
    unit: Organization, number: int, carers: list[Carer], requests: list[HomeVisitRequest], count: int
) -> Plan:
    """A week with a published plan that gives each visit to a carer in turn."""
    iso_week, monday = f"2026-W{FIRST_WEEK + number}", MONDAY + timedelta(weeks=number)
    week = await Week.create(unit=unit, iso_week=iso_week, state="published")
    problem = await ProblemSnapshot.create(hash=f"{number:064}", body="{}")
    figures = {"cost": 0, "terms": {}, "assigned": count, "visits": count}
    plan = await Plan.create(
        week=week, number=1, state="published", problem=problem, created_at=monday, published_at=monday, **figures
    )
    visits = await _keep(
        [
            Visit(
                request_id=requests[(number * count + i) % len(requests)].id,
                iso_week=iso_week,
                number=1 + i // len(requests),
            )
            for i in range(count)
        ]
    )
    await _keep([_assignment(plan, visit, carers[i % len(carers)], monday, i) for i, visit in enumerate(visits)])
    return plan


def _assignment(plan: Plan, visit: Visit, carer: Carer, monday: datetime, i: int) -> Assignment:
    starts_at = monday + timedelta(days=i % 5, minutes=10 * (i // 5 % 48))
    return Assignment(
        plan_id=plan.id,
        visit_id=visit.id,
        carer_id=carer.id,
        slot=0,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        travel_s=600,
    )


async def _facts(
    unit: Organization, small_unit: Organization, large_unit: Organization, plan: Plan, carers: list[Carer]
) -> Facts:
    visits: list[Any] = await Visit.filter(iso_week=f"2026-W{FIRST_WEEK}").order_by("id").limit(1_000).values_list("id")
    signed_in = carers[:SIGNED_IN_CARERS]
    first = [await Assignment.filter(plan=plan, carer=one).order_by("starts_at").first() for one in signed_in]
    return Facts(
        unit_id=str(unit.id),
        iso_week=f"2026-W{FIRST_WEEK}",
        plan_id=str(plan.id),
        visit_ids=[str(one[0]) for one in visits],
        coordinator=await _token("coordinator", "coordinator", unit="UNIT"),
        carers=[await _token(one.key, "carer", carer=one.key) for one in signed_in],
        assignments=[str(one.id) for one in first if one is not None],
        small_unit_id=str(small_unit.id),
        small_coordinator=await _token("small", "coordinator", unit=small_unit.key),
        large_unit_id=str(large_unit.id),
        large_coordinator=await _token("large", "coordinator", unit=large_unit.key),
    )


async def _token(login: str, role: str, *, unit: str | None = None, carer: str | None = None) -> str:
    """A key of a new account, which nobody can sign in to: to hash passwords would take longer than all else."""
    now = datetime.now(UTC)
    await store_account(login, "", [role], unit=unit, carer=carer, children=(), name="", now=now, actor="bench")
    answer = await add_key(login, "bench", [], now=now, actor="bench")
    if not isinstance(answer, SignedIn):
        raise TypeError(f"{login} can't sign in: {answer}")
    return answer.token


async def _keep(rows: list[RowT]) -> list[RowT]:
    for some in _parts(rows):
        await type(some[0]).bulk_create(some)
    return rows


def _parts(rows: Sequence[RowT]) -> Iterator[Sequence[RowT]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
