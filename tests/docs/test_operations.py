"""Whoever runs a server finds each setting, path and figure in one page."""

from pathlib import Path

import pytest
from starlette.routing import Route

from api.app import create_app
from api.observing.figures import BUGS, OPERATION_S, OPERATIONS, REQUESTS, RUNS, SOLVE_S, STREAMS, WAITING
from api.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")


@pytest.mark.parametrize("name", [name for name in Settings.model_fields if name != "database_url"])
def test_each_setting_is_told_with_its_default(name):
    assert f"`LINLI_{name.upper()}`" in PAGE


def test_each_path_for_monitors_and_calendars_is_told():
    paths = {route.path for route in create_app("sqlite://:memory:").routes if isinstance(route, Route)}

    assert {path for path in paths - {"/", "/graphql"} if path.partition("{")[0] not in PAGE} == set()


@pytest.mark.parametrize("figure", [REQUESTS, OPERATIONS, OPERATION_S, BUGS, STREAMS, RUNS, WAITING, SOLVE_S])
def test_each_figure_is_told(figure):
    (told,) = figure.describe()

    assert told.name in PAGE
