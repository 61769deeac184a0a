"""The four questions, as each server is asked them."""

from __future__ import annotations

import json
from uuid import UUID

from bench.api.city import Facts
from bench.api.load import Question
from schema.relay import global_id

CONNECTIONS = 16
GRAPHQL = "/graphql"
NAMES = {
    "Q1": "50 visits with resident, community, carer and skills",
    "Q2": "one visit by id",
    "Q3": "a week's roster, 1,000 visits of 12 fields",
    "Q4": "a state changed under a version",
}

OURS_Q1 = """query Q1($scope: ID!, $week: String!) { week(scope: $scope, isoWeek: $week) { roster(first: 50) {
  id startsAt visit { id isoWeek request { resident { name community { name } } } }
  carer { name skills { level skill { name } } } } } }"""
OURS_Q2 = """query Q2($id: ID!) { node(id: $id) { ... on Visit { id isoWeek number state
  request { key priority resident { name community { name } } service { name } } } } }"""
OURS_Q3 = """query Q3($scope: ID!, $week: String!) { week(scope: $scope, isoWeek: $week) { roster(first: 1000) {
  id slot startsAt endsAt travelSeconds state version decidedAt what whom where carer { name } } } }"""
OURS_ACCEPT = """mutation Accept($input: AssignmentInput!) { acceptAssignment(input: $input) { __typename
  ... on AssignmentAccepted { assignment { id version } } } }"""
OURS_DECLINE = """mutation Decline($input: DeclineAssignmentInput!) { declineAssignment(input: $input) { __typename
  ... on AssignmentDeclined { assignment { id version } } } }"""

STOCK_Q1 = """query Q1($plan: UUID!) { roster(plan: $plan, first: 50, skills: true) {
  id startsAt visit { id isoWeek request { resident { name community { name } } } }
  carer { name skills { level skill { name } } } } }"""
STOCK_Q2 = """query Q2($id: UUID!) { visit(id: $id) { id isoWeek number state
  request { key priority resident { name community { name } } service { name } } } }"""
STOCK_Q3 = """query Q3($plan: UUID!) { roster(plan: $plan, first: 1000) {
  id slot startsAt endsAt travelSeconds state version decidedAt what whom where carer { name } } }"""
STOCK_Q4 = """mutation Decide($assignment: UUID!, $version: Int!, $state: String!) {
  decide(assignment: $assignment, version: $version, state: $state) { id version } }"""


def questions(kind: str, facts: Facts) -> dict[str, list[Question]]:
    """What the sixteen connections to a server of this kind ask, by question."""
    return {"ours": _of_ours, "stock": _of_stock, "plain": _of_plain}[kind](facts)


def document(query: str, **variables: object) -> str:
    """A body as GraphQL over HTTP has it; the version of a change is filled in by whoever asks."""
    return json.dumps({"query": query, "variables": variables}).replace('"$VERSION"', "$VERSION")


def visit_by_id(facts: Facts, i: int = 0) -> Question:
    """The quick question: one visit of the city."""
    visit_id = facts.visit_ids[i % len(facts.visit_ids)]
    return Question(GRAPHQL, facts.coordinator, (document(OURS_Q2, id=global_id("Visit", UUID(visit_id))),))


def _of_ours(facts: Facts) -> dict[str, list[Question]]:
    week = {"scope": global_id("Organization", UUID(facts.unit_id)), "week": facts.iso_week}
    return {
        "Q1": _same(Question(GRAPHQL, facts.coordinator, (document(OURS_Q1, **week),))),
        "Q2": [visit_by_id(facts, i) for i in range(CONNECTIONS)],
        "Q3": _same(Question(GRAPHQL, facts.coordinator, (document(OURS_Q3, **week),))),
        "Q4": [
            Question(GRAPHQL, token, _yes_and_no(global_id("Assignment", UUID(assignment_id))))
            for token, assignment_id in zip(facts.carers, facts.assignments, strict=True)
        ],
    }


def _yes_and_no(assignment: str) -> tuple[str, str]:
    given = {"assignment": assignment, "expectedVersion": "$VERSION", "idempotencyKey": "$KEY"}
    return document(OURS_ACCEPT, input=given), document(OURS_DECLINE, input=given | {"reason": "ill"})


def _of_stock(facts: Facts) -> dict[str, list[Question]]:
    return {
        "Q1": _same(Question(GRAPHQL, None, (document(STOCK_Q1, plan=facts.plan_id),))),
        "Q2": [Question(GRAPHQL, None, (document(STOCK_Q2, id=one),)) for one in _cycled(facts.visit_ids)],
        "Q3": _same(Question(GRAPHQL, None, (document(STOCK_Q3, plan=facts.plan_id),))),
        "Q4": [
            Question(
                GRAPHQL,
                None,
                tuple(
                    document(STOCK_Q4, assignment=one, version="$VERSION", state=state)
                    for state in ("accepted", "declined")
                ),
            )
            for one in facts.assignments
        ],
    }


def _of_plain(facts: Facts) -> dict[str, list[Question]]:
    changes = ("accepted", "declined")
    return {
        "Q1": _same(Question(f"/q1/{facts.plan_id}")),
        "Q2": [Question(f"/q2/{one}") for one in _cycled(facts.visit_ids)],
        "Q3": _same(Question(f"/q3/{facts.plan_id}")),
        "Q4": [
            Question(
                "/q4",
                None,
                tuple(f'{{"assignment": "{one}", "version": $VERSION, "state": "{state}"}}' for state in changes),
            )
            for one in facts.assignments
        ],
    }


def _same(question: Question) -> list[Question]:
    return [question] * CONNECTIONS


def _cycled(ids: list[str]) -> list[str]:
    return [ids[i % len(ids)] for i in range(CONNECTIONS)]
