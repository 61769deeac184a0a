import random
from dataclasses import replace

import pytest

from matching.legs import legs_of
from matching.problem import Mode, Place, Problem
from matching.travel import NO_WAY, TravelTable

PLACES = (Place("home", 0, 0), Place("near", 300, 400), Place("twin", 0, 0))
MAP = Problem("map", PLACES, {"foot": Mode(900, 60), "car": Mode(130, 300)}, (), ())


def test_formula_is_overhead_and_whole_metres_times_pace_rounded_down():
    table = TravelTable(MAP)

    assert table.seconds("foot", "home", "near") == 60 + 500 * 900 // 1000
    assert table.seconds("car", "near", "home") == 300 + 500 * 130 // 1000


def test_two_places_on_one_point_still_cost_the_overhead():
    assert TravelTable(MAP).seconds("foot", "home", "twin") == 60


def test_nobody_travels_to_where_they_are_even_if_a_matrix_says_so():
    week = replace(MAP, matrices={"foot": ((7, 1, 2), (3, 7, 4), (5, 6, None))})

    table = TravelTable(week)

    assert [table.seconds("foot", place.id, place.id) for place in PLACES] == [0, 0, 0]
    assert table.seconds("foot", "home", "near") == 1
    assert table.seconds("foot", "near", "home") == 3


def test_null_in_a_matrix_is_no_way_and_other_modes_keep_the_formula():
    week = replace(MAP, matrices={"foot": ((0, None, 2), (3, 0, 4), (5, 6, 0))})

    table = TravelTable(week)

    assert table.seconds("foot", "home", "near") is None
    assert table.rows("foot")[0] == [0, NO_WAY, 2]
    assert table.seconds("car", "home", "near") == 365


def test_rows_and_single_questions_agree():
    table = TravelTable(MAP)

    rows = table.rows("car")

    assert rows == [[table.seconds("car", a.id, b.id) for b in PLACES] for a in PLACES]


def test_unknown_places_and_modes_are_the_callers_mistake():
    with pytest.raises(KeyError):
        TravelTable(MAP).seconds("foot", "home", "moon")
    with pytest.raises(KeyError):
        TravelTable(MAP).seconds("boat", "home", "near")


def test_legs_of_a_large_map_are_what_its_table_says():
    rng = random.Random(1)  # noqa: S311  (the same map each time)
    places = tuple(Place(f"p{i}", rng.randint(-90_000, 90_000), rng.randint(0, 90_000)) for i in range(1_100))
    large = Problem("large", places, MAP.modes, (), ())
    table = TravelTable(large)

    legs_s = legs_of(large, table, "foot")

    for i, k in [(rng.randrange(1_100), rng.randrange(1_100)) for _ in range(2_000)]:
        assert legs_s[i][k] == table.seconds("foot", f"p{i}", f"p{k}")
    assert legs_s[7][7] == 0


def test_places_too_far_for_machine_words_are_reckoned_exactly():
    far = tuple(Place(f"p{i}", i * 10**7, 4 * 10**9) for i in range(1_001))
    large = Problem("large", far, MAP.modes, (), ())

    legs_s = legs_of(large, TravelTable(large), "foot")

    assert legs_s[0][1] == 60 + 10**7 * 900 // 1000
