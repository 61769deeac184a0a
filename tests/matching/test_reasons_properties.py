"""Reasons are true: where a rule is named, no start, no slot and no break gets the visit past it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.check import first_broken, judge
from matching.plan import RULES, Plan
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
from matching.reasons import exclusions

# A week of a few seconds around Tuesday's midnight, so that every start can be tried.
places = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=3)
numbers = st.integers


def _spans(draw, lengths: tuple[int, ...], gaps: tuple[int, ...], most: int) -> tuple[TimeWindow, ...]:
    at_s, found = DAY_S - draw(numbers(30, 40)), []
    for _ in range(draw(numbers(1, most))):
        found.append(TimeWindow(at_s, at_s + draw(st.sampled_from(lengths))))
        at_s = found[-1].end_s + draw(st.sampled_from(gaps))
    return tuple(found)


@st.composite
def weeks(draw) -> Problem:
    map_ = tuple(Place(f"p{i}", x, y) for i, (x, y) in enumerate(draw(places)))
    carers = [
        Carer(
            id=f"c{i}",
            kind="practitioner",
            base=draw(st.sampled_from(map_)).id,
            mode="foot",
            available=_spans(draw, (10, 15, 25), (1, 3, 10), 4),
            max_day_s=draw(st.sampled_from([8, 14, 99])),
            max_week_s=draw(st.sampled_from([12, 25, 99])),
            skills={"a": draw(numbers(0, 2))},
            credentials=(Credential("n", DAY_S - 20, DAY_S + draw(numbers(-10, 20))),),
            max_days=draw(numbers(1, 2)),
            rest_s=draw(st.sampled_from([0, 3, 8])),
            break_rule=draw(st.none() | st.builds(BreakRule, numbers(5, 12), numbers(2, 3))),
        )
        for i in range(draw(numbers(1, 3)))
    ]
    visits = [
        Visit(
            id=f"v{i}",
            place=draw(st.sampled_from(map_)).id,
            duration_s=draw(numbers(2, 5)),
            windows=_spans(draw, (8, 12, 30), (0, 2, 9), 2),
            slots=(Slot("a", draw(numbers(0, 1)), credentials=draw(st.sampled_from([(), ("n",)]))),),
            pin=draw(st.sampled_from([None, None, Pin(), Pin(None, ("c0",))])),
        )
        for i in range(draw(numbers(2, 5)))
    ]
    series = Series("s", ("v0", "v1"), draw(numbers(0, 1)), draw(numbers(0, 9)))
    link = Link("v1", "v0", 0, draw(numbers(0, 15)), draw(st.sampled_from(["any", "same", "different"])))
    return Problem(
        "week", map_, {"foot": Mode(1000, draw(numbers(0, 1)))}, tuple(carers), tuple(visits),
        series=draw(st.sampled_from([(), (series,)])), links=draw(st.sampled_from([(), (link,)])),
    )  # fmt: skip


@st.composite
def open_questions(draw) -> tuple[Problem, Plan]:
    """A week and a plan that keeps every rule and leaves out the visit v0."""
    week, plan = draw(weeks()), Plan("week")
    for visit in week.visits[1:]:
        for _ in range(3):
            carer, start_s = draw(st.sampled_from(week.carers)), DAY_S + draw(numbers(-40, 40))
            more = replace(plan, assignments=(*plan.assignments, Assignment(visit.id, start_s, (carer.id,))))
            if judge(week, more).is_kept:
                plan = more
                break
    frozen_s = draw(st.none() | numbers(DAY_S - 40, DAY_S + 10))
    if frozen_s is not None:
        facts = tuple(one for one in plan.assignments if one.start_s < frozen_s)
        week = replace(week, published=Published(frozen_s, facts))
    return week, plan


def furthest_rule(week: Problem, plan: Plan, carer: Carer) -> str | None:
    """The rule that the best of all starts and breaks breaks first; None if one start keeps all."""
    visit, known = week.visits[0], frozenset(judge(week, plan).violations)
    reach = 0
    for start_s in range(DAY_S - 50, DAY_S + 100):
        if any(window.holds(start_s, start_s + visit.duration_s) for window in visit.windows):
            new = Assignment(visit.id, start_s, (carer.id,))
            for breaks in _breaks(carer, start_s):
                more = replace(plan, assignments=(*plan.assignments, new), breaks=breaks)
                broken = first_broken(week, more, known)
                if broken is None:
                    return None
                reach = max(reach, RULES.index(broken.code))
    return RULES[reach] if reach else "WINDOW"


def _breaks(carer: Carer, start_s: int) -> list[tuple[Break, ...]]:
    here = (one for one in carer.available if one.start_s <= start_s < one.end_s)
    seconds = [second for one in here for second in range(one.start_s, one.end_s)]
    pause_s = carer.break_rule.duration_s if carer.break_rule else 0
    return [()] + ([(Break(carer.id, second, pause_s),) for second in seconds] if pause_s else [])


@settings(max_examples=60, deadline=None)
@given(open_questions())
def test_named_rule_is_the_furthest_that_any_start_and_any_break_can_come(case):
    week, plan = case
    alone = replace(
        week,
        series=(),
        links=(),
        published=week.published and replace(week.published, assignments=()),
    )

    found = exclusions(week, plan, "v0")

    assert [one.carer for one in found] == [carer.id for carer in week.carers]
    for carer, one in zip(week.carers, found, strict=True):
        rule = furthest_rule(alone, Plan("week"), carer) or furthest_rule(week, plan, carer)
        assert one.rule == rule or (one.rule == "PIN" and rule == "TRAVEL" and one.blocking)
