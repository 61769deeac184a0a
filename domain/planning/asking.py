"""Asking the newest plan about one open visit, longer than a whole tray can be asked."""

from __future__ import annotations

import asyncio
from uuid import UUID

from domain.outcomes import ValidationFailed
from domain.planning.compile import Compiled
from domain.planning.explaining import Open, explain_visit, open_in
from domain.planning.models import Plan, Unplaced
from domain.planning.operations import engine_plan
from domain.planning.subjects import ready_subject
from domain.planning.tray import TrayLine, read_tray
from domain.planning.weeks import closed_week
from domain.store import one_transaction
from matching.reasons.week_lookup import WeekLookup


async def explain_one(visit: str, compiled: Compiled, *, seconds: float) -> TrayLine | ValidationFailed:
    """Why nobody makes a visit of the newest plan, and what would help, searched for up to `seconds`.

    What is found is kept with the plan, so that whoever reads its tray sees it too. A closed week is refused.
    """
    subject = ready_subject(visit, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    if refusal := await closed_week(compiled.rows.unit.id, compiled.week):
        return refusal
    newest = (
        await Plan.filter(week__unit_id=compiled.rows.unit.id, week__iso_week=compiled.week.text)
        .order_by("-number")
        .first()
    )
    if newest is None:
        return ValidationFailed.of(
            "plan",
            compiled.week.text,
            "还没有方案:请先匹配(linli week solve)。",
            "No plan yet: match first (linli week solve).",
        )
    plan = await engine_plan(newest, compiled)
    asked = next((one for one in open_in(compiled, plan) if one.id == subject.engine_id), None)
    if asked is None:
        zh, en = "它已有人负责:可以问为什么是此人,或还有谁能来。", "Somebody makes it: ask why they, or who else could."
        return ValidationFailed.of("visit", visit, zh, en)
    week = WeekLookup(compiled.problem, plan)
    found = await asyncio.to_thread(explain_visit, asked, compiled, week, seconds=seconds)
    await keep_explanation(newest.id, found)
    return next(
        line for line in await read_tray(newest.id) if subject.engine_id in (str(line.visit_id), str(line.session_id))
    )


@one_transaction
async def keep_explanation(plan_id: UUID, found: Open) -> None:
    """Replace what a plan's tray says of one visit or session."""
    await Unplaced.filter(plan_id=plan_id, visit_id=found.visit_id, session_id=found.session_id).delete()
    await Unplaced.create(
        plan_id=plan_id,
        visit_id=found.visit_id,
        session_id=found.session_id,
        code=found.code,
        excluded=found.excluded,
        remedies=found.remedies,
    )
