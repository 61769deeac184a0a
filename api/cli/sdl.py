"""`linli schema …`: the GraphQL schema as text."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App
from graphql import GraphQLError, build_schema

from api.cli.report import complain
from schema.breaking import breaking
from schema.build import sdl

app = App(name="schema", help="The GraphQL schema (SDL): print it, check the committed one, list what breaks programs.")
HOUSE = Path(__file__).parents[2]
COMMITTED = HOUSE / "schema" / "schema.graphql"
RELEASED = HOUSE / "schema" / "released.graphql"
CHANGELOG = HOUSE / "CHANGELOG.md"


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


@app.command
def breaks(released: Path = RELEASED, changelog: Path = CHANGELOG, /) -> int:
    """List what breaks programs that were written for RELEASED. Exit 0: nothing, or all of it named in CHANGELOG.

    A change counts as named if what broke stands in backquotes in the changelog's topmost section, as in `Week.plan`
    or `VisitState`. Exit 1: one is not named, 2: a file can't be read.

    Parameters
    ----------
    released
        The SDL that programs know; by default the one of the last release, schema/released.graphql.
    changelog
        By default CHANGELOG.md.
    """
    try:
        told = topmost(changelog.read_text("utf-8"))
        found = breaking(build_schema(released.read_text("utf-8")), build_schema(sdl()))
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}")
        return 2
    except GraphQLError as error:
        complain(f"{released}: no SDL: {error.message}")
        return 2
    unnamed = [one for one in found if f"`{one.what}`" not in told]
    for one in found:
        print(one.words)
    if unnamed:
        complain(f"name in {changelog.name}, in backquotes: {', '.join(sorted({one.what for one in unnamed}))}")
        return 1
    print(f"{len(found)} breaking changes, each of them named" if found else "nothing breaks")
    return 0


def topmost(changelog: str) -> str:
    """The section of the newest version: from the first second-level heading to the next."""
    return changelog.split("\n## ", 2)[1] if "\n## " in changelog else ""
