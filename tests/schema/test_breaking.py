"""What a change of the schema breaks: named by what programs wrote in their documents."""

import pytest
from graphql import build_schema

from schema.breaking import breaking

BEFORE = """
directive @fast on FIELD
interface Named { name: String }
type Query { week(scope: ID): Week found: Found state: State gone(input: Given): Int }
type Week implements Named { name: String plan: Int }
type Plan { id: ID }
union Found = Week | Plan
enum State { open closed }
input Given { key: Int }
scalar Moment
"""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("plan: Int", "", "Week.plan"),
        ("plan: Int", "plan: String", "Week.plan"),
        ("week(scope: ID)", "week", "Query.week"),
        ("week(scope: ID)", "week(scope: ID!)", "Query.week"),
        ("key: Int", "key: Int size: Int!", "Given.size"),
        ("open closed", "open", "State.closed"),
        ("Week | Plan", "Week", "Found"),
        ("implements Named", "", "Week"),
        ("scalar Moment", "type Moment { at: Int }", "Moment"),
        ("scalar Moment", "", "Moment"),
        ("directive @fast on FIELD", "", "@fast"),
    ],
)
def test_a_breaking_change_is_named_by_what_broke(old, new, what):
    after = BEFORE.replace(old, new, 1)

    found = breaking(build_schema(BEFORE), build_schema(after))

    assert [one.what for one in found] == [what], [one.words for one in found]


def test_what_is_added_breaks_nothing():
    after = BEFORE.replace("plan: Int", "plan: Int bound: Int").replace("scope: ID", "scope: ID, day: Int")

    assert breaking(build_schema(BEFORE), build_schema(after)) == []
