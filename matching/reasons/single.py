"""What keeps one carer from one visit: in a week of their own first, then in the plan as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from matching.plan import RULES, RuleCode
from matching.problem import Carer
from matching.reasons.blockers import blockers, crowding, is_crowded, is_pinned_to
from matching.reasons.exclusion import GATES, Exclusion
from matching.reasons.rules import gate_after_time, gate_before_time
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
    candidates = [one.of(carer) for one in asked]
    if (gate := _gate(candidates)) is not None:
        return Exclusion(carer.id, gate)
    alone = [(one, _alone(week, one)) for one in candidates]
    best = max((attempt for _, attempt in alone), key=_reach)
    if best.broken is not None and (best.broken in GATES or not week.stops_of(carer)):
        return Exclusion(carer.id, best.broken)
    able = [one for one, attempt in alone if best.reach < FITS or attempt.reach == FITS]
    found = [(trial, attempts(trial)) for trial in (trial_in_plan(week, one) for one in able)]
    trial, tried = max(found, key=lambda one: max(map(_reach, one[1])))
    if best.reach < FITS and tried[-1].reach < FITS:
        return Exclusion(carer.id, best.broken)
    return _in_plan(trial, tried)


def _gate(candidates: Sequence[Candidate]) -> RuleCode | None:
    """The furthest gate, if the carer is kept from each slot whatever the start; no trial is needed to tell."""
    rules = [_shut(one) for one in candidates]
    closed = [one for one in rules if one is not None]
    if len(closed) < len(rules) or not possible_starts(candidates[0].visit):
        return None
    return RULES[max(map(RULES.index, closed))]


def _shut(one: Candidate) -> RuleCode | None:
    """The first gate that keeps the carer from a slot, where no credential comes before it that time decides."""
    return gate_before_time(one) or (None if one.visit.slots[0].credentials else gate_after_time(one))


def _alone(week: WeekLookup, one: Candidate) -> Attempt:
    """What comes furthest in a week of the carer's own: where it fits, the soonest start mostly does."""
    trial, out_s = Trial(week, one), week.leg_of(one.carer)(one.carer.base, one.visit.place)
    for first_s, last_s in possible_starts(one.visit):
        for interval in one.carer.available:
            start_s = max(first_s, interval.start_s + out_s)
            if start_s <= last_s and start_s < interval.end_s and (attempt := trial.at(start_s)).broken is None:
                return attempt
    return max(attempts(trial), key=_reach)


def trial_in_plan(week: WeekLookup, one: Candidate) -> Trial:
    """The candidate beside all else that the plan holds."""
    return Trial(week, one, week.stops_of(one.carer), week.tied_to(one.visit))


def attempts(trial: Trial) -> list[Attempt]:
    """What comes of the starts that matter, at least of one: all that come furthest, or one that nothing surpasses.

    At a start that the carer's own stops leave no time for, TRAVEL is broken if no rule before it is. So those are
    tried only where no other start comes further, the ones with the fewest stops in the way first, and no more of them
    once one has come so far.
    """
    crowded: list[int] = []
    found: list[Attempt] = []
    for start_s in turning_points(trial):
        if is_crowded(trial, start_s):
            crowded.append(start_s)
            continue
        attempt = trial.at(start_s)
        if attempt.broken is None or is_timeless(attempt):
            return [attempt]
        found.append(attempt)
    if max((one.reach for one in found), default=0) <= TRAVEL:
        for start_s in sorted(crowded, key=lambda one: crowding(trial, one)):
            attempt = trial.at(start_s)
            if is_timeless(attempt):
                return [attempt]
            found.append(attempt)
            if attempt.reach == TRAVEL:
                break
    return found or [Attempt(0, "WINDOW")]


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

    def is_pinned(names: tuple[str, ...]) -> bool:
        return any(is_pinned_to(trial, trial.week.visits[name]) for name in names)

    choices = [(blockers(trial, attempt), attempt) for attempt in tried]
    names, _ = min(choices, key=lambda one: (is_pinned(one[0]), len(one[0]), one[1].start_s))
    return Exclusion(trial.carer.id, "PIN" if is_pinned(names) else "TRAVEL", names)
