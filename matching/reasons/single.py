"""What keeps one carer from one visit: in a week of their own first, then in the plan as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from matching.plan import RULES, RuleCode
from matching.problem import Carer
from matching.reasons.blockers import blockers, clashing, is_pinned_to
from matching.reasons.exclusion import GATES, Exclusion
from matching.reasons.starts import turning_points
from matching.reasons.stops import Candidate, Opening, possible_starts
from matching.reasons.trial import FITS, Attempt, Trial
from matching.reasons.week_lookup import WeekLookup

TRAVEL = RULES.index("TRAVEL")
TIMELESS: frozenset[RuleCode] = frozenset({"KIND", "SKILL", "YEARS", "GENDER", "EXCLUDED"})


def exclusion_of(week: WeekLookup, asked: Sequence[Opening], carer: Carer) -> Exclusion:
    """The first rule that keeps the carer from all of these openings of a visit, by the one that they come closest to.

    A rule that a week of their own would break already is named rather than one that the plan adds, unless the plan
    makes it good: from another visit there may be a way where from base there is none.
    """
    if (gate := _gate(asked, carer)) is not None:
        return Exclusion(carer.id, gate)
    candidates = [one.of(carer) for one in asked]
    alone = [(one, max(attempts(Trial(week, one)), key=_reach)) for one in candidates]
    best = max((attempt for _, attempt in alone), key=_reach)
    if best.broken is not None and (best.broken in GATES or not week.stops_of(carer)):
        return Exclusion(carer.id, best.broken)
    able = [one for one, attempt in alone if best.reach < FITS or attempt.reach == FITS]
    found = [(trial, attempts(trial)) for trial in (trial_in_plan(week, one) for one in able)]
    trial, tried = max(found, key=lambda one: max(map(_reach, one[1])))
    if best.reach < FITS and tried[-1].reach < FITS:
        return Exclusion(carer.id, best.broken)
    return _in_plan(trial, tried)


def _gate(asked: Sequence[Opening], carer: Carer) -> RuleCode | None:
    """The furthest gate, if the carer is kept from each opening whatever the start; no trial is needed to tell."""
    rules = [_shut(one, carer) for one in asked]
    closed = [one for one in rules if one is not None]
    if len(closed) < len(rules) or not possible_starts(asked[0].visit):
        return None
    return RULES[max(map(RULES.index, closed))]


def _shut(one: Opening, carer: Carer) -> RuleCode | None:
    """The first gate that keeps the carer from an opening, where no credential comes before it that time decides."""
    visit, slot = one.visit, one.visit.slots[0]
    if slot.kind not in {None, carer.kind}:
        return "KIND"
    if slot.skill is not None and carer.skills.get(slot.skill, 0) < slot.level:
        return "SKILL"
    if slot.credentials:
        return None
    if carer.years < slot.min_years:
        return "YEARS"
    if slot.gender not in {None, carer.gender}:
        return "GENDER"
    return "EXCLUDED" if carer.id in visit.excluded else None


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
    return found or [Attempt(0, "WINDOW")]


def _in_the_way(trial: Trial, names: tuple[str, ...], start_s: int) -> tuple[bool, int, int]:
    """By what starts are compared at which others are in the way: pinned ones, how many, how early."""
    return is_pinned_to(trial, names), len(names), start_s


def is_timeless(attempt: Attempt) -> bool:
    """Whether what it breaks would be broken at any start."""
    return attempt.broken in TIMELESS


def _reach(attempt: Attempt) -> int:
    return attempt.reach


def _in_plan(trial: Trial, tried: list[Attempt]) -> Exclusion:
    reach = max(map(_reach, tried))
    best = [attempt for attempt in tried if attempt.reach == reach]
    rule = best[0].broken
    if rule == "TRAVEL":
        return _busy(trial, best)
    return Exclusion(trial.carer.id, rule, blockers(trial, best[0]))


def _busy(trial: Trial, tried: list[Attempt]) -> Exclusion:
    """At the start where the fewest visits, and if possible none that is pinned to the carer, stand in the way."""
    choices = [(blockers(trial, attempt), attempt) for attempt in tried]
    names, _ = min(choices, key=lambda one: _in_the_way(trial, one[0], one[1].start_s))
    return Exclusion(trial.carer.id, "PIN" if is_pinned_to(trial, names) else "TRAVEL", names)
