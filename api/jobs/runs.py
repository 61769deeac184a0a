"""Matching runs as durable jobs: a run that was asked for ends once, whatever is killed meanwhile.

DBOS keeps which step of which run is done, in a file beside the data or in PostgreSQL. A step may run twice: computing
again changes nothing, and a run's plan is stored once, under the run's id.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from dbos import DBOS, DBOSConfig, SetWorkflowID

from api.jobs.child import EngineDiedError, Order, solve_in_child
from api.masking import log_bug
from api.observing.figures import SOLVE_S
from api.observing.log import logger
from domain.organizations.models import Organization
from domain.outcomes import Conflict, Refusal, ValidationFailed
from domain.planning.compile import Compiled
from domain.planning.runs import RunRow, begin_run, fail_run, note_progress, run_of, runs_under_way
from domain.planning.solving import WORKERS, explain_run, plannable, prepare, published_plan
from domain.planning.storing import BrokenPlanError, Draft, RunFacts, store_plan
from matching.formats.week import plan_json, plan_of
from matching.plan import Progress, Solution
from matching.problem import ProblemError

QUEUE = "matching"
AT_ONCE = 2  # runs that one server computes at a time
VERSION = "1"  # of the order of steps: raise it only with an empty queue, or waiting runs wait for ever
ATTEMPTS = 3  # at a run whose process dies, of too little memory perhaps
AFTER_DEATH_S = 2.0
OF_POOLS = {"minsize", "maxsize"}  # of a database URL, which the job store has no use for
EXECUTOR_VARIABLE = "LINLI_EXECUTOR_ID"
Found = dict[str, Any]
log = logger("linli.jobs")
_is_up = asyncio.Event()


async def start_jobs(database_url: str) -> None:
    """Open the job store, take up what a crash left, and what was asked for but never queued."""
    config: DBOSConfig = {
        "name": "linli",
        "system_database_url": jobs_url(database_url),
        "application_version": VERSION,
        "executor_id": os.environ.get(EXECUTOR_VARIABLE, "local"),
        "log_level": "WARNING",
        "notification_listener_polling_interval_sec": 0.1,
    }
    DBOS(config=config)
    DBOS.launch()
    await DBOS.register_queue_async(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=0.1)
    _is_up.set()
    for run_id in await runs_under_way():
        await enqueue_run(run_id)


async def stop_jobs() -> None:
    """Let go: runs that are under way are taken up again at the next start, here or elsewhere."""
    if not _is_up.is_set():
        return
    _is_up.clear()
    await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=0)


def jobs_url(database_url: str) -> str:
    """Where jobs are kept: in PostgreSQL beside the data, or in a file beside the SQLite file."""
    location, _, query = database_url.partition("?")
    if location.startswith("sqlite://"):
        path = location.removeprefix("sqlite://")
        return f"sqlite:///{re.sub(r'[.]sqlite3$', '', path)}-jobs.sqlite3"
    kept = urlencode([one for one in parse_qsl(query) if one[0] not in OF_POOLS], safe="/")
    location = re.sub(r"^(postgres|asyncpg|postgresql)://", "postgresql://", location)
    return f"{location}?{kept}" if kept else location


async def enqueue_run(run_id: UUID) -> None:
    """Queue a run; one that is queued or done already stays as it is."""
    with SetWorkflowID(str(run_id)):
        await DBOS.enqueue_workflow_async(QUEUE, match_week, str(run_id))


async def jobs_are_up() -> bool:
    """Whether this process takes up runs, and the job store answers. Raises what the store raises if not."""
    if not _is_up.is_set():
        return False
    await DBOS.list_workflows_async(limit=1, load_input=False, load_output=False)
    return True


@DBOS.workflow(name="match_week")
async def match_week(run_id: str) -> None:
    """Compute, then store."""
    log.info("job started", job="match_week", run=run_id)
    began_s, state = time.monotonic(), "interrupted"
    try:
        found = await compute(run_id)
        if found is not None:
            await store(run_id, found)
        run = await run_of(UUID(run_id))
        state = "gone" if run is None else run.state
    except Exception as error:
        state = "broken"
        log_bug(error, "job match_week")
        raise
    finally:
        took_ms = round(1000 * (time.monotonic() - began_s))
        log.info("job ended", job="match_week", run=run_id, state=state, duration_ms=took_ms)


@DBOS.step(name="compute")
async def compute(run_id: str) -> Found | None:
    """Compile the week and solve it in a process of its own; None if the run is over or can't go on."""
    run = await run_of(UUID(run_id))
    if run is None or not await begin_run(run.id, now=datetime.now(UTC)):
        return None
    compiled = await compiled_for(run)
    if isinstance(compiled, str):
        await fail_run(run, compiled, now=datetime.now(UTC))
        return None
    started_at = datetime.now(UTC)

    async def heard(progress: Progress) -> bool:
        return await note_progress(run, progress, now=datetime.now(UTC))

    order = Order(compiled.problem, run.seconds or 20.0, run.seed, published_plan(compiled), WORKERS)
    for attempt in range(ATTEMPTS):
        try:
            with SOLVE_S.time():
                solution = await solve_in_child(order, heard)
            return found_data(solution, started_at)
        except ProblemError as error:
            await fail_run(run, str(error), now=datetime.now(UTC))
            return None
        except EngineDiedError as error:
            # whoever stops a server often stops its children first: then the next start takes the run up again
            await asyncio.sleep(AFTER_DEATH_S)
            if attempt == ATTEMPTS - 1:
                await fail_run(run, str(error), now=datetime.now(UTC))
    return None


