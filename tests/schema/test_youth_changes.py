"""The youth league over GraphQL: sessions in rooms, places in order, the last place once, attendance."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.access.models import Consent
from domain.audit import AuditEvent
from domain.kept_answers import KeptAnswer
from domain.people.operations import ResidentEntry, keep_residents
from domain.places.models import Room
from domain.places.operations import RoomEntry, keep_rooms
from domain.planning.models import Assignment
from domain.youth.models import Enrolment, Session
from schema.relay import global_id

SCHEDULE = """mutation S($input: ScheduleSessionInput!) { scheduleSession(input: $input) {
  __typename ... on SessionScheduled { session { id key title startsAt endsAt version } }
  ... on Conflict { message currentVersion other } ... on ValidationFailed { problems { field } } } }"""
CANCEL = """mutation C($input: CancelSessionInput!) { cancelSession(input: $input) {
  __typename ... on SessionCancelled { session { state version } withdrawnAssignments }
  ... on Conflict { currentVersion } } }"""
ENROL = """mutation E($input: EnrolChildInput!) { enrolChild(input: $input) {
  __typename ... on ChildEnrolled { isNew enrolment { id state version child { key } session { enrolled } } }
  ... on ValidationFailed { problems { field } } ... on NotReady { problems { field } } } }"""
LEAVE = """mutation L($input: CancelEnrolmentInput!) { cancelEnrolment(input: $input) {
  __typename ... on EnrolmentCancelled { isPassedOn enrolment { state } } ... on Conflict { currentVersion } } }"""
ATTEND = """mutation A($input: RecordAttendanceInput!) { recordAttendance(input: $input) {
  __typename ... on AttendanceRecorded { present absent } ... on ValidationFailed { problems { field } } } }"""
LIST = """query L($session: ID) { enrolments(session: $session) { nodes { child { key } state attended } } }"""
SATURDAY = "2026-12-12"


@pytest.fixture
async def schedule(settled, change, someone, an_id):
    """Schedule a session in the only room; anything may be given otherwise."""
    await settled()
    league = await someone("league_coordinator")
    facts = {
        "program": await an_id("YouthProgram", "TTHLQ"),
        "room": await an_id("Room", "ROOM"),
        "title": "科学课",
        "onDate": SATURDAY,
        "startMinute": 540,
        "endMinute": 600,
    }

    async def run(who=league, **given) -> dict:
        return await change(SCHEDULE, who, **(facts | given))

    return run


async def rows() -> tuple[int, ...]:
    tables = (Session, Enrolment, Consent, AuditEvent, KeptAnswer)
    return tuple([await table.all().count() for table in tables])


async def test_sessions_share_a_room_back_to_back_and_never_at_once(schedule):
    first = await schedule()
    second = await schedule(startMinute=600, endMinute=660)
    before = await rows()
    third = await schedule(startMinute=570, endMinute=630)

    assert first["session"]["startsAt"] == "2026-12-12T01:00:00+00:00"
    assert second["__typename"] == "SessionScheduled"
    assert third["__typename"] == "Conflict"
    assert third["other"] in (first["session"]["key"], second["session"]["key"])
    assert await rows() == before


async def test_of_fifty_who_want_a_room_at_once_one_has_it(schedule):
    answers = await asyncio.gather(*(schedule(title=f"课{i}") for i in range(50)))

    names = [one["__typename"] for one in answers]
    assert (names.count("SessionScheduled"), names.count("Conflict")) == (1, 49)


async def test_a_session_is_moved_by_version(schedule):
    first = (await schedule())["session"]

    moved = await schedule(session=first["id"], expectedVersion=first["version"], startMinute=660, endMinute=720)
    late = await schedule(session=first["id"], expectedVersion=first["version"], startMinute=780, endMinute=840)
    blind = await schedule(session=first["id"])

    assert moved["session"]["key"] == first["key"]
    assert moved["session"]["version"] == first["version"] + 1
    assert (late["__typename"], late["currentVersion"]) == ("Conflict", first["version"] + 1)
    assert [one["field"] for one in blind["problems"]] == ["expectedVersion"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"onDate": "2026-12-03"}, "onDate"),
        ({"onDate": "9999-12-31", "endMinute": 1440}, "onDate"),
        ({"startMinute": 600, "endMinute": 600}, "endMinute"),
        ({"endMinute": 1441}, "endMinute"),
        ({"level": 0}, "level"),
        ({"skill": "nothing"}, "skill"),
    ],
)
async def test_a_session_that_cannot_be_held_names_the_field(schedule, given, field):
    before = await rows()

    answer = await schedule(**given)

    assert [one["field"] for one in answer["problems"]] == [field]
    assert await rows() == before


async def test_only_those_who_plan_a_programme_change_its_sessions(schedule, change, someone, another_unit):
    await another_unit()
    session = (await schedule())["session"]
    before = await rows()
    askers = [await someone("league_coordinator", "QT"), await someone("booking_desk"), await someone("guardian")]

    answers = [await schedule(who=who, startMinute=700, endMinute=760) for who in askers]
    answers += [await change(CANCEL, who, session=session["id"], expectedVersion=1) for who in askers]
    answers += [await schedule(program="garbage"), await schedule(room=session["id"])]

    assert {one["__typename"] for one in answers} == {"NotPermitted"}
    assert await rows() == before


async def test_a_cancelled_session_frees_its_room_and_its_tutors(published, change, someone, an_id, ask):
    await published(20)
    session, league = await an_id("Session", "S1"), await someone("league_coordinator")
    told = await Assignment.filter(session__key="S1").count()

    cancelled = await change(CANCEL, league, session=session, expectedVersion=1)
    again = await change(CANCEL, league, session=session, expectedVersion=1)

    assert (cancelled["session"], cancelled["withdrawnAssignments"]) == ({"state": "cancelled", "version": 2}, told)
    assert {row.state for row in await Assignment.filter(session__key="S1")} <= {"withdrawn"}
    assert again == {"__typename": "Conflict", "currentVersion": 2}


@pytest.fixture
async def enrol(schedule, change, someone, an_id):
    """Enrol a child, by key, in a new session in a room for two."""
    session = (await schedule())["session"]["id"]
    await Room.all().update(capacity=2)

    async def run(child: str, who=None, **given) -> dict:
        who = who or await someone("guardian", children=(child,))
        facts = {"session": session, "child": await an_id("Resident", child)}
        return await change(ENROL, who, **(facts | given))

    return run


async def test_a_full_room_has_a_waiting_list_that_moves_up(enrol, change, someone):
    answers = [await enrol(f"Y{i}") for i in range(4)]
    first = answers[0]["enrolment"]

    left = await change(LEAVE, await someone("guardian", children=("Y0",)), enrolment=first["id"], expectedVersion=1)

    assert [one["enrolment"]["state"] for one in answers] == ["enrolled", "enrolled", "waiting", "waiting"]
    assert left == {"__typename": "EnrolmentCancelled", "isPassedOn": True, "enrolment": {"state": "cancelled"}}
    states = {row.child.key: row.state for row in await Enrolment.filter(key__startswith="N-").select_related("child")}
    assert states == {"Y0": "cancelled", "Y1": "enrolled", "Y2": "enrolled", "Y3": "waiting"}


async def test_a_child_has_no_place_in_two_sessions_at_once_and_is_told_of_the_other(enrol, schedule, an_id):
    await keep_rooms([RoomEntry("OTHER", "XF", "另一间", 30)])
    room = await an_id("Room", "OTHER")
    sessions = {
        start: (await schedule(room=room, startMinute=start, endMinute=start + 30))["session"]["id"]
        for start in (570, 600)  # the first while the other goes on, the second when it ends
    }
    await enrol("Y0")

    clash, after = [await enrol("Y0", session=sessions[start]) for start in (570, 600)]

    assert clash["__typename"] == "Conflict"
    assert after["__typename"] == "ChildEnrolled"
    assert await Enrolment.filter(child__key="Y0", key__startswith="N-").count() == 2


async def test_of_fifty_who_want_the_last_place_one_has_it(enrol):
    await enrol("Y0")
    born = datetime(2018, 6, 1, tzinfo=UTC).date()
    children = [ResidentEntry(f"Z{i:02}", f"孩子{i}", "XF", birth_date=born) for i in range(50)]
    await keep_residents(children)

    answers = await asyncio.gather(*(enrol(one.key, consentedOn="2026-12-01") for one in children))

    states = [one["enrolment"]["state"] for one in answers]
    assert (states.count("enrolled"), states.count("waiting")) == (1, 49)


async def test_a_child_is_enrolled_once(enrol):
    first = await enrol("Y0")
    second = await enrol("Y0")

    assert (first["isNew"], second["isNew"]) == (True, False)
    assert second["enrolment"]["id"] == first["enrolment"]["id"]


async def test_who_gave_a_place_up_may_come_back_at_the_end(enrol, change, someone):
    place = (await enrol("Y0"))["enrolment"]
    await enrol("Y1")
    await enrol("Y2")
    await change(LEAVE, await someone("guardian", children=("Y0",)), enrolment=place["id"], expectedVersion=1)

    answer = await enrol("Y0")

    assert (answer["isNew"], answer["enrolment"]["id"]) == (True, place["id"])
    assert (answer["enrolment"]["state"], answer["enrolment"]["version"]) == ("waiting", 3)


@pytest.mark.parametrize(
    ("child", "given", "field"),
    [("T", {}, "child"), ("N", {}, "NO_CONSENT"), ("Y0", {"consentedOn": "2027-01-01"}, "consentedOn")],
)
async def test_a_child_of_another_age_or_without_consent_has_no_place(enrol, child, given, field):
    born = datetime(2018, 6, 1, tzinfo=UTC).date()
    await keep_residents(
        [
            ResidentEntry("T", "大孩子", "XF", birth_date=born.replace(year=2010)),
            ResidentEntry("N", "新孩子", "XF", birth_date=born),
        ]
    )
    before = await rows()

    answer = await enrol(child, **given)

    assert [one["field"] for one in answer["problems"]] == [field]
    assert await rows() == before


async def test_nobody_enrols_or_takes_out_anothers_child(enrol, change, someone, another_unit):
    await another_unit()
    place = (await enrol("Y0"))["enrolment"]
    before = await rows()
    askers = [await someone("guardian", children=("Y1",)), await someone("league_coordinator", "QT")]

    answers = [await enrol("Y2", who=who) for who in [*askers, await someone("reader")]]
    answers += [await change(LEAVE, who, enrolment=place["id"], expectedVersion=1) for who in askers]
    answers += [await enrol("Y2", session="garbage"), await enrol("Y2", session=place["id"])]

    assert {one["__typename"] for one in answers} == {"NotPermitted"}
    assert await rows() == before


async def test_places_are_seen_by_their_guardians_and_the_league(enrol, ask, someone, another_unit):
    await another_unit()
    await enrol("Y0")
    session = global_id("Session", (await Session.get(title="科学课")).id)
    askers = [
        await someone("guardian", children=("Y1",)),
        await someone("league_coordinator", "QT"),
        await someone("league_coordinator"),
        await someone("guardian", children=("Y0",)),
    ]

    seen = [(await ask(LIST, who=who, session=session))["enrolments"]["nodes"] for who in askers]

    mine = [{"child": {"key": "Y0"}, "state": "enrolled", "attended": None}]
    assert seen == [[], [], mine, mine]


async def test_attendance_is_taken_once_a_session_has_begun(settled, change, someone, an_id, ask):
    await settled()
    league, session = await someone("league_coordinator"), await Session.get(key="S1")
    places = [global_id("Enrolment", row.id) for row in await Enrolment.all().order_by("key")]
    marks = [{"enrolment": one, "isPresent": i > 0} for i, one in enumerate(places)]
    given = {"session": await an_id("Session", "S1"), "marks": marks}

    early = await change(ATTEND, league, **given)
    taken = await change(ATTEND, league, now=session.starts_at + timedelta(minutes=1), **given)

    assert [one["field"] for one in early["problems"]] == ["session"]
    assert (taken["present"], taken["absent"]) == (3, 1)
    assert [row.attended for row in await Enrolment.all().order_by("key")] == [False, True, True, True]


async def test_attendance_of_children_who_are_not_on_the_list_is_refused_whole(enrol, change, someone, an_id):
    other = (await enrol("Y0"))["enrolment"]["id"]
    session, league = await Session.get(key="S1"), await someone("league_coordinator")
    mine = global_id("Enrolment", (await Enrolment.get(key="N0")).id)
    given = {"session": await an_id("Session", "S1"), "now": session.starts_at}
    marks = [{"enrolment": one, "isPresent": True} for one in (mine, other)]

    refused = await change(ATTEND, league, marks=marks, **given)
    empty = await change(ATTEND, league, marks=[], **given)
    nobodys = await change(ATTEND, await someone("guardian", children=("Y0",)), marks=marks[:1], **given)
    garbage = await change(ATTEND, league, marks=[{"enrolment": "x", "isPresent": True}], **given)

    assert [one["field"] for one in refused["problems"]] == ["marks[1].enrolment"]
    assert [one["field"] for one in empty["problems"]] == ["marks"]
    assert nobodys["__typename"] == garbage["__typename"] == "NotPermitted"
    assert await Enrolment.filter(attended__not_isnull=True).count() == 0
