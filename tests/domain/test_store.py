"""One way to write: shielded, all or nothing, and safe between processes."""

from domain.audit import AuditEvent


async def test_a_migrated_database_starts_empty(database):
    assert await AuditEvent.all().count() == 0
