"""How much one request may send and how long it may take, whatever its document asks for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from graphql import GraphQLError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.extensions import SchemaExtension

from api.refusing import RefusedRequest, refuse

DRAINED = 16  # times the limit that a body is read on and thrown away, so that its sender hears the answer


@dataclass(frozen=True, slots=True)
class TransportLimits:
    """The most that a request, a socket or a stream may take, in bytes, seconds and numbers."""

    body_bytes: int = 1024 * 1024  # of a request, and of a message over a socket
    body_s: float = 10.0  # to send a body
    operation_s: float = 10.0  # to answer a query or a mutation, or to begin a subscription
    sign_in_s: float = 10.0  # to send connection_init after a socket opened
    idle_s: float = 300.0  # a socket without operations and messages
    subscriptions: int = 20  # at once over one socket
    streams: int = 1_000  # sockets and event streams at once, of the whole server
    heartbeat_s: float = 15.0  # between comments in a silent event stream
    token_check_s: float = 2.0  # so long a socket or stream may outlive its token


TRANSPORT_LIMITS = TransportLimits()


class TimeLimit(SchemaExtension):
    """Ends an operation that takes too long. What a subscription sends afterwards is not timed."""

    def __init__(self, operation_s: float = TRANSPORT_LIMITS.operation_s) -> None:
        super().__init__()
        self.operation_s = operation_s

    async def on_execute(self) -> AsyncIterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (a generator is allowed)
        """Run the operation against the clock."""
        try:
            async with asyncio.timeout(self.operation_s):
                yield
        except TimeoutError:
            raise TooSlowError(self.operation_s) from None


class TooSlowError(GraphQLError):
    """An operation that took too long: the most seconds, and the mend. A change may be made all the same."""

    def __init__(self, most_s: float) -> None:
        mend = "ask for less at once; send a mutation again with its idempotencyKey to learn what became of it"
        super().__init__(
            f"not answered within {most_s:g} s: {mend}",
            extensions={"code": "TOO_SLOW", "limit": "seconds", "most": most_s, "mend": mend},
        )


class BodyLimit:
    """Refuses a body that is too large or too slow, by its header or while it comes, before anything reads it."""

    def __init__(self, app: ASGIApp, limits: TransportLimits = TRANSPORT_LIMITS) -> None:
        self.app, self.limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then pass it on whole."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.limits.body_s):
                messages = await self._read(scope, receive)
        except TimeoutError:
            slow = RefusedRequest(408, "TOO_SLOW", f"send the body within {self.limits.body_s:g} s")
            await refuse(slow)(scope, receive, send)
            return
        except RefusedRequest as error:
            await refuse(error)(scope, receive, send)
            return
        waiting = iter(messages)

        async def again() -> Message:
            return next(waiting, None) or await receive()

        await self.app(scope, again, send)

    async def _read(self, scope: Scope, receive: Receive) -> list[Message]:
        """The messages of a body. Raises RefusedRequest 413 for one that is too large."""
        most = self.limits.body_bytes
        too_large = RefusedRequest(413, "TOO_LARGE", f"a body has at most {most} bytes: send less at once", most=most)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and len(declared) < 20 and int(declared) > DRAINED * most:
            raise too_large
        messages: list[Message] = []
        size = 0
        while size <= DRAINED * most:
            message = await receive()
            size += len(message.get("body", b""))
            if size <= most:
                messages.append(message)
            if not message.get("more_body", False):
                break
        if size > most:
            raise too_large
        return messages
