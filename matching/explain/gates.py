"""The gates of a slot: what keeps a carer from it at any time."""

from __future__ import annotations

from matching.explain.spans import held
from matching.problem import Carer, Slot, Visit

GATE_RULES = ("KIND", "SKILL", "CREDENTIAL", "YEARS", "GENDER", "EXCLUDED")


def failing_gates(visit: Visit, slot: Slot, carer: Carer) -> tuple[str, ...]:
    """The carer's gates that a slot would fail at any time; CREDENTIAL only if never valid long enough."""
    failing = {
        "KIND": slot.kind not in {None, carer.kind},
        "SKILL": slot.skill is not None and carer.skills.get(slot.skill, 0) < slot.level,
        "CREDENTIAL": bool(slot.credentials) and not _is_ever_held(visit, slot, carer),
        "YEARS": carer.years < slot.min_years,
        "GENDER": slot.gender not in {None, carer.gender},
        "EXCLUDED": carer.id in visit.excluded,
    }
    return tuple(rule for rule in GATE_RULES if failing[rule])


def passes_gates(visit: Visit, slot: Slot, carer: Carer) -> bool:
    """Whether the carer fails no gate of a slot."""
    return (
        slot.kind in {None, carer.kind}
        and (slot.skill is None or carer.skills.get(slot.skill, 0) >= slot.level)
        and carer.years >= slot.min_years
        and slot.gender in {None, carer.gender}
        and carer.id not in visit.excluded
        and (not slot.credentials or _is_ever_held(visit, slot, carer))
    )


def _is_ever_held(visit: Visit, slot: Slot, carer: Carer) -> bool:
    spans = tuple((one.start_s, one.end_s - visit.duration_s) for one in visit.windows)
    return bool(held([one for one in spans if one[0] <= one[1]], slot, carer, visit.duration_s))
