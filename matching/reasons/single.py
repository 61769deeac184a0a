"""What keeps one carer from one visit: in a week of their own first, then in the plan as it stands."""

from __future__ import annotations

from collections.abc import Iterable

from matching.plan import RuleCode, Violation
from matching.problem import Carer, Visit
from matching.reasons.blockers import blockers, is_pinned_to
from matching.reasons.exclusion import GATES, Exclusion
from matching.reasons.starts import turning_points
from matching.reasons.trial import FITS, Attempt, Trial
from matching.reasons.week_lookup import Candidate, WeekLookup, candidate

TIMELESS: frozenset[RuleCode] = frozenset({"KIND", "SKILL", "YEARS", "GENDER", "EXCLUDED"})


def exclusion_of(week: WeekLookup, visit: Visit, slots: Iterable[int], carer: Carer) -> Exclusion:
    """The first rule that keeps the carer from all of these slots, by the slot that they come closest to.

    A rule that a week of their own would break already is named rather than one that the plan adds, unless the plan
    makes it good: from another visit there may be a way where from base there is none.
    """
    candidates = distinct(visit, slots, carer)
    alone = [(one, max(attempts(Trial(week, one)), key=_reach)) for one in candidates]
    best = max((attempt for _, attempt in alone), key=_reach)
    if best.broken is not None and (best.broken.code in GATES or not week.stops_of(carer)):
        return _by_rule(carer, best)
    able = [one for one, attempt in alone if best.reach < FITS or attempt.reach == FITS]
    found = [(trial, attempts(trial)) for trial in (trial_in_plan(week, one) for one in able)]
    trial, tried = max(found, key=lambda one: max(map(_reach, one[1])))
    if best.reach < FITS and tried[-1].reach < FITS:
        return _by_rule(carer, best)
    return _in_plan(trial, tried)


def distinct(visit: Visit, slots: Iterable[int], carer: Carer) -> list[Candidate]:
    """The carer for each of these slots, alike ones once."""
    by_visit = {one.visit: one for one in (candidate(visit, slot, carer) for slot in slots)}
    return list(by_visit.values())


def trial_in_plan(week: WeekLookup, one: Candidate) -> Trial:
    """The candidate beside all else that the plan holds."""
    return Trial(week, one, week.stops_of(one.carer), week.tied_to(one.visit))


def attempts(trial: Trial) -> list[Attempt]:
    """What comes of each start that matters: at least one, and no more than one that nothing can surpass."""
    found: list[Attempt] = []
    for start_s in turning_points(trial):
        attempt = trial.at(start_s)
        if attempt.broken is None or is_timeless(attempt):
            return [attempt]
        found.append(attempt)
    return found or [Attempt(0, Violation("WINDOW", f"visit {trial.visit.id!r}: no window holds it"))]


def is_timeless(attempt: Attempt) -> bool:
    """Whether what it breaks would be broken at any start."""
    return attempt.broken is not None and attempt.broken.code in TIMELESS


def _reach(attempt: Attempt) -> int:
    return attempt.reach


def _in_plan(trial: Trial, tried: list[Attempt]) -> Exclusion:
    reach = max(map(_reach, tried))
    best = [attempt for attempt in tried if attempt.reach == reach]
    first = best[0].broken
    if first is None:
        return Exclusion(trial.carer.id, None)
    if first.code == "TRAVEL":
        return _busy(trial, best)
    return _by_rule(trial.carer, best[0], blockers(trial, best[0]))


def _busy(trial: Trial, tried: list[Attempt]) -> Exclusion:
    """At the start where the fewest visits, and if possible none that is pinned to the carer, stand in the way."""
    choices = [(blockers(trial, attempt), attempt) for attempt in tried]
    names, attempt = min(choices, key=lambda one: (is_pinned_to(trial, one[0]), len(one[0]), one[1].start_s))
    found = _by_rule(trial.carer, attempt, names)
    if is_pinned_to(trial, names):
        return Exclusion(found.carer, "PIN", f"pinned elsewhere: {found.detail}", names)
    return found


def _by_rule(carer: Carer, attempt: Attempt, names: tuple[str, ...] = ()) -> Exclusion:
    broken = attempt.broken
    return Exclusion(carer.id, None) if broken is None else Exclusion(carer.id, broken.code, broken.detail, names)
