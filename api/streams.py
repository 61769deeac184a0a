"""Sockets and event streams that are open: each ends soon after its token does, and all before the server stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Literal

from starlette.types import Scope
from tortoise.exceptions import DBConnectionError, OperationalError

from domain.access.accounts import hash_of, valid_hashes
from schema.context import Context

Reason = Literal["signed out", "stopping"]
GOODBYE_S = 2.0  # for clients to hear that the server stops
KEY = "linli.stream"


class OpenStream:
    """A socket or an event stream; `over` tells once it must end, and why."""

    def __init__(self) -> None:
        self.context: Context | None = None  # of whoever opened it, once that is known
        self.gone = asyncio.Event()
        self._over: asyncio.Future[Reason] = asyncio.get_running_loop().create_future()

    @classmethod
    def begin(cls, scope: Scope) -> OpenStream:
        """A stream for a request, which `of` finds again."""
        scope[KEY] = found = cls()
        return found

    @staticmethod
    def of(scope: Scope) -> OpenStream:
        """The stream of a request."""
        return scope[KEY]

    @property
    def token(self) -> str | None:
        """The bearer token that it stands on, if any."""
        return None if self.context is None else self.context.token

    def end(self, reason: Reason) -> None:
        """Let it end."""
        if not self._over.done():
            self._over.set_result(reason)

    async def over(self) -> Reason:
        """Wait until it must end; answers why."""
        return await asyncio.shield(self._over)


class OpenStreams:
    """All that are open in this process, `most` at a time; their tokens are looked up every `check_s`, all at once."""

    def __init__(self, most: int, check_s: float) -> None:
        self._most, self._check_s = most, check_s
        self._open: set[OpenStream] = set()
        self._is_stopping = False
        self._watch: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._open)

    @property
    def is_full(self) -> bool:
        """Whether one more is turned away: there are too many, or the server stops."""
        return self._is_stopping or len(self._open) >= self._most

    @contextmanager
    def holding(self, stream: OpenStream) -> Iterator[None]:
        """Count a stream as open while it is served."""
        self._open.add(stream)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._end_those_signed_out())
        try:
            yield
        finally:
            self._open.discard(stream)
            stream.gone.set()
            if not self._open:
                self._watch.cancel()

    async def stop(self) -> None:
        """Say goodbye to all, let no more in, and wait a moment for them to leave."""
        self._is_stopping = True
        leaving = list(self._open)
        for one in leaving:
            one.end("stopping")
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                for one in leaving:
                    await one.gone.wait()

    async def _end_those_signed_out(self) -> None:
        while True:
            await asyncio.sleep(self._check_s)
            with suppress(DBConnectionError, OperationalError, OSError):  # it is asked again soon
                by_hash = [(hash_of(one.token), one) for one in self._open if one.token]
                valid = await valid_hashes([hashed for hashed, _ in by_hash], now=datetime.now(UTC))
                for hashed, one in by_hash:
                    if hashed not in valid:
                        one.end("signed out")


async def until_over(
    events: AsyncGenerator[str, None], stream: OpenStream, farewell: Callable[[Reason], str]
) -> AsyncGenerator[str, None]:
    """The events of a stream until it must end; then what is said last."""
    over: asyncio.Future[Reason] = asyncio.ensure_future(stream.over())
    coming: asyncio.Future[str] | None = None
    try:
        while True:
            coming = asyncio.ensure_future(anext(events))
            await asyncio.wait({coming, over}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                yield farewell(over.result())
                return
            try:
                event = coming.result()
            except StopAsyncIteration:
                return
            yield event
    finally:
        over.cancel()
        if coming is not None and not coming.done():
            coming.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await coming
        await events.aclose()
