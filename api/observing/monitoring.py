"""What monitors ask: whether the server is alive, whether it is ready, and its figures."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from dbos import error as dbos_error
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tortoise.exceptions import BaseORMException

from api.jobs.runs import jobs_are_up
from api.observing.figures import REGISTRY, RUNS, STREAMS, WAITING
from api.refusing import RefusedRequest, refuse
from domain.planning.runs import STATES, runs_by_state
from domain.store import is_answering, pending_migrations

PART_S = 2.0  # for one part to answer
DOWN = (BaseORMException, SQLAlchemyError, dbos_error.DBOSException, OSError, TimeoutError)
NO_STORE = {"Cache-Control": "no-store"}
THIS_MACHINE = ("127.0.0.1", "::1")
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")  # by a proxy, which asks from this machine for anyone


async def no_migration_waits() -> bool:
    """Whether the tables are those that this version wants."""
    return not await pending_migrations()


PARTS: dict[str, tuple[Callable[[], Awaitable[bool]], str]] = {
    "database": (is_answering, "see that the database at DATABASE_URL runs and can be reached"),
    "migrations": (no_migration_waits, "run `linli migrate` with this version, then start the server again"),
    "jobs": (jobs_are_up, "start the server again; runs that were under way go on"),
}


async def healthz(_: Request) -> Response:
    """Alive."""
    return JSONResponse({"status": "ok"})


async def readyz(_: Request) -> Response:
    """Whether requests can be sent here: 503 names each part that is not up, and what to do."""
    parts = {name: await part(is_up, mend) for name, (is_up, mend) in PARTS.items()}
    is_ready = all(one["status"] == "ok" for one in parts.values())
    told = {"status": "ready" if is_ready else "not ready", "parts": parts}
    return JSONResponse(told, 200 if is_ready else 503, NO_STORE)


async def part(is_up: Callable[[], Awaitable[bool]], mend: str) -> dict[str, str]:
    """How one part stands."""
    try:
        async with asyncio.timeout(PART_S):
            up = await is_up()
    except DOWN:
        up = False
    return {"status": "ok"} if up else {"status": "down", "mend": mend}


async def metrics(request: Request) -> Response:
    """The figures, as Prometheus reads them: for whoever has the token, or without one for this machine alone."""
    if refused := refused_reader(request):
        return refuse(refused)
    STREAMS.set(len(request.app.state.streams))
    counts: dict[str, int] = {}
    with suppress(*DOWN):  # the other figures are wanted all the more
        async with asyncio.timeout(PART_S):
            counts = await runs_by_state()
    for state in STATES:
        RUNS.labels(state).set(counts.get(state, 0))
    WAITING.set(counts.get("queued", 0))
    return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST, **NO_STORE})


def refused_reader(request: Request) -> RefusedRequest | None:
    """Why somebody may not read the figures; None if they may."""
    token: Any = request.app.state.metrics_token
    if token is not None:
        given = request.headers.get("authorization", "").encode()
        if hmac.compare_digest(given, f"Bearer {token.get_secret_value()}".encode()):
            return None
        return RefusedRequest(
            401, "UNAUTHENTICATED", "send LINLI_METRICS_TOKEN as bearer", headers={"WWW-Authenticate": "Bearer"}
        )
    is_here = request.client is not None and request.client.host in THIS_MACHINE
    if is_here and not any(name in request.headers for name in FORWARDED):
        return None
    return RefusedRequest(403, "NOT_PERMITTED", "read the figures on the server itself, or set LINLI_METRICS_TOKEN")
