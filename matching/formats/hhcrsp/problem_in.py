"""Reads an instance of the home healthcare problem of Mankowska and others: JSON, minutes.

Source: Mankowska, Meisel, Bierwirth 2014, doi:10.1007/s10729-013-9243-1; files: github.com/iolab-uniud/hhcrsp.
"""

from __future__ import annotations

from pathlib import Path

from matching.day.problem import DayCarer, DayProblem, Patient, Service, Sync, Window
from matching.formats.json_value import JsonValue, load
from matching.formats.routes.ticks import Ticks, legs_in_ticks, read_legs, ticks_of
from matching.formats.uhhc.problem_in import by_id, times_in

OFFICE = 0  # row of the matrix; the i-th patient of the list has row i
SYNCS: tuple[Sync, ...] = ("simultaneous", "sequential", "independent")


def read_hhcrsp(path: Path) -> DayProblem:
    """The day in the file. Raises UnreadableFile naming the first place that doesn't fit, and the mend."""
    file = JsonValue(load(path))
    distances = file.need("distances")
    legs = read_legs(distances)
    offices = file.get("central_offices")
    if offices is not None and len(offices.items()) != 1:
        raise offices.refusal("give one office")
    patients = by_id(file.need("patients"))
    if len(patients) != len(legs) - 1:
        raise distances.refusal(f"give {len(patients) + 1} rows: the office, then each patient")
    ticks = ticks_of(legs, times_in(file.value))
    return DayProblem(
        name=path.stem,
        legs=legs_in_ticks(legs, ticks),
        carers=tuple(
            DayCarer(name, OFFICE, OFFICE, 0, None, frozenset(one.need("abilities").texts()))
            for name, one in by_id(file.need("caregivers")).items()
        ),
        patients=tuple(_patient(one, i, ticks) for i, one in enumerate(patients.values(), 1)),
        weights={"travel_time": 1, "total_tardiness": 1, "highest_tardiness": 1},
        hard=frozenset({"qualification", "optional_patients"}),
        ticks=ticks.in_minute,
        divisor=3,
    )


def _patient(value: JsonValue, row: int, ticks: Ticks) -> Patient:
    required = value.need("required_caregivers")
    services = tuple(Service(one.need("service").text(), ticks.up(one.need("duration"))) for one in required.items())
    if not 1 <= len(services) <= 2:
        raise required.refusal("give one or two services")
    if len({one.name for one in services}) < len(services):
        raise required.refusal("give each service once")
    window = value.need("time_window").items()
    if len(window) != 2:
        raise value.need("time_window").refusal("give two times")
    opens, closes = ticks.up(window[0]), ticks.down(window[1])
    if closes < opens:
        raise window[1].refusal("close the window after it opens")
    sync, least, most = _sync(value, len(services), ticks)
    return Patient(
        id=value.need("id").text(),
        place=row,
        services=services,
        windows=(Window(opens, closes),),
        sync=sync,
        min_gap=least,
        max_gap=most,
    )


def _sync(value: JsonValue, services: int, ticks: Ticks) -> tuple[Sync, int, int]:
    if services == 1:
        return "independent", 0, 0
    given = value.need("synchronization")
    kind: Sync = given.need("type").choice(SYNCS)
    if kind != "sequential":
        return kind, 0, 0
    gap = given.need("distance").items()
    if len(gap) != 2:
        raise given.need("distance").refusal("give the least and the most minutes between the starts")
    least, most = ticks.up(gap[0]), ticks.down(gap[1])
    if most < least:
        raise gap[1].refusal("make it no less than the first")
    return kind, least, most
