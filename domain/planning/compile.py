"""Rows to the engine's problem. Only ids, times, places and skills cross over: no name, phone or diagnosis does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import cos, radians
from typing import Any
from uuid import UUID

from domain.calendar import DAY_S, WEEK_S, IsoWeek
from domain.organizations.models import Organization
from domain.planning import models as rows_of
from domain.planning.compile_carers import compile_carer
from domain.planning.compile_sessions import SessionSlots, compile_sessions
from domain.planning.compile_visits import compile_series, compile_visits
from domain.planning.readiness import Readiness, readiness
from domain.planning.rows import PAST_WEEKS, Places, PublishedRows, WeekRows, grouped
from matching.problem import (
    Assignment,
    Break,
    Carer,
    Kind,
    Mode,
    Pin,
    Place,
    Problem,
    Published,
    UnassignedWeights,
    Visit,
    Weights,
)

EARTH_M = 6_371_000
DETOUR = 1.3  # streets against the crow's flight, in towns of this size
SECONDS_PER_KM = {"foot": 720, "ebike": 240, "car": 144}  # 5, 15 and 25 km/h from door to door
FAIR_SHARE = 1.1


@dataclass(frozen=True, slots=True)
class Compiled:
    """The engine's problem of a week, and what it leaves out: rows that are not ready, and each session's bands."""

    rows: WeekRows
    readiness: Readiness
    problem: Problem
    session_slots: dict[UUID, SessionSlots]

    @property
    def week(self) -> IsoWeek:
        """The week that seconds count from."""
        return self.rows.week


def compile_week(rows: WeekRows, *, frozen_until_s: int) -> Compiled:
    """The unit's week for the engine. Nothing new may start before `frozen_until_s`."""
    ready = readiness(rows)
    carers = [compile_carer(row, rows) for row in rows.carers.carers if row.id in ready.carers]
    visits = compile_visits(rows, ready)
    sessions, session_slots = compile_sessions(rows, ready)
    names = {one.id for one in carers}
    pins = grouped(rows.pins, stop_of)
    declined = grouped((one for one in rows.published.assignments if one.state == "declined"), stop_of)
    pinned = [
        without_decliners(with_pin(visit, pins.get(visit.id, ()), rows.week), declined.get(visit.id, ()), names)
        for visit in (*visits, *sessions)
    ]
    problem = Problem(
        name=f"{rows.unit.key} {rows.week.text}",
        places=compile_places(rows.places, {one.base for one in carers} | {one.place for one in pinned}),
        modes=compile_modes(rows.unit),
        carers=tuple(with_fair_share(carers, pinned, {str(who): s for who, s in rows.carers.worked_s.items()})),
        visits=tuple(pinned),
        horizon_s=WEEK_S,
        series=tuple(compile_series(rows, ready)),
        published=compile_published(rows.published, rows.week, pinned, frozen_until_s),
        weights=compile_weights(rows.unit.weights or {}),
    )
    return Compiled(rows, ready, problem, session_slots)


def compile_places(places: Places, needed: Iterable[str]) -> tuple[Place, ...]:
    """Addresses on a flat map in metres around their middle; right to some metres within 50 km."""
    points = {name: places.point(UUID(name)) for name in sorted(needed)}
    known = {name: point for name, point in points.items() if point is not None}
    if not known:
        return ()
    middle_lat = sum(lat for lat, _ in known.values()) / len(known)
    middle_lon = sum(lon for _, lon in known.values()) / len(known)
    east = cos(radians(middle_lat))
    return tuple(
        Place(name, round(radians(lon - middle_lon) * east * EARTH_M), round(radians(lat - middle_lat) * EARTH_M))
        for name, (lat, lon) in known.items()
    )


def compile_modes(unit: Organization) -> dict[str, Mode]:
    """Ways to travel; the unit may set its own pace by mode as `{"ebike": {"seconds_per_km": 200}}`."""
    own: dict[str, Any] = unit.modes or {}
    return {
        name: Mode(round(own.get(name, {}).get("seconds_per_km", pace) * DETOUR), 60 * unit.trip_overhead_min)
        for name, pace in SECONDS_PER_KM.items()
    }