def found_data(solution: Solution, started_at: datetime) -> Found:
    """What the engine found, as the job store keeps it."""
    return {
        "plan": plan_json(solution.plan),
        "iterations": solution.iterations,
        "stopped": solution.stopped,
        "bound": solution.bound,
        "unavoidable": solution.unavoidable,
        "started_at": started_at.isoformat(),
    }


@DBOS.step(name="store")
async def store(run_id: str, found: Found) -> None:
    """Explain and store the plan; a run whose data changed meanwhile fails, and says so."""
    run = await run_of(UUID(run_id))
    compiled = None if run is None else await compiled_for(run)
    if run is None or isinstance(compiled, str) or compiled is None:
        return
    plan = plan_of(found["plan"], compiled.problem).plan
    explained, at_least_open = await explain_run(compiled, plan)
    facts = RunFacts(
        seed=run.seed,
        seconds=run.seconds,
        iterations=found["iterations"],
        stopped=found["stopped"],
        bound=found["bound"],
        started_at=datetime.fromisoformat(found["started_at"]),
        finished_at=datetime.now(UTC),
        unavoidable=found.get("unavoidable"),  # a run that an older server computed lacks it
        at_least_open=at_least_open,
        run_id=run.id,
    )
    origin = "solve" if published_plan(compiled) is None else "replan"
    now = datetime.now(UTC)
    try:
        answer = await store_plan(compiled, plan, explained, run=facts, origin=origin, now=now, actor=run.requested_by)
    except BrokenPlanError as error:
        await fail_run(run, f"the week's data changed during the run, match again: {error}", now=now)
        return
    if not isinstance(answer, Draft):
        await fail_run(run, words_of(answer), now=now)


async def compiled_for(run: RunRow) -> Compiled | str:
    """The run's week as it stands, or why it can't be planned."""
    unit = await Organization.get(id=run.unit_id)
    compiled = await prepare(unit, run.iso_week, now=datetime.now(UTC))
    if isinstance(compiled, ValidationFailed):
        return words_of(compiled)
    refusal = plannable(compiled)
    return compiled if refusal is None else "; ".join(one.mend.en for one in refusal.problems)


def words_of(refusal: Refusal) -> str:
    """A refusal in a line, for the run's row."""
    if isinstance(refusal, ValidationFailed):
        return "; ".join(f"{one.field}: {one.mend.en}" for one in refusal.problems)
    return refusal.mend.en if isinstance(refusal, Conflict) else repr(refusal)
