"""The floor: the same answers from endpoints of one statement each, without GraphQL, sign-in or rules."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.connection import get_connection

from domain import store

STOP = """
    FROM assignment a JOIN carer c ON c.id = a.carer_id JOIN visit v ON v.id = a.visit_id
    JOIN home_visit_request q ON q.id = v.request_id JOIN resident r ON r.id = q.resident_id
    JOIN community m ON m.id = r.community_id
"""
ROSTER = f"""
    SELECT a.id, a.slot, a.starts_at AS "startsAt", a.ends_at AS "endsAt", a.travel_s AS "travelSeconds", a.state,
        a.version, a.decided_at AS "decidedAt", s.name AS what, r.name AS whom,
        m.name || ' ' || b.name || d.detail AS "where", c.name AS carer
    {STOP} JOIN service_category s ON s.id = q.service_id
    JOIN address d ON d.id = r.address_id JOIN building b ON b.id = d.building_id
    WHERE a.plan_id = $1 ORDER BY a.starts_at, c.key LIMIT 1000
"""
WITH_SKILLS = f"""
    SELECT a.id, a."startsAt", a.visit, a."isoWeek", a.resident, a.community, a.carer, k.level, s.name AS skill
    FROM (
        SELECT a.id, a.starts_at AS "startsAt", v.id AS visit, v.iso_week AS "isoWeek", r.name AS resident,
            m.name AS community, c.name AS carer, c.key, c.id AS carer_id
        {STOP} WHERE a.plan_id = $1 ORDER BY a.starts_at, c.key LIMIT 50
    ) a JOIN carer_skill k ON k.carer_id = a.carer_id JOIN skill s ON s.id = k.skill_id
    ORDER BY a."startsAt", a.key, s.key
"""  # noqa: S608  (as above)
VISIT = """
    SELECT v.id, v.iso_week AS "isoWeek", v.number, v.state, q.key, q.priority, r.name AS resident,
        m.name AS community, s.name AS service
    FROM visit v JOIN home_visit_request q ON q.id = v.request_id JOIN resident r ON r.id = q.resident_id
    JOIN community m ON m.id = r.community_id JOIN service_category s ON s.id = q.service_id WHERE v.id = $1
"""
# the comment makes the ORM's client for PostgreSQL fetch what comes back, which it does for no UPDATE
DECIDE = """/* and tell */ UPDATE assignment SET state = $1, version = version + 1
    WHERE id = $2 AND version = $3 RETURNING id, version"""


def plain_app(database_url: str) -> Starlette:
    """The floor over a city's database."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await store.connect(database_url)
        yield
        await store.close()

    routes = [
        Route("/q1/{id}", with_skills),
        Route("/q2/{id}", visit),
        Route("/q3/{id}", roster),
        Route("/q4", decide, methods=["POST"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def with_skills(request: Request) -> Response:
    """Fifty assignments with resident, community, carer and skills."""
    found: dict[Any, dict[str, Any]] = {}
    for row in await rows(WITH_SKILLS, request.path_params["id"]):
        skill = {"level": row.pop("level"), "name": row.pop("skill")}
        found.setdefault(row["id"], row).setdefault("skills", []).append(skill)
    return answer(list(found.values()))


async def visit(request: Request) -> Response:
    """One visit."""
    return answer(await rows(VISIT, request.path_params["id"]))


async def roster(request: Request) -> Response:
    """A week's roster."""
    return answer(await rows(ROSTER, request.path_params["id"]))


async def decide(request: Request) -> Response:
    """A changed state, under a version."""
    given = orjson.loads(await request.body())
    changed = await rows(DECIDE, given["state"], given["assignment"], given["version"])
    return answer(changed or {"errors": ["somebody was first"]})


async def rows(statement: str, *values: object) -> list[dict[str, Any]]:
    """What a statement gives."""
    connection: Any = get_connection("default")
    if connection.capabilities.dialect == "sqlite":
        for i in range(len(values)):
            statement = statement.replace(f"${i + 1}", "?")
    return [dict(one) for one in (await connection.execute_query(statement, list(values)))[1]]


def answer(found: object) -> Response:
    """An answer in JSON."""
    return Response(orjson.dumps(found, default=str), media_type="application/json")  # asyncpg has UUIDs of its own