def compile_weights(own: dict[str, Any]) -> Weights:
    """The default weights, with those that the unit set; unknown names are left out."""
    names = {field.name for field in fields(Weights)}
    given: dict[str, Any] = {name: value for name, value in own.items() if name in names and name != "unassigned"}
    return replace(Weights(), unassigned=UnassignedWeights(**own.get("unassigned", {})), **given)


def stop_of(row: rows_of.Pin | rows_of.Assignment) -> str:
    """The engine's name of the visit or session that a row is about."""
    return str(row.visit_id or row.session_id)


def with_pin(visit: Visit, mine: Sequence[rows_of.Pin], week: IsoWeek) -> Visit:
    """The visit with the coordinator's pins on it."""
    if not mine:
        return visit
    by_slot = {pin.slot: str(pin.carer_id) for pin in mine if pin.carer_id is not None}
    carers = tuple(by_slot.get(i) for i in range(min(len(visit.slots), max(by_slot, default=-1) + 1)))
    starts = [week.second_of(pin.starts_at) for pin in mine if pin.starts_at is not None]
    return replace(visit, pin=Pin(starts[0] if starts else None, carers))


def without_decliners(visit: Visit, declined: Sequence[rows_of.Assignment], carers: Container[str]) -> Visit:
    """The visit closed to carers who were told to make it and declined."""
    more = tuple(one for one in (str(row.carer_id) for row in declined) if one in carers and one not in visit.excluded)
    return replace(visit, excluded=(*visit.excluded, *more)) if more else visit


def with_fair_share(carers: list[Carer], visits: list[Visit], worked_s: Mapping[str, int]) -> list[Carer]:
    """Each carer's fair share: 1.1 times his part of what the week asks of his kind, by contract.

    Whoever worked more in the weeks before than his part of what his kind did then, gets so much less, and the other
    way round; `worked_s` are those weeks' seconds by carer.
    """
    demand_s: dict[Kind | None, int] = defaultdict(int)
    for visit in visits:
        for slot in visit.slots:
            demand_s[slot.kind] += visit.duration_s
    contracts_s: dict[Kind | None, int] = defaultdict(int)
    for carer in carers:
        contracts_s[carer.kind] += carer.contracted_s
        contracts_s[None] += carer.contracted_s
    past_s: dict[Kind, int] = defaultdict(int)
    for carer in carers:
        past_s[carer.kind] += worked_s.get(carer.id, 0)

    def fair_s(carer: Carer) -> int:
        now_s = FAIR_SHARE * carer.contracted_s * share_of(carer.kind, demand_s, contracts_s)
        contracts = contracts_s[carer.kind]
        mine_s = past_s[carer.kind] * carer.contracted_s / contracts if contracts else 0.0
        return max(0, round(now_s + (mine_s - worked_s.get(carer.id, 0)) / PAST_WEEKS))

    return [replace(carer, fair_s=fair_s(carer)) for carer in carers]


def share_of(kind: Kind, demand_s: dict[Kind | None, int], contracts_s: dict[Kind | None, int]) -> float:
    """Seconds asked for a second of contract: of this kind, and of anybody."""
    own = demand_s[kind] / contracts_s[kind] if contracts_s[kind] else 0.0
    anybody = demand_s[None] / contracts_s[None] if contracts_s[None] else 0.0
    return own + anybody


def compile_published(
    published: PublishedRows, week: IsoWeek, visits: list[Visit], frozen_until_s: int
) -> Published | None:
    """What people were told, visit by visit; None if nothing was and the week has not begun."""
    if published.plan is None and frozen_until_s <= 0:
        return None
    slots = {visit.id: len(visit.slots) for visit in visits}
    crews: dict[str, dict[int, str]] = defaultdict(dict)
    starts_s: dict[str, int] = {}
    for row in published.assignments:
        name = str(row.visit_id or row.session_id)
        crews[name][row.slot] = str(row.carer_id)
        starts_s[name] = week.second_of(row.starts_at)
    return Published(
        frozen_until_s=min(max(0, frozen_until_s), 8 * DAY_S),
        assignments=tuple(
            Assignment(name, starts_s[name], tuple(crew.get(i) for i in range(slots[name])))
            for name, crew in crews.items()
            if name in slots
        ),
        breaks=tuple(
            Break(str(row.carer_id), week.second_of(row.starts_at), row.duration_s) for row in published.breaks
        ),
    )
