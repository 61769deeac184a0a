"""What-if over GraphQL: changes that can't be made, and what is told of them."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.people.models import Carer, CarerSkill
from domain.planning.models import Plan, Week
from domain.planning.solving import Budget, prepare, solve_week
from domain.rows import new_id
from domain.visits.models import Visit
from domain.visits.requests import RequestEntry, RequestTime, keep_requests
from domain.youth.models import Session
from schema.relay import global_id
from tests.schema.planned import MONDAY, WHAT_IF, made_by, on_duty, visit_id


def problem(answer: dict) -> tuple[str, str]:
    """The field that is refused, and its value."""
    assert answer["__typename"] == "ValidationFailed", answer
    (one,) = answer["problems"]
    assert one["mend"]
    return one["field"], one["value"]


@pytest.mark.parametrize("changes", [[], [{"move": {"visit": "V"}}] * 11])
async def test_what_if_is_asked_of_one_to_ten_changes(matched, ask, coordinator, changes):
    await matched(20)
    row = await made_by("C001")
    given = [{"move": {"visit": visit_id(row)}} for _ in changes]

    answer = await ask(WHAT_IF, who=await coordinator(), plan=global_id("Plan", row.plan_id), changes=given)

    assert [one["field"] for one in answer["whatIf"]["problems"]] == ["changes"]


async def test_what_if_names_the_change_that_cannot_be_made(matched, ask, coordinator):
    await matched(20)
    row = await made_by("C001")

    answer = await ask(
        WHAT_IF,
        who=await coordinator(),
        plan=global_id("Plan", row.plan_id),
        changes=[{"move": {"visit": visit_id(row)}}],
    )

    assert [one["field"] for one in answer["whatIf"]["problems"]] == ["changes[0].carer"]


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        (on_duty(12, 8), "changes[0].endsAt"),
        (on_duty(8, 12, "2026-12-20"), "changes[0].startsAt"),
        (on_duty(8, 12) | {"endsAt": "2026-12-09T12:00:00+08:00"}, "changes[0].endsAt"),
    ],
)
async def test_a_carer_is_added_within_a_day_of_the_week(matched, try_out, an_id, hours, field):
    await matched(20)
    like = await an_id("Practitioner", "C001")

    answer = await try_out(await made_by("C001"), {"addCarer": {"like": like, **hours}})

    assert problem(answer)[0] == field


async def test_a_carer_of_another_unit_or_none_is_named_in_the_refusal(matched, try_out, an_id, another_unit):
    await matched(20)
    await another_unit()
    row, stranger = await made_by("C001"), await an_id("Practitioner", "QT-N")
    nobody = global_id("Volunteer", new_id())

    for who in (stranger, nobody, "garbage", visit_id(row)):
        added = await try_out(row, {"addCarer": {"like": who, **on_duty(8, 12)}})
        moved = await try_out(row, {"move": {"visit": visit_id(row), "carer": who}})
        removed = await try_out(row, {"removeCarer": {"carer": who}})

        assert [problem(one)[0] for one in (added, moved, removed)] == [
            "changes[0].like",
            "changes[0].carer",
            "changes[0].carer",
        ]


async def test_a_visit_of_another_unit_or_none_is_named_in_the_refusal(matched, try_out, an_id, another_unit):
    await matched(20)
    unit, row, carer = await another_unit(), await made_by("C001"), await an_id("Volunteer", "C000")
    await keep_requests([RequestEntry("QT-R", "QT-1", "DRESS", (RequestTime(0, None, 480, 1080),))])
    await prepare(unit, "2026-W50", now=datetime(2026, 12, 4, tzinfo=UTC))
    theirs = global_id("Visit", (await Visit.get(request__key="QT-R")).id)

    for visit in (theirs, global_id("Visit", new_id()), "garbage", carer):
        moved = await try_out(row, {"move": {"visit": visit, "carer": carer}})
        swapped = await try_out(row, {"swap": {"visit": visit_id(row), "other": visit}})

        assert [problem(one)[0] for one in (moved, swapped)] == ["changes[0].visit", "changes[0].other"]


async def test_changes_that_contradict_one_another_are_refused_by_name(matched, try_out, an_id):
    await matched(20)
    row, mine, other = await made_by("C001"), await an_id("Practitioner", "C001"), await an_id("Volunteer", "C000")
    visit, start = visit_id(row), row.starts_at.isoformat()
    day = row.starts_at.astimezone(UTC).date().isoformat()
    move, pin = {"move": {"visit": visit, "carer": other}}, {"pin": {"visit": visit, "carer": mine}}
    timed, away = {"move": {"visit": visit, "startsAt": start}}, {"removeCarer": {"carer": other}}
    swap = {"swap": {"visit": visit_id(await made_by("C000")), "other": visit}}

    answers = {
        "moved twice": await try_out(row, move, pin),
        "moved to two times": await try_out(row, timed, timed),
        "moved and swapped": await try_out(row, move, swap),
        "removed and pinned": await try_out(row, away, {"pin": {"visit": visit, "carer": other}}),
        "moved to whoever is removed": await try_out(row, move, away),
        "removed that day": await try_out(
            row, {"removeCarer": {"carer": other, "onDate": day}}, {"move": move["move"] | {"startsAt": start}}
        ),
        "removed twice": await try_out(row, away, {"removeCarer": {"carer": other, "onDate": day}}),
    }

    assert {what: problem(one) for what, one in answers.items()} == {
        "moved twice": ("changes[1].visit", visit),
        "moved to two times": ("changes[1].visit", visit),
        "moved and swapped": ("changes[1].other", visit),
        "removed and pinned": ("changes[1].carer", other),
        "moved to whoever is removed": ("changes[1].carer", other),
        "removed that day": ("changes[1].carer", other),
        "removed twice": ("changes[1].carer", other),
    }
    assert "Change 1 already moves" in answers["moved twice"]["problems"][0]["mend"]
    assert "can't be away and make a visit" in answers["removed and pinned"]["problems"][0]["mend"]


async def test_a_carer_whom_a_rule_keeps_away_is_named_with_the_rule_and_what_to_do(matched, try_out, an_id):
    await matched(20)
    row = await made_by("C001")
    early = row.starts_at.replace(hour=18).isoformat()
    await CarerSkill.filter(carer__key="C000").delete()
    other = await Carer.get(key="C000")

    moved = await try_out(row, {"move": {"visit": visit_id(row), "carer": await an_id("Volunteer", "C000")}})
    timed = await try_out(row, {"move": {"visit": visit_id(row), "startsAt": early}})

    assert problem(moved) == ("changes[0].visit", "SKILL")
    assert moved["problems"][0]["mend"] == f"{other.name}: lacks the skill, or the level asked for. Name somebody else."
    assert problem(timed) == ("changes[0].visit", "WINDOW")
    assert timed["problems"][0]["mend"] == (
        "Outside the agreed time windows. Choose another time, or widen its windows first."
    )


async def test_a_carer_who_is_busy_then_is_told_so_and_not_called_pinned(matched, try_out, an_id):
    await matched(20)
    row, other = await made_by("C001"), await an_id("Volunteer", "C000")
    busy = await made_by("C000")

    told = await try_out(
        row, {"move": {"visit": visit_id(row), "carer": other, "startsAt": busy.starts_at.isoformat()}}
    )

    assert problem(told) == ("changes[0].visit", "TRAVEL")
    assert "busy" in told["problems"][0]["mend"]


async def test_an_older_plan_is_a_conflict_that_names_the_newest(matched, try_out):
    unit = await matched(20)
    row = await made_by("C001")
    await solve_week(unit, "2026-W50", budget=Budget(None, 50), now=row.starts_at - timedelta(days=3), actor="test")
    newest = await Plan.all().order_by("-number").first()

    answer = await try_out(row, {"move": {"visit": visit_id(row)}})

    assert newest is not None
    assert (answer["__typename"], answer["other"]) == ("Conflict", str(newest.id))
    assert str(newest.number) in answer["message"]


async def test_a_closed_week_is_refused_by_its_name(published, try_out):
    await published(20)
    row = await made_by("C001")
    await Week.all().update(state="closed")

    answer = await try_out(row, {"move": {"visit": visit_id(row)}})

    assert problem(answer) == ("isoWeek", "2026-W50")


async def test_another_units_plan_is_as_if_it_were_not_there(matched, ask, coordinator, another_unit):
    await matched(20)
    await another_unit()
    row, who = await made_by("C001"), await coordinator("QT")
    changes = [{"removeCarer": {"carer": global_id("Practitioner", row.carer_id)}}]

    answers = [
        await ask(WHAT_IF, who=who, plan=plan, changes=changes)
        for plan in (global_id("Plan", row.plan_id), global_id("Plan", new_id()), "garbage")
    ]

    assert [one["whatIf"]["__typename"] for one in answers] == ["NotPermitted"] * 3


async def test_a_session_takes_no_window_and_a_visit_none_that_is_shorter_than_it(matched, try_out):
    await matched(20)
    row, session = await made_by("C001"), await Session.get(key="S1")
    short = {"startsAt": f"{MONDAY}T08:00:00+08:00", "endsAt": f"{MONDAY}T08:30:00+08:00"}

    of_session = await try_out(row, {"addWindow": {"visit": global_id("Session", session.id), **on_duty(8, 12)}})
    too_short = await try_out(row, {"addWindow": {"visit": visit_id(row), **short}})

    assert problem(of_session) == ("changes[0].visit", global_id("Session", session.id))
    assert "schedule the session anew" in of_session["problems"][0]["mend"]
    assert problem(too_short)[0] == "changes[0].endsAt"
    assert too_short["problems"][0]["mend"] == "Too short: the visit takes 60 minutes."
