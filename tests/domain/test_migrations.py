"""Migrations match the models, keep every row, and leave every index."""

import ast
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from domain import store
from domain.organizations.models import Organization
from domain.places.models import Building, Community
from domain.planning.models import Plan, ProblemSnapshot, Week
from domain.planning.runs import runs_of

WEEK_ID, RUN_ID = "0193f3a0-0000-7000-8000-000000000001", "0193f3a0-0000-7000-8000-000000000002"
UNIT_ID = "0193f3a0-0000-7000-8000-000000000003"
UNIT_OF_THE_FIRST_MIGRATION = f"""
INSERT INTO organization (id, version, key, name, name_en, kind, phone, is_planning_unit, time_zone, trip_overhead_min)
VALUES ('{UNIT_ID}', 1, 'health', '卫健局', '', 'bureau', '', true, 'Asia/Shanghai', 5)
"""  # noqa: S608  (a test's)
AT = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
RUN_OF_THE_FIRST_MIGRATION = f"""
INSERT INTO matching_run (id, version, week_id, state, requested_by, seed, iterations, is_cancel_requested, elapsed_s,
    cost, stopped, failure, created_at)
VALUES ('{RUN_ID}', 1, '{WEEK_ID}', 'finished', '', 0, 10, false, 1.5, 3000000000, 'budget', '', '{AT.isoformat(" ")}')
"""  # noqa: S608  (a test's)
MIGRATIONS = sorted(Path(store.__file__).parent.glob("migrations/0*.py"))


async def test_no_model_has_changed_without_a_migration(database):
    pending = await MigrationAutodetector(Tortoise.apps, store.APPS).changes()  # type: ignore[arg-type]  # connected

    assert [writer.as_string() for writer in pending] == []


async def test_migrating_again_changes_nothing(database):
    await Organization.create(key="health", name="卫健局", kind="bureau")

    await store.migrate()

    assert await Organization.all().count() == 1


async def test_every_index_that_a_model_names_exists(database):
    there = {(table, *sorted(columns)) for (table, _), columns in (await indexed_columns(database)).items()}

    wanted = {(model._meta.db_table, *sorted(columns)) for model in models() for columns in indexes_of(model)}

    assert wanted - there == set()


async def test_every_reference_is_indexed(database):
    """Deleting a row, and each join, looks up the rows that refer to it."""
    firsts = {(table, columns[0]) for (table, _), columns in (await indexed_columns(database)).items()}

    references = {
        (model._meta.db_table, field.source_field)
        for model in models()
        for field in model._meta.fields_map.values()
        if isinstance(field, ForeignKeyFieldInstance)
    }

    assert references - firsts == set()


async def test_altering_a_table_keeps_the_rows_that_refer_to_it(database, next_migration):
    community = await Community.create(key="xifu", name="西府社区")
    await Building.create(key="b1", name="1号楼", community=community)
    next_migration("ops.AlterField('Community', 'street', fields.CharField(max_length=150, default=''))")

    await store.migrate()

    assert await Building.all().count() == 1


async def test_a_database_of_the_first_migration_keeps_its_runs_their_plans_and_every_index(first_database):
    await get_connection("default").execute_script(UNIT_OF_THE_FIRST_MIGRATION)
    week = await Week.create(id=WEEK_ID, unit_id=UNIT_ID, iso_week="2026-W50")
    await get_connection("default").execute_script(RUN_OF_THE_FIRST_MIGRATION)
    problem = await ProblemSnapshot.create(hash="0" * 64, body="{}")
    await Plan.create(
        week=week, run_id=RUN_ID, number=1, problem=problem, cost=7, terms={}, assigned=1, visits=1, created_at=AT
    )
    before = await indexed_columns(first_database)

    await store.migrate()

    (run,) = await runs_of(week.id)
    assert (run.state, run.cost, run.created_at) == ("finished", 3_000_000_000, AT)
    assert (run.unavoidable, run.at_least_open) == (None, None)
    assert str((await Plan.get()).run_id) == RUN_ID
    assert (await Organization.get()).ordinary_hours is None
    assert await indexed_columns(first_database) == before
    assert await store.pending_migrations() == []


async def test_rows_that_refer_to_nothing_are_told_after_migrating(database):
    if not database.startswith("sqlite"):
        pytest.skip("PostgreSQL checks references itself")
    connection = get_connection("default")
    await connection.execute_query("PRAGMA foreign_keys=OFF")
    await Building.create(key="b1", name="1号楼", community_id="0193f3a0-0000-7000-8000-000000000000")

    with pytest.raises(store.BrokenReferences) as told:
        await store.migrate()

    assert told.value.tables == ["building"]


