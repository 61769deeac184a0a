"""What every plan leaves open is told beside a plan, as far as it is known."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from api.cli.week_reports import open_line
from domain.planning.queries import PlanRow

ANY = UUID(int=1)
NOW = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
PLAN = PlanRow(ANY, ANY, 1, "draft", "solve", 0, None, {}, 7, 10, NOW, None, 1)


UNKNOWN = "Whether more than here can be assigned is not known."


@pytest.mark.parametrize(
    ("least", "told"),
    [
        (3, "Proven: every plan of the week leaves at least 3 open, so none does better than this one."),
        (1, f"Proven: every plan of the week leaves at least 1 open; this one leaves 3. {UNKNOWN}"),
        (0, UNKNOWN),
    ],
)
def test_it_is_said_whether_another_plan_could_leave_fewer_open(least, told):
    (line,) = open_line(PLAN, least)

    assert line.en == told


def test_nothing_is_said_where_nothing_was_proven_or_nothing_is_open():
    assert open_line(PLAN, None) == open_line(replace(PLAN, assigned=10), 0) == ()
