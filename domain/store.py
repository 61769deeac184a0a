"""The database: where it is, how it is migrated, and the one way to write to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from functools import wraps
from importlib import import_module
from inspect import getmembers, isclass
from typing import Any, ParamSpec, TypeVar
from urllib.parse import parse_qsl, urlencode

from tortoise.backends.base.config_generator import expand_db_url  # pyright: ignore[reportUnknownVariableType]  (a dictionary)
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext, get_current_context
from tortoise.migrations.executor import MigrationExecutor
from tortoise.models import Model
from tortoise.transactions import in_transaction

from domain.outcomes import Refusal

MODELS = [
    "domain.organizations.models",
    "domain.places.models",
    "domain.people.models",
    "domain.visits.models",
    "domain.youth.models",
    "domain.planning.models",
    "domain.dispatch.models",
    "domain.access.models",
    "domain.audit",
    "domain.kept_answers",
    "domain.events",
]
APPS = {"linli": {"models": MODELS, "default_connection": "default", "migrations": "domain.migrations"}}
SQLITE_DEFAULTS = {"busy_timeout": "5000", "synchronous": "NORMAL", "cache_size": "-65536"}
PLAN_ONCE = {"plan_cache_mode": "force_generic_plan"}  # to plan ten joins takes longer than to run them
POSTGRES_DEFAULTS = {"minsize": "1", "maxsize": "10"}

P = ParamSpec("P")
T = TypeVar("T")


def config(database_url: str) -> dict[str, Any]:
    """Tortoise's configuration for a database: one app over every module of tables.

    `database_url` is `sqlite://PATH` or `postgres://…`; what its query leaves out gets our defaults.
    """
    location, _, given = database_url.partition("?")
    defaults = SQLITE_DEFAULTS if location.startswith("sqlite:") else POSTGRES_DEFAULTS
    query = urlencode({**defaults, **dict(parse_qsl(given))}, safe="/")
    return {"connections": {"default": f"{location}?{query}"}, "apps": APPS}


def _forget_comments() -> None:
    """Keep the models' docstrings out of the tables, where tortoise would copy them: a new wording would need a
    migration, and a semicolon in one breaks it on SQLite."""
    for module in map(import_module, MODELS):
        for _, model in getmembers(module, lambda member: isclass(member) and issubclass(member, Model)):
            model._meta.table_description = ""  # noqa: SLF001  (there is no public way)


_forget_comments()
TORTOISE = config("sqlite://:memory:")  # what `tortoise -c domain.store.TORTOISE makemigrations` reads


async def connect(database_url: str) -> None:
    """Open the database for this whole process, one at a time; every task and thread sees it."""
    with TortoiseContext() as context:
        await context.init(opened(config(database_url)), _enable_global_fallback=True)


def opened(configuration: dict[str, Any]) -> dict[str, Any]:
    """A configuration with what no URL can say, for PostgreSQL: its sessions keep nothing that had to be reset after
    each statement, and plan a prepared statement once."""
    url = configuration["connections"]["default"]
    if url.startswith("sqlite:"):
        return configuration
    connection: dict[str, Any] = expand_db_url(url)  # pyright: ignore[reportUnknownVariableType]  (as above)
    connection["credentials"] |= {"reset": keep_as_it_is, "server_settings": PLAN_ONCE}
    return {**configuration, "connections": {"default": connection}}


async def keep_as_it_is(_: object) -> None:
    """Nothing to reset: no session of ours listens, locks or sets anything beyond its transaction. asyncpg would send
    four statements after each of ours."""


async def close() -> None:
    """Wait for transactions that outlived their request, then close every connection."""
    if _under_way:
        await asyncio.wait(_under_way)
    if context := get_current_context():
        await context.close_connections()


async def migrate() -> None:
    """Bring the connected database's tables up to date.

    On SQLite altering a table rebuilds it, and dropping the old one would empty the tables that refer to it: so
    foreign keys are off meanwhile, and checked afterwards. Raises BrokenReferences if a row refers to nothing.
    """
    connection = _connection()
    executor = MigrationExecutor(connection, APPS)
    if not _is_sqlite(connection):
        await executor.migrate()
        return
    await connection.execute_query("PRAGMA foreign_keys=OFF")
    try:
        await executor.migrate()
        _, broken = await connection.execute_query("PRAGMA foreign_key_check")
    finally:
        await connection.execute_query("PRAGMA foreign_keys=ON")
    if broken:
        raise BrokenReferences(sorted({row["table"] for row in broken}))


async def is_answering() -> bool:
    """Whether the connected database answers a question about its tables. Raises what tortoise raises if not."""
    await _connection().execute_query("SELECT 1 FROM audit_event LIMIT 1")
    return True


async def pending_migrations() -> list[str]:
    """Migrations of this version that the connected database lacks, in their order."""
    return [step.migration.name for step in await MigrationExecutor(_connection(), APPS).plan()]


async def count_on(table: str, column: str) -> None:
    """Let a counted column go on after its largest value, once rows were written with values of their own."""
    if not _is_sqlite(_connection()):  # SQLite does so by itself
        sequence = f"pg_get_serial_sequence('{table}', '{column}')"
        await _connection().execute_query(f"SELECT setval({sequence}, coalesce(max({column}), 1)) FROM {table}")  # noqa: S608  (names of ours)


class BrokenReferences(Exception):  # noqa: N818  (it names what is broken)
    """After migrating, rows of these tables refer to rows that are not there: restore the backup."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(f"rows of {', '.join(tables)} refer to nothing; restore the backup made before migrating")
        self.tables = tables


