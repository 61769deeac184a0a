"""A drill: everything backed up, restored into a new database, and found again row for row."""

import gzip
from datetime import UTC, date, datetime

import pytest

from domain import store
from domain.access.accounts import SignedIn, add_account, sign_in
from domain.backup import BackedUp, Restored, back_up, restore, tables
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.outcomes import ValidationFailed
from domain.people.operations import ResidentEntry, keep_residents
from domain.places.operations import CommunityEntry, keep_communities

NOW = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"  # noqa: S105  (a test's)


async def everything() -> dict[str, list]:
    keys = {"problem_snapshot": "hash"}
    return {name: await model.all().order_by(keys.get(name, "id")).values() for name, model in tables().items()}


@pytest.fixture
async def filled(database):
    await keep_organizations([OrganizationEntry("WJJ", "卫健局", "bureau", is_planning_unit=True)])
    await keep_communities([CommunityEntry("XF", "西府社区", planned_by="WJJ")])
    await keep_residents(
        [ResidentEntry("E1", "老人", "XF", birth_date=date(1940, 2, 29), languages=("zh", "cjy"), latitude=37.26)]
    )
    await add_account("wang", PASSWORD, ["coordinator"], unit="WJJ", now=NOW, actor="test")


async def test_what_was_backed_up_is_restored_into_a_new_database_row_for_row(filled, databases, tmp_path):
    before = await everything()
    written = await back_up(tmp_path / "linli.backup", now=NOW)
    await store.close()
    url = await databases.add()
    await store.connect(url)

    restored = await restore(tmp_path / "linli.backup")

    assert isinstance(written, BackedUp)
    assert isinstance(restored, Restored)
    assert restored.rows == written.rows
    assert await everything() == before
    assert isinstance(await sign_in("wang", PASSWORD, now=NOW), SignedIn)


async def test_a_database_with_rows_is_not_restored_over(filled, tmp_path):
    await back_up(tmp_path / "linli.backup", now=NOW)
    before = await everything()

    answer = await restore(tmp_path / "linli.backup")

    assert isinstance(answer, ValidationFailed)
    assert await everything() == before


NO_BACKUPS = {
    "empty": b"",
    "plain": b"hello",
    "of no format": gzip.compress(b"{}"),
    "of another": gzip.compress(b'{"format": "other"}\n'),
}


@pytest.mark.parametrize("content", NO_BACKUPS.values(), ids=list(NO_BACKUPS))
async def test_a_file_that_is_no_backup_is_refused_and_nothing_is_restored(content, database, tmp_path):
    (tmp_path / "file").write_bytes(content)

    answer = await restore(tmp_path / "file")

    assert isinstance(answer, ValidationFailed)
    assert not any((await everything()).values())


async def test_half_a_backup_restores_nothing(filled, databases, tmp_path):
    await back_up(tmp_path / "linli.backup", now=NOW)
    whole = (tmp_path / "linli.backup").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    await store.close()
    await store.connect(await databases.add())

    answer = await restore(tmp_path / "half")

    assert isinstance(answer, ValidationFailed)
    assert not any((await everything()).values())
