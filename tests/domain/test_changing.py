"""A change by hand leaves all else as it is: nobody is sent anywhere whom the coordinator has not named."""

import pytest

from domain.planning.changing import resolved
from matching.problem import Pin, Slot
from tests.matching.conftest import HOUR_S, Build

NINE = 9 * HOUR_S


@pytest.mark.parametrize("more", [0, 60])  # a small week, and one beyond what is solved whole
async def test_whoever_is_free_by_a_move_is_not_sent_into_an_empty_place_elsewhere(more):
    session = Build.visit("session", slots=(Slot(), Slot(required=False)), min_filled=1)
    others = [Build.visit(f"other{i}") for i in range(more)]
    carers = [Build.carer(name) for name in ("anna", "bela", "cleo")]
    week = Build.week(*carers, session, Build.visit(), *others)
    plan = Build.plan(Build.at(NINE, "anna", None, visit="session"), Build.at(NINE, "bela"))

    after = await resolved(week, plan, {"visit": Pin(None, ("cleo",))})

    crews = {one.visit: one.carers for one in after.assignments}
    assert crews == {"session": ("anna", None), "visit": ("cleo",)}
