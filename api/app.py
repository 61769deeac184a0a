"""The web server: GraphQL, and what calendars, monitors and whoever tries it out find beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from strawberry.extensions import DisableIntrospection, SchemaExtension

from api.calendar import calendar_feed
from api.documents import TrustedDocuments
from api.graphiql import STATIC
from api.http import NO_DOCUMENTS, LinliGraphQL
from api.jobs.cleaning import cleaning
from api.jobs.dispatching import dispatching
from api.jobs.runs import start_jobs, stop_jobs
from api.limits import TRANSPORT_LIMITS, BodyLimit, TimeLimit, TransportLimits
from api.masking import MaskBugs, keep_quiet
from api.observing.monitoring import healthz, metrics, readyz
from api.observing.operations import ObserveOperation
from api.observing.requests import ObserveRequest
from api.operations import OneOperation
from api.production import HideSuggestions
from api.settings import Settings
from api.sockets import FreshRows
from domain import store
from domain.wording import Language
from schema.build import build
from schema.limits import DocumentLimits

HIDING = (DisableIntrospection, HideSuggestions)  # in production
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def create_app(
    database_url: str,
    language: Language = "zh",
    *,
    demo_token: str | None = None,
    settings: Settings | None = None,
    documents: TrustedDocuments = NO_DOCUMENTS,
    limits: TransportLimits = TRANSPORT_LIMITS,
) -> Starlette:
    """The application over one database, which it opens and migrates at start. `language` is for requests that
    name none; `demo_token` signs in whoever opens GraphiQL; `documents` are known by name, and perhaps no others."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await store.connect(database_url)
        await store.migrate()
        await start_jobs(database_url)
        async with cleaning(settings.answers_days), dispatching():
            yield
        await stop_jobs()
        await store.close()

    keep_quiet()
    is_production = settings.is_production
    graphql = LinliGraphQL(
        build([*extensions(limits), *(HIDING if is_production else ())]),
        language,
        demo_token,
        limits=limits,
        origins=settings.origins,
        documents=documents,
        has_page=not is_production,
    )
    page_files = [] if is_production else [Mount("/static", StaticFiles(directory=STATIC))]
    app = Starlette(
        routes=[
            Route("/", to_graphql),
            Route("/graphql", graphql),
            WebSocketRoute("/graphql", graphql),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            Route("/calendar/{secret}.ics", calendar_feed),
            *page_files,
        ],
        # a web page elsewhere that resolves its own name to 127.0.0.1 is not this machine's user
        middleware=[
            Middleware(ObserveRequest),
            Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]", *settings.hosts]),
            Middleware(BodyLimit, limits),
        ],
        lifespan=lifespan,
    )
    app.state.language = language
    app.state.metrics_token = settings.metrics_token
    app.state.streams = graphql.streams
    return app


def extensions(limits: TransportLimits) -> list[Callable[[], SchemaExtension]]:
    """What every operation passes through."""
    return [ObserveOperation, MaskBugs, DocumentLimits, OneOperation, partial(TimeLimit, limits.operation_s), FreshRows]


async def to_graphql(_: Request) -> Response:
    """The way in."""
    return RedirectResponse("/graphql")
