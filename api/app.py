"""The web server: GraphQL with GraphiQL, for this machine only until there is sign-in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from api.calendar import calendar_feed
from api.graphiql import STATIC
from api.http import LinliGraphQL
from api.jobs.runs import start_jobs, stop_jobs
from api.limits import TRANSPORT_LIMITS, BodyLimit, TimeLimit, TransportLimits
from api.masking import MaskBugs, keep_quiet
from api.operations import OneOperation
from api.sockets import FreshRows
from domain import store
from domain.wording import Language
from schema.build import build
from schema.limits import DocumentLimits

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def create_app(
    database_url: str,
    language: Language = "zh",
    *,
    demo_token: str | None = None,
    origins: Sequence[str] = (),
    limits: TransportLimits = TRANSPORT_LIMITS,
) -> Starlette:
    """The application over one database, which it opens and migrates at start. `language` is for requests that
    name none; `demo_token` signs in whoever opens GraphiQL; pages of `origins` may open sockets as our own may."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await store.connect(database_url)
        await store.migrate()
        await start_jobs(database_url)
        yield
        await stop_jobs()
        await store.close()

    keep_quiet()
    schema = build([MaskBugs, DocumentLimits, OneOperation, partial(TimeLimit, limits.operation_s), FreshRows])
    graphql = LinliGraphQL(schema, language, demo_token, limits=limits, origins=origins)
    app = Starlette(
        routes=[
            Route("/", to_graphql),
            Route("/graphql", graphql),
            WebSocketRoute("/graphql", graphql),
            Route("/healthz", healthz),
            Route("/calendar/{secret}.ics", calendar_feed),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        # a web page elsewhere that resolves its own name to 127.0.0.1 is not this machine's user
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"]),
            Middleware(BodyLimit, limits),
        ],
        lifespan=lifespan,
    )
    app.state.language = language
    app.state.streams = graphql.streams
    return app


async def to_graphql(_: Request) -> Response:
    """The way in."""
    return RedirectResponse("/graphql")


async def healthz(_: Request) -> Response:
    """Alive."""
    return JSONResponse({"status": "ok"})
