"""Every example of the guides in docs/api, done in order on the demo's data, answers what the guide shows."""

import json
from pathlib import Path

import pytest

GUIDES = sorted((Path(__file__).parents[2] / "docs" / "api").glob("*.md"))
STREAM = {"accept": "text/event-stream"}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
async def test_every_example_of_a_guide_answers_what_the_guide_shows(guide, steps_of, names, serving, demo_database):
    steps = steps_of(guide.read_text(encoding="utf-8"))
    assert steps

    async with serving(demo_database()) as served:
        token = ""
        for step in steps:
            variables = names.fill(step.variables)
            if step.is_subscription:
                came = await followed(served, step.document, variables, token)
                difference = names.shows([*step.shown, "…"], came)
            else:
                answer = await served.send(step.document, variables, token=token, language=step.language)
                came, (shown,) = answer.json(), step.shown
                difference = names.shows(shown, came)
                token = token_in(came) or token
                assert ("errors" in came) == ("errors" in shown), f"{guide.name}:{step.line}: {came}"
            assert difference is None, f"{guide.name}:{step.line}: {difference}\n{json.dumps(came, ensure_ascii=False)}"


def token_in(answer: dict) -> str | None:
    """The bearer token that an answer brought."""
    return ((answer.get("data") or {}).get("signIn") or {}).get("token")


async def followed(served, document: str, variables: dict, token: str) -> list:
    """Every event of a subscription until it ends."""
    body = {"query": document, "variables": variables}
    headers = STREAM | ({"authorization": f"Bearer {token}"} if token else {})
    answer = await served.client.post(served.url, json=body, headers=headers)
    return [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line.startswith("data: {")]


def test_there_is_a_guide_for_each_who_builds_something():
    assert {guide.stem for guide in GUIDES} == {
        "README",
        "frontend-developer",
        "coordinator",
        "booking-desk",
        "carer",
        "league",
    }
