"""A week as JSON of `linli-week/1`. What has its default is left out, so that the file stays readable."""

from __future__ import annotations

from dataclasses import asdict

from matching.formats.week.entries import assignment_json, break_json
from matching.problem import (
    Carer,
    Credential,
    Link,
    Pin,
    Problem,
    Published,
    Series,
    Slot,
    TimeWindow,
    Visit,
    Weights,
    Wishes,
)

Json = dict[str, object]


def problem_json(problem: Problem) -> Json:
    """The JSON of a week, ready to be dumped; `problem_of` reads it back as the same week."""
    week: Json = {
        "format": "linli-week/1",
        "name": problem.name,
        "horizonS": problem.horizon_s,
        "places": [{"id": place.id, "xM": place.x_m, "yM": place.y_m} for place in problem.places],
        "modes": {
            name: {"secondsPerKm": mode.seconds_per_km, "overheadS": mode.overhead_s}
            for name, mode in problem.modes.items()
        },
        "carers": [_carer(carer) for carer in problem.carers],
        "visits": [_visit(visit) for visit in problem.visits],
    }
    optional: Json = {
        "matrices": {mode: [list(row) for row in rows] for mode, rows in problem.matrices.items()},
        "series": [_series(series) for series in problem.series],
        "links": [_link(link) for link in problem.links],
        "published": _published(problem.published) if problem.published else None,
        "weights": asdict(problem.weights) if problem.weights != Weights() else None,
    }
    return week | _given(optional)


def _carer(carer: Carer) -> Json:
    pause = carer.break_rule
    needed: Json = {
        "id": carer.id,
        "kind": carer.kind,
        "base": carer.base,
        "mode": carer.mode,
        "skills": dict(carer.skills),
        "available": _intervals(carer.available),
        "maxDayS": carer.max_day_s,
        "maxWeekS": carer.max_week_s,
        "maxDays": carer.max_days,
    }
    optional: Json = {
        "credentials": [_credential(credential) for credential in carer.credentials],
        "years": carer.years or None,
        "gender": carer.gender,
        "languages": list(carer.languages),
        "restS": carer.rest_s or None,
        "contractS": carer.contract_s,
        "fairS": carer.fair_s,
        "break": {"afterS": pause.after_s, "durationS": pause.duration_s} if pause else None,
    }
    return needed | _given(optional)


def _credential(credential: Credential) -> Json:
    return {"name": credential.name, "fromS": credential.from_s, "untilS": credential.until_s}


def _visit(visit: Visit) -> Json:
    needed: Json = {
        "id": visit.id,
        "place": visit.place,
        "durationS": visit.duration_s,
        "windows": _intervals(visit.windows),
        "priority": visit.priority,
        "slots": [_slot(slot) for slot in visit.slots],
    }
    optional: Json = {
        "wish": _intervals(visit.wish),
        "group": visit.group,
        "minFilled": visit.min_filled,
        "preferred": list(visit.preferred),
        "excluded": list(visit.excluded),
        "wishes": _wishes(visit.wishes),
    }
    pin: Json = {} if visit.pin is None else {"pin": _pin(visit.pin)}  # an empty pin still counts tenfold
    return needed | _given(optional) | pin


def _slot(slot: Slot) -> Json:
    return _given(
        {
            "skill": slot.skill,
            "level": slot.level if slot.level != 1 else None,
            "kind": slot.kind,
            "credentials": list(slot.credentials),
            "minYears": slot.min_years or None,
            "gender": slot.gender,
            "required": None if slot.required else False,
            "points": slot.points,
        }
    )


def _wishes(wishes: Wishes) -> Json:
    return _given({"gender": wishes.gender, "language": wishes.language})


def _pin(pin: Pin) -> Json:
    return _given({"startS": pin.start_s, "carers": list(pin.carers)})


def _series(series: Series) -> Json:
    return {
        "id": series.id,
        "visits": list(series.visits),
        "minDays": series.min_days,
        "minGapS": series.min_gap_s,
    }


def _link(link: Link) -> Json:
    return {
        "first": link.first,
        "second": link.second,
        "minS": link.min_s,
        "maxS": link.max_s,
        "carers": link.carers,
    }


def _published(published: Published) -> Json:
    return {
        "frozenUntilS": published.frozen_until_s,
        "assignments": [assignment_json(assignment) for assignment in published.assignments],
        "breaks": [break_json(pause) for pause in published.breaks],
    }


def _intervals(intervals: tuple[TimeWindow, ...]) -> list[list[int]]:
    return [[interval.start_s, interval.end_s] for interval in intervals]


def _given(fields: Json) -> Json:
    """Without what is left out: None, and empty lists and objects."""
    return {name: value for name, value in fields.items() if value is not None and value not in ([], {})}
