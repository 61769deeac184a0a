"""Who could come to an urgent visit as the published plan stands, and why the others can't."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.dispatch.models import Dispatch, Offer
from domain.organizations.models import Organization
from domain.outcomes import ValidationFailed
from domain.planning.compile import Compiled
from domain.planning.inserting import running_week
from domain.planning.solving import prepare
from domain.visits.models import Visit
from matching.problem import Visit as EngineVisit
from matching.reasons import Exclusion
from matching.reasons.exclusion import GATES
from matching.running import RunningWeek
from matching.urgent import Arrival, rank, why_not

MOST_TOLD = 50  # carers whom a dispatch names


@dataclass(frozen=True, slots=True)
class Sought:
    """A dispatch's visit in the running week."""

    compiled: Compiled
    week: RunningWeek
    visit: EngineVisit


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who can come, in the order in which they are asked, and the first rule that keeps each of the others."""

    sought: Sought
    arrivals: tuple[Arrival, ...]
    others: tuple[Exclusion, ...]


async def sought(dispatch: Dispatch, *, now: datetime) -> Sought | None:
    """The visit in its week as it stands; None if it is owed or published no more."""
    unit, visit = await Organization.get(id=dispatch.unit_id), await Visit.get(id=dispatch.visit_id)
    compiled = await prepare(unit, visit.iso_week, now=now)
    if isinstance(compiled, ValidationFailed):
        return None
    week = running_week(compiled, now)
    mine = next((one for one in compiled.problem.visits if one.id == str(dispatch.visit_id)), None)
    return None if week is None or mine is None else Sought(compiled, week, mine)


async def ranked(dispatch: Dispatch, *, now: datetime) -> Ranking | None:
    """Carers for a dispatch who were not asked before; None if its visit is owed no more."""
    found = await sought(dispatch, now=now)
    if found is None:
        return None
    passed = {str(one) for one in await Offer.filter(dispatch_id=dispatch.id).values_list("carer_id", flat=True)}
    held = {str(one) for one in await held_carers()}
    return await asyncio.to_thread(ranking, found, dispatch.due_at, held, passed)


async def held_carers() -> list[Any]:
    """Ids of the carers whom an offer takes from others."""
    return list(await Offer.filter(held_carer_id__not_isnull=True).values_list("held_carer_id", flat=True))


def ranking(found: Sought, due_at: datetime, held: Collection[str], passed: Collection[str]) -> Ranking:
    """The ranking, computed."""
    due_s = found.compiled.week.second_of(due_at)
    arrivals = rank(found.week, found.visit, due_s=due_s, held=held, passed=passed)
    told = {one.carer for one in arrivals} | set(passed)
    rest = [carer.id for carer in found.compiled.problem.carers if carer.id not in told]
    others = sorted(why_not(found.week, found.visit, rest), key=lambda one: one.rule in GATES)
    return Ranking(found, arrivals, tuple(others))


def candidates_data(one: Ranking) -> list[dict[str, Any]]:
    """The ranking as a dispatch keeps it; at most 50 carers."""
    at = one.sought.compiled.week.at
    can = [
        {"carer": each.carer, "arrives_at": at(each.start_s).isoformat(), "cost_difference": each.cost_difference}
        | {"is_held": each.is_held, "displaced": displaced_data(each, one.sought), "rule": "", "blocking": []}
        for each in one.arrivals
    ]
    can_not = [
        {"carer": each.carer, "arrives_at": None, "cost_difference": None, "is_held": False, "displaced": []}
        | {"rule": each.rule or "", "blocking": list(each.blocking)}
        for each in one.others
    ]
    return [*can, *can_not][:MOST_TOLD]


def displaced_data(one: Arrival, found: Sought) -> list[dict[str, Any]]:
    """Visits that make room, each with its old start and its new one; None if it is left out."""
    at = found.compiled.week.at
    return [
        {
            "visit": each.visit,
            "starts_before": at(each.was_s).isoformat(),
            "starts_after": None if each.start_s is None else at(each.start_s).isoformat(),
        }
        for each in one.displaced
    ]
