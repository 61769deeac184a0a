"""Reads an instance of the unified home healthcare problem: JSON, minutes. Source: github.com/iolab-uniud/uhhc."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from matching.day.problem import DAY_TERMS, DayCarer, DayProblem, DayTerm, Lunch, Patient, Service, Sync, Window
from matching.formats.json_value import JsonValue, load
from matching.formats.routes.ticks import Ticks, legs_in_ticks, read_legs, ticks_of

HARD = "HARD"
HARD_IF_ABSENT: frozenset[DayTerm] = frozenset(
    {"caregiver_preferences", "incompabilities", "qualification", "optional_patients", "missed_lunch_break"}
)
SYNCS: tuple[Sync, ...] = ("simultaneous", "sequential", "independent")
LEAVING_AT_START = ("bazirha", "bazirha-caie")  # origins in which carers leave when their shift starts
MOST_WEIGHT = 1_000_000
MOST_WINDOWS = 50
OTHER_NUMBERS = ("distances", "location", "metadata", "public_distances")  # that are no times


def read_uhhc(path: Path) -> DayProblem:
    """The day in the file. Raises UnreadableFile naming the first place that doesn't fit, and the mend."""
    file = JsonValue(load(path))
    metadata = file.need("metadata")
    legs = read_legs(file.need("distances"))
    ticks = ticks_of(legs, times_in(file.value))
    places = len(legs)
    weights, hard = _weights(metadata.need("cost_components"))
    met = metadata.get("time_window_met")
    durations = _default_durations(file.get("services"), ticks)
    points = by_id(file.need("terminal_points"))
    terminals = {name: _place(one, places) for name, one in points.items()}
    lunch = _lunch(file.get("lunch_breaks"), ticks)
    carers = tuple(_carer(one, terminals, ticks) for one in by_id(file.need("caregivers")).values())
    patients = tuple(
        _patient(one, places, durations, {carer.id for carer in carers}, ticks)
        for one in by_id(file.need("patients")).values()
    )
    return DayProblem(
        name=path.stem,
        legs=legs_in_ticks(legs, ticks),
        carers=carers,
        patients=patients,
        weights=weights,
        hard=hard,
        lunch=lunch,
        is_late_at_end=met is not None and met.choice(("at_service_start", "at_service_end")) == "at_service_end",
        leaves_at_start=metadata.text_or_none("origin") in LEAVING_AT_START,
        ticks=ticks.in_minute,
    )


def times_in(value: object) -> Iterator[object]:
    """All times that the file holds beside the matrix and the coordinates."""
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)  # pyright: ignore[reportUnknownMemberType]  (JSON tells no types)
        for key, entry in fields.items():
            if key not in OTHER_NUMBERS:
                yield from times_in(entry)
    elif isinstance(value, list):
        for entry in cast("list[object]", value):  # pyright: ignore[reportUnknownMemberType]  (as above)
            yield from times_in(entry)
    else:
        yield value


def by_id(value: JsonValue) -> Mapping[str, JsonValue]:
    """The entries of a list by their ids; none twice, and one at least."""
    found: dict[str, JsonValue] = {}
    for entry in value.items():
        name = entry.need("id")
        if name.text() in found:
            raise name.refusal("give every entry an id of its own")
        found[name.text()] = entry
    if not found:
        raise value.refusal("give one entry at least")
    return found


def _weights(value: JsonValue) -> tuple[dict[DayTerm, int], frozenset[DayTerm]]:
    weights: dict[DayTerm, int] = {}
    hard = set(HARD_IF_ABSENT)
    for term in DAY_TERMS:
        given = value.get(term)
        if given is None:
            continue
        hard.discard(term)
        if given.value == HARD:
            hard.add(term)
            weights[term] = 1
            continue
        weights[term] = given.whole()
        if not 0 <= weights[term] <= MOST_WEIGHT:
            raise given.refusal(f"make it {HARD}, or a weight from 0 to {MOST_WEIGHT}")
    return weights, frozenset(hard)


def _default_durations(services: JsonValue | None, ticks: Ticks) -> dict[str, int]:
    durations: dict[str, int] = {}
    for one in services.items() if services else []:
        default = one.get("default_duration")
        if default is not None:
            durations[one.need("id").text()] = ticks.up(default)
    return durations


