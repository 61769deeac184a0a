"""The web server: GraphQL with GraphiQL, for this machine only until there is sign-in."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import MaskErrors

from api.graphiql import POLICY, STATIC, page
from api.jobs.runs import enqueue_run, start_jobs, stop_jobs
from api.signin import Doorkeeper
from domain import store
from domain.wording import Language
from schema.build import build
from schema.context import Context

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

    graphql = LinliGraphQL(build([masking]), language, demo_token)
    return Starlette(
        routes=[
            Route("/", to_graphql),
            Route("/graphql", graphql, methods=["GET", "POST"]),
            Route("/healthz", healthz),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        # a web page elsewhere that resolves its own name to 127.0.0.1 is not this machine's user
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])],
        lifespan=lifespan,
    )


class LinliGraphQL(GraphQL[Context, None]):
    """GraphQL over HTTP, each request with its own language and loaders."""

    def __init__(self, schema: Any, language: Language, demo_token: str | None = None) -> None:  # noqa: ANN401  (strawberry's schema)
        super().__init__(schema, graphql_ide="graphiql")
        self.demo_token = demo_token
        self.language: Language = language
        self.doorkeeper = Doorkeeper()

    async def render_graphql_ide(self, request: Request) -> Response:
        """GraphiQL, for a browser that asks for a page."""
        del request
        return HTMLResponse(page(self.demo_token), headers={"Content-Security-Policy": POLICY})

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """A new context; the language is the first of `Accept-Language` that we speak."""
        del response
        principal, token = await self.doorkeeper.principal(request.headers.get("authorization"))
        language = spoken(request.headers.get("accept-language", ""), self.language)
        return Context(language, principal, token, forget=self.doorkeeper.forget, enqueue_run=enqueue_run)


def spoken(accept_language: str, otherwise: Language) -> Language:
    """The first language of an `Accept-Language` header that we speak."""
    for part in accept_language.lower().split(","):
        if part.strip().startswith("zh"):
            return "zh"
        if part.strip().startswith("en"):
            return "en"
    return otherwise


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
