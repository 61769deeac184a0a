"""A verified change in people's words, from the data that is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.calendar import clock
from domain.people.credential_words import credential_words
from domain.wording import Words

KINDS = {"practitioner": Words("医护人员", "practitioner"), "volunteer": Words("志愿者", "volunteer")}
ANYBODY = Words("服务人员", "carer")


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the people and stops that changes are about, by id."""

    carers: Mapping[UUID, str]
    stops: Mapping[UUID, Words]

    def carer(self, change: Mapping[str, Any]) -> str:
        """Whom a change is about."""
        return self.carers.get(UUID(change["carer"]), "—") if change["carer"] else "—"

    def stop(self, engine_id: str) -> Words:
        """A visit or session; its id where it has no name any more."""
        return self.stops.get(UUID(engine_id), Words(engine_id, engine_id))


def remedy_words(remedy: Mapping[str, Any], names: Names) -> Words:
    """What to change so that the visit is placed, or a session admits more; and what that costs, if anything."""
    changes = [change_words(change, names) for change in remedy["changes"]]
    said = Words(" + ".join(one.zh for one in changes), " + ".join(one.en for one in changes))
    if not changes:
        said = Words("重新匹配就能排上", "matching again is enough")
    if remedy["admits"] is not None:
        said = Words(f"{said.zh} → 可录取 {remedy['admits']} 人", f"{said.en} → admits {remedy['admits']}")
    lost = [names.stop(one) for one in remedy["loses"]]
    if lost:
        zh, en = "、".join(one.zh for one in lost), ", ".join(one.en for one in lost)
        said = Words(f"{said.zh}(但「{zh}」就没人做了)", f"{said.en} (but then nobody makes {en})")
    return said


def change_words(change: Mapping[str, Any], names: Names) -> Words:
    """One change in words."""
    return CHANGES[change["kind"]](change, names)


def renewed(change: Mapping[str, Any], names: Names) -> Words:
    """A credential that must be valid longer."""
    what, last = credential_words(change["credential"]), clock(change["end_s"] - 1)
    return Words(
        f"为{names.carer(change)}续期「{what.zh}」(有效到{last.zh.split()[0]}以后)",
        f"renew {names.carer(change)}'s {what.en.lower()} to be valid through {last.en.split()[0]}",
    )


def freed(change: Mapping[str, Any], names: Names) -> Words:
    """A pin that must go."""
    stop = names.stop(change["visit"])
    return Words(
        f"取消{names.carer(change)}在「{stop.zh}」的固定", f"free {names.carer(change)} from the pin on {stop.en}"
    )


def longer(change: Mapping[str, Any], names: Names) -> Words:
    """Hours that must grow."""
    time = span(change)
    return Words(
        f"{names.carer(change)}多工作 {change['minutes']} 分钟({time.zh})",
        f"{names.carer(change)} works {change['minutes']} minutes longer ({time.en})",
    )


def also_there(change: Mapping[str, Any], names: Names) -> Words:
    """Hours of another day or half-day."""
    time = span(change)
    return Words(f"{names.carer(change)} {time.zh}也能来", f"{names.carer(change)} can come on {time.en} too")


def wider(change: Mapping[str, Any], _: Names) -> Words:
    """A window that must grow."""
    time = span(change)
    return Words(
        f"时间窗放宽 {change['minutes']} 分钟({time.zh})",
        f"widen the window by {change['minutes']} minutes ({time.en})",
    )


def another_day(change: Mapping[str, Any], _: Names) -> Words:
    """A day that was not open to the visit."""
    time = span(change)
    return Words(f"改到{time.zh}", f"make it on {time.en}")


def one_more(change: Mapping[str, Any], names: Names) -> Words:
    """A carer who is needed besides those there are."""
    time, kind = span(change), KINDS.get(change["carer_kind"], ANYBODY)
    skill = Words(change["skill_zh"], change["skill_en"])
    like = f"(如{names.carer(change)})" if change["carer"] else ""
    like_en = f", like {names.carer(change)}," if change["carer"] else ""
    with_skill = Words(f"会「{skill.zh}」的", f" with {skill.en.lower()}") if skill.zh else Words("", "")
    return Words(
        f"{time.zh}增加一名{with_skill.zh}{kind.zh}{like}",
        f"one more {kind.en}{with_skill.en}{like_en} on {time.en}",
    )


def fewer(change: Mapping[str, Any], _: Names) -> Words:
    """A slot that may stay empty."""
    number = change["slot"] + 1
    return Words(f"第 {number} 个岗位可以空缺(少派一人)", f"let slot {number} stay empty (one carer fewer)")


CHANGES: dict[str, Callable[[Mapping[str, Any], Names], Words]] = {
    "RENEW_CREDENTIAL": renewed,
    "FREE_CARER": freed,
    "EXTEND_AVAILABILITY": longer,
    "ADD_AVAILABILITY": also_there,
    "WIDEN_WINDOW": wider,
    "ANOTHER_DAY": another_day,
    "ADD_CARER": one_more,
    "FEWER_CARERS": fewer,
}


def span(change: Mapping[str, Any]) -> Words:
    """An interval of one day as weekday and times."""
    start, end = clock(change["start_s"]), clock(change["end_s"])
    last = end.en.split()[1]
    return Words(f"{start.zh}–{last}", f"{start.en}–{last}")
