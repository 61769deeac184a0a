"""Builders of weeks in which the one fact that matters is visible, and tiny random weeks in which all can be tried."""

from dataclasses import replace

import pytest
from hypothesis import strategies as st

from matching.check import judge
from matching.plan import Plan, Verdict
from matching.problem import (
    DAY_S,
    Assignment,
    Break,
    BreakRule,
    Carer,
    Credential,
    Link,
    Mode,
    Pin,
    Place,
    Problem,
    Published,
    Series,
    Slot,
    TimeWindow,
    Visit,
)

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


@pytest.fixture(scope="session")
def open_questions():
    """A strategy of small weeks, each with a plan that keeps every rule and leaves out the visit v0."""
    return _open_questions()


# A week of a few seconds around Tuesday's midnight, so that every start can be tried.
_places = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=3)
_numbers = st.integers


def _spans(draw, lengths: tuple[int, ...], gaps: tuple[int, ...], most: int) -> tuple[TimeWindow, ...]:
    at_s, found = DAY_S - draw(_numbers(30, 40)), []
    for _ in range(draw(_numbers(1, most))):
        found.append(TimeWindow(at_s, at_s + draw(st.sampled_from(lengths))))
        at_s = found[-1].end_s + draw(st.sampled_from(gaps))
    return tuple(found)


@st.composite
def _weeks(draw) -> Problem:
    map_ = tuple(Place(f"p{i}", x, y) for i, (x, y) in enumerate(draw(_places)))
    carers = [
        Carer(
            id=f"c{i}",
            kind="practitioner",
            base=draw(st.sampled_from(map_)).id,
            mode="foot",
            available=_spans(draw, (10, 15, 25), (1, 3, 10), 4),
            max_day_s=draw(st.sampled_from([8, 14, 99])),
            max_week_s=draw(st.sampled_from([12, 25, 99])),
            skills={"a": draw(_numbers(0, 2))},
            credentials=(Credential("n", DAY_S - 20, DAY_S + draw(_numbers(-10, 20))),),
            max_days=draw(_numbers(1, 2)),
            rest_s=draw(st.sampled_from([0, 3, 8])),
            break_rule=draw(st.none() | st.builds(BreakRule, _numbers(5, 12), _numbers(2, 3))),
        )
        for i in range(draw(_numbers(1, 3)))
    ]
    visits = [
        Visit(
            id=f"v{i}",
            place=draw(st.sampled_from(map_)).id,
            duration_s=draw(_numbers(2, 5)),
            windows=_spans(draw, (8, 12, 30), (0, 2, 9), 2),
            slots=(Slot("a", draw(_numbers(0, 1)), credentials=draw(st.sampled_from([(), ("n",)]))),),
            pin=draw(st.sampled_from([None, None, Pin(), Pin(None, ("c0",))])),
        )
        for i in range(draw(_numbers(2, 5)))
    ]
    series = Series("s", ("v0", "v1"), draw(_numbers(0, 1)), draw(_numbers(0, 9)))
    link = Link("v1", "v0", 0, draw(_numbers(0, 15)), draw(st.sampled_from(["any", "same", "different"])))
    return Problem(
        "week", map_, {"foot": Mode(1000, draw(_numbers(0, 1)))}, tuple(carers), tuple(visits),
        series=draw(st.sampled_from([(), (series,)])), links=draw(st.sampled_from([(), (link,)])),
    )  # fmt: skip


@st.composite
def _open_questions(draw) -> tuple[Problem, Plan]:
    """A week and a plan that keeps every rule and leaves out the visit v0."""
    week, plan = draw(_weeks()), Plan("week")
    for visit in week.visits[1:]:
        for _ in range(3):
            carer, start_s = draw(st.sampled_from(week.carers)), DAY_S + draw(_numbers(-40, 40))
            more = replace(plan, assignments=(*plan.assignments, Assignment(visit.id, start_s, (carer.id,))))
            if judge(week, more).is_kept:
                plan = more
                break
    frozen_s = draw(st.none() | _numbers(DAY_S - 40, DAY_S + 10))
    if frozen_s is not None:
        facts = tuple(one for one in plan.assignments if one.start_s < frozen_s)
        begun = replace(week, published=Published(frozen_s, facts))
        week = begun if judge(begun, plan).is_kept else week
    return week, plan
