"""Offers that nobody answered in time end, and the next carer is asked: looked for every few seconds.

What is due is in the database alone, so that any server may do it, several at once, and one that starts after a crash
goes on where the last one ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from tortoise.exceptions import BaseORMException

from api.masking import log_bug
from api.observing.log import logger
from domain.dispatch.offering import advance, due_dispatches

log = logger("linli.jobs")
LOOK_S = 1.0


@asynccontextmanager
async def dispatching() -> AsyncIterator[None]:
    """Let offers go round while the server runs."""
    task = asyncio.create_task(look_often())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def look_often() -> None:
    """Do what is due, and look again."""
    while True:
        try:
            await look()
        except (BaseORMException, OSError) as error:  # the next look will do
            log.warning("not dispatched", exc_info=error)
        await asyncio.sleep(LOOK_S)


async def look() -> None:
    """Do what is due about each dispatch; what fails about one keeps none of the others waiting."""
    for dispatch_id in await due_dispatches(datetime.now(UTC)):
        try:
            await advance(dispatch_id, now=datetime.now(UTC))
        except Exception as error:  # noqa: BLE001  (nobody is above this task to catch it)
            log_bug(error, "job dispatching")
        else:
            log.info("dispatched", dispatch=str(dispatch_id))
