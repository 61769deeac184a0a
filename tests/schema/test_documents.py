"""Documents that were asked before are not read again, and what they may do is judged each time all the same."""

import pytest
from graphql import parse

from schema.build import build
from schema.context import Context
from schema.documents import KNOWN, KnownDocuments
from schema.limits import DocumentLimits, Limits


@pytest.fixture
def fresh_schema():
    return build([DocumentLimits])


@pytest.fixture
def ask_fresh(fresh_schema, database):
    async def run(document: str, who=None, **variables):
        return await fresh_schema.execute(document, variables, Context("en", who))

    return run


async def test_a_valid_document_is_parsed_once(ask_fresh, fresh_schema):
    document = "{ me { login } }"

    await ask_fresh(document)
    parsed = getattr(fresh_schema, KNOWN).get(document).parsed
    answer = await ask_fresh(document)

    assert answer.data == {"me": None}
    assert getattr(fresh_schema, KNOWN).get(document).parsed is parsed


@pytest.mark.parametrize("document", ["{ nothing }", "{ me { login }", "{ " + "me { login } " * 40 + "}"])
async def test_a_document_that_is_refused_is_not_kept_and_is_refused_again(document, ask_fresh, fresh_schema):
    first = await ask_fresh(document)
    second = await ask_fresh(document)

    assert len(getattr(fresh_schema, KNOWN)) == 0
    assert [one.formatted for one in first.errors] == [one.formatted for one in second.errors]


async def test_a_known_document_is_still_judged_by_whoever_asks(ask_fresh, someone, settled):
    await settled()
    document = "{ residents { nodes { mobility } } }"
    coordinator, desk = await someone("coordinator"), await someone("booking_desk")

    answers = [await ask_fresh(document, who) for who in (coordinator, desk, None, coordinator, desk, None)]

    codes = [one.errors and one.errors[0].extensions["code"] for one in answers]
    assert codes == [None, "NOT_PERMITTED", "UNAUTHENTICATED"] * 2


async def test_a_known_document_is_still_measured_by_its_variables(database):
    strict = build([lambda: DocumentLimits(Limits(values=100))])
    document = "query Pages($first: Int) { communities(first: $first) { nodes { key name } } }"

    answers = [await strict.execute(document, {"first": first}, Context("en")) for first in (1, 200, 1, 200)]

    codes = [one.errors and (one.errors[0].extensions or {}).get("code") for one in answers]
    assert codes == [None, "TOO_COMPLEX"] * 2


def test_the_oldest_documents_are_forgotten_when_there_are_many_or_they_are_long():
    few, short = KnownDocuments(most=2), KnownDocuments(most_characters=60)
    texts = [f"{{ me {{ login name{i} }} }}" for i in range(3)]

    for text in texts:
        few.keep(text, parse(text))
        short.keep(text, parse(text))
    short.keep("{ me { " + "login " * 20 + "} }", parse("{ me }"))

    assert [few.get(text) is not None for text in texts] == [False, True, True]
    assert [short.get(text) is not None for text in texts] == [False, True, True]
