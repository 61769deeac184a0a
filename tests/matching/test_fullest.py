"""Adults stand where they admit most children; pins and what has begun stay as they are."""

from dataclasses import replace

import pytest

from matching.fullest import fullest_first
from matching.plan import Plan
from matching.problem import Assignment, Pin, Published, Slot
from matching.tutors import session_slots


@pytest.fixture
def session(build):
    """A session with two slots for seven-year-olds (75,000 each) and one for older children (100,000)."""
    return build.visit("v1", slots=session_slots([12, 8], [6, 8], Slot()), min_filled=1)


def planned(*carers: str | None) -> Plan:
    return Plan("week", (Assignment("v1", 32_400, carers),))


def test_the_only_adult_stands_where_most_children_are(build, session):
    problem = build.week(build.carer("anna"), session)

    found = fullest_first(problem, planned("anna", None, None))

    assert found.assignments[0].carers == (None, None, "anna")


def test_a_full_visit_is_left_alone(build, session):
    problem = build.week(build.carer("anna"), build.carer("bert"), build.carer("carl"), session)

    found = fullest_first(problem, planned("anna", "bert", "carl"))

    assert found == planned("anna", "bert", "carl")


def test_a_pinned_adult_stays_in_the_pinned_slot(build, session):
    problem = build.week(build.carer("anna"), replace(session, pin=Pin(None, ("anna",))))

    assert fullest_first(problem, planned("anna", None, None)) == planned("anna", None, None)


def test_what_has_begun_stays_as_it_was_published(build, session):
    fact = planned("anna", None, None)
    published = Published(frozen_until_s=40_000, assignments=fact.assignments)
    problem = replace(build.week(build.carer("anna"), session), published=published)

    assert fullest_first(problem, fact) == fact


def test_slots_that_ask_for_different_things_keep_their_carers(build):
    slots = (Slot(skill="yoga", required=False, points=1), Slot(required=False, points=9))
    problem = build.week(build.carer("anna"), build.visit("v1", slots=slots, min_filled=1))

    assert fullest_first(problem, planned("anna", None)) == planned("anna", None)
