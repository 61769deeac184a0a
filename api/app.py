"""The web server: GraphQL with GraphiQL, for this machine only until there is sign-in."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from strawberry.extensions import MaskErrors

from api.graphiql import STATIC
from api.http import BodyLimit, LinliGraphQL
from api.jobs.runs import start_jobs, stop_jobs
from domain import store
from domain.wording import Language
from schema.build import build
from schema.limits import DocumentLimits

LOOPBACK = ("127.0.0.1", "localhost", "::1")
log = logging.getLogger("linli.api")


def create_app(database_url: str, language: Language = "zh", *, demo_token: str | None = None) -> Starlette:
    """The application over one database, which it opens and migrates at start. `language` is for requests that
    name none; `demo_token` signs in whoever opens GraphiQL."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await store.connect(database_url)
        await store.migrate()
        await start_jobs(database_url)
        yield
        await stop_jobs()
        await store.close()

    graphql = LinliGraphQL(build([DocumentLimits, masking]), language, demo_token)
    return Starlette(
        routes=[
            Route("/", to_graphql),
            Route("/graphql", graphql),
            WebSocketRoute("/graphql", graphql),
            Route("/healthz", healthz),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        # a web page elsewhere that resolves its own name to 127.0.0.1 is not this machine's user
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"]), Middleware(BodyLimit)],
        lifespan=lifespan,
    )


def masking() -> MaskErrors:
    """Hide what a bug says from the outside, and log it under an id. Refused arguments and documents stay readable."""
    return MaskErrors(should_mask_error=is_bug, error_message="Something went wrong on our side; the log tells.")


def is_bug(error: GraphQLError) -> bool:
    """Whether an error is neither a bad document nor a refused argument."""
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        return False
    log.error("graphql %s", uuid4(), exc_info=error.original_error)
    return True


async def to_graphql(_: Request) -> Response:
    """The way in."""
    return RedirectResponse("/graphql")


async def healthz(_: Request) -> Response:
    """Alive."""
    return JSONResponse({"status": "ok"})
