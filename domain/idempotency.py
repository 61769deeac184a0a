"""A call that is done once, however often it is sent: the first answer is kept under the caller's key.

The answer is kept in the transaction of the change, so there is never one without the other. A refusal changed
nothing, so nothing of it is kept: the same key may be tried again, with a mended input too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from pydantic import TypeAdapter

from domain.kept_answers import LONGEST_KEY, KeptAnswer
from domain.outcomes import Refusal, ValidationFailed
from domain.store import one_at_a_time, one_transaction

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls which operation under which key, and a hash of everything else that they gave."""

    account_id: UUID
    key: str
    operation: str
    input_hash: str


async def earlier_answer(call: Call, answers: type[T]) -> T | ValidationFailed | None:
    """What the call was answered before; refused if its key was used for something else; None if it is new.

    `answers` is the dataclass of the operation's success. Slow operations ask this before they compute anything.
    """
    if not 0 < len(call.key) <= LONGEST_KEY:
        return ValidationFailed.of(
            "idempotencyKey", call.key[:20], f"请给 1 到 {LONGEST_KEY} 个字符。", f"Give 1 to {LONGEST_KEY} characters."
        )
    row = await KeptAnswer.get_or_none(account_id=call.account_id, key=call.key)
    if row is None:
        return None
    if (row.operation, row.input_hash) != (call.operation, call.input_hash):
        return ValidationFailed.of(
            "idempotencyKey",
            call.key,
            "这个键已用于另一次操作或另一份内容:请换一个新键。",
            "This key was used for another operation or another input: use a new one.",
        )
    return TypeAdapter(answers).validate_python(row.answer, strict=False)


@one_transaction
async def once(
    call: Call, answers: type[T], write: Callable[[], Awaitable[T | Refusal]], *, now: datetime
) -> T | Refusal:
    """Do `write` unless the call was done before; its answer, or the one that it had the first time.

    Of two that come at once, the second waits and gets the first one's answer.
    """
    await one_at_a_time(f"idempotency:{call.account_id}:{call.key}")
    earlier = await earlier_answer(call, answers)
    if earlier is not None:
        return earlier
    answer = await write()
    if not isinstance(answer, Refusal):
        await KeptAnswer.create(
            account_id=call.account_id,
            key=call.key,
            operation=call.operation,
            input_hash=call.input_hash,
            answer=TypeAdapter(answers).dump_python(answer, mode="json"),
            at=now,
        )
    return answer


@one_transaction
async def forget_answers(before: datetime) -> int:
    """Forget what calls before a moment were answered, and how many they were; sent again, they are done again."""
    return await KeptAnswer.filter(at__lt=before).delete()
