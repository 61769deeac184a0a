"""Documents that ask for too much are refused before anything of them is validated or run, however they are built."""

from typing import Any

import pytest
from graphql import build_schema, get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from schema.build import build
from schema.context import Context
from schema.limits import DocumentLimits, Limits, TooComplexError, too_complex
from schema.measuring import Measurer

SHELF = build_schema("""
    type Query { shelves(first: Int = 4, last: Int): ShelfConnection, shelf: Shelf, all(ids: [ID!]): [Shelf] }
    type ShelfConnection { nodes: [Shelf!]!, edges: [Edge!]!, size: Int }
    type Edge { node: Shelf }
    type Shelf {
        name: String, labels: [String], books(first: Int): BookConnection, top(first: Int! = 7): [Book], on: Shelf
    }
    type BookConnection { nodes: [Book!]! }
    type Book { title: String, authors: [Author!]! }
    type Author { name: String }
""")


@pytest.fixture(scope="module")
def limited():
    return build([DocumentLimits])


@pytest.fixture
def refused(limited):
    """Run a document on our schema; answers the error's extensions, and fails if anything of it ran."""

    async def run(document: str, **variables):
        answer = await limited.execute(document, variable_values=variables, context_value=Context("en"))
        assert answer.data is None
        return answer.errors[0].extensions or {}

    return run


def doubling(levels: int) -> str:
    """Each fragment spreads the next one twice: 2 to the power of `levels` fields."""
    parts = [f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(levels)]
    return "{ ...F0 } " + " ".join(parts) + f" fragment F{levels} on Query {{ __typename }}"


def nested(opening: str, times: int) -> str:
    return "{ " + opening * times + "x" + " }" * (opening.count("{") * times) + " }"


def aliases(count: int) -> str:
    return " ".join(f"a{i}: __typename" for i in range(count))


def figures(document: str, **variables):
    """What a document over shelves asks for; a list without a page counts 3 rows."""
    parsed: Any = parse(document)
    measurer = Measurer(SHELF, parsed, variables, list_rows=3, deepest=100)
    return measurer.operation(parsed.definitions[0])


@pytest.mark.parametrize(
    ("document", "limit"),
    [
        (doubling(90), "fields"),
        (doubling(5_000), "characters"),
        ("{ " + "__typename " * 450_000 + "}", "characters"),
        ("{ " + "a " * 2_001 + "}", "tokens"),
        ("{ __typename " + "@include(if: true) " * 900 + "}", "tokens"),
        ("{ __typename " + "@skip(if: false) " * 51 + "}", "directives"),
        ("{ " + aliases(10_000) + " }", "characters"),
        ("{ " + aliases(31) + " }", "root_fields"),
        (f"{{ node(id: 1) {{ {aliases(31)} }} }}", "aliases_in_one_selection"),
        ("{ " + " ".join(f"n{i}: node(id: 1) {{ {aliases(20)} }}" for i in range(5)) + " }", "aliases"),
        ("{ communities { nodes { " + "key " * 26 + "} } }", "repeats"),
        ("{ communities { " + "nodes { " + "plannedBy { key } " * 6 + "} " * 5 + "} }", None),
        (" ".join(f"query Q{i} {{ __typename }}" for i in range(101)), "definitions"),
        (nested("a { ", 21), "depth"),
        (nested("a { ", 190), "depth"),
        (nested("a { ", 250), "depth"),
        (nested("... { ", 21), "depth"),
        ("{ communities(first: 999999999) { nodes { key } } }", "values"),
        ("{ communities(first: " + "9" * 5_000 + ") { nodes { key } } }", "values"),
        ("{ node(id: " + "9" * 40_000 + ") { id } }", None),
        (
            "{ "
            + " ".join(
                f"a{i}: __schema {{ types {{ fields {{ name args {{ name type {{ name }} }} }} }} }}" for i in range(30)
            )
            + " }",
            "values",
        ),
    ],
)
async def test_each_limit_names_itself_and_the_mend(document, limit, refused, limited):
    answer = await limited.execute(document, context_value=Context("en"))

    told = (answer.errors[0].extensions or {}) if answer.errors else {}
    assert told.get("limit") == limit
    assert limit is None or (told["code"] == "TOO_COMPLEX" and told["value"] > told["most"] and told["mend"])


