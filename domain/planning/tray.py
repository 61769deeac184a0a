"""The tray in people's words: what a plan leaves open, carer by carer, summed up in one sentence, with what helps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.calendar import clock
from domain.people.queries import carer_names
from domain.planning.queries import MAX_ASSIGNMENTS, TrayEntry, stop_words, tray_of
from domain.planning.remedy_words import Names, remedy_words
from domain.planning.wording_rules import days_words, kept_away_words, unavailable_words, words_of_one
from domain.wording import Words

LACKING = ("KIND", "SKILL")  # whoever fails these is not counted among those who could do it
FURTHER = Words("再没有具备技能的人能来", "No further adult with the skill")
NAMED = 5  # carers whom a sentence names; of more it counts the reasons


@dataclass(frozen=True, slots=True)
class ExcludedLine:
    """A carer and the first rule that keeps him from a visit."""

    carer_id: UUID
    carer_name: str
    rule: str
    why: Words
    short: Words


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """What would help, in words, with what it asks: how many people, how many minutes, how many points more.

    Within its scope nothing less would do; `is_proven` if every way was tried.
    """

    words: Words
    scope: str
    is_proven: bool
    people: int
    minutes: int
    cost_difference: int


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
    helps: tuple[RemedyLine, ...] = ()


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
        ExcludedLine(
            UUID(one["carer"]), names.carer(one), one["rule"], excluded_words(one, names), short_words(one, names)
        )
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
        summary=summary_words(excluded, is_session=entry.session_id is not None),
        excluded=excluded,
        remedies=tuple(remedy_words(one, names) for one in entry.remedies),
        helps=tuple(remedy_line(one, names) for one in entry.remedies),
    )


def remedy_line(one: dict[str, Any], names: Names) -> RemedyLine:
    """A remedy in words; what was kept before scopes were told says nothing of them."""
    return RemedyLine(
        words=remedy_words(one, names),
        scope=one.get("scope", "RE_SOLVE"),
        is_proven=one.get("is_proven", False),
        people=one.get("people", 1),
        minutes=one.get("minutes", 0),
        cost_difference=one.get("cost_difference", 0),
    )


def excluded_words(one: dict[str, Any], names: Names) -> Words:
    """Why a carer can't come, with the stops that stand in the way."""
    if one["rule"] == "AVAILABLE" and one.get("days"):
        return unavailable_words(one["days"], one.get("away", ()))
    words = words_of_one(one["rule"])
    blocking = [names.stop(stop) for stop in one["blocking"]]
    if not blocking:
        return words
    zh, en = "、".join(stop.zh for stop in blocking), "; ".join(stop.en for stop in blocking)
    return Words(f"{words.zh}({zh})", f"{words.en} ({en})")


def summary_words(excluded: tuple[ExcludedLine, ...], *, is_session: bool = False) -> Words:
    """Everybody's reasons in one sentence: those who could do it by name, the others by number.

    To a session some adults may come already, so that its sentence is about those besides.
    """
    able = [one for one in excluded if one.rule not in LACKING]
    lacking = [one.rule for one in excluded if one.rule in LACKING]
    if not able:
        people = "1 person" if len(lacking) == 1 else f"{len(lacking)} people"
        return Words(
            f"{'再' if is_session else ''}没有人具备所需的技能或身份(共 {len(lacking)} 人)。",
            f"{'No further adult' if is_session else 'Nobody'} has the skill or is of the kind asked for ({people}).",
        )
    who, others = who_of(len(able), is_session=is_session, is_skilled="SKILL" in lacking), others_words(lacking)
    reasons = named_reasons(able) if len(able) <= NAMED else counted_reasons(able)
    return Words(f"{who.zh}:{reasons.zh}{others.zh}。", f"{who.en} can come: {reasons.en}{others.en}.")


def who_of(able: int, *, is_session: bool, is_skilled: bool) -> Words:
    """Whom the sentence is about; where nobody lacks the skill, perhaps none is asked for, and none is spoken of."""
    if is_session:
        return FURTHER if is_skilled else Words("再没有人能来", "No further adult")
    if not is_skilled:
        return Words("只有 1 人,也不能来" if able == 1 else f"{able} 人都不能来", "Nobody")
    only = "具备技能的只有 1 人,也不能来" if able == 1 else f"具备技能的 {able} 人都不能来"
    return Words(only, "Nobody with the skill")


def others_words(lacking: list[str]) -> Words:
    """Those who lack the skill, or are not of the kind asked for, whatever their skills."""
    if not lacking:
        return Words("", "")
    is_one = len(lacking) == 1
    others = "1 other" if is_one else f"{len(lacking)} others"
    if "KIND" not in lacking:
        return Words(f";其余 {len(lacking)} 人没有所需技能", f"; {others} {'lacks' if is_one else 'lack'} it")
    if "SKILL" not in lacking:
        kind = Words("人员类别不符", "is not of the kind asked for" if is_one else "are not of the kind asked for")
        return Words(f";其余 {len(lacking)} 人{kind.zh}", f"; {others} {kind.en}")
    return Words(
        f";其余 {len(lacking)} 人没有所需技能或人员类别不符",
        f"; {others} lack it or are not of the kind asked for",
    )


def named_reasons(able: list[ExcludedLine]) -> Words:
    """Who is kept away by what, those whom the same thing keeps away together."""
    found: dict[Words, list[str]] = {}
    for one in able:
        found.setdefault(one.short, []).append(one.carer_name)
    return Words(
        ",".join(f"{'、'.join(names)}{words.zh}" for words, names in found.items()),
        "; ".join(f"{', '.join(names)} {words.en}" for words, names in found.items()),
    )


def counted_reasons(able: list[ExcludedLine]) -> Words:
    """How many carers each reason keeps away, the commonest first."""
    counts = Counter(one.short for one in able).most_common()
    return Words(
        ",".join(f"{count} 人{words.zh}" for words, count in counts),
        "; ".join(f"{count} {words.en}" for words, count in counts),
    )


def short_words(one: dict[str, Any], names: Names) -> Words:
    """A reason as it follows a name: booked up on the days asked for, a qualification that ends on one, a pin."""
    days, rule = one.get("days", ()), one["rule"]
    on = days_words(days)
    if rule == "TRAVEL" and days and one["blocking"]:
        return Words(f"{on.zh}约定时间已排满", f"booked up at the agreed times on {on.en}")
    if rule == "DAY" and days:
        return Words(f"{on.zh}工时已满", f"at the limit of daily hours on {on.en}")
    if rule == "AVAILABLE" and days:
        return unavailable_words(one["days"], one.get("away", ()))
    if rule == "CREDENTIAL" and one.get("until_s") is not None:
        last = clock(max(0, one["until_s"] - 1))
        return Words(f"资质{last.zh.split()[0]}到期", f"with a qualification that ends on {last.en.split()[0]}")
    if rule == "PIN" and one["blocking"]:
        stop = names.stop(one["blocking"][0])
        return Words(f"已固定在「{stop.zh}」", f"pinned to {stop.en}")
    return kept_away_words(rule)
