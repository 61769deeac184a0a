"""Changes to a week that might let in a visit: each is data, and can be applied. No rule is waived.

Hours may grow, people be added or freed, a credential be renewed, a wish be dropped. WAIVED are no advice: they tell
what a carer lacks, and that it is all that the carer lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from matching.problem import DAY_S, Carer, Credential, Link, Pin, Problem, Series, Slot, TimeWindow, Visit

ChangeKind = Literal[
    "RENEW_CREDENTIAL", "FREE_CARER", "EXTEND_AVAILABILITY", "WIDEN_WINDOW", "ADD_AVAILABILITY", "ANOTHER_DAY",
    "ADD_CARER", "FEWER_CARERS", "LONGER_DAY", "LONGER_WEEK", "ONE_DAY_MORE", "SHORTER_REST", "FREE_START",
    "DROP_GENDER", "LIFT_EXCLUSION", "LOOSER_SERIES", "LOOSER_LINK", "GIVE_SKILL", "GIVE_YEARS", "GIVE_CREDENTIAL",
    "ADMIT_KIND",
]  # fmt: skip
WAIVED: frozenset[ChangeKind] = frozenset({"GIVE_SKILL", "GIVE_YEARS", "GIVE_CREDENTIAL", "ADMIT_KIND"})


@dataclass(frozen=True, slots=True)
class Change:
    """One change. What each kind means, and which fields it uses besides `visit`, the visit that it is about:

    RENEW_CREDENTIAL: `carer` holds `credential` all through `interval`.
    FREE_CARER: the pin of `carer` to `visit` is dropped.
    EXTEND_AVAILABILITY: `carer` is available `minutes` longer, all through `interval`.
    ADD_AVAILABILITY: `carer` is available in `interval` too.
    WIDEN_WINDOW: the visit may be made in `interval`, `minutes` more than before.
    ANOTHER_DAY: the visit may be made in `interval`, on a day that was not open to it.
    ADD_CARER: one more carer like `carer`, or made for `slot` if that is None, available in `interval`.
    FEWER_CARERS: `slot` of the visit may stay empty.
    LONGER_DAY, LONGER_WEEK: `carer` may work `minutes` longer a day, or a week.
    ONE_DAY_MORE: `carer` may work on one day more.
    SHORTER_REST: `carer` rests `minutes` less between two days.
    FREE_START: the start to which the visit is pinned is dropped.
    DROP_GENDER: `slot` of the visit takes any gender.
    LIFT_EXCLUSION: the visit no longer excludes `carer`.
    LOOSER_SERIES: the visits of the series `tie` may be `minutes` nearer to one another; a day nearer, if that is 0.
    LOOSER_LINK: `second` of the link with the place `tie` may start `minutes` sooner or later; with anybody, if 0.
    GIVE_SKILL, GIVE_YEARS, GIVE_CREDENTIAL: `carer` has what `slot` asks (`credential` is the skill's or its name).
    ADMIT_KIND: `slot` takes either kind of carer.
    """

    kind: ChangeKind
    visit: str
    carer: str | None = None
    interval: TimeWindow | None = None
    minutes: int = 0
    credential: str | None = None
    slot: int = 0
    tie: str = ""

    @property
    def is_advice(self) -> bool:
        """Whether somebody could do it this week."""
        return self.kind not in WAIVED


def apply(problem: Problem, *changes: Change) -> Problem:
    """The week with these changes, in order. Raises KeyError if one names a carer or visit that the week hasn't."""
    for change in changes:
        problem = _APPLY[change.kind](problem, change)
    return problem


def with_interval(windows: tuple[TimeWindow, ...], interval: TimeWindow) -> tuple[TimeWindow, ...]:
    """The windows and this one, sorted, those that overlap or touch joined."""
    apart = [one for one in windows if one.end_s < interval.start_s or interval.end_s < one.start_s]
    joined = [one for one in windows if one not in apart] + [interval]
    whole = TimeWindow(min(one.start_s for one in joined), max(one.end_s for one in joined))
    return tuple(sorted([*apart, whole], key=lambda one: one.start_s))


def is_applicable(problem: Problem, change: Change) -> bool:
    """Whether the changed week is well formed: nobody is available for more than a day on end."""
    changed = apply(problem, change).carers
    return all(one.end_s - one.start_s <= DAY_S for carer in changed for one in carer.available)


def added_carer(problem: Problem, change: Change) -> Carer:
    """The carer whom ADD_CARER brings: like the named one, or as the slot asks and based at the visit's place."""
    interval = _interval(change)
    if change.carer is not None:
        like = _carer(problem, change.carer)
        return replace(like, id=_free_id(problem, like.id), available=(interval,), fair_s=None)
    visit = _visit(problem, change.visit)
    slot = visit.slots[change.slot]
    return Carer(
        id=_free_id(problem, "new"),
        kind=slot.kind or "practitioner",
        base=visit.place,
        mode=min(problem.modes),
        available=(interval,),
        max_day_s=DAY_S,
        max_week_s=7 * DAY_S,
        skills={} if slot.skill is None else {slot.skill: slot.level},
        credentials=tuple(Credential(name, interval.start_s, interval.end_s) for name in slot.credentials),
        years=slot.min_years,
        gender=slot.gender,
    )


def _free_id(problem: Problem, like: str) -> str:
    taken = {carer.id for carer in problem.carers}
    return next(name for i in range(1, len(taken) + 2) if (name := f"{like}+{i}") not in taken)


def _renew_credential(problem: Problem, change: Change) -> Problem:
    interval, carer = _interval(change), _carer(problem, change.carer)
    renewed = Credential(change.credential or "", interval.start_s, interval.end_s)
    return _with_carer(problem, replace(carer, credentials=(*carer.credentials, renewed)))


def _free_carer(problem: Problem, change: Change) -> Problem:
    visit = _visit(problem, change.visit)
    pin = visit.pin or Pin()
    open_to_all = tuple(None if who == change.carer else who for who in pin.carers)
    is_left = pin.start_s is not None or any(open_to_all)
    return _with_visit(problem, replace(visit, pin=replace(pin, carers=open_to_all) if is_left else None))


def _add_availability(problem: Problem, change: Change) -> Problem:
    carer = _carer(problem, change.carer)
    return _with_carer(problem, replace(carer, available=with_interval(carer.available, _interval(change))))


def _add_window(problem: Problem, change: Change) -> Problem:
    visit = _visit(problem, change.visit)
    return _with_visit(problem, replace(visit, windows=with_interval(visit.windows, _interval(change))))


def _add_carer(problem: Problem, change: Change) -> Problem:
    return replace(problem, carers=(*problem.carers, added_carer(problem, change)))


def _fewer_carers(problem: Problem, change: Change) -> Problem:
    visit = _visit(problem, change.visit)
    slots = list(visit.slots)
    slots[change.slot] = replace(slots[change.slot], required=False)
    return _with_visit(problem, replace(visit, slots=tuple[Slot, ...](slots), min_filled=max(1, visit.fewest - 1)))


def _longer_day(problem: Problem, change: Change) -> Problem:
    carer = _carer(problem, change.carer)
    return _with_carer(problem, replace(carer, max_day_s=carer.max_day_s + 60 * change.minutes))


def _longer_week(problem: Problem, change: Change) -> Problem:
    carer = _carer(problem, change.carer)
    contract_s = carer.contracted_s  # the contract stays what it is, and the time beyond it overtime
    return _with_carer(
        problem, replace(carer, max_week_s=carer.max_week_s + 60 * change.minutes, contract_s=contract_s)
    )


def _one_day_more(problem: Problem, change: Change) -> Problem:
    carer = _carer(problem, change.carer)
    return _with_carer(problem, replace(carer, max_days=carer.max_days + 1))


def _shorter_rest(problem: Problem, change: Change) -> Problem:
    carer = _carer(problem, change.carer)
    return _with_carer(problem, replace(carer, rest_s=max(0, carer.rest_s - 60 * change.minutes)))


def _free_start(problem: Problem, change: Change) -> Problem:
    visit = _visit(problem, change.visit)
    carers = visit.pin.carers if visit.pin else ()
    return _with_visit(problem, replace(visit, pin=Pin(None, carers) if any(carers) else None))


def _drop_gender(problem: Problem, change: Change) -> Problem:
    return _with_slot(problem, change, gender=None)


def _admit_kind(problem: Problem, change: Change) -> Problem:
    return _with_slot(problem, change, kind=None)


def _with_slot(problem: Problem, change: Change, **facts: None) -> Problem:
    visit = _visit(problem, change.visit)
    slots = tuple(replace(slot, **facts) if i == change.slot else slot for i, slot in enumerate(visit.slots))
    return _with_visit(problem, replace(visit, slots=slots))


def _lift_exclusion(problem: Problem, change: Change) -> Problem:
    visit = _visit(problem, change.visit)
    return _with_visit(problem, replace(visit, excluded=tuple(who for who in visit.excluded if who != change.carer)))


def _looser_series(problem: Problem, change: Change) -> Problem:
    def looser(one: Series) -> Series:
        if change.minutes:
            return replace(one, min_gap_s=max(0, one.min_gap_s - 60 * change.minutes))
        return replace(one, min_days=max(0, one.min_days - 1))

    series = tuple(looser(one) if one.id == change.tie else one for one in problem.series)
    return replace(problem, series=series)


def _looser_link(problem: Problem, change: Change) -> Problem:
    def looser(one: Link) -> Link:
        if not change.minutes:
            return replace(one, carers="any")
        more_s = 60 * change.minutes
        return replace(one, min_s=one.min_s - more_s, max_s=one.max_s + more_s)

    return replace(
        problem, links=tuple(looser(one) if str(i) == change.tie else one for i, one in enumerate(problem.links))
    )


def _give_skill(problem: Problem, change: Change) -> Problem:
    carer, slot = _carer(problem, change.carer), _visit(problem, change.visit).slots[change.slot]
    return _with_carer(problem, replace(carer, skills={**carer.skills, change.credential or "": slot.level}))


def _give_years(problem: Problem, change: Change) -> Problem:
    carer, slot = _carer(problem, change.carer), _visit(problem, change.visit).slots[change.slot]
    return _with_carer(problem, replace(carer, years=max(carer.years, slot.min_years)))


_APPLY: Mapping[ChangeKind, Callable[[Problem, Change], Problem]] = {
    "RENEW_CREDENTIAL": _renew_credential,
    "FREE_CARER": _free_carer,
    "EXTEND_AVAILABILITY": _add_availability,
    "ADD_AVAILABILITY": _add_availability,
    "WIDEN_WINDOW": _add_window,
    "ANOTHER_DAY": _add_window,
    "ADD_CARER": _add_carer,
    "FEWER_CARERS": _fewer_carers,
    "LONGER_DAY": _longer_day,
    "LONGER_WEEK": _longer_week,
    "ONE_DAY_MORE": _one_day_more,
    "SHORTER_REST": _shorter_rest,
    "FREE_START": _free_start,
    "DROP_GENDER": _drop_gender,
    "LIFT_EXCLUSION": _lift_exclusion,
    "LOOSER_SERIES": _looser_series,
    "LOOSER_LINK": _looser_link,
    "GIVE_SKILL": _give_skill,
    "GIVE_YEARS": _give_years,
    "GIVE_CREDENTIAL": _renew_credential,
    "ADMIT_KIND": _admit_kind,
}


def _interval(change: Change) -> TimeWindow:
    if change.interval is None:
        raise KeyError(change.kind)
    return change.interval


def _carer(problem: Problem, name: str | None) -> Carer:
    found = next((one for one in problem.carers if one.id == name), None)
    if found is None:
        raise KeyError(name)
    return found


def _visit(problem: Problem, name: str) -> Visit:
    found = next((one for one in problem.visits if one.id == name), None)
    if found is None:
        raise KeyError(name)
    return found


def _with_carer(problem: Problem, carer: Carer) -> Problem:
    return replace(problem, carers=tuple(carer if one.id == carer.id else one for one in problem.carers))


def _with_visit(problem: Problem, visit: Visit) -> Problem:
    return replace(problem, visits=tuple(visit if one.id == visit.id else one for one in problem.visits))
