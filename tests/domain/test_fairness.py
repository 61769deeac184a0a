"""Whether a unit's week is fair is said carer by carer, over this week and the four before, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.organizations.models import Organization
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.people.models import Availability, AvailabilityException, Carer, CarerSkill, CarerUnit, Qualification, Skill
from domain.planning.fairness import read_fairness
from domain.planning.models import Assignment, Plan, Week
from domain.visits.models import ServiceCategory
from domain.weekly import WeeklyTime

WEEK, NEXT, LATER = "2026-W50", "2026-W51", "2027-W03"
HOUR_S = 3_600
TUESDAY = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)  # eleven by the clock of Fenyang
SUNDAY = datetime(2026, 12, 13, 3, 0, tzinfo=UTC)


@pytest.fixture
async def unit(settled) -> Organization:
    """Two nurses on Tuesdays from eight to six; one of them makes the only visit, at eleven."""
    unit = await settled(nurses=2, visits=1)
    await Assignment.all().update(travel_s=0, home_s=0)
    return unit


async def make_it_last(hours: int, starts_at: datetime = TUESDAY, **facts) -> str:
    """Let the visit last so long; answers who makes it."""
    row = await Assignment.get().select_related("carer")
    await Assignment.all().update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), **facts)
    return row.carer.key


async def lines(unit: Organization, iso_week: str):
    keys = {one.id: one.key for one in await Carer.all()}
    return {keys[one.carer_id]: one for one in (await read_fairness(unit.id, iso_week)).carers}


async def test_who_does_all_the_work_of_two_is_over_and_the_other_under(unit):
    busy = await make_it_last(6)

    found = await lines(unit, WEEK)

    idle = next(one for one in found if one != busy)
    assert list(found) == [busy, idle]
    assert (found[busy].week.worked_s, found[busy].week.fair_s) == (6 * HOUR_S, 3 * HOUR_S)
    assert (found[busy].weeks.standing, found[idle].weeks.standing) == ("over", "under")


async def test_a_skill_that_only_one_has_is_told_as_the_cause_in_both_languages(unit):
    skill = await Skill.create(key="catheter", name="导尿", name_en="Catheter care")
    await ServiceCategory.all().update(skill_id=skill.id)
    busy = await Carer.get(key=await make_it_last(6))
    await CarerSkill.create(carer=busy, skill=skill, level=1)

    found = await lines(unit, WEEK)

    assert found[busy.key].why.zh == (
        f"{busy.name}本周工作 6.0 小时(按合同和日历可工作 10.0 小时),公平的份额是 3.0 小时,多 3.0 小时。"
        "差得最多的是「导尿」:多 3.0 小时;2 名医护人员中只有 1 名有这项技能。"
    )
    assert found[busy.key].why.en == (
        f"{busy.name} works 6.0 h this week (10.0 h available by contract and calendar); "
        "a fair part is 3.0 h, so 3.0 h too much. "
        "The largest difference is in Catheter care: 3.0 h more than fair; only 1 of 2 medical staff has this skill."
    )
    other = next(one for key, one in found.items() if key != busy.key)
    assert other.why.zh.endswith("差得最多的是「导尿」:少 3.0 小时;此人没有这项技能。")


async def test_the_weeks_before_count_too(unit):
    busy = await make_it_last(6)

    found = await read_fairness(unit.id, NEXT)

    name = (await Carer.get(key=busy)).name
    line = next(one for one in found.carers if one.name == name)
    assert found.weeks == 2
    assert (line.week.worked_s, line.week.standing) == (0, "fair")
    assert (line.weeks.worked_s, line.weeks.standing) == (6 * HOUR_S, "over")
    assert "近 2 周共 6.0 小时,公平的份额是 3.0 小时,多 3.0 小时。" in line.why.zh
    assert "Over 2 weeks: 6.0 h; a fair part is 3.0 h, so 3.0 h too much." in line.why.en
    assert found.summary.en == "Over 2 weeks, of 2 people 1 work more than a fair part and 1 less."


async def test_what_lies_five_weeks_back_no_longer_counts(unit):
    await make_it_last(6)

    found = await read_fairness(unit.id, LATER)

    assert found.weeks == 1
    assert found.summary.zh == "本周大家的工作量基本公平。"


async def test_a_visit_that_was_declined_was_not_done(unit):
    busy = await make_it_last(6, state="declined")

    found = await lines(unit, WEEK)

    assert found[busy].week.worked_s == 0


async def test_who_is_away_owes_nothing(unit):
    busy = await make_it_last(6)
    other = await Carer.exclude(key=busy).get()
    await AvailabilityException.create(key="A", carer=other, on_date=date(2026, 12, 8), kind="absent")

    found = await lines(unit, WEEK)

    assert (found[other.key].week.offered_s, found[other.key].week.fair_s) == (0, 0)
    assert found[busy].weeks.standing == "fair"


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (date(2026, 12, 9), "「护士执业证」周三到期"),
        (date(2026, 11, 30), "「护士执业证」2026-11-30 已到期"),
        (None, None),
    ],
)
async def test_a_qualification_that_ended_is_told_of_whoever_does_too_little(unit, until, told):
    busy = await make_it_last(6)
    for carer in await Carer.all():
        since = date(2020, 1, 1)
        await Qualification.create(key=carer.key, carer=carer, kind="licence", valid_from=since, valid_until=until)

    found = await lines(unit, WEEK)

    idle = next(one for one in found if one != busy)
    assert "到期" not in found[busy].why.zh
    assert (told in found[idle].why.zh) if told else "到期" not in found[idle].why.zh


async def test_a_shorter_contract_is_a_smaller_part(unit):
    await make_it_last(6)
    await Carer.filter(key="N1").update(contract_min=120)
    await Carer.filter(key="N2").update(contract_min=240)

    found = await lines(unit, WEEK)

    assert (found["N1"].week.fair_s, found["N2"].week.fair_s) == (2 * HOUR_S, 4 * HOUR_S)


async def test_hours_on_a_sunday_are_told_as_unpopular(unit):
    busy = await make_it_last(6, SUNDAY)
    for carer in await Carer.all():
        await Availability.create(carer=carer, rrule="FREQ=WEEKLY;BYDAY=SU", start_min=480, end_min=1080)

    found = await lines(unit, WEEK)

    assert (found[busy].week.unpopular_s, found[busy].week.fair_unpopular_s) == (6 * HOUR_S, 3 * HOUR_S)
    assert "常规时段以外服务 6.0 小时,公平的份额是 3.0 小时,多 3.0 小时。" in found[busy].why.zh
    assert "At visits outside ordinary hours: 6.0 h; a fair part is 3.0 h, so 3.0 h too much." in found[busy].why.en


async def test_a_unit_says_which_hours_are_ordinary_to_it(unit):
    busy = await make_it_last(6)
    mornings = (WeeklyTime((0, 1, 2, 3, 4), 480, 720), WeeklyTime((5,), 540, 690))
    await keep_organizations(
        [OrganizationEntry("U", "卫健局", "bureau", is_planning_unit=True, ordinary_hours=mornings)]
    )

    found = await read_fairness(unit.id, WEEK)

    (line,) = (one for one in found.carers if one.week.worked_s)
    assert (await Carer.get(id=line.carer_id)).key == busy
    assert (line.week.unpopular_s, line.week.fair_unpopular_s) == (5 * HOUR_S, 5 * HOUR_S // 2)
    assert found.ordinary_hours.zh == "周一至周五 08:00–12:00;周六 09:00–11:30"
    assert found.ordinary_hours.en == "Mon–Fri 08:00–12:00; Sat 09:00–11:30"


async def test_work_above_the_share_told_is_what_the_score_counts_as_unfair(settled):
    unit = await settled(nurses=2, visits=1)
    plan = await Plan.get()

    told = await read_fairness(unit.id, WEEK)

    beyond_s = sum(max(0, one.week.worked_s - (one.unfair_above_s or 0)) for one in told.carers)
    assert beyond_s > 0
    assert plan.terms["unfair"] == beyond_s


async def test_a_draft_is_told_before_it_is_published_in_place_of_the_published_plan(unit):
    busy = await make_it_last(6)
    published = await Plan.get()
    await Plan.create(
        week_id=published.week_id, number=2, problem_id=published.problem_id, cost=0, terms={}, assigned=0, visits=1,
        created_at=TUESDAY,
    )  # fmt: skip

    found = await lines(unit, WEEK)

    assert found[busy].week.worked_s == 0


async def test_hours_in_another_units_plan_are_no_longer_offered(unit):
    busy = await make_it_last(6)
    await keep_organizations([OrganizationEntry("O", "其他单位", "bureau", is_planning_unit=True)])
    other = await Organization.get(key="O")
    await CarerUnit.create(carer=await Carer.get(key=busy), unit=other)
    await Week.all().update(unit_id=other.id)

    found = await lines(unit, WEEK)

    idle = next(one for one in found if one != busy)
    assert (found[busy].week.worked_s, found[busy].week.fair_s) == (0, 0)
    assert found[idle].week.offered_s - found[busy].week.offered_s == 6 * HOUR_S


async def test_a_week_without_a_plan_is_fair(unit):
    found = await read_fairness(unit.id, "2026-W40")

    assert {one.weeks.standing for one in found.carers} == {"fair"}
    assert len(found.carers) == 2
