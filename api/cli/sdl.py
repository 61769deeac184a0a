"""`linli schema …`: the GraphQL schema as text."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from api.cli.report import complain
from schema.build import sdl

app = App(name="schema", help="The GraphQL schema (SDL): print it, or check that the committed one is up to date.")
COMMITTED = Path(__file__).parents[2] / "schema" / "schema.graphql"


@app.command(name="print")
def print_sdl() -> int:
    """Print the schema that this version serves."""
    print(sdl(), end="")
    return 0


@app.command
def check(file: Path = COMMITTED, /) -> int:
    """Compare the schema with FILE. Exit 0: equal, 1: it differs, 2: no such file.

    Parameters
    ----------
    file
        An SDL file; by default the committed schema/schema.graphql.
    """
    try:
        kept = file.read_text("utf-8")
    except OSError as error:
        complain(f"{file}: {error.strerror}")
        return 2
    if kept != sdl():
        complain(f"{file} is out of date: linli schema print > {file}")
        return 1
    print(f"{file.name}: up to date")
    return 0
