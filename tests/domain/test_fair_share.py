"""A carer's fair share of a week: by contract, and less for whoever did more in the weeks before."""

import pytest

from domain.organizations.models import Organization
from domain.people.models import Carer
from domain.planning.compile import compile_week
from domain.planning.models import Assignment
from domain.planning.rows import PAST_WEEKS, read_week
from domain.visits.operations import owe_visits

PUBLISHED, NEXT, LATER = "2026-W50", "2026-W51", "2027-W03"
VISIT_S = 1_800


async def fair_s(unit: Organization, iso_week: str) -> dict[str, int]:
    await owe_visits(unit, iso_week)
    problem = compile_week(await read_week(unit, iso_week), frozen_until_s=0).problem
    keys = {str(one.id): one.key for one in await Carer.all()}
    return {keys[one.id]: one.fair_s or 0 for one in problem.carers}


async def test_whoever_did_more_in_the_week_before_gets_so_much_less_now(settled):
    unit = await settled(nurses=2, visits=1)
    done = await Assignment.get().select_related("carer")

    shares = await fair_s(unit, NEXT)

    worked_s = VISIT_S + done.travel_s + done.home_s
    other = next(one for one in shares if one != done.carer.key)
    assert shares[other] - shares[done.carer.key] == pytest.approx(worked_s / PAST_WEEKS, abs=1)


async def test_a_visit_that_was_declined_was_not_done(settled):
    unit = await settled(nurses=2, visits=1)
    await Assignment.all().update(state="declined")

    shares = await fair_s(unit, NEXT)

    assert shares["N1"] == shares["N2"]


async def test_what_lies_further_back_no_longer_counts(settled):
    unit = await settled(nurses=2, visits=1)

    shares = await fair_s(unit, LATER)

    assert shares["N1"] == shares["N2"]


async def test_the_week_itself_is_no_week_before(settled):
    unit = await settled(nurses=2, visits=1)

    shares = await fair_s(unit, PUBLISHED)

    assert shares["N1"] == shares["N2"]
