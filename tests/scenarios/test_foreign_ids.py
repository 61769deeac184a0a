"""Another unit's ids, tried in every place of the schema that takes an id: they look missing, and nothing changes."""

import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
    is_required_input_field,
)

from domain.access.operations import ConsentEntry, keep_consents
from domain.people.models import Carer, Resident
from domain.people.operations import ResidentEntry, keep_residents
from domain.places.models import Community, Room
from domain.visits.models import HomeVisitRequest, ServiceCategory
from domain.youth.enrolments import EnrolmentEntry, keep_enrolments
from domain.youth.models import Enrolment, Session, YouthProgram
from domain.youth.operations import SessionEntry, keep_sessions
from domain.youth.programs import BandEntry, ProgramEntry, keep_programs
from schema.relay import global_id, row_id

ROLES = ("coordinator", "booking_desk", "league_coordinator", "carer", "guardian", "reader")
# what the ids of an input or argument name; one that is not here is tried with everything
TAKES = {
    "visit": ("Visit", "Session"),
    "other": ("Visit", "Session"),
    "carer": ("Practitioner",),
    "preferredCarer": ("Practitioner",),
    "excludedCarers": ("Practitioner",),
    "resident": ("Resident",),
    "child": ("Resident",),
    "program": ("YouthProgram",),
    "room": (),  # any unit may use a room that is open and free
    "service": (),  # services are the whole city's: nobody's is another's
    "session": ("Session",),
    "enrolment": ("Enrolment",),
    "plan": ("Plan",),
    "a": ("Plan",),
    "b": ("Plan",),
    "assignment": ("Assignment",),
    "run": ("MatchingRun",),
    "request": ("HomeVisitRequest",),
    "scope": ("Organization",),
    "community": ("Community",),
    "organization": ("Organization",),
}
OWN = {"service": "ServiceCategory", "room": "Room"}
EVERYBODYS = {"Organization", "Community", "ServiceCategory", "YouthProgram", "Session", "Room"}  # public facts
CURSORS = {"lastEventId"}  # an id of an event, which is a place in a stream and nobody's row
STREAM_S = 1.0


@pytest.fixture(scope="module")
async def two_units(new_city):
    """A unit, and another with one row of everything: two dictionaries of ids by type. No test changes them."""
    return [await with_everything(await new_city()) for _ in range(2)]


async def with_everything(city):
    """A week with a visit and a session, matched and published, and a child who is enrolled."""
    await city.skill("dressing", "伤口换药")
    await city.service("DRESS", "伤口换药", skill="dressing")
    await city.carer("A", "护士甲", "Tue 08-12", "dressing", years=6)
    await city.elder("E1", "老人一")
    await city.request("R1", "E1", "DRESS", "Tue 08-12")
    await city.room("ROOM")
    program, born = city.key("P"), city.week.monday - timedelta(days=8 * 366)
    await keep_programs([ProgramEntry(program, "团团活力圈", city.key("XF"), city.unit_key, (BandEntry(7, 9, 6),))])
    await keep_sessions([SessionEntry(city.key("S"), program, city.key("ROOM"), "口才", city.day("Wed"), 600, 690)])
    await keep_residents([ResidentEntry(city.key("Y"), "孩子", city.key("XF"), birth_date=born)])
    consent = ConsentEntry(city.key("Y-G"), city.key("Y"), "guardian", city.week.monday - timedelta(days=40))
    await keep_consents([consent])
    opened = city.week.at(-20 * 86_400).replace(tzinfo=None)
    await keep_enrolments([EnrolmentEntry(city.key("EN"), city.key("S"), city.key("Y"), opened)])
    week = await city.match()
    await city.publish(week)
    entry = city.entry(week, "R1")
    ids = {
        "Organization": city.scope,
        "Visit": entry["visit"]["id"],
        "Assignment": entry["id"],
        "Plan": week["plan"]["id"],
        "MatchingRun": week["runs"][0]["id"],
    }
    for type_name, model, key in (
        ("Community", Community, "XF"),
        ("Room", Room, "ROOM"),
        ("Practitioner", Carer, "A"),
        ("Resident", Resident, "E1"),
        ("ServiceCategory", ServiceCategory, "DRESS"),
        ("HomeVisitRequest", HomeVisitRequest, "R1"),
        ("YouthProgram", YouthProgram, "P"),
        ("Session", Session, "S"),
        ("Enrolment", Enrolment, "EN"),
    ):
        ids[type_name] = await city.id(type_name, model, key)
    return city, ids


async def callers(city) -> list:
    """Somebody of each role."""
    return [
        await city.caller(role, carer="A" if role == "carer" else None, children=("Y",) if role == "guardian" else ())
        for role in ROLES
    ]


