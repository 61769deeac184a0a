"""Small weeks with every feature in them, drawn at random, and what the exact model proves of them."""

from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from matching.compiled import CompiledWeek
from matching.exact.solving import Budget, Found, solve_exactly
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
    UnassignedWeights,
    Visit,
    Weights,
    Wishes,
)

SPAN_S = 24  # all happens within a few seconds about a midnight, and some of it half a day later
LATER_S = DAY_S // 2
STEPS = 30  # of a search
ENOUGH = Budget(deterministic_s=5.0)

slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
any_random = st.randoms(use_true_random=False)


def small_week(rng: Random, visits: int = 0, carers: int = 0) -> Problem:
    """A week of up to four visits and three carers, so cramped that every rule and every term matters."""
    low_s = rng.choice([0, DAY_S - SPAN_S // 2])
    places = tuple(Place(f"p{i}", rng.randint(-3, 3), rng.randint(-3, 3)) for i in range(rng.randint(1, 3)))
    staff = tuple(a_carer(rng, i, places, low_s) for i in range(carers or rng.randint(1, 3)))
    people = [carer.id for carer in staff]
    rows = tuple(a_visit(rng, i, places, people, low_s) for i in range(visits or rng.randint(1, 4)))
    names = [visit.id for visit in rows]
    size = len(places)
    rows_s = tuple(tuple(rng.choice([None, 0, 1, 1, 2, 3, 5]) for _ in range(size)) for _ in range(size))
    pair = rng.sample(names, 2) if len(names) > 1 else []
    min_s = rng.randint(-2, 6)
    return Problem(
        name="small",
        places=places,
        modes={"foot": Mode(rng.choice([1000, 700]), rng.choice([0, 1])), "car": Mode(500, 1)},
        carers=staff,
        visits=rows,
        horizon_s=3 * DAY_S,
        matrices={"foot": rows_s} if rng.random() < 0.3 else {},
        series=(Series("s", tuple(pair), rng.choice([0, 1]), rng.choice([0, 5])),) if rng.random() < 0.3 else (),
        links=(Link(pair[0], pair[1], min_s, min_s + rng.randint(0, 8), rng.choice(["any", "different", "same"])),)
        if pair and rng.random() < 0.35
        else (),
        published=what_was_published(rng, rows, staff, low_s) if rng.random() < 0.35 else None,
        weights=Weights(
            UnassignedWeights(*(rng.choice([20, 50, 200]) for _ in range(4))),
            rng.choice([0, 30, 100]),
            *(rng.choice([0, 1, 2, 5]) for _ in range(13)),
        ),
    )


def a_carer(rng: Random, i: int, places: tuple[Place, ...], low_s: int) -> Carer:
    available = some_intervals(rng, rng.randint(1, 3), low_s, gap_s=1) if rng.random() < 0.5 else (whole(low_s),)
    later = (whole(low_s + LATER_S),) if rng.random() < 0.3 else ()
    dated = tuple(Credential("licence", one.start_s, one.end_s) for one in some_intervals(rng, 2, low_s))
    return Carer(
        id=f"c{i}",
        kind=rng.choice(["practitioner", "volunteer"]),
        base=rng.choice(places).id,
        mode=rng.choice(["foot", "car"]),
        available=(*available, *later),
        max_day_s=rng.choice([SPAN_S, SPAN_S, rng.randint(3, SPAN_S)]),
        max_week_s=rng.choice([2 * SPAN_S, rng.randint(3, SPAN_S)]),
        skills={skill: rng.randint(1, 2) for skill in "ab" if rng.random() < 0.7},
        credentials=dated if rng.random() < 0.5 else (Credential("licence", 0, 9 * DAY_S),),
        years=rng.randint(0, 3),
        gender=rng.choice([None, "F", "M"]),
        languages=tuple(language for language in ("zh", "jin") if rng.random() < 0.5),
        max_days=rng.choice([7, 7, 1]),
        rest_s=rng.choice([0, 0, rng.randint(1, 12)]),
        contract_s=rng.choice([None, rng.randint(1, 20)]),
        fair_s=rng.choice([None, rng.randint(0, 15)]),
        break_rule=BreakRule(rng.randint(2, 14), rng.randint(1, 4)) if rng.random() < 0.5 else None,
    )


def a_visit(rng: Random, i: int, places: tuple[Place, ...], people: list[str], low_s: int) -> Visit:
    size = rng.choice([1, 1, 1, 2, 2, 3])
    slots = tuple(a_slot(rng) for _ in range(size))
    windows = some_intervals(rng, rng.randint(1, 3), low_s) if rng.random() < 0.6 else (whole(low_s),)
    later = (whole(low_s + LATER_S),) if rng.random() < 0.2 else ()
    pinned = tuple(rng.choice([None, None, *people]) for _ in range(rng.randint(0, size)))
    return Visit(
        id=f"v{i}",
        place=rng.choice(places).id,
        duration_s=rng.randint(1, 4),
        windows=(*windows, *later),
        slots=(slots[0],) * size if rng.random() < 0.5 else slots,
        priority=rng.choice(["routine", "urgent", "asap", "stat"]),
        wish=some_intervals(rng, rng.randint(1, 2), low_s) if rng.random() < 0.4 else (),
        group=rng.choice([None, "g", "g", "h"]),
        min_filled=rng.choice([None, None, rng.randint(1, size)]),
        preferred=tuple(who for who in people if rng.random() < 0.3),
        excluded=tuple(who for who in people if rng.random() < 0.1),
        wishes=Wishes(rng.choice([None, None, "F"]), rng.choice([None, None, "zh"])),
        pin=Pin(rng.choice([None, rng.randint(low_s, low_s + SPAN_S)]), pinned) if rng.random() < 0.15 else None,
    )


def a_slot(rng: Random) -> Slot:
    return Slot(
        skill=rng.choice([None, None, "a", "b"]),
        level=rng.choice([1, 1, 2]),
        kind=rng.choice([None, None, None, "volunteer", "practitioner"]),
        credentials=("licence",) if rng.random() < 0.25 else (),
        min_years=rng.choice([0, 0, 0, 2]),
        gender=rng.choice([None, None, None, None, "F"]),
        required=rng.random() < 0.6,
        points=rng.choice([None, rng.randint(0, 30)]),
    )


def what_was_published(rng: Random, visits: tuple[Visit, ...], staff: tuple[Carer, ...], low_s: int) -> Published:
    told = [visit for visit in visits if rng.random() < 0.5]
    people = [None, *(carer.id for carer in staff)]
    pauses = [carer for carer in staff if rng.random() < 0.4]
    return Published(
        frozen_until_s=rng.randint(low_s - 2, low_s + SPAN_S - 4),
        assignments=tuple(
            Assignment(visit.id, a_second(rng, low_s), tuple(rng.choice(people) for _ in visit.slots)) for visit in told
        ),
        breaks=tuple(Break(carer.id, a_second(rng, low_s), rng.randint(1, 4)) for carer in pauses),
    )


def a_second(rng: Random, low_s: int) -> int:
    return rng.randint(low_s, low_s + SPAN_S - 3)


def whole(low_s: int) -> TimeWindow:
    return TimeWindow(low_s, low_s + SPAN_S)


def some_intervals(rng: Random, many: int, low_s: int, gap_s: int = 0) -> tuple[TimeWindow, ...]:
    """Sorted intervals within the span, `gap_s` apart at least."""
    intervals: list[TimeWindow] = []
    at_s, high_s = low_s, low_s + SPAN_S
    while len(intervals) < many and at_s + 2 <= high_s:
        start_s = rng.randint(at_s, high_s - 2)
        intervals.append(TimeWindow(start_s, rng.randint(start_s + 1, high_s)))
        at_s = intervals[-1].end_s + gap_s
    return tuple(intervals)


def proven(week: CompiledWeek) -> Found:
    found = solve_exactly(week, {}, ENOUGH, lambda _cost, _assigned, _bound: True)
    assert found is not None
    assert found.is_optimal
    return found


def has_open_break(week: CompiledWeek) -> bool:
    """A break that is a fact and counts only if a stop follows: the model lets nothing begin before it ends."""
    return any(duty.head and duty.head.pause_s for duty in week.duties)
