"""What a carer's calendar shows after plans follow one another."""

from datetime import timedelta

from domain.planning.calendars import calendar_of
from domain.planning.models import Assignment, Plan

COPIED = ("visit_id", "session_id", "slot", "starts_at", "ends_at")


async def replaced(old: Plan, now, *, without, later=timedelta()) -> None:
    """Publish a plan in place of `old` with the same assignments, without one, the others later."""
    await Plan.filter(id=old.id).update(state="superseded")
    facts = {name: getattr(old, name) for name in ("week_id", "problem_id", "cost", "terms", "assigned", "visits")}
    new = await Plan.create(**facts, number=old.number + 1, state="published", created_at=now, published_at=now)
    for one in await Assignment.filter(plan_id=old.id).exclude(id=without.id):
        given = {name: getattr(one, name) for name in COPIED}
        given |= {"starts_at": one.starts_at + later, "ends_at": one.ends_at + later}
        await Assignment.create(**given, plan_id=new.id, carer_id=one.carer_id)


async def test_a_stop_that_a_newer_plan_takes_away_is_cancelled_and_one_that_it_moves_keeps_its_identity(published):
    await published(20)
    plan = await Plan.get(state="published")
    mine = await Assignment.filter(plan_id=plan.id, carer__key="C001").order_by("starts_at")
    now = mine[0].starts_at
    before = {one.stop_id: one for one in await calendar_of(mine[0].carer_id, now=now)}

    await replaced(plan, now, without=mine[0], later=timedelta(minutes=30))

    after = {one.stop_id: one for one in await calendar_of(mine[0].carer_id, now=now)}
    gone = mine[0].visit_id or mine[0].session_id
    assert after.keys() == before.keys()
    assert {stop for stop, one in after.items() if one.status == "CANCELLED"} == {gone}
    assert all(after[stop].sequence > before[stop].sequence for stop in before)
    moved = [stop for stop in before if stop != gone]
    assert moved
    assert all(after[stop].starts_at == before[stop].starts_at + timedelta(minutes=30) for stop in moved)


async def test_a_draft_and_what_is_long_past_or_far_ahead_is_not_shown(matched):
    await matched(10)
    row = (await Assignment.all().order_by("starts_at"))[0]
    draft = await calendar_of(row.carer_id, now=row.starts_at)
    await Plan.filter(id=row.plan_id).update(state="published", published_at=row.starts_at)

    shown = [bool(await calendar_of(row.carer_id, now=row.starts_at + timedelta(days=days))) for days in (-70, 0, 30)]

    assert draft == []
    assert shown == [False, True, False]
