"""Extinguishers go where most people are reached, two to five at a point, and it is told what more would buy."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.placement import FEWEST, MOST, Area, Point, place, what_more_buys
from matching.problem import ProblemError

HALL, YARD = Point("hall", 0, 0), Point("yard", 100, 0)
CROWD, FEW = Area("crowd", 10, 0, people=90), Area("few", 90, 0, people=10)


def test_with_stock_for_one_point_the_crowd_is_reached():
    found = place((HALL, YARD), (CROWD, FEW), stock=3, reach_m=25)

    assert (found.at, found.reached, found.unreached) == ({"hall": 2}, ("crowd",), ("few",))
    assert found.is_proven


def test_a_single_extinguisher_makes_no_point():
    assert place((HALL,), (CROWD,), stock=1, reach_m=25).at == {}


def test_another_floor_is_not_reached():
    assert place((HALL,), (Area("above", 0, 0, people=5, floor=1),), stock=5, reach_m=25).reached == ()


@pytest.mark.parametrize(("reach_m", "reached"), [(10, ("crowd",)), (9, ())])
def test_reach_ends_at_its_last_metre(reach_m, reached):
    assert place((HALL,), (CROWD,), stock=2, reach_m=reach_m).reached == reached


def test_more_stock_buys_the_second_point_and_no_line_for_what_buys_nothing():
    placed = place((HALL, YARD), (CROWD, FEW), stock=2, reach_m=25)

    more = what_more_buys((HALL, YARD), (CROWD, FEW), placed, reach_m=25)

    assert [(one.stock, one.people_more) for one in more] == [(4, 10)]


def test_a_negative_stock_and_an_id_that_comes_twice_are_refused():
    with pytest.raises(ProblemError, match="stock"):
        place((HALL,), (CROWD,), stock=-1, reach_m=25)
    with pytest.raises(ProblemError, match="points"):
        place((HALL, HALL), (CROWD,), stock=1, reach_m=25)


spots = st.tuples(st.integers(0, 3), st.integers(0, 1))


@settings(max_examples=40, deadline=None)
@given(st.lists(spots, max_size=3), st.lists(st.tuples(spots, st.integers(0, 9)), max_size=4), st.integers(0, 9))
def test_no_way_of_placing_reaches_more_people(at, crowds, stock):
    points = tuple(Point(f"p{i}", x, 0, floor) for i, (x, floor) in enumerate(at))
    areas = tuple(Area(f"a{i}", x, 0, people, floor) for i, ((x, floor), people) in enumerate(crowds))

    found = place(points, areas, stock=stock, reach_m=1)

    assert sum(found.at.values()) <= stock
    assert all(FEWEST <= many <= MOST for many in found.at.values())
    assert found.people_reached == max(
        sum(
            area.people
            for area in areas
            if any(is_used and near(point, area) for point, is_used in zip(points, used, strict=True))
        )
        for used in product([False, True], repeat=len(points))
        if FEWEST * sum(used) <= stock
    )


def near(point: Point, area: Area) -> bool:
    return point.floor == area.floor and abs(point.x_m - area.x_m) <= 1
