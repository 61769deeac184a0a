"""Builders of weeks in which the one fact that matters is visible: all else is easy and far from any limit."""

from dataclasses import replace

import pytest

from matching.check import judge
from matching.plan import Plan, Verdict
from matching.problem import DAY_S, Assignment, Break, Carer, Mode, Place, Problem, Slot, TimeWindow, Visit

HOUR_S = 3600

# A metre takes a second: the east is ten minutes from the base, the far east an hour.
PLACES = (Place("base", 0, 0), Place("east", 600, 0), Place("far", 3600, 0))


class Build:
    """Parts of a week. Carers are available on seven days from 8 to 18, visits may be on each of them, for 30 min."""

    @staticmethod
    def carer(name: str = "anna", **facts) -> Carer:
        easy = Carer(
            id=name,
            kind="practitioner",
            base="base",
            mode="foot",
            available=tuple(TimeWindow(day * DAY_S + 8 * HOUR_S, day * DAY_S + 18 * HOUR_S) for day in range(7)),
            max_day_s=10 * HOUR_S,
            max_week_s=70 * HOUR_S,
        )
        return replace(easy, **facts)

    @staticmethod
    def visit(name: str = "visit", **facts) -> Visit:
        easy = Visit(
            id=name,
            place="base",
            duration_s=1800,
            windows=tuple(TimeWindow(day * DAY_S + 8 * HOUR_S, day * DAY_S + 18 * HOUR_S) for day in range(7)),
            slots=(Slot(),),
        )
        return replace(easy, **facts)

    @staticmethod
    def week(*rows: Carer | Visit, **facts) -> Problem:
        carers = tuple(row for row in rows if isinstance(row, Carer)) or (Build.carer(),)
        visits = tuple(row for row in rows if isinstance(row, Visit)) or (Build.visit(),)
        return replace(Problem("week", PLACES, {"foot": Mode(1000, 0)}, carers, visits), **facts)

    @staticmethod
    def plan(*rows: Assignment | Break) -> Plan:
        assignments = tuple(row for row in rows if isinstance(row, Assignment))
        return Plan("week", assignments, tuple(row for row in rows if isinstance(row, Break)))

    @staticmethod
    def at(start_s: int, *carers: str | None, visit: str = "visit") -> Assignment:
        return Assignment(visit, start_s, carers or ("anna",))


@pytest.fixture(scope="session")
def build() -> Build:
    return Build()


@pytest.fixture(scope="session")
def broken():
    """The codes of the rules that a plan breaks, in the order of the rules, each once."""

    def codes(week: Problem, plan: Plan) -> list[str]:
        return list(dict.fromkeys(one.code for one in judge(week, plan).violations))

    return codes


@pytest.fixture(scope="session")
def points():
    """The points of a plan by term, without those that are 0."""

    def terms(week: Problem, plan: Plan) -> dict[str, int]:
        verdict: Verdict = judge(week, plan)
        assert verdict.is_kept, verdict.violations
        return {term: points for term, points in verdict.score.terms.items() if points}

    return terms
