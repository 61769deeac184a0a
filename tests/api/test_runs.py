"""Matching runs over a real server: followed, cancelled, killed in the middle and taken up again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from uuid import uuid4

import httpx2
import pytest

from api.cli import run as linli

START = """mutation Start($scope: ID!, $week: String!, $seconds: Float!, $key: String!) {
  startMatchingRun(input: { scope: $scope, isoWeek: $week, seconds: $seconds, idempotencyKey: $key }) {
    __typename ... on MatchingRunStarted { run { id state } } ... on Refusal { message }
  }
}"""
CANCEL = """mutation Cancel($run: ID!, $key: String!) {
  cancelMatchingRun(input: { run: $run, idempotencyKey: $key }) { __typename }
}"""
RUN = "query Run($run: ID!) { node(id: $run) { ... on MatchingRun { state assigned visits stopped failure isoWeek } } }"
WEEK = """query Week($scope: ID!, $week: String!) {
  week(scope: $scope, isoWeek: $week) { plan { number assigned visits } runs { id state } }
}"""


class Server:
    """`linli serve` in a process group of its own, over one database file."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.client = httpx2.Client(timeout=60)  # one for all: each takes 50 ms to make
        self.start()
        sign_in = (
            'mutation { signIn(input: { login: "coordinator", password: "linli-demo" }) { ... on SignedIn { token } } }'
        )
        self.token = ""
        self.token = self.ask(sign_in)["signIn"]["token"]
        units = self.ask("{ organizations(filter: { isPlanningUnit: true }) { nodes { id } } }")
        self.scope = units["organizations"]["nodes"][0]["id"]

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        database = f"sqlite://{self.folder / 'linli-demo.sqlite3'}"
        command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--database", database], start_new_session=True, stdout=subprocess.DEVNULL
        )
        self.wait_for(self.is_up, seconds=60)

    def is_up(self) -> bool:
        try:
            return self.client.get(f"http://127.0.0.1:{self.port}/healthz").status_code == 200
        except httpx2.TransportError:
            return False

    def stop(self, number: int) -> None:
        os.killpg(self.process.pid, number)
        self.process.wait(timeout=60)

    def close(self) -> None:
        """Leave nothing running."""
        self.client.close()
        if self.process.poll() is None:
            self.stop(signal.SIGKILL)

    def ask(self, document: str, **variables):
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        answer = self.client.post(
            f"http://127.0.0.1:{self.port}/graphql",
            json={"query": document, "variables": variables},
            headers=headers,
        ).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def match(self, week: str, seconds: float) -> dict:
        return self.ask(START, scope=self.scope, week=week, seconds=seconds, key=uuid4().hex)["startMatchingRun"]

    def run(self, run_id: str) -> dict:
        return self.ask(RUN, run=run_id)["node"]

    def week(self, week: str) -> dict:
        return self.ask(WEEK, scope=self.scope, week=week)["week"]

    @staticmethod
    def wait_for(is_so, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, "it took too long"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A folder with the demo's database, its accounts and the week that it matched."""
    folder, before = tmp_path_factory.mktemp("served"), os.getcwd()  # noqa: PTH109  (undone below)
    os.chdir(folder)
    try:
        assert linli(["demo", "--exit", "--seconds", "0.5", "--json"]) == 0
    finally:
        os.chdir(before)
    return folder


@pytest.fixture(scope="module")
def server(demo, tmp_path_factory):
    """A server over a copy of the demo's database, for tests that have a week of their own and leave it up."""
    server = server_over_copy(demo, tmp_path_factory.mktemp("shared"))
    yield server
    server.close()


@pytest.fixture
def server_to_stop(demo, tmp_path):
    """A server over a copy of the demo's database."""
    server = server_over_copy(demo, tmp_path)
    yield server
    server.close()


def server_over_copy(demo, folder) -> Server:
    shutil.copy(demo / "linli-demo.sqlite3", folder)
    return Server(folder)


def test_a_run_is_followed_to_its_end_and_gives_one_plan(server):
    started = server.match("2027-W10", 1.5)
    second = server.match("2027-W10", 1.5)

    assert started["__typename"] == "MatchingRunStarted"
    assert second["__typename"] == "Conflict"
    server.wait_for(lambda: server.run(started["run"]["id"])["state"] == "finished", seconds=60)
    week = server.week("2027-W10")
    assert week["plan"]["number"] == 1
    assert week["plan"]["assigned"] > 0.8 * week["plan"]["visits"]


def test_a_cancelled_run_is_cancelled_within_a_second_and_keeps_its_best_plan(server):
    run_id = server.match("2027-W11", 60)["run"]["id"]
    server.wait_for(lambda: server.run(run_id)["assigned"], seconds=60)

    asked = time.monotonic()
    answer = server.ask(CANCEL, run=run_id, key=uuid4().hex)["cancelMatchingRun"]["__typename"]
    state, took_s = server.run(run_id)["state"], time.monotonic() - asked

    assert (answer, state) == ("MatchingRunCancelled", "cancelled")
    assert took_s < 1
    server.wait_for(lambda: server.week("2027-W11")["plan"], seconds=60)
    assert server.ask(CANCEL, run=run_id, key=uuid4().hex)["cancelMatchingRun"]["__typename"] == "Conflict"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_whose_server_is_stopped_in_the_middle_ends_once_after_the_next_start(server_to_stop, how):
    server = server_to_stop
    run_id = server.match("2027-W12", 4)["run"]["id"]
    server.wait_for(lambda: server.run(run_id)["assigned"], seconds=60)

    server.stop(how)
    server.start()

    server.wait_for(lambda: server.run(run_id)["state"] not in ("queued", "running"), seconds=60)
    assert server.run(run_id)["state"] == "finished"
    assert server.week("2027-W12")["plan"]["number"] == 1
    assert [run["id"] for run in server.week("2027-W12")["runs"]] == [run_id]


def test_a_run_over_a_week_that_can_not_be_planned_fails_and_says_why(server):
    run_id = server.match("2001-W05", 5)["run"]["id"]

    server.wait_for(lambda: server.run(run_id)["state"] == "failed", seconds=60)

    assert "Nothing in this week can be planned" in server.run(run_id)["failure"]
