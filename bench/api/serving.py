"""One server for a bench, in a process of its own: `python -m bench.api.serving ours DATABASE_URL PORT`."""

from __future__ import annotations

import logging
import sys

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.server import spare_the_collector

STATEMENTS = "/statements"


class CountsStatements:
    """An application that also tells, at a path of its own, how many statements of SQL ran since it was last asked.

    It begins to count when it is first asked: until then it costs nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.seen: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or tell."""
        if scope["type"] != "http" or scope["path"] != STATEMENTS:
            await self.app(scope, receive, send)
            return
        logger = logging.getLogger("tortoise.db_client")
        if logger.level != logging.DEBUG:
            handler = logging.Handler()
            handler.emit = lambda record: self.seen.append(record.getMessage())
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)
            logger.propagate = False
        count, self.seen[:] = len(self.seen), []
        await PlainTextResponse(str(count))(scope, receive, send)


def app_of(kind: str, database_url: str) -> ASGIApp:
    """The application of a kind. Each imports only its own: the time to start is measured."""
    if kind == "plain":
        from bench.api.plain import plain_app  # noqa: PLC0415  (as the docstring says)

        return plain_app(database_url)
    if kind == "stock":
        from bench.api.stock import stock_app  # noqa: PLC0415  (as above)

        return stock_app(database_url)
    from api.app import create_app  # noqa: PLC0415  (as above)

    return create_app(database_url)


def main(kind: str, database_url: str, port: str) -> None:
    """Serve until the process is ended."""
    app = CountsStatements(app_of(kind, database_url))
    if kind != "stock":
        spare_the_collector()
    uvicorn.run(app, port=int(port), log_level="warning", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
