"""Watches each request from outside: an id, a line in the log, a count; a bug that nothing else caught."""

from __future__ import annotations

import time

from starlette.routing import Match, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.masking import MESSAGE, log_bug
from api.observing.figures import REQUESTS
from api.observing.log import logger
from api.observing.seen import SEEN, Seen
from api.refusing import RefusedRequest, refuse

log = logger("linli.api")
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")


class ObserveRequest:
    """The outermost of what a request passes through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, then tell of it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        seen, path, began_s = Seen(is_socket=scope["type"] == "websocket"), template_of(scope), time.perf_counter()
        SEEN.set(seen)
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", seen.request_id.encode())]
            elif message["type"] == "websocket.accept":
                status = 101
            elif message["type"] == "websocket.close" and not status:
                status = 403
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001  (the outermost edge)
            bug_id = log_bug(error, path)
            if not status and not seen.is_socket:
                told = RefusedRequest(500, "INTERNAL", MESSAGE.format(id=bug_id), id=bug_id)
                await refuse(told)(scope, receive, noted)
        finally:
            tell(scope, seen, path, status, time.perf_counter() - began_s)


def tell(scope: Scope, seen: Seen, path: str, status: int, took_s: float) -> None:
    """Count a request, and write its line; status 0 is one whose caller left before an answer."""
    REQUESTS.labels(path, str(status)).inc()
    method = "SOCKET" if seen.is_socket else scope["method"]
    log.info(
        "request",
        method=method if seen.is_socket or method in METHODS else "other",
        path=path,
        status=status,
        kind=seen.kind,
        outcome=seen.outcome,
        duration_ms=round(took_s * 1000),
        request_id=seen.request_id,
        account=str(seen.account_id) if seen.account_id else None,
    )


def template_of(scope: Scope) -> str:
    """A request's path as its route has it, so that nothing of a caller's is in it."""
    for route in scope["app"].routes:
        if isinstance(route, (Route, WebSocketRoute)) and route.matches(scope)[0] is not Match.NONE:
            return route.path
    return "other"