def one_transaction(operation: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """The only way to write: all of `operation` or nothing of it.

    It finishes even if its request hangs up, commits once, and rolls back on an exception and on a returned
    `Refusal`. An operation called by another joins the other's transaction; its own refusal undoes only its own part.
    """

    @wraps(operation)
    async def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        if _is_inside.get():
            return await _commit_or_undo(operation(*args, **kwargs))
        # a request cancelled inside a transaction would leave SQLite's only connection locked for good
        task = asyncio.ensure_future(_outermost(operation(*args, **kwargs)))
        _under_way.add(task)
        task.add_done_callback(_under_way.discard)
        return await asyncio.shield(task)

    return whole


async def one_at_a_time(name: str) -> None:
    """Inside a transaction: wait until no other transaction of this name is under way."""
    if not _is_sqlite(_connection()):  # SQLite has one writer anyway
        await _connection().execute_query("SELECT pg_advisory_xact_lock(hashtext($1))", [name])


_is_inside: ContextVar[bool] = ContextVar("is_inside_one_transaction", default=False)
_under_way: set[asyncio.Future[Any]] = set()


class _Refused(Exception):  # noqa: N818  (carries an answer out of the transaction, never an error)
    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


async def _outermost(body: Coroutine[Any, Any, T]) -> T:
    _is_inside.set(True)
    return await _commit_or_undo(body, takes_lock=True)


async def _commit_or_undo(body: Coroutine[Any, Any, T], *, takes_lock: bool = False) -> T:
    try:
        async with in_transaction():
            if takes_lock and _is_sqlite(_connection()):
                # writing first takes the write lock: a reader that turns writer later is refused as "locked"
                await _connection().execute_query("UPDATE audit_event SET action = action WHERE 0")
            answer = await body
            if isinstance(answer, Refusal):
                raise _Refused(answer)  # noqa: TRY301  (only an exception makes tortoise roll back)
            return answer
    except _Refused as refused:
        return refused.refusal  # type: ignore[return-value]  # it is the answer that the body gave
    finally:
        body.close()


def _connection() -> Any:  # noqa: ANN401  (tortoise leaves the rows of its clients untyped)
    return get_connection("default")


def _is_sqlite(connection: Any) -> bool:  # noqa: ANN401  (as _connection)
    return connection.capabilities.dialect == "sqlite"