async def test_foreign_keys_hold_again_after_migrating(database):
    await store.migrate()

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await Building.create(key="b1", name="1号楼", community_id="0193f3a0-0000-7000-8000-000000000000")


def test_added_fields_bring_their_index_and_their_default():
    """`AddField(db_index=True)` makes no index, and a column that can't be null needs a `db_default`."""
    added = [(path.name, field) for path in MIGRATIONS for field in added_fields(ast.parse(path.read_text("utf-8")))]

    unsafe = [(name, ast.unparse(field)) for name, field in added if not is_safe_to_add(field)]

    assert unsafe == []


def is_safe_to_add(field: ast.Call) -> bool:
    options = {keyword.arg: ast.unparse(keyword.value) for keyword in field.keywords}
    has_value = options.get("null") == "True" or "db_default" in options
    return has_value and options.get("db_index", "False") == "False"


@pytest.mark.parametrize(
    ("field", "is_safe"),
    [
        ("fields.IntField(null=True)", True),
        ("fields.IntField(default=0)", False),
        ("fields.IntField(db_default=0)", True),
        ("fields.IntField(null=True, db_index=True)", False),
    ],
)
def test_a_field_without_a_value_for_old_rows_or_with_an_index_that_is_not_made_is_unsafe(field, is_safe):
    tree = ast.parse(f"ops.AddField(model_name='Carer', name='x', field={field})")

    assert [is_safe_to_add(one) for one in added_fields(tree)] == [is_safe]


def added_fields(tree: ast.AST) -> list[ast.Call]:
    return [
        keyword.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ops.AddField"
        for keyword in node.keywords
        if keyword.arg == "field" and isinstance(keyword.value, ast.Call)
    ]


@pytest.fixture
async def first_database(databases):
    """An open database as the first migration leaves it; its value is the database's URL."""
    url = await databases.add()
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite://")).unlink()  # noqa: ASYNC240  (nothing else waits)
    await store.connect(url)
    connection = get_connection("default")
    if not url.startswith("sqlite"):
        await connection.execute_script("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await MigrationExecutor(connection, store.APPS).migrate([MigrationTarget("linli", MIGRATIONS[0].stem)])
    yield url
    await store.close()
    await databases.drop(url)


@pytest.fixture
def next_migration(tmp_path, monkeypatch):
    """Adds a migration of one operation after ours, for this test only."""

    def add(operation: str) -> None:
        folder = tmp_path / f"later_{tmp_path.name}"
        shutil.copytree(MIGRATIONS[0].parent, folder)
        (folder / "9999_later.py").write_text(LATER.format(after=MIGRATIONS[-1].stem, operation=operation))
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setitem(store.APPS["linli"], "migrations", folder.name)

    return add


LATER = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [("linli", "{after}")]
    operations = [{operation}]
"""


def models():
    return Tortoise.apps["linli"].values()


def indexes_of(model) -> list[list[str]]:
    """Columns of each index, unique or not, that the model asks for."""
    meta = model._meta
    named = [index.fields if isinstance(index, Index) else index for index in meta.indexes]
    single = [[name] for name, field in meta.fields_map.items() if (field.index or field.unique) and not field.pk]
    return [[column_of(meta.fields_map[name]) for name in one] for one in [*named, *meta.unique_together, *single]]


def column_of(field) -> str:
    return field.source_field or field.model_field_name


async def indexed_columns(url: str) -> dict[tuple[str, str], list[str]]:
    connection = get_connection("default")
    statement = SQLITE_INDEXES if url.startswith("sqlite") else POSTGRES_INDEXES
    _, rows = await connection.execute_query(statement)
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row["tbl"], row["idx"]), []).append(row["col"])
    return found


SQLITE_INDEXES = """
SELECT m.name AS tbl, l.name AS idx, i.name AS col
FROM sqlite_master AS m, pragma_index_list(m.name) AS l, pragma_index_info(l.name) AS i
WHERE m.type = 'table' ORDER BY tbl, idx, i.seqno
"""
POSTGRES_INDEXES = """
SELECT t.relname AS tbl, c.relname AS idx, a.attname AS col
FROM pg_index AS x JOIN pg_class AS t ON t.oid = x.indrelid JOIN pg_class AS c ON c.oid = x.indexrelid
JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE t.relnamespace = 'public'::regnamespace ORDER BY tbl, idx, a.attnum
"""
