"""Documents that ask for too much are refused before anything of them is validated or run, however they are built."""

import pytest

from schema.build import build
from schema.context import Context
from schema.limits import DocumentLimits


@pytest.fixture(scope="module")
def limited():
    return build([DocumentLimits])


async def refused(limited, document: str, **variables):
    """The error's extensions; fails if the document is not refused."""
    answer = await limited.execute(document, variable_values=variables, context_value=Context("en"))
    assert answer.data is None
    return answer.errors[0].extensions


def doubling(levels: int) -> str:
    """Each fragment spreads the next one twice: 2 to the power of `levels` fields."""
    parts = [f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(levels)]
    return "{ ...F0 } " + " ".join(parts) + f" fragment F{levels} on Query {{ __typename }}"


async def test_fragments_that_double_ninety_times_are_refused_by_arithmetic(limited):
    told = await refused(limited, doubling(90))

    assert (told["code"], told["limit"], told["most"]) == ("TOO_COMPLEX", "fields", 3_000)
    assert told["mend"]


@pytest.mark.parametrize(
    ("document", "limit"),
    [
        ("{ " + " ".join(f"a{i}: __typename" for i in range(101)) + " }", "aliases"),
        ("{ " + "__typename @include(if: true) " * 51 + "}", "directives"),
        ("{ " + "__typename " * 3_001 + "}", "fields"),
        ("{ communities { nodes { plannedBy { " * 1 + "__typename } } } }", None),
        (
            "{ residents(first: 200) { nodes { community { plannedBy { name } } } edges { node { name phone } } } }",
            None,
        ),
        ("{ " + "residents(first: 999999999) { nodes { name } } " + "}", "cost"),
    ],
)
async def test_each_limit_names_itself_and_the_mend(document, limit, limited):
    answer = await limited.execute(document, context_value=Context("en"))

    codes = {(one.extensions or {}).get("limit") for one in answer.errors or []}
    assert (limit in codes) if limit else ("limit" not in codes and codes <= {None})


async def test_a_page_size_in_a_variable_counts_too(limited):
    document = "query P($n: Int) { residents(first: $n) { nodes { name } } }"

    told = await refused(limited, document, n=2_000_000_000)

    assert told["limit"] == "cost"


async def test_nesting_without_end_is_refused(limited):
    document = "{ __schema { types { " + "fields { type { " * 12 + "name" + " } }" * 12 + " } } }"

    assert (await refused(limited, document))["limit"] == "depth"


async def test_fragments_in_a_circle_are_refused_by_name(limited):
    document = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"

    answer = await limited.execute(document, context_value=Context("en"))

    assert "Cannot spread fragment" in answer.errors[0].message


async def test_a_very_long_document_is_not_even_parsed(limited):
    answer = await limited.execute("{ " + "__typename " * 100_000 + "}", context_value=Context("en"))

    assert "more than 6000 tokens" in answer.errors[0].message


async def test_the_introspection_that_tools_send_is_within_the_limits(limited):
    from graphql import get_introspection_query  # noqa: PLC0415  (only here)

    answer = await limited.execute(get_introspection_query(), context_value=Context("en"))

    assert answer.errors is None
    assert answer.data["__schema"]["queryType"]["name"] == "Query"
