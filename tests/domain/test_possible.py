"""Whether a unit's week is possible is said in one sentence, with what nobody could ever make."""

import pytest

from domain.organizations.models import Organization
from domain.people.models import Carer, CarerSkill, Skill
from domain.planning.possible import read_possibility
from domain.visits.models import ServiceCategory
from domain.visits.operations import owe_visits

WEEK = "2026-W49"


@pytest.fixture
async def unit(settled) -> Organization:
    """Three nurses and two elders with a visit each on Tuesday, all possible."""
    unit = await settled(nurses=3, visits=2)
    await owe_visits(unit, WEEK)
    return unit


async def test_a_week_that_is_possible_says_so_in_both_languages(unit):
    found = await read_possibility(unit.id, WEEK)

    assert (found.open_visits, found.never) == (0, ())
    assert found.summary.zh == "按技能、时间和人员看,没有哪项服务注定没人做。"
    assert found.summary.en == "By skills, hours and people, nothing is bound to stay open."


async def test_a_skill_that_nobody_has_is_the_bottleneck_and_its_visits_are_named(unit):
    skill = await Skill.create(key="catheter", name="导尿", name_en="Catheter care")
    await ServiceCategory.all().update(skill_id=skill.id)

    found = await read_possibility(unit.id, WEEK)

    assert found.open_visits == found.visits == len(found.never)
    assert {one.rule for one in found.never} == {"SKILL"}
    assert "导尿" in found.summary.zh
    assert "The bottleneck is Catheter care" in found.summary.en


async def test_loads_tell_visits_by_community(unit):
    skill = await Skill.create(key="catheter", name="导尿", name_en="Catheter care")
    await ServiceCategory.all().update(skill_id=skill.id)
    for carer in await Carer.all():
        await CarerSkill.create(carer=carer, skill=skill, level=1)

    found = await read_possibility(unit.id, WEEK)

    (load,) = {one.day: one for one in found.loads if one.visits}.values()
    assert (load.skill.en, load.visits, load.carers) == ("Catheter care", found.visits, 3)
    assert sum(one.visits for one in load.communities) == load.visits
