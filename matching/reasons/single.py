"""What keeps one carer from one visit: in a week of their own first, then in the plan as it stands."""

from __future__ import annotations

from collections.abc import Iterable

from matching.plan import RULES, RuleCode, Violation
from matching.problem import Carer, Visit
from matching.reasons.blockers import blockers, clashing, is_pinned_to
from matching.reasons.exclusion import GATES, Exclusion
from matching.reasons.starts import possible_starts, turning_points
from matching.reasons.trial import FITS, Attempt, Trial
from matching.reasons.week_lookup import Candidate, WeekLookup, candidate

TRAVEL = RULES.index("TRAVEL")
TIMELESS: frozenset[RuleCode] = frozenset({"KIND", "SKILL", "YEARS", "GENDER", "EXCLUDED"})


def exclusion_of(week: WeekLookup, visit: Visit, slots: Iterable[int], carer: Carer) -> Exclusion:
    """The first rule that keeps the carer from all of these slots, by the slot that they come closest to.

    A rule that a week of their own would break already is named rather than one that the plan adds, unless the plan
    makes it good: from another visit there may be a way where from base there is none.
    """
    candidates = distinct(visit, slots, carer)
    if (unfit := _unfit(carer, candidates)) is not None:
        return unfit
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


def _unfit(carer: Carer, candidates: list[Candidate]) -> Exclusion | None:
    """KIND or SKILL, if one of them keeps the carer from each slot at any start; no trial is needed to tell."""
    rules = [_missing(one) for one in candidates]
    if None in rules or not possible_starts(candidates[0].visit):
        return None
    rule: RuleCode = "SKILL" if "SKILL" in rules else "KIND"
    lacks = "lacks the skill or its level" if rule == "SKILL" else f"is a {carer.kind}"
    return Exclusion(carer.id, rule, f"visit {candidates[0].visit.id!r}: carer {carer.id!r} {lacks}")


def _missing(one: Candidate) -> RuleCode | None:
    slot = one.visit.slots[0]
    if slot.kind not in {None, one.carer.kind}:
        return "KIND"
    return "SKILL" if slot.skill is not None and one.carer.skills.get(slot.skill, 0) < slot.level else None


def distinct(visit: Visit, slots: Iterable[int], carer: Carer) -> list[Candidate]:
    """The carer for each of these slots, alike ones once."""
    by_visit = {one.visit: one for one in (candidate(visit, slot, carer) for slot in slots)}
    return list(by_visit.values())


def trial_in_plan(week: WeekLookup, one: Candidate) -> Trial:
    """The candidate beside all else that the plan holds."""
    return Trial(week, one, week.stops_of(one.carer), week.tied_to(one.visit))


def attempts(trial: Trial) -> list[Attempt]:
    """What comes of the starts that matter, at least of one: all that come furthest, or one that nothing surpasses.

    At a start that the carer's own stops leave no time for, TRAVEL is broken if no rule before it is. So those are
    tried only where no other start comes further, the ones with the fewest stops in the way first, and no more of them
    once one has come so far.
    """
    crowded: dict[int, tuple[str, ...]] = {}
    found: list[Attempt] = []
    for start_s in turning_points(trial):
        if names := clashing(trial, start_s):
            crowded[start_s] = names
            continue
        attempt = trial.at(start_s)
        if attempt.broken is None or is_timeless(attempt):
            return [attempt]
        found.append(attempt)
    if max((one.reach for one in found), default=0) <= TRAVEL:
        for start_s in sorted(crowded, key=lambda one: _in_the_way(trial, crowded[one], one)):
            attempt = trial.at(start_s)
            if is_timeless(attempt):
                return [attempt]
            found.append(attempt)
            if attempt.reach == TRAVEL:
                break
    return found or [Attempt(0, Violation("WINDOW", f"visit {trial.visit.id!r}: no window holds it"))]


def _in_the_way(trial: Trial, names: tuple[str, ...], start_s: int) -> tuple[bool, int, int]:
    """By what starts are compared at which others are in the way: pinned ones, how many, how early."""
    return is_pinned_to(trial, names), len(names), start_s


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
    names, attempt = min(choices, key=lambda one: _in_the_way(trial, one[0], one[1].start_s))
    found = _by_rule(trial.carer, attempt, names)
    if is_pinned_to(trial, names):
        return Exclusion(found.carer, "PIN", f"pinned elsewhere: {found.detail}", names)
    return found


def _by_rule(carer: Carer, attempt: Attempt, names: tuple[str, ...] = ()) -> Exclusion:
    broken = attempt.broken
    return Exclusion(carer.id, None) if broken is None else Exclusion(carer.id, broken.code, broken.detail, names)
