"""Operations over a WebSocket, graphql-transport-ws: what comes in is read with care, idle sockets are closed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from typing import Any, cast

from graphql import GraphQLError
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.dataloader import DataLoader
from strawberry.extensions import SchemaExtension
from strawberry.http.exceptions import NonJsonMessageReceived
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.types import StreamExecutionResult

from api.refusing import RefusedRequest
from api.streams import OpenStream, Reason

CLOSES: dict[Reason, tuple[int, str]] = {
    "signed out": (4403, "signed out"),
    "stopping": (1001, "the server is stopping: connect again"),
}
OPTIONAL = {"variables": dict, "operationName": str, "extensions": dict}


class SocketMessages(ASGIWebSocketAdapter):
    """Messages of a socket; one that is too large or no JSON ends it."""

    view: Any

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        """Each message as JSON."""
        del ignore_parsing_errors  # asked for by the older protocol alone
        try:
            while self.ws.application_state != WebSocketState.DISCONNECTED:
                text = await self.ws.receive_text()
                if len(text) > self.view.limits.body_bytes:
                    await self.close(1009, "message too large")
                    return
                yield self.view.decode_json(text)
        except json.JSONDecodeError as error:
            raise NonJsonMessageReceived from error
        except KeyError:  # bytes, not text
            await self.close(4400, "send text")
        except WebSocketDisconnect:
            return

    async def close(self, code: int, reason: str) -> None:
        """Close with a reason, which a socket allows 123 bytes."""
        with suppress(RuntimeError):  # it may be closed already
            await super().close(code, reason.encode()[:120].decode(errors="ignore"))


class Socket(BaseGraphQLTransportWSHandler[Any, None]):
    """One socket: up to so many operations at once, closed when it is idle, signed out or the server stops."""

    view: Any
    websocket: Any

    async def handle(self) -> None:
        """Serve the socket to its end."""
        self.heard_at_s = asyncio.get_running_loop().time()
        watch = asyncio.create_task(self._watch())
        try:
            await super().handle()
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def _watch(self) -> None:
        """Close the socket once it was idle for long, or must end."""
        idle_s: float = self.view.limits.idle_s
        stream = OpenStream.of(self.websocket.ws.scope)
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(idle_s / 2):
                    reason = await stream.over()
                await self.websocket.close(*CLOSES[reason])
                return
            silent_s = asyncio.get_running_loop().time() - self.heard_at_s
            if silent_s > idle_s and not self.operations:
                await self.websocket.close(1000, "idle: connect again when there is something to ask")
                return

    async def handle_message(self, message: Any) -> None:  # noqa: ANN401  (whatever JSON came)
        """Take a message; what the protocol does not know ends the socket."""
        self.heard_at_s = asyncio.get_running_loop().time()
        try:
            message = self._with_document(message)
        except RefusedRequest as error:
            await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})
            return
        if not is_message(message):
            await self.handle_invalid_message("no message of graphql-transport-ws")
        elif message["type"] == "subscribe" and len(self.operations) >= (self.max_subscriptions_per_connection or 0):
            await self._refuse(message["id"])
        else:
            await super().handle_message(cast("Any", message))

    def _with_document(self, message: Any) -> Any:  # noqa: ANN401  (as above)
        """A message with the text of the document that it names. Raises RefusedRequest."""
        is_subscribe = isinstance(message, dict) and message.get("type") == "subscribe"
        if not is_subscribe or not isinstance(message.get("id"), str) or not isinstance(message.get("payload"), dict):
            return message
        return {**message, "payload": self.view.documents.resolved(message["payload"])}

    async def _refuse(self, operation_id: str) -> None:
        most, mend = self.max_subscriptions_per_connection, "complete one first, or open another socket"
        error = GraphQLError(
            f"subscriptions: {most} at most over one socket; {mend}",
            extensions={"code": "TOO_COMPLEX", "limit": "subscriptions", "most": most, "mend": mend},
        )
        await self.send_message({"id": operation_id, "type": "error", "payload": [error.formatted]})

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        """A slip in one document ends that operation, not the socket with all the others."""
        del error
        return None


def is_message(message: object) -> bool:
    """Whether JSON has the form of a message; what its document says is not looked at."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return False
    if message["type"] == "complete":
        return isinstance(message.get("id"), str)
    if message["type"] != "subscribe":
        return isinstance(message.get("payload", {}), dict | None)
    payload = message.get("payload")
    return (
        isinstance(message.get("id"), str)
        and isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and all(isinstance(payload.get(name), kind | None) for name, kind in OPTIONAL.items())
    )


class FreshRows(SchemaExtension):
    """Lets each answer of a stream read its rows anew: a socket's context, and a subscription's, outlive many."""

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (a generator is allowed)
        """Forget what this answer read."""
        del result
        for one in vars(self.execution_context.context).values():
            if isinstance(one, DataLoader):
                one.clear_all()
        yield
