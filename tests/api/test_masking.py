"""What a bug says stays inside, under an id; what a caller can mend is told."""

import logging

import pytest
from starlette.testclient import TestClient

from api.app import create_app

POST = {"accept": "application/graphql-response+json"}


def ask(client, query, **variables):
    return client.post("/graphql", json={"query": query, "variables": variables}, headers=POST)


@pytest.mark.parametrize("field", ["bug", "tooLargeANumber", "nothing"])
def test_a_bug_is_told_by_an_id_that_the_log_has_too(field, small_client, caplog):
    with caplog.at_level(logging.ERROR, "linli.api"):
        answer = ask(small_client(), f"{{ {field} }}")

    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["path"] == [field]
    assert error["extensions"]["id"] in error["message"]
    assert error["extensions"]["id"] in caplog.text
    assert "1234" not in answer.text
    assert "100000000" not in answer.text


def test_a_bug_in_a_subscription_is_masked_too(small_client, caplog):
    with caplog.at_level(logging.ERROR, "linli.api"):
        answer = small_client().post(
            "/graphql", json={"query": "subscription { failing }"}, headers={"accept": "text/event-stream"}
        )

    assert "1234" not in answer.text
    assert '"code":"INTERNAL"' in answer.text
    ours = [str(record.msg) for record in caplog.records if record.name == "linli.api"]
    assert "Subscription.failing" in ours[0]
    assert "1234" not in ours[0]  # what an error says may be anybody's


@pytest.mark.parametrize(
    ("query", "variables", "said"),
    [
        ("{", {}, "Syntax Error"),
        ("{ nope }", {}, "Cannot query field 'nope'"),
        ("query Q($name: String!) { hello(name: $name) }", {}, "Variable '$name'"),
        ("query Q($number: Int) { needs(number: $number) }", {"number": "many"}, "many"),
        ("query Q($number: Int = 1) { needs(number: $number) }", {"number": None}, "number"),
        ("{ refused }", {}, "give another"),
        ("{ hello(name: 5) }", {}, "String cannot represent"),
    ],
)
def test_what_a_caller_can_mend_is_told_as_it_is(query, variables, said, small_client):
    (error,) = ask(small_client(), query, **variables).json()["errors"]

    assert said in error["message"]
    assert error.get("extensions", {}).get("code") != "INTERNAL"


def test_a_bug_outside_of_a_document_is_a_500_with_its_id(small, caplog):
    app = small()
    app.routes[0].app.get_context = None  # not even callable
    client = TestClient(app, base_url="http://127.0.0.1")

    with caplog.at_level(logging.ERROR, "linli.api"):
        answer = ask(client, "{ hello }")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
    assert error["extensions"]["id"] in caplog.text
    assert "NoneType" not in answer.text


def test_strawberry_does_not_write_a_callers_document_to_the_log(database_url, caplog):
    with TestClient(create_app(database_url), base_url="http://127.0.0.1") as client:
        ask(client, '{ secret(phone: "13812345678") }')

    assert "13812345678" not in caplog.text