def _place(value: JsonValue, places: int) -> int:
    index = value.need("distance_matrix_index")
    if not 0 <= index.whole() < places:
        raise index.refusal(f"make it a row of the distances, from 0 to {places - 1}")
    return index.whole()


def _lunch(value: JsonValue | None, ticks: Ticks) -> Lunch | None:
    if value is None:
        return None
    return Lunch(ticks.up(value.need("start")), ticks.down(value.need("end")), ticks.up(value.need("min_duration")))


def _carer(value: JsonValue, terminals: Mapping[str, int], ticks: Ticks) -> DayCarer:
    leaving = value.need("departing_point")
    shift = value.need("working_shift")
    starts, ends = ticks.up(shift.need("start")), ticks.down(shift.need("end"))
    if ends < starts:
        raise shift.need("end").refusal("end the shift after it starts")
    lunch = value.get("lunch_break")
    return DayCarer(
        id=value.need("id").text(),
        leaves_from=_terminal(leaving, terminals),
        returns_to=_terminal(value.get("arrival_point") or leaving, terminals),
        starts=starts,
        ends=ends,
        services=frozenset(value.need("abilities").texts()),
        is_owed_lunch=lunch is not None and lunch.flag(),
    )


def _terminal(value: JsonValue, terminals: Mapping[str, int]) -> int:
    if value.text() not in terminals:
        raise value.refusal("make it the id of a terminal point")
    return terminals[value.text()]


def _patient(value: JsonValue, places: int, durations: Mapping[str, int], carers: set[str], ticks: Ticks) -> Patient:
    services = value.need("required_services")
    required = tuple(_service(one, durations, ticks) for one in services.items())
    if not 1 <= len(required) <= 2:
        raise services.refusal("give one or two services")
    if len({one.name for one in required}) < len(required):
        raise services.refusal("give each service once")
    sync, min_gap, max_gap = _sync(value, len(required), ticks)
    optional = value.get("optional")
    return Patient(
        id=value.need("id").text(),
        place=_place(value, places),
        services=required,
        windows=_windows(value.need("time_windows"), ticks),
        sync=sync,
        min_gap=min_gap,
        max_gap=max_gap,
        is_optional=optional is not None and optional.flag(),
        preferred=_carers(value.get("preferred_caregivers"), carers),
        incompatible=_carers(value.get("incompatible_caregivers"), carers),
    )


def _service(value: JsonValue, durations: Mapping[str, int], ticks: Ticks) -> Service:
    name = value.need("service")
    duration = value.get("duration")
    if duration is None and name.text() not in durations:
        raise value.need("duration").refusal("give this field")
    return Service(name.text(), durations[name.text()] if duration is None else ticks.up(duration))


def _windows(value: JsonValue, ticks: Ticks) -> tuple[Window, ...]:
    windows: list[Window] = []
    for one in value.items():
        window = Window(ticks.up(one.need("start")), ticks.down(one.need("end")))
        if window.closes < window.opens:
            raise one.need("end").refusal("close the window after it opens")
        windows.append(window)
    if not 1 <= len(windows) <= MOST_WINDOWS:
        raise value.refusal(f"give from 1 to {MOST_WINDOWS} windows")
    return tuple(sorted(windows, key=lambda window: (window.opens, window.closes)))


def _sync(value: JsonValue, services: int, ticks: Ticks) -> tuple[Sync, int, int]:
    given = value.get("synchronization")
    if services == 1 or given is None:
        return "independent", 0, 0
    kind: Sync = given.need("type").choice(SYNCS)
    if kind != "sequential":
        return kind, 0, 0
    gap = given.need("distance")
    least, most = ticks.up(gap.need("min")), ticks.down(gap.need("max"))
    if most < least:
        raise gap.need("max").refusal("make it no less than min")
    return kind, least, most


def _carers(value: JsonValue | None, carers: set[str]) -> frozenset[str]:
    names = value.items() if value is not None else []
    for name in names:
        if name.text() not in carers:
            raise name.refusal("make it the id of a caregiver")
    return frozenset(name.text() for name in names)
