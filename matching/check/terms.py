"""Soft terms: what a plan costs, in whole points. One function a term gives its points, weight included."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matching.check.sheet import Sheet
from matching.plan import Score, Term
from matching.problem import DAY_S, Slot, Visit

CAP_S = 14_400  # beyond this, a wish missed or a visit shifted costs no more
PIN_FACTOR = 10


def score(sheet: Sheet) -> Score:
    """Points by term."""
    return Score({term: points(sheet) for term, points in _POINTS.items()})


def unassigned(sheet: Sheet) -> int:
    """By priority, tenfold if pinned."""
    weights = sheet.problem.weights.unassigned
    missing = (visit for visit in sheet.problem.visits if visit.id not in sheet.crews)
    return sum(getattr(weights, visit.priority) * (PIN_FACTOR if visit.pin is not None else 1) for visit in missing)


def slot(sheet: Sheet) -> int:
    """Points of every empty slot, of unassigned visits too."""
    weight = sheet.problem.weights.slot
    empty = (slot for visit in sheet.problem.visits for slot in _empty_slots(sheet, visit))
    return sum(weight if slot.points is None else slot.points for slot in empty)


def _empty_slots(sheet: Sheet, visit: Visit) -> list[Slot]:
    crew = sheet.crews.get(visit.id, ())
    return [slot for i, slot in enumerate(visit.slots) if i >= len(crew) or crew[i] is None]


def delay(sheet: Sheet) -> int:
    """Seconds that asap and stat visits start after their first window opens, a day at most."""
    pressing = (visit for visit in sheet.assigned if visit.priority in ("asap", "stat"))
    late_s = (sheet.starts_s[visit.id] - visit.windows[0].start_s for visit in pressing)
    return sheet.problem.weights.delay * sum(min(DAY_S, max(0, each_s)) for each_s in late_s)


def travel(sheet: Sheet) -> int:
    """Seconds of all legs."""
    return sheet.problem.weights.travel * sum(duty.driven_s for duty in sheet.all_duties)


def waiting(sheet: Sheet) -> int:
    """Seconds between two stops that are neither travel nor break."""
    idle_s = (
        max(0, gap.after.start_s - gap.before.end_s - gap.drive_s - gap.paused_s)
        for duty in sheet.all_duties
        for gap in duty.gaps
    )
    return sheet.problem.weights.waiting * sum(idle_s)


def duty(sheet: Sheet) -> int:
    """Number of duties."""
    return sheet.problem.weights.duty * sum(1 for _ in sheet.all_duties)


def overtime(sheet: Sheet) -> int:
    """Seconds worked beyond contract."""
    over_s = (worked_s - sheet.carers[who].contracted_s for who, worked_s in _worked_s(sheet).items())
    return sheet.problem.weights.overtime * sum(max(0, each_s) for each_s in over_s)


def unfair(sheet: Sheet) -> int:
    """Seconds worked beyond the fair share."""
    points = 0
    for who, worked_s in _worked_s(sheet).items():
        fair_s = sheet.carers[who].fair_s
        points += 0 if fair_s is None else max(0, worked_s - fair_s)
    return sheet.problem.weights.unfair * points


def _worked_s(sheet: Sheet) -> Mapping[str, int]:
    return {who: sum(duty.worked_s for duty in duties) for who, duties in sheet.duties.items()}


def wish(sheet: Sheet) -> int:
    """Seconds outside the nearest wished interval, capped."""
    points = 0
    for visit in sheet.assigned:
        if visit.wish:
            start_s, end_s = sheet.starts_s[visit.id], sheet.end_s(visit)
            missed = (max(0, one.start_s - start_s) + max(0, end_s - one.end_s) for one in visit.wish)
            points += min(CAP_S, *missed)
    return sheet.problem.weights.wish * points


def continuity(sheet: Sheet) -> int:
    """Carers of a group beyond those whom its fullest visit needs anyway."""
    crews: dict[str, list[list[str]]] = {}
    for visit in sheet.assigned:
        if visit.group is not None:
            crews.setdefault(visit.group, []).append([carer.id for _, carer in sheet.filled(visit)])
    strangers = (len({who for crew in group for who in crew}) - max(map(len, group)) for group in crews.values())
    return sheet.problem.weights.continuity * sum(strangers)


def unfamiliar(sheet: Sheet) -> int:
    """Filled slots with a carer who is not among the preferred, where there are any."""
    return sheet.problem.weights.unfamiliar * sum(
        carer.id not in visit.preferred
        for visit in sheet.assigned
        if visit.preferred
        for _, carer in sheet.filled(visit)
    )


def gender(sheet: Sheet) -> int:
    """Filled slots with a carer of another gender than wished."""
    return sheet.problem.weights.gender * sum(
        carer.gender != visit.wishes.gender
        for visit in sheet.assigned
        if visit.wishes.gender is not None
        for _, carer in sheet.filled(visit)
    )


def language(sheet: Sheet) -> int:
    """Filled slots with a carer who doesn't speak the wished language."""
    return sheet.problem.weights.language * sum(
        visit.wishes.language not in carer.languages
        for visit in sheet.assigned
        if visit.wishes.language is not None
        for _, carer in sheet.filled(visit)
    )


def moved(sheet: Sheet) -> int:
    """Carers who were told of a visit and are no longer on it."""
    still = (was for name, was in sheet.published.items() if name in sheet.crews)
    gone = (len({who for who in was.carers if who is not None} - set(sheet.crews[was.visit])) for was in still)
    return sheet.problem.weights.moved * sum(gone)


def shifted(sheet: Sheet) -> int:
    """Seconds between the start that people were told and the plan's, capped."""
    still = (was for name, was in sheet.published.items() if name in sheet.crews)
    seconds = (abs(sheet.starts_s[was.visit] - was.start_s) for was in still)
    return sheet.problem.weights.shifted * sum(min(CAP_S, each_s) for each_s in seconds)


_POINTS: Mapping[Term, Callable[[Sheet], int]] = {
    "unassigned": unassigned,
    "slot": slot,
    "delay": delay,
    "travel": travel,
    "waiting": waiting,
    "duty": duty,
    "overtime": overtime,
    "unfair": unfair,
    "wish": wish,
    "continuity": continuity,
    "unfamiliar": unfamiliar,
    "gender": gender,
    "language": language,
    "moved": moved,
    "shifted": shifted,
}
