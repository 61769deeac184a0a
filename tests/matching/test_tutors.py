"""How many adults a session calls for, and how many children those who come can mind."""

import pytest

from matching.problem import Slot
from matching.tutors import admitted, session_slots


def test_bands_never_share_an_adult_and_the_fullest_groups_come_first():
    tutor = Slot("craft", 2, "volunteer", ("clearance",))

    slots = session_slots((12, 20), (6, 8), tutor)

    assert [slot.points for slot in slots] == [75_000, 75_000, 100_000, 100_000, 50_000]
    assert {(slot.skill, slot.level, slot.kind, slot.credentials, slot.required) for slot in slots} == {
        ("craft", 2, "volunteer", ("clearance",), False)
    }


@pytest.mark.parametrize(
    ("filled", "children"),
    [
        ((True, True, True, True, True), (12, 20)),
        ((True, False, True, True, False), (6, 16)),
        ((True, True, True, True, False), (12, 16)),
        ((False, False, False, False, True), (0, 8)),
        ((False, False, False, False, False), (0, 0)),
    ],
)
def test_each_adult_admits_the_ratio_of_their_band_and_no_more_than_there_are(filled, children):
    assert admitted((12, 20), (6, 8), filled) == children


def test_band_without_children_calls_for_no_adult():
    assert session_slots((0, 3), (6, 8), Slot()) == (Slot(required=False, points=37_500),)
    assert admitted((0, 3), (6, 8), (True,)) == (0, 3)
