"""What is thrown away once it is old: at the start of a server, and once a day while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from tortoise.exceptions import BaseORMException

from api.observing.log import logger
from domain.idempotency import forget_answers

log = logger("linli.jobs")
DAY_S = 86_400.0


@asynccontextmanager
async def cleaning(answers_days: int) -> AsyncIterator[None]:
    """Clean up while the server runs. Several servers may do so at once."""
    task = asyncio.create_task(clean_daily(answers_days))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def clean_daily(answers_days: int) -> None:
    """Forget answers under idempotency keys that are older than this, now and every day."""
    while True:
        try:
            forgotten = await forget_answers(datetime.now(UTC) - timedelta(days=answers_days))
        except (BaseORMException, OSError) as error:  # tomorrow will do
            log.warning("not cleaned", exc_info=error)
        else:
            log.info("cleaned", answers=forgotten)
        await asyncio.sleep(DAY_S)
