"""Intervals joined, cut out and kept to a range hold exactly the seconds that they should."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from domain.intervals import joined, within, without

INTERVALS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


def seconds(intervals) -> set[int]:
    return {second for start, end in intervals for second in range(start, end)}


@given(INTERVALS)
def test_joining_keeps_every_second_and_leaves_a_gap_between_neighbours(intervals):
    result = joined(intervals)

    assert seconds(result) == seconds(intervals)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(result))


@given(INTERVALS, INTERVALS)
def test_what_is_taken_is_gone_and_nothing_else(intervals, taken):
    assert seconds(without(intervals, taken)) == seconds(intervals) - seconds(taken)


@given(INTERVALS, st.integers(0, 60), st.integers(0, 60))
def test_keeping_to_a_range_drops_what_lies_outside(intervals, start, end):
    assert seconds(within(intervals, start, end)) == seconds(intervals) & set(range(start, end))
