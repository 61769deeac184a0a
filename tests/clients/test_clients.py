"""Clients that others generate from our schema go through a coordinator's week against a running server.

They need packages of their own, from PyPI and npm, so they run only where asked: `pytest -m node`.
"""

import asyncio
import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.cli.options import coming_week

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "schema" / "schema.graphql"
GUIDE = HERE.parents[1] / "docs" / "api" / "frontend-developer.md"
pytestmark = pytest.mark.node
LIMIT_S = 300
WRONG = """import { Client, graphql } from './client.js';
const me = (await new Client("").ask(graphql(`{ me { login } }`), {})).me;
export const login: number = me!.login;
"""


async def run(*command: str | Path, folder: Path, **environment: str) -> str:
    """What a program prints; a failure with all that it said if it fails."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        cwd=folder,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(LIMIT_S):
        out, errors = await process.communicate()
    assert process.returncode == 0, f"{out.decode()}\n{errors.decode()}"
    return out.decode()


@pytest.fixture
async def served(serving, demo_database):
    """A server over the demo's data, for one journey."""
    async with serving(demo_database()) as served:
        yield served


@pytest.fixture
def week() -> str:
    """The demo's week."""
    return coming_week(datetime.now(UTC), ZoneInfo("Asia/Shanghai")).text


@pytest.fixture(scope="module")
async def python_client(tmp_path_factory):
    """A folder with the client that ariadne-codegen makes, and its Python."""
    folder = tmp_path_factory.mktemp("python-client")
    for one in (HERE / "python").iterdir():
        shutil.copy(one, folder)
    shutil.copy(SCHEMA, folder)
    shutil.copy(HERE / "coordinator.graphql", folder)
    settings = ["[tool.ariadne-codegen]", 'schema_path = "schema.graphql"', 'queries_path = "coordinator.graphql"']
    names = ['target_package_name = "linli_client"', 'target_package_path = "."']
    (folder / "codegen.toml").write_text("\n".join([*settings, *names]), encoding="utf-8")
    await run("uv", "run", "--locked", "ariadne-codegen", "--config", "codegen.toml", folder=folder, VIRTUAL_ENV="")
    return folder


async def test_the_client_that_ariadne_codegen_makes_goes_through_the_coordinators_week(python_client, served, week):
    told = await run("uv", "run", "--locked", "python", "journey.py", served.host, week, folder=python_client)

    saw = json.loads(told)
    states = saw.pop("run")
    assert states[0] in ("queued", "running")  # by the time that it is followed
    assert states[-1] == "finished"
    assert "R-044" in saw.pop("tray")
    assert saw == {
        "board": [50, 53, 5],
        "what_if": ["WhatIf", True],
        "pinned": "VisitPinned",
        "too_early": "NotReady",
        "published": "PlanPublished",
        "accepted": "AssignmentAccepted",
        "accepted_again": "Conflict",
        "declined": "AssignmentDeclined",
        "replan": "finished",
        "origin": "replan",
        "pin_holds": [True],
        "published_anew": "PlanPublished",
        "closed": "CLOSED",
    }


@pytest.fixture(scope="module")
async def typescript_client(tmp_path_factory):
    """A folder with the TypeScript client, its types made from the schema, checked and built."""
    folder = tmp_path_factory.mktemp("typescript-client")
    for one in (HERE / "typescript").iterdir():
        if one.is_file():
            shutil.copy(one, folder)
    shutil.copy(SCHEMA, folder)
    shown = re.findall(r"^```js\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (folder / "shown.mjs").write_text("\n".join(shown), encoding="utf-8")
    await run("npm", "ci", "--no-audit", "--no-fund", folder=folder)
    await run("npm", "run", "generate", folder=folder)
    await run("npm", "run", "check", folder=folder)
    return folder


async def test_typescript_that_is_typed_by_the_schema_goes_through_the_coordinators_week(
    typescript_client, served, week
):
    told = await run("node", "built/journey.js", served.host, week, folder=typescript_client)

    saw = json.loads(told)
    assert "R-044" in saw.pop("tray")
    assert saw == {
        "sameNews": True,
        "run": "finished",
        "board": [50, 53, 5],
        "whatIf": "WhatIf",
        "pinned": "VisitPinned",
        "published": "PlanPublished",
        "accepted": "AssignmentAccepted",
        "acceptedAgain": "Conflict",
        "declined": "AssignmentDeclined",
        "replan": "finished",
        "origin": "replan",
        "pinHolds": True,
        "publishedAnew": "PlanPublished",
        "closed": "CLOSED",
    }


async def test_a_field_that_the_schema_has_not_does_not_pass_the_type_check(typescript_client):
    (typescript_client / "wrong.ts").write_text(WRONG, encoding="utf-8")
    settings = json.loads((typescript_client / "tsconfig.json").read_text(encoding="utf-8"))
    settings["files"] = ["wrong.ts", "graphql-env.d.ts"]
    (typescript_client / "tsconfig.wrong.json").write_text(json.dumps(settings), encoding="utf-8")

    with pytest.raises(AssertionError, match="Type 'string' is not assignable to type 'number'"):
        await run("npx", "tsc", "--project", "tsconfig.wrong.json", "--noEmit", folder=typescript_client)


async def test_the_functions_that_the_guide_shows_do_what_it_says(typescript_client, served, week):
    told = json.loads(await run("node", "guide.mjs", served.url, week, folder=typescript_client))

    assert told["slips"] == [
        "slip: Cannot query field 'nothing' on type 'Query'.",
        "sign in again",
    ]
    assert told["keys"] == [f"N-0{i}" for i in range(1, 9)]
    assert told["day"] == "2026-12-02"
    assert told["published"] == "PlanPublished"
    assert told["kinds"] == ["roster.changed"]
