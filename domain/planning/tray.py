"""The tray in people's words: what a plan leaves open, carer by carer, summed up in one sentence, with what helps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.people.queries import carer_names
from domain.planning.queries import MAX_ASSIGNMENTS, TrayEntry, stop_words, tray_of
from domain.planning.remedy_words import Names, remedy_words
from domain.planning.wording_rules import rule_words
from domain.wording import Words

LACKING = ("KIND", "SKILL")  # whoever fails these is not counted among those who could do it
NAMED = 5  # carers whom a sentence names; of more it counts the reasons


@dataclass(frozen=True, slots=True)
class ExcludedLine:
    """A carer and the first rule that keeps him from a visit."""

    carer_id: UUID
    carer_name: str
    rule: str
    why: Words


@dataclass(frozen=True, slots=True)
class TrayLine:
    """Something that a plan leaves open, in words."""

    id: UUID
    visit_id: UUID | None
    session_id: UUID | None
    request_key: str
    what: Words
    whom: str
    code: str
    summary: Words
    excluded: tuple[ExcludedLine, ...]
    remedies: tuple[Words, ...]


async def read_tray(plan_id: UUID, limit: int = MAX_ASSIGNMENTS, community_id: UUID | None = None) -> list[TrayLine]:
    """A plan's tray by request, in three statements."""
    entries = await tray_of(plan_id, limit, community_id)
    changes = [change for entry in entries for one in entry.remedies for change in one["changes"]]
    carers = {one["carer"] for entry in entries for one in entry.excluded} | {one["carer"] for one in changes}
    stops = {stop for entry in entries for one in entry.excluded for stop in one["blocking"]}
    stops |= {one["visit"] for one in changes}
    stops |= {stop for entry in entries for one in entry.remedies for stop in (*one["loses"], *one.get("moves", ()))}
    names = Names(
        await carer_names(sorted(UUID(one) for one in carers if one)),
        await stop_words(plan_id, sorted(UUID(one) for one in stops)),
    )
    return [tray_line(entry, names) for entry in entries]


def tray_line(entry: TrayEntry, names: Names) -> TrayLine:
    """An entry in words, those first who have the skill; a carer who is no more has no name."""
    excluded = tuple(
        ExcludedLine(UUID(one["carer"]), names.carer(one), one["rule"], excluded_words(one, names))
        for one in sorted(entry.excluded, key=lambda one: one["rule"] in LACKING)
    )
    return TrayLine(
        id=entry.id,
        visit_id=entry.visit_id,
        session_id=entry.session_id,
        request_key=entry.request_key,
        what=entry.what,
        whom=entry.whom,
        code=entry.code,
        summary=summary_words(excluded),
        excluded=excluded,
        remedies=tuple(remedy_words(one, names) for one in entry.remedies),
    )


def excluded_words(one: dict[str, Any], names: Names) -> Words:
    """Why a carer can't come, with the stops that stand in the way."""
    words = rule_words(one["rule"])
    blocking = [names.stop(stop) for stop in one["blocking"]]
    if not blocking:
        return words
    zh, en = "、".join(stop.zh for stop in blocking), ", ".join(stop.en for stop in blocking)
    return Words(f"{words.zh}({zh})", f"{words.en} ({en})")


def summary_words(excluded: tuple[ExcludedLine, ...]) -> Words:
    """Everybody's reasons in one sentence: those who could do it by name, the others by number."""
    able = [one for one in excluded if one.rule not in LACKING]
    lacking = len(excluded) - len(able)
    if not able:
        return Words(
            f"没有人具备所需的技能或身份(共 {lacking} 人)。",
            f"Nobody has the skill or is of the kind asked for ({lacking} people).",
        )
    reasons = named_reasons(able) if len(able) <= NAMED else counted_reasons(able)
    return Words(
        f"具备技能的 {len(able)} 人都不能来:{reasons.zh}{f';其余 {lacking} 人没有所需技能' if lacking else ''}。",
        f"Nobody with the skill can come: {reasons.en}{f'; {lacking} others lack it' if lacking else ''}.",
    )


def named_reasons(able: list[ExcludedLine]) -> Words:
    """Each carer by name with the reason."""
    return Words(
        "、".join(f"{one.carer_name}({rule_words(one.rule).zh})" for one in able),
        ", ".join(f"{one.carer_name} ({rule_words(one.rule).en})" for one in able),
    )


def counted_reasons(able: list[ExcludedLine]) -> Words:
    """How many carers each reason keeps away, the commonest first."""
    counts = Counter(one.rule for one in able).most_common()
    return Words(
        "、".join(f"{count} 人{rule_words(rule).zh}" for rule, count in counts),
        ", ".join(f"{count} {rule_words(rule).en}" for rule, count in counts),
    )
