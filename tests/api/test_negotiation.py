"""Which type an answer has, by `Accept`."""

import pytest

from api.negotiation import EVENTS, GRAPHQL, JSON, accepted

URQL = f"{GRAPHQL}, application/graphql+json, {JSON}, {EVENTS}, multipart/mixed"


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (f"{JSON}; charset=utf-8", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL};charset=utf-8, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"{JSON};q=0, */*;q=0.1", GRAPHQL),
        (f"{GRAPHQL};q=nonsense", GRAPHQL),
        ("APPLICATION/GRAPHQL-RESPONSE+JSON", GRAPHQL),
        (URQL, GRAPHQL),
        (EVENTS, None),
        ("image/png", None),
        (f"{JSON};q=0", None),
        (",,;;q=", None),
    ],
)
def test_the_type_that_is_wanted_most_is_taken(header, answer):
    assert accepted(header).answer == answer


@pytest.mark.parametrize(
    ("header", "takes", "rather"),
    [
        (EVENTS, True, True),
        (URQL, True, False),
        (f"{EVENTS}, {JSON};q=0.9", True, True),
        ("*/*", False, False),
        (f"{EVENTS};q=0", False, False),
    ],
)
def test_events_are_for_who_names_them(header, takes, rather):
    wanted = accepted(header)

    assert (wanted.events, wanted.rather_events) == (takes, rather)
