"""What every mutation does: know whoever asks, do a call once, and read the ids of its input."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Protocol, TypeVar
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader
from strawberry.types import Info

from domain.access.principal import Principal
from domain.idempotency import Call, earlier_answer, once
from domain.outcomes import Refusal, ValidationFailed
from schema.relay import row_id

T = TypeVar("T")
W = TypeVar("W")
UNKEPT = re.compile(r"\\u0000|[\ud800-\udfff]")  # PostgreSQL keeps no NUL, and no encoding keeps half a pair


class Input(Protocol):
    """An input of a mutation."""

    idempotency_key: str


def idempotency_key() -> Any:  # noqa: ANN401  (stands for a field of an input)
    """The field by which a call that is sent twice is done once."""
    return strawberry.field(
        description="Your own name for this call, 1 to 100 characters: sent again with the same input it is not done "
        "again but answered as the first time; with another input it is refused. A refused call may be sent again."
    )


def expected_version(what: str) -> Any:  # noqa: ANN401  (as above)
    """The field by which a change says which version of a row it was decided on."""
    return strawberry.field(description=f"Version of the {what} as you saw it; if it has changed since: Conflict.")


def principal(info: Info[Any, Any]) -> Principal:
    """Who is signed in; a mutation that anyone may call does not ask this."""
    who: Principal = info.context.principal
    return who


def call_of(info: Info[Any, Any], given: Input) -> Call | ValidationFailed:
    """The call by its caller, key, operation, and a hash of the rest of its input; refused if no database keeps it."""
    facts: dict[str, Any] = asdict(given)  # type: ignore[call-overload]  # every input is a dataclass
    if UNKEPT.search(json.dumps(facts, default=str, ensure_ascii=False)):
        return ValidationFailed.of("input", "", "含有不能保存的字符。", "It has characters that can't be kept.")
    facts.pop("idempotency_key")
    text = json.dumps(facts, default=str, sort_keys=True)
    return Call(
        principal(info).account_id,
        given.idempotency_key,
        info.field_name,
        hashlib.sha256(text.encode()).hexdigest(),
    )


async def done_once(
    info: Info[Any, Any], given: Input, answers: type[T], write: Callable[[], Awaitable[T | Refusal]]
) -> T | Refusal:
    """The answer of a quick operation, done now or the first time that the call came."""
    call = call_of(info, given)
    return call if isinstance(call, Refusal) else await once(call, answers, write, now=info.context.clock())


async def done_once_slowly(
    info: Info[Any, Any],
    given: Input,
    answers: type[T],
    work: Callable[[], Awaitable[W | Refusal]],
    write: Callable[[W], Awaitable[T | Refusal]],
) -> T | Refusal:
    """As `done_once` for an operation that computes: `work` runs in no transaction, and only if the call is new."""
    call = call_of(info, given)
    if isinstance(call, Refusal):
        return call
    earlier = await earlier_answer(call, answers)
    if earlier is not None:
        return earlier
    found = await work()
    if isinstance(found, Refusal):
        return found
    return await once(call, answers, lambda: write(found), now=info.context.clock())


def named(given: str | None, *type_names: str) -> UUID | None:
    """The row of one of these types that a global id names; None if it names none."""
    found = None if given is None else row_id(given)
    return found[1] if found is not None and found[0] in type_names else None


async def fresh(loader: DataLoader[UUID, Any], row_id: UUID) -> Any:  # noqa: ANN401  (a row, shown as its type)
    """A row as it stands after the change, whatever the request has read of it before."""
    forget(loader, row_id)
    return await loader.load(row_id)


def forget(loader: DataLoader[UUID, Any], row_id: UUID) -> None:
    """Let a row be read again when it is next asked for."""
    with suppress(KeyError):  # the loader minds if it has not read it yet
        loader.clear(row_id)
