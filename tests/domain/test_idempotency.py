"""A call sent twice is done once."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.idempotency import Call, earlier_answer, forget_answers, once
from domain.kept_answers import KeptAnswer
from domain.organizations.models import Organization
from domain.outcomes import ValidationFailed
from domain.rows import new_id

NOW = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
ACCOUNT = new_id()


@dataclass(frozen=True, slots=True)
class Founded:
    """A new organisation."""

    organization_id: UUID
    on_date: date
    name: str | None


def call(key: str = "k1", operation: str = "found", given: str = "a") -> Call:
    return Call(ACCOUNT, key, operation, given)


async def found() -> Founded | ValidationFailed:
    row = await Organization.create(key=str(new_id()), name="单位", kind="bureau")
    return Founded(row.id, date(2026, 12, 4), None)


async def refuse() -> Founded | ValidationFailed:
    await found()
    return ValidationFailed.of("name", "", "请写名称。", "Write a name.")


async def test_the_same_call_again_changes_nothing_and_gets_the_first_answer(database):
    first = await once(call(), Founded, found, now=NOW)

    second = await once(call(), Founded, found, now=NOW)

    assert second == first
    assert isinstance(second, Founded)
    assert await Organization.all().count() == 1


async def test_many_identical_calls_at_once_are_done_once(database):
    answers = await asyncio.gather(*(once(call(), Founded, found, now=NOW) for _ in range(20)))

    assert len(set(answers)) == 1
    assert await Organization.all().count() == 1


@pytest.mark.parametrize("other", [call(given="b"), call(operation="rename")])
async def test_a_key_used_for_something_else_is_refused(database, other):
    await once(call(), Founded, found, now=NOW)

    answer = await once(other, Founded, found, now=NOW)

    assert isinstance(answer, ValidationFailed)
    assert answer.problems[0].field == "idempotencyKey"
    assert await Organization.all().count() == 1


async def test_another_account_may_use_the_same_key(database):
    await once(call(), Founded, found, now=NOW)

    answer = await once(Call(new_id(), "k1", "found", "a"), Founded, found, now=NOW)

    assert isinstance(answer, Founded)
    assert await Organization.all().count() == 2


async def test_a_refused_call_leaves_nothing_and_its_key_may_be_used_again(database):
    refused = await once(call(), Founded, refuse, now=NOW)

    mended = await once(call(given="b"), Founded, found, now=NOW)

    assert isinstance(refused, ValidationFailed)
    assert isinstance(mended, Founded)
    assert (await Organization.all().count(), await KeptAnswer.all().count()) == (1, 1)


async def test_a_failure_after_the_change_undoes_the_change_and_keeps_no_answer(database):
    async def fail() -> Founded | ValidationFailed:
        await found()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await once(call(), Founded, fail, now=NOW)

    assert (await Organization.all().count(), await KeptAnswer.all().count()) == (0, 0)


@pytest.mark.parametrize("key", ["", "x" * 101])
async def test_a_key_of_no_or_too_many_characters_is_refused(database, key):
    answer = await earlier_answer(call(key), Founded)

    assert isinstance(answer, ValidationFailed)


async def test_old_answers_are_forgotten_and_younger_ones_kept(database):
    for key, days in (("old", 31), ("young", 29)):
        await once(call(key), Founded, found, now=NOW - timedelta(days=days))

    forgotten = await forget_answers(NOW - timedelta(days=30))

    assert forgotten == 1
    assert [row.key for row in await KeptAnswer.all()] == ["young"]