class Inputs:
    """Values for a field's arguments: a unit's own ids, and plausible values for all else."""

    def __init__(self, city, ids: dict[str, str]) -> None:
        self.city, self.ids = city, ids

    def of(self, arguments) -> dict:
        """Only what must be given."""
        return {name: self.value(name, one.type) for name, one in arguments.items() if is_required_input_field(one)}

    def value(self, name: str, kind):
        if isinstance(kind, GraphQLNonNull):
            return self.value(name, kind.of_type)
        if isinstance(kind, GraphQLList):
            return [self.value(name, kind.of_type)]
        if isinstance(kind, GraphQLInputObjectType):
            first = dict(list(kind.fields.items())[:1])
            return (
                {key: self.value(key, one.type) for key, one in first.items()}
                if kind.is_one_of
                else self.of(kind.fields)
            )
        if isinstance(kind, GraphQLEnumType):
            return next(iter(kind.values))
        assert isinstance(kind, GraphQLScalarType)
        return self.scalar(name, kind.name)

    def scalar(self, name: str, kind: str):
        if kind == "ID":
            return self.ids[OWN.get(name) or TAKES.get(name, ("Visit",))[0]]
        is_past = name in ("assessedOn", "givenOn", "consentedOn")
        return {
            "Int": {"startMinute": 540, "endMinute": 600}.get(name, 1),
            "Float": 1.0,
            "Boolean": True,
            "Date": str(self.city.week.monday - timedelta(days=40 if is_past else 0)),
            "DateTime": self.city.at("Tue", 9),
            "String": {"isoWeek": self.city.iso_week, "idempotencyKey": uuid4().hex}.get(name, "x"),
        }[kind]

    def tried(self, arguments, *, is_choice: bool = False) -> Iterator[tuple[str, dict]]:
        """Each place that takes an id: its name, and all that is given, with `ID` there. Of a choice one is given."""
        for name, one in arguments.items():
            named, base = get_named_type(one.type), {} if is_choice else self.of(arguments)
            if isinstance(named, GraphQLScalarType) and named.name == "ID" and name not in CURSORS:
                yield name, base | {name: listed(one, "ID")}
            elif isinstance(named, GraphQLInputObjectType):
                for inner, value in self.tried(named.fields, is_choice=named.is_one_of):
                    yield inner, base | {name: listed(one, value)}


def listed(one, value):
    """A value as a list of it, where a list is taken."""
    return [value] if "[" in str(one.type) else value


def filled(values: dict, row: str) -> dict:
    """The values with an id in the place that is tried, under a key of their own."""
    text = json.dumps(values).replace('"ID"', json.dumps(row))
    given = json.loads(text)
    if "input" in given and "idempotencyKey" in given["input"]:
        given["input"]["idempotencyKey"] = uuid4().hex
    return given


def missing(row: str) -> str:
    """The id of a row of the same type that is not there."""
    found = row_id(row)
    assert found is not None
    return global_id(found[0], uuid4())


def document(operation: str, name: str, field, used) -> str:
    """A document that asks a field for all that its answer may say of a refusal, or whether it has rows."""
    answer = get_named_type(field.type)
    shows = "__typename"
    if answer.name.endswith("Connection"):
        shows = "nodes { id }"
    elif hasattr(answer, "types"):
        refused = {"ValidationFailed", "NotReady", "Conflict", "NotPermitted"} & {one.name for one in answer.types}
        shows += "".join(f" ... on {one} {{ message }}" for one in sorted(refused))
    variables = ", ".join(f"${one}: {field.args[one].type}" for one in used)
    arguments = ", ".join(f"{one}: ${one}" for one in used)
    return f"{operation} Tried({variables}) {{ {name}({arguments}) {{ {shows} }} }}"


async def told(caller, text: str, values: dict, row: str) -> str:
    """An answer, without the id that it was asked for."""
    answer = (await caller.served.send(text, filled(values, row), token=caller.token)).json()
    codes = {one.get("extensions", {}).get("code") for one in answer.get("errors", [])}
    assert codes <= {"NOT_PERMITTED"}, (text, answer)  # all else would be a slip in the document
    return json.dumps(answer, ensure_ascii=False, sort_keys=True).replace(row, "ID")


async def test_another_units_ids_look_missing_to_every_mutation_and_change_nothing(two_units, sdl, snapshot):
    (mine, ids), (_, foreign) = two_units
    inputs, who = Inputs(mine, ids), await callers(mine)
    before, differences, tried = await snapshot(), [], 0

    for name, field in sdl.mutation_type.fields.items():
        for place, values in inputs.tried(field.args):
            for type_name, caller in itertools.product(TAKES.get(place, tuple(foreign)), who):
                text, row = document("mutation", name, field, values), foreign[type_name]
                theirs = await told(caller, text, values, row)
                nobodys = await told(caller, text, values, missing(row))
                tried += 1
                if type_name not in EVERYBODYS and nobodys != theirs:
                    differences.append((name, place, caller.login, theirs, nobodys))

    assert tried > 200
    assert differences == []
    assert await snapshot() == before


async def test_another_units_ids_look_missing_to_every_query(two_units, sdl):
    (mine, ids), (_, foreign) = two_units
    inputs, who = Inputs(mine, ids), await callers(mine)
    differences, tried = [], 0

    for name, field in sdl.query_type.fields.items():
        for place, values in inputs.tried(field.args):
            for type_name, caller in itertools.product(TAKES.get(place, tuple(foreign)), who):
                if type_name in EVERYBODYS and "Data class: public" in (field.description or ""):
                    continue
                text, row = document("query", name, field, values), foreign[type_name]
                theirs = await told(caller, text, values, row)
                nobodys = await told(caller, text, values, missing(row))
                tried += 1
                if nobodys != theirs:
                    differences.append((name, place, caller.login, theirs, nobodys))

    assert tried > 60
    assert differences == []


@pytest.mark.parametrize(
    ("subscription", "type_name"),
    [("matchingRunProgress(run: $id)", "MatchingRun"), ("rosterChanged(scope: $id, isoWeek: $week)", "Organization")],
)
async def test_another_units_run_and_week_end_a_subscription_without_a_word(two_units, subscription, type_name):
    (mine, _), (_, foreign) = two_units
    week = ", $week: String!" if "$week" in subscription else ""
    body = {
        "query": f"subscription Tried($id: ID!{week}) {{ {subscription} {{ eventId }} }}",
        "variables": {"id": foreign[type_name], "week": mine.iso_week},
    }
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {mine.coordinator.token}"}

    answer = await mine.served.client.post(mine.served.url, json=body, headers=headers, timeout=10)

    assert answer.status_code == 200
    assert "event: complete" in answer.text
    assert "next" not in answer.text
