"""A city for the stories: its facts come through the operations of an import, all else over HTTP to a real server.

A module has one server. Each story has a planning unit of its own there, so that none meets another; the keys of its
rows are prefixed by the unit's, and are read without it.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from graphql import build_schema, get_named_type
from tortoise import Tortoise

from api.demo import demo_workbook
from api.workbook.importing import Imported, import_workbook
from domain import store
from domain.access.accounts import AccountAdded, add_account
from domain.access.models import AccessToken
from domain.access.operations import ConsentEntry, keep_consents
from domain.calendar import IsoWeek, moment
from domain.keeping import Kept
from domain.organizations.models import Organization
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.people.carers import CarerEntry, QualificationEntry, SkillLevel, keep_carers, keep_qualifications
from domain.people.operations import ResidentEntry, SkillEntry, keep_residents, keep_skills
from domain.places.operations import CommunityEntry, RoomEntry, keep_communities, keep_rooms
from domain.rows import KeyedRow
from domain.visits.operations import owe_visits
from domain.visits.requests import (
    AssessmentEntry,
    RequestEntry,
    RequestTime,
    ServiceEntry,
    keep_assessments,
    keep_requests,
    keep_services,
)
from domain.weekly import WeeklyTime
from schema.relay import global_id

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = datetime.now(UTC).astimezone(ZONE).date()
WEEK = IsoWeek.holding(TODAY + timedelta(days=14), ZONE)  # far enough off for every notice
DAYS = {"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4, "Sat": 5, "Sun": 6}
LAT, LON = 37.261, 111.781
PASSWORD = "a password of the story"  # noqa: S105  (of accounts that live for one story)
SDL = build_schema((Path(__file__).parents[2] / "schema" / "schema.graphql").read_text(encoding="utf-8"))
MUTATIONS = SDL.mutation_type.fields if SDL.mutation_type else {}
REFUSED = {
    "ValidationFailed": "message problems { field value mend }",
    "NotReady": "message problems { field value mend }",
    "Conflict": "message currentVersion other",
    "NotPermitted": "message",
}
WEEK_READ = """query Week($scope: ID!, $week: String!) { week(scope: $scope, isoWeek: $week) {
  status
  readiness { plannableVisits visits items { subject key code about { ...Elder } } }
  plan { id number state assigned visits isProven version }
  plans { id number state }
  runs { id state }
  roster { id version state slot startsAt carer { id key name } visit { id request { key } } session { id key } }
  unassigned { key code summary excluded { carer { key name } rule why } remedies visit { id } }
  admissions { adultsNeeded adults admitted waiting summary bands { admitted waiting } }
} }
fragment Elder on Node { __typename ... on Visit { request { resident { name } } } }"""
RUN_READ = (
    "query Run($run: ID!) { node(id: $run) { ... on MatchingRun { state assigned visits elapsedSeconds failure } } }"
)
VISITS_READ = """query Visits($week: String!) {
  visits(first: 200, filter: { isoWeek: $week }) { nodes { id request { key } } }
}"""
numbers = count(1)


@dataclass(frozen=True)
class Caller:
    """Somebody who is signed in at the server."""

    served: Any
    token: str
    login: str

    async def ask(self, document: str, language: str = "en", **variables):
        return await self.served.ask(document, variables, token=self.token, language=language)

    async def change(self, mutation: str, shows: str = "", language: str = "en", **given) -> dict:
        """Send a mutation, under a new idempotency key unless one is given; its answer, with `shows` of a success."""
        field = MUTATIONS[mutation]
        answers = [one.name for one in get_named_type(field.type).types if one.name in REFUSED]
        refused = " ".join(f"... on {one} {{ {REFUSED[one]} }}" for one in answers)
        document = f"""mutation Change($input: {field.args["input"].type}) {{ {mutation}(input: $input) {{
  __typename {refused} {shows} }} }}"""
        given = {"idempotencyKey": uuid4().hex} | given
        return (await self.ask(document, language, input=given))[mutation]


@pytest.fixture(scope="session")
def sdl():
    """The schema as a client reads it."""
    return SDL


@pytest.fixture(scope="module")
async def served(databases, serving):
    """A server over an empty database, which this process has open too, to add facts."""
    url = await databases.add()
    await store.connect(url)
    async with serving(url) as served:
        yield served
    await store.close()
    await databases.drop(url)


@pytest.fixture
def snapshot():
    """Read every row of every table, but tokens and when they were last used."""

    async def read() -> dict:
        models = [one for one in (Tortoise.apps or {})["linli"].values() if one is not AccessToken]
        return {one.__name__: await one.all().order_by(one._meta.pk_attr).values() for one in models}

    return read


@pytest.fixture(scope="module")
async def new_city(served):
    """Found another city on the same server."""

    async def run(key: str | None = None) -> "City":
        return await City(served, key or f"U{next(numbers)}").found()

    return run


@pytest.fixture
async def city(new_city) -> "City":
    return await new_city()


@pytest.fixture
async def fenyang(new_city, tmp_path):
    """Import Fenyang's demo week of some 50 visits, or a made-up city of 500; once for a module's server."""

    async def settle(size: Literal["demo", "city"]) -> "City":
        city, workbook = await new_city("health-bureau"), tmp_path / "city.xlsx"
        demo_workbook(workbook, monday=city.week.monday, size=size)
        assert isinstance(await import_workbook(workbook, actor="story", now=datetime.now(UTC)), Imported)
        return city

    return settle


class City:
    """A community and its health bureau; every other fact is added by the story that needs it."""

    def __init__(self, served, unit_key: str) -> None:
        self.served, self.unit_key, self.doors = served, unit_key, count(1)
        self.week, self.iso_week = WEEK, WEEK.text

    async def found(self) -> "City":
        bureau = OrganizationEntry(self.unit_key, "汾阳市卫健局", "bureau", is_planning_unit=True, trip_overhead_min=10)
        await kept(keep_organizations([bureau]))
        await kept(keep_communities([CommunityEntry(self.key("XF"), "西府社区", planned_by=self.unit_key)]))
        self.scope = global_id("Organization", (await Organization.get(key=self.unit_key)).id)
        self.coordinator = await self.caller("coordinator")
        return self

    def key(self, short: str) -> str:
        """A story's key as the database has it."""
        return f"{self.unit_key}-{short}"

    def short(self, key: str) -> str:
        return key.removeprefix(f"{self.unit_key}-")

    async def caller(self, role: str, *, carer: str | None = None, children: tuple[str, ...] = ()) -> Caller:
        """Sign a new account of a role in: of this unit, or as one of its carers, or for children."""
        login = f"{self.unit_key}-{carer or role}-{next(numbers)}"
        added = await add_account(
            login,
            PASSWORD,
            [role],
            unit=None if role in ("carer", "guardian", "administrator") else self.unit_key,
            carer=carer and self.key(carer),
            children=[self.key(one) for one in children],
            now=datetime.now(UTC),
            actor="story",
        )
        assert isinstance(added, AccountAdded), added
        return Caller(self.served, await self.served.sign_in(login, PASSWORD), login)

    async def skill(self, key: str, name: str) -> None:
        """Skills are the whole city's: one key and name for all units."""
        await kept(keep_skills([SkillEntry(key, name, key)]))

    async def service(self, key: str, name: str, **facts) -> None:
        await kept(keep_services([ServiceEntry(self.key(key), name, facts.pop("minutes", 60), **facts)]))

    async def carer(self, key: str, name: str, hours: str, skills: str, *, licence=True, **facts) -> None:
        """`hours` such as `Tue,Thu 08-12; Fri 14-17`, `skills` such as `dressing catheter`."""
        entry = CarerEntry(
            self.key(key),
            name,
            facts.pop("kind", "practitioner"),
            self.unit_key,
            skills=tuple(SkillLevel(skill) for skill in skills.split()),
            availability=tuple(weekly(part) for part in hours.split(";")),
            latitude=LAT,
            longitude=LON,
            travel_mode="foot",
            birth_date=facts.pop("birth_date", date(1990, 5, 1)),
            **facts,
        )
        await kept(keep_carers([entry]))
        if licence:
            await self.qualified(key, "nurse")

    async def qualified(self, carer: str, kind: str, until: date | None = None) -> None:
        entry = QualificationEntry(self.key(f"{carer}-{kind}"), self.key(carer), kind, date(2020, 1, 1), until)
        await kept(keep_qualifications([entry]))

    async def elder(self, key: str, name: str, *, consent=True, assessed=True, **facts) -> None:
        """Somebody of the community at a door of their own, some metres from the last."""
        place = {"latitude": LAT + next(self.doors) / 1_000_000, "longitude": LON}
        resident = ResidentEntry(self.key(key), name, self.key("XF"), **{**place, **facts})
        await kept(keep_residents([resident]))
        since = TODAY - timedelta(days=30)
        if consent:
            await kept(keep_consents([ConsentEntry(self.key(f"{key}-C"), self.key(key), "service", since)]))
        if assessed:
            await kept(keep_assessments([AssessmentEntry(self.key(f"{key}-A"), self.key(key), since)]))

    async def request(self, key: str, elder: str, service: str, windows: str, **facts) -> None:
        """`windows` such as `Tue 08-12; Thu 08-12`."""
        entry = RequestEntry(self.key(key), self.key(elder), self.key(service), times(windows), **facts)
        await kept(keep_requests([entry]))

    async def room(self, key: str) -> None:
        await kept(keep_rooms([RoomEntry(self.key(key), self.key("XF"), "活动室", 50, latitude=LAT, longitude=LON)]))

    async def id(self, type_name: str, model: type[KeyedRow], key: str) -> str:
        """The global id of a row by its short key."""
        return global_id(type_name, (await model.get(key=self.key(key))).id)

    def at(self, day: str, hour: int, minute: int = 0) -> str:
        """A moment of the week by the clock on the wall."""
        return moment(self.day(day), hour * 60 + minute, ZONE).isoformat()

    def day(self, day: str) -> date:
        return self.week.monday + timedelta(days=DAYS[day])

    async def read(self, language: str = "en") -> dict:
        """The coordinator's view of the week."""
        return (await self.coordinator.ask(WEEK_READ, language, scope=self.scope, week=self.iso_week))["week"]

    async def match(self, seconds: float = 10.0, mutation: str = "startMatchingRun", language: str = "en") -> dict:
        """Match the week, or match it anew, to the run's end; the week with its new plan."""
        asked = {"scope": self.scope, "isoWeek": self.iso_week, "seconds": seconds}
        started = await self.coordinator.change(mutation, "... on MatchingRunStarted { run { id } }", **asked)
        assert started["__typename"] == "MatchingRunStarted", started
        run = await self.ended(started["run"]["id"])
        assert run["state"] == "finished", run
        return await self.read(language)

    async def ended(self, run: str, within_s: float = 60.0) -> dict:
        """A run once it is over."""
        async with asyncio.timeout(within_s):
            while (row := await self.run(run))["state"] in ("queued", "running"):  # noqa: ASYNC110  (it is elsewhere)
                await asyncio.sleep(0.1)
        return row

    async def run(self, run: str) -> dict:
        """A run as it stands."""
        return (await self.coordinator.ask(RUN_READ, run=run))["node"]

    async def publish(self, week: dict) -> dict:
        """Publish the newest plan of a week as it was read."""
        plan = week["plan"]
        shows = "... on PlanPublished { plan { state version } assignments }"
        answer = await self.coordinator.change("publishPlan", shows, plan=plan["id"], expectedVersion=plan["version"])
        assert answer["__typename"] == "PlanPublished", answer
        return answer

    def roster(self, week: dict) -> dict[str, list[tuple[str, str]]]:
        """Carer's key and local weekday and time, by the request's or session's key."""
        found: dict[str, list[tuple[str, str]]] = {}
        for one in week["roster"]:
            stop = one["session"]["key"] if one["session"] else one["visit"]["request"]["key"]
            starts_at = datetime.fromisoformat(one["startsAt"]).astimezone(ZONE)
            found.setdefault(self.short(stop), []).append((self.short(one["carer"]["key"]), f"{starts_at:%a %H:%M}"))
        return found

    def entry(self, week: dict, request: str) -> dict:
        """The roster's first line for a request."""
        return next(one for one in week["roster"] if one["visit"]["request"]["key"] == self.key(request))

    def tray(self, week: dict) -> dict[str, dict]:
        """What is open, by key, with each carer's rule by their name."""
        return {
            self.short(line["key"]): line | {"rules": {one["carer"]["name"]: one["rule"] for one in line["excluded"]}}
            for line in week["unassigned"]
        }

    async def owe(self) -> None:
        """Make the week's visits, as matching it would."""
        assert isinstance(await owe_visits(await Organization.get(key=self.unit_key), self.iso_week), list)

    async def visit_id(self, request: str) -> str:
        """The id of a request's visit in the week; the week must have been matched, or owed."""
        rows = (await self.coordinator.ask(VISITS_READ, week=self.iso_week))["visits"]["nodes"]
        return next(row["id"] for row in rows if row["request"]["key"] == self.key(request))


async def kept(writing) -> None:
    """Add facts; a story's own slips are failures."""
    answer = await writing
    assert isinstance(answer, Kept), answer


def weekly(text: str) -> WeeklyTime:
    days, hours = text.split()
    start, end = hours.split("-")
    return WeeklyTime(tuple(DAYS[day] for day in days.split(",")), minutes(start), minutes(end))


def times(text: str) -> tuple[RequestTime, ...]:
    found = []
    for part in text.split(";"):
        day, hours = part.split()
        start, end = hours.split("-")
        found.append(RequestTime(DAYS[day], None, minutes(start), minutes(end)))
    return tuple(found)


def minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute or 0)
