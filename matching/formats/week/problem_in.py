"""A week from the JSON of `linli-week/1`: defaults filled in, unknown fields dropped, null as good as leaving out."""

from __future__ import annotations

from pathlib import Path

from matching.formats.json_value import JsonValue, load
from matching.formats.week.entries import assignment_of, break_of
from matching.problem import (
    BreakRule,
    Carer,
    Credential,
    Kind,
    Link,
    Mode,
    Pin,
    Place,
    Priority,
    Problem,
    Published,
    Series,
    Slot,
    TimeWindow,
    Together,
    UnassignedWeights,
    Visit,
    Weights,
    Wishes,
)
from matching.validate import check_problem

FORMAT = "linli-week/1"
KINDS: tuple[Kind, ...] = ("practitioner", "volunteer")
PRIORITIES: tuple[Priority, ...] = ("routine", "urgent", "asap", "stat")
TOGETHER: tuple[Together, ...] = ("any", "different", "same")


def read_problem(path: Path) -> Problem:
    """The week in a file. Raises UnreadableFile or ProblemError, each with the place, the value and the mend."""
    return problem_of(load(path))


def problem_of(data: object) -> Problem:
    """The week that parsed JSON describes. Raises UnreadableFile for its shape, ProblemError for its sense."""
    week = JsonValue(data)
    week.need("format").choice((FORMAT,))
    matrices, published, weights = week.get("matrices"), week.get("published"), week.get("weights")
    problem = Problem(
        name=week.need("name").text(),
        horizon_s=week.need("horizonS").whole(),
        places=tuple(map(_place, week.need("places").items())),
        modes={name: _mode(mode) for name, mode in week.need("modes").fields()},
        matrices={name: _matrix(rows) for name, rows in matrices.fields()} if matrices else {},
        carers=tuple(map(_carer, week.need("carers").items())),
        visits=tuple(map(_visit, week.need("visits").items())),
        series=tuple(map(_series, week.items_or_none("series"))),
        links=tuple(map(_link, week.items_or_none("links"))),
        published=_published(published) if published else None,
        weights=_weights(weights) if weights else Weights(),
    )
    check_problem(problem)
    return problem


def _place(place: JsonValue) -> Place:
    return Place(place.need("id").text(), place.need("xM").whole(), place.need("yM").whole())


def _mode(mode: JsonValue) -> Mode:
    return Mode(mode.need("secondsPerKm").whole(), mode.need("overheadS").whole())


def _matrix(rows: JsonValue) -> tuple[tuple[int | None, ...], ...]:
    return tuple(tuple(None if cell.value is None else cell.whole() for cell in row.items()) for row in rows.items())


def _carer(carer: JsonValue) -> Carer:
    break_rule, languages = carer.get("break"), carer.get("languages")
    return Carer(
        id=carer.need("id").text(),
        kind=_kind(carer.need("kind")),
        base=carer.need("base").text(),
        mode=carer.need("mode").text(),
        available=_intervals(carer.need("available").items()),
        max_day_s=carer.need("maxDayS").whole(),
        max_week_s=carer.need("maxWeekS").whole(),
        skills={name: level.whole() for name, level in carer.need("skills").fields()},
        credentials=tuple(map(_credential, carer.items_or_none("credentials"))),
        years=carer.whole_or("years", 0),
        gender=carer.text_or_none("gender"),
        languages=languages.texts() if languages else (),
        max_days=carer.whole_or("maxDays", 7),
        rest_s=carer.whole_or("restS", 0),
        contract_s=carer.whole_or_none("contractS"),
        fair_s=carer.whole_or_none("fairS"),
        break_rule=_break_rule(break_rule) if break_rule else None,
    )


def _credential(credential: JsonValue) -> Credential:
    need = credential.need
    return Credential(need("name").text(), need("fromS").whole(), need("untilS").whole())


def _break_rule(rule: JsonValue) -> BreakRule:
    return BreakRule(rule.need("afterS").whole(), rule.need("durationS").whole())


def _visit(visit: JsonValue) -> Visit:
    preferred, excluded, wishes, pin = (visit.get(name) for name in ("preferred", "excluded", "wishes", "pin"))
    return Visit(
        id=visit.need("id").text(),
        place=visit.need("place").text(),
        duration_s=visit.need("durationS").whole(),
        windows=_intervals(visit.need("windows").items()),
        slots=tuple(map(_slot, visit.need("slots").items())),
        priority=visit.need("priority").choice(PRIORITIES),
        wish=_intervals(visit.items_or_none("wish")),
        group=visit.text_or_none("group"),
        min_filled=visit.whole_or_none("minFilled"),
        preferred=preferred.texts() if preferred else (),
        excluded=excluded.texts() if excluded else (),
        wishes=Wishes(wishes.text_or_none("gender"), wishes.text_or_none("language")) if wishes else Wishes(),
        pin=_pin(pin) if pin else None,
    )


def _slot(slot: JsonValue) -> Slot:
    kind, credentials, required = slot.get("kind"), slot.get("credentials"), slot.get("required")
    return Slot(
        skill=slot.text_or_none("skill"),
        level=slot.whole_or("level", 1),
        kind=_kind(kind) if kind else None,
        credentials=credentials.texts() if credentials else (),
        min_years=slot.whole_or("minYears", 0),
        gender=slot.text_or_none("gender"),
        required=required.flag() if required else True,
        points=slot.whole_or_none("points"),
    )


def _kind(kind: JsonValue) -> Kind:
    return kind.choice(KINDS)


def _pin(pin: JsonValue) -> Pin:
    carers = pin.get("carers")
    return Pin(pin.whole_or_none("startS"), carers.texts_or_null() if carers else ())


def _series(series: JsonValue) -> Series:
    visits = series.need("visits").texts()
    return Series(series.need("id").text(), visits, series.whole_or("minDays", 0), series.whole_or("minGapS", 0))


def _link(link: JsonValue) -> Link:
    together = link.get("carers")
    return Link(
        first=link.need("first").text(),
        second=link.need("second").text(),
        min_s=link.need("minS").whole(),
        max_s=link.need("maxS").whole(),
        carers=together.choice(TOGETHER) if together else "any",
    )


def _published(published: JsonValue) -> Published:
    return Published(
        frozen_until_s=published.need("frozenUntilS").whole(),
        assignments=tuple(map(assignment_of, published.need("assignments").items())),
        breaks=tuple(map(break_of, published.items_or_none("breaks"))),
    )


def _weights(weights: JsonValue) -> Weights:
    standard = Weights()
    unassigned = weights.get("unassigned")
    given = {
        name: weights.whole_or(name, getattr(standard, name)) for name in Weights.__slots__ if name != "unassigned"
    }
    return Weights(_unassigned_weights(unassigned) if unassigned else standard.unassigned, **given)


def _unassigned_weights(weights: JsonValue) -> UnassignedWeights:
    standard = UnassignedWeights()
    return UnassignedWeights(**{name: weights.whole_or(name, getattr(standard, name)) for name in PRIORITIES})


def _intervals(intervals: list[JsonValue]) -> tuple[TimeWindow, ...]:
    return tuple(map(_interval, intervals))


def _interval(interval: JsonValue) -> TimeWindow:
    ends = interval.items()
    if len(ends) != 2:
        raise interval.refusal("give its start and its end, two numbers")
    return TimeWindow(ends[0].whole(), ends[1].whole())
