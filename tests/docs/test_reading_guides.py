"""The comparison of guides and answers finds what differs, and lets pass only what the guide leaves open."""

import pytest

ROWS = [{"key": "A", "id": "1"}, {"key": "B", "id": "2"}, {"key": "C", "id": "3"}]


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"b": 1}),
        ({"a": 1}, None),
        (["x"], ["x", "y"]),
        (["x", "y"], ["x"]),
        ([{"key": "C"}, {"key": "A"}, "…"], ROWS),
        (["$same", "$same"], ["x", "y"]),
    ],
)
def test_a_difference_is_found(names, shown, came):
    assert names.shows(shown, came) is not None


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": "…"}, {"a": None}),
        ([{"key": "A"}, {"key": "C"}, "…"], ROWS),
        (["$same", "$same"], ["x", "x"]),
    ],
)
def test_what_is_left_open_passes(names, shown, came):
    assert names.shows(shown, came) is None


def test_a_name_is_learnt_from_the_row_that_fits_and_used_from_there_on(names):
    names.shows([{"key": "B", "id": "$row"}, "…"], ROWS)

    assert names.fill({"input": [{"row": "$row"}]}) == {"input": [{"row": "2"}]}


def test_an_example_has_its_variables_and_what_it_shows_dated_for_today(steps_of):
    guide = """
```graphql zh
query Q($week: String!) { week(isoWeek: $week) { status } }
```
Words between.
```json
{ "week": "2026-W49" }
```
```json
{ "data": { "monday": "2026-11-30" } }
```
"""

    (step,) = steps_of(guide)

    assert (step.language, step.is_subscription) == ("zh", False)
    assert set(step.variables) == {"week"}
    assert len(step.shown) == 1
    assert step.shown[0]["data"]["monday"] >= "2026-11-30"
