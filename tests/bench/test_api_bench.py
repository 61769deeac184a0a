"""The bench of the API: every server answers what it is asked, and a smoke run tells all that a long one tells."""

import asyncio
import json

from bench.__main__ import main
from bench.api.hostile import DOCUMENTS, doubling
from bench.api.load import Question, read_answer
from bench.api.questions import NAMES


def test_changes_are_asked_in_turn_with_a_new_version_and_a_new_key_each_time():
    requests = Question("/graphql", "T", ('{"v": $VERSION, "k": "$KEY", "yes": 1}', '{"v": $VERSION, "k": "$KEY"}'))

    sent = [one for one, _ in zip(requests.requests(), range(3), strict=False)]
    bodies = [json.loads(one.partition(b"\r\n\r\n")[2]) for one in sent]

    assert [one["v"] for one in bodies] == [1, 2, 3]
    assert ["yes" in one for one in bodies] == [True, False, True]
    assert len({one["k"] for one in bodies}) == 3
    assert all(one.startswith(b"POST /graphql HTTP/1.1\r\n") and b"Bearer T" in one for one in sent)


async def test_an_answer_is_read_to_its_length_and_no_further():
    reader = asyncio.StreamReader()
    reader.feed_data(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n")

    assert await read_answer(reader) == (200, b"{}")
    assert await read_answer(reader) == (503, b"")


def test_hostile_documents_are_what_their_names_say():
    assert len(DOCUMENTS["5 MB"]) >= 5_000_000
    assert DOCUMENTS["10,000 aliases"].count(": me") == 10_000
    assert len(doubling(19)) < 785 < len(doubling(24))


def test_smoke_run_tells_each_server_and_question_and_keeps_nothing(capsys):
    code = main(["api", "--quick"])

    lines = capsys.readouterr().out.splitlines()
    told = [json.loads(one) for one in lines if one.startswith("{")]
    asked = [(one["server"], one["question"]) for one in told if "question" in one]
    assert code == 0
    assert sorted(asked) == sorted((server, name) for server in ("ours", "plain", "stock") for name in NAMES)
    assert all(one["requests"] for one in told if "requests" in one)
    assert [one["change"] for one in told if "change" in one] == ["moveVisit", "swapVisits", "pinVisit"]
    assert any("ours/stock" in one for one in lines)
    assert not any("kept in" in one for one in lines)