async def test_variables_count_as_the_document_that_they_fill(refused):
    pages = await refused("query P($n: Int) { communities(first: $n) { nodes { key } } }", n=2_000_000_000)
    lists = await refused("query P($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 20_000)

    assert (pages["limit"], lists["limit"]) == ("values", "variables")


async def test_a_page_that_is_merely_wrong_is_left_to_the_list(limited, database):
    document = "{ communities(first: -1) { nodes { key } } }"

    answer = await limited.execute(document, context_value=Context("en"))

    assert answer.errors[0].extensions["code"] == "BAD_PAGE"


async def test_fragments_in_a_circle_are_refused_by_name(limited):
    document = "{ ...A } fragment A on Query { ...B __typename } fragment B on Query { ...A }"

    answer = await limited.execute(document, context_value=Context("en"))

    assert "Cannot spread fragment" in answer.errors[0].message


async def test_a_slip_in_a_short_document_is_still_a_syntax_error(refused, limited):
    answer = await limited.execute("{ communities {", context_value=Context("en"))

    assert answer.errors[0].message.startswith("Syntax Error")
    assert answer.errors[0].extensions in (None, {})


async def test_the_introspection_that_tools_send_is_within_the_limits(limited):
    document = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )

    answer = await limited.execute(document, context_value=Context("en"))

    assert answer.errors is None
    assert answer.data["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.parametrize(
    ("document", "values"),
    [
        ("{ shelf { name } }", 2),
        ("{ shelves { size } }", 2),
        ("{ shelves { nodes { name } } }", 1 + 4 * 2),
        ("{ shelves(first: 10) { size nodes { name } } }", 1 + 1 + 10 * 2),
        ("{ shelves(last: 10) { edges { node { name } } } }", 1 + 10 * 3),
        ("{ shelves(first: 10) { nodes { books(first: 20) { nodes { title } } } } }", 1 + 10 * (1 + 1 + 20 * 2)),
        ("{ shelves(first: 10) { ...C } } fragment C on ShelfConnection { nodes { name } }", 1 + 10 * 2),
        ("query ($n: Int = 6) { shelves(first: $n) { nodes { name } } }", 1 + 6 * 2),
        ("{ shelf { books { nodes { title } } } }", 1 + 1 + 50 * 2),
        ("{ shelf { labels } }", 1 + 3),
        ("{ shelf { top { title authors { name } } } }", 1 + 7 * (1 + 1 + 3 * 2)),
        ("{ shelf { top(first: 9) { title } } }", 1 + 9 * 2),
        ('{ all(ids: ["1", "2", "3", "4", "5"]) { name } }', 5 * 2),
        ("{ all { name } }", 3 * 2),
    ],
)
def test_values_are_counted_by_the_pages_around_them(document, values):
    assert figures(document).values == values


def test_a_variable_gives_the_page_and_the_ids():
    document = "query ($n: Int = 6, $ids: [ID!]) { shelves(first: $n) { nodes { name } } all(ids: $ids) { name } }"

    found = figures(document, n=100, ids=["1", "2"])

    assert found.values == 1 + 100 * 2 + 2 * 2


def test_limits_are_an_operators_to_set():
    document = parse("{ shelf { on { on { name } } } }")

    found = too_complex(SHELF, document, {}, Limits(depth=3))

    assert isinstance(found, TooComplexError)
    told: Any = found.extensions
    assert (told["limit"], told["value"], told["most"]) == ("depth", 4, 3)


@st.composite
def documents(draw):
    """Documents of nested shelves whose fragments spread only later ones."""
    last = draw(st.integers(0, 4))

    def selections(first_fragment: int, levels: int) -> str:
        spread = [f"...F{i}" for i in range(first_fragment, last + 1)]
        deeper = [] if levels == 0 else ["on", "n: on", "..."]
        kinds = draw(st.lists(st.sampled_from(["name", "a: name", *spread, *deeper]), min_size=1, max_size=4))
        return " ".join(
            f"{one} {{ {selections(first_fragment, levels - 1)} }}" if one in deeper else one for one in kinds
        )

    fragments = " ".join(f"fragment F{i} on Shelf {{ {selections(i + 1, 2)} }}" for i in range(last + 1))
    return f"{{ shelf {{ {selections(0, 2)} }} }} {fragments}"


@given(documents())
def test_arithmetic_finds_what_walking_every_expansion_finds(document):
    parsed: Any = parse(document)
    fragments = {one.name.value: one.selection_set for one in parsed.definitions[1:]}

    def walked(selections, level):
        """Selections, aliases and the deepest level, every fragment expanded."""
        count, named, deepest = 0, 0, level
        for one in selections.selections:
            inner = fragments[one.name.value] if one.kind == "fragment_spread" else one.selection_set
            below = level + (one.kind != "fragment_spread")
            parts = walked(inner, below) if inner else (0, 0, below)
            count, named = count + 1 + parts[0], named + parts[1] + (getattr(one, "alias", None) is not None)
            deepest = max(deepest, parts[2])
        return count, named, deepest

    found = figures(document)

    assert (found.fields, found.aliases, found.depth) == walked(parsed.definitions[0].selection_set, 0)


@pytest.mark.parametrize(
    ("asked", "is_refused"),
    [
        ("unassigned { excluded { rule why carer { name } } }", False),
        ("unassigned(first: 1000) { excluded { rule why carer { name } } }", True),
        ("unassigned(first: 20) { excluded(first: 1000) { rule why carer { name } } }", True),
        ("readiness { items { key label code mend } }", False),
        (
            (
                "readiness { items { key label code mend } } plan { terms { name points } } admissions { admitted }"
                " roster { startsAt what whom where state carer { id name } visit { number request { key } } }"
                " unassigned { key code summary remedies excluded { carer { key name } rule why } visit { id } }"
            ),
            False,
        ),
        ("plans { number terms { name points } }", False),
    ],
)
async def test_lists_in_a_week_count_as_many_rows_as_they_may_have(asked, is_refused, limited):
    document = f'{{ week(scope: "x", isoWeek: "2026-W50") {{ {asked} }} }}'

    found = too_complex(limited._schema, parse(document), {})

    assert (found is not None and found.extensions == {**(found.extensions or {}), "limit": "values"}) == is_refused
