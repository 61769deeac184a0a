"""One way to write: finished once begun, all or nothing, and safe between processes."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tortoise.connection import get_connection

from domain.organizations.models import Organization
from domain.outcomes import Conflict, Refusal, ValidationFailed
from domain.store import close, config, connect, one_transaction
from domain.wording import Words

ROOT = Path(__file__).parents[2]
TAKEN = Conflict(Words("已被占用", "taken"))


@one_transaction
async def found(key: str, *, answer: Refusal | None = None, error: Exception | None = None) -> Organization | Refusal:
    organization = await Organization.create(key=key, name=key, kind="bureau")
    await asyncio.sleep(0)
    if error:
        raise error
    return answer or organization


async def keys() -> list[str]:
    return sorted([row.key for row in await Organization.all()])


async def test_what_an_operation_wrote_is_kept(database):
    await found("health")

    assert await keys() == ["health"]


async def test_an_exception_undoes_what_was_written_before_it(database):
    with pytest.raises(ZeroDivisionError):
        await found("health", error=ZeroDivisionError())

    assert await keys() == []


async def test_a_returned_refusal_undoes_what_was_written_before_it(database):
    answer = await found("health", answer=TAKEN)

    assert answer == TAKEN
    assert await keys() == []


async def test_an_operation_within_another_shares_its_fate(database):
    @one_transaction
    async def outer() -> Refusal:
        await found("health")
        return ValidationFailed.of("key", "health", "换一个", "choose another")

    await outer()

    assert await keys() == []


async def test_a_refusal_within_another_operation_undoes_only_its_own_part(database):
    @one_transaction
    async def outer() -> None:
        await found("health")
        await found("league", answer=TAKEN)

    await outer()

    assert await keys() == ["health"]


async def test_a_request_that_hangs_up_leaves_a_connection_that_works(database):
    for i in range(40):
        request = asyncio.create_task(found(f"k{i:02d}"))
        for _ in range(i % 7):
            await asyncio.sleep(0)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request

    assert isinstance(await found("last"), Organization)


async def test_what_a_request_began_is_finished_after_it_hangs_up_even_if_the_server_stops(database):
    request = asyncio.create_task(found("health"))
    await asyncio.sleep(0)
    request.cancel()

    await close()

    await connect(database)
    assert request.cancelled()
    assert await keys() == ["health"]


async def test_many_writers_at_once_all_get_their_turn(database):
    await asyncio.gather(*(found(f"k{i:02d}") for i in range(50)))

    assert len(await keys()) == 50


async def test_two_processes_that_read_and_then_write_never_meet_a_lock(database):
    await Organization.create(key="counter", name="0", kind="bureau")
    workers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-W", "error", "-c", COUNT_UP, database, cwd=ROOT, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]

    errors = [(await worker.communicate())[1].decode() for worker in workers]

    assert errors == ["", ""]
    assert (await Organization.get(key="counter")).version == 1 + 2 * 60


COUNT_UP = """
import asyncio, sys
from tortoise.expressions import F
from domain import store
from domain.organizations.models import Organization

@store.one_transaction
async def count_up():
    seen = await Organization.get(key="counter")
    await Organization.filter(id=seen.id).update(version=F("version") + 1)

async def main():
    await store.connect(sys.argv[1])
    for _ in range(60):
        await count_up()
    await store.close()

asyncio.run(main())
"""


async def test_sqlite_waits_for_locks_and_holds_to_foreign_keys(database):
    if not database.startswith("sqlite"):
        pytest.skip("PostgreSQL has no pragmas")
    connection = get_connection("default")

    pragmas = {
        name: (await connection.execute_query(f"PRAGMA {name}"))[1][0][0]
        for name in ("busy_timeout", "journal_mode", "foreign_keys", "synchronous", "cache_size")
    }

    assert pragmas == {
        "busy_timeout": 5000,
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "cache_size": -65536,
    }


@pytest.mark.parametrize(
    ("url", "expanded"),
    [
        ("sqlite://a.db", "sqlite://a.db?busy_timeout=5000&synchronous=NORMAL&cache_size=-65536"),
        ("sqlite:///tmp/a.db?busy_timeout=1", "sqlite:///tmp/a.db?busy_timeout=1&synchronous=NORMAL&cache_size=-65536"),
        ("postgres://u:p@h/d", "postgres://u:p@h/d?minsize=1&maxsize=10"),
        ("postgres://@/d?host=/tmp/x&maxsize=3", "postgres://@/d?minsize=1&maxsize=3&host=/tmp/x"),
    ],
)
def test_a_database_url_gets_our_defaults_where_it_says_nothing(url, expanded):
    assert config(url)["connections"]["default"] == expanded


def test_nothing_but_the_store_opens_a_transaction():
    opens = re.compile(r"in_transaction|\batomic\(|@atomic|\bBEGIN\b|select_for_update")
    sources = [path for name in ("api", "schema", "domain", "bench") for path in (ROOT / name).rglob("*.py")]

    openers = [str(path.relative_to(ROOT)) for path in sources if opens.search(path.read_text("utf-8"))]

    assert openers == ["domain/store.py"]
