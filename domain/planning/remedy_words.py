"""A verified change in people's words, from the data that is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.calendar import clock
from domain.people.credential_words import credential_words
from domain.wording import Words, lowered

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
    moved = [names.stop(one) for one in remedy.get("moves", ())]
    if not changes and moved:
        said = Words(
            f"把「{'、'.join(one.zh for one in moved)}」改到别处就能排上",
            f"moving {'; '.join(one.en for one in moved)} makes room",
        )
    elif not changes:
        said = Words("重新匹配就能排上", "matching again is enough")
    if remedy["admits"] is not None:
        said = Words(f"{said.zh} → 可录取 {remedy['admits']} 人", f"{said.en} → {remedy['admits']} children can come")
    lost = [names.stop(one) for one in remedy["loses"]]
    if lost:
        zh, en = "、".join(one.zh for one in lost), "; ".join(one.en for one in lost)
        said = Words(f"{said.zh}(但「{zh}」就没人做了)", f"{said.en} (but then nobody makes {en})")
    return said


def change_words(change: Mapping[str, Any], names: Names) -> Words:
    """One change in words."""
    return CHANGES[change["kind"]](change, names)


def renewed(change: Mapping[str, Any], names: Names) -> Words:
    """A credential that must be valid longer."""
    what, last = credential_words(change["credential"]), clock(change["end_s"] - 1)
    return Words(
        f"为{names.carer(change)}续期「{what.zh}」(至少有效到{last.zh.split()[0]})",
        f"renew {names.carer(change)}'s {lowered(what.en)} to be valid through {last.en.split()[0]}",
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
    return Words(f"{names.carer(change)} {time.zh} 也能来", f"{names.carer(change)} can come on {time.en} too")


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
    with_skill = Words(f"会「{skill.zh}」的", f" with {lowered(skill.en)}") if skill.zh else Words("", "")
    return Words(
        f"{time.zh} 增加一名{with_skill.zh}{kind.zh}{like}",
        f"one more {kind.en}{with_skill.en}{like_en} on {time.en}",
    )


def fewer(change: Mapping[str, Any], _: Names) -> Words:
    """A slot that may stay empty."""
    number = change["slot"] + 1
    return Words(f"少派一人(第 {number} 个岗位空缺)", f"send one carer fewer (place {number} stays empty)")


def longer_limit(change: Mapping[str, Any], names: Names) -> Words:
    """More hours than somebody's limit of a day or a week."""
    what = {"LONGER_DAY": Words("每日", "a day"), "LONGER_WEEK": Words("每周", "a week")}[change["kind"]]
    return Words(
        f"{names.carer(change)}{what.zh}工时上限多 {change['minutes']} 分钟",
        f"{names.carer(change)} works {change['minutes']} minutes more {what.en} than the limit",
    )


def one_day_more(change: Mapping[str, Any], names: Names) -> Words:
    """A day more than somebody's limit."""
    return Words(f"{names.carer(change)}本周多上一天班", f"{names.carer(change)} works one day more")


def shorter_rest(change: Mapping[str, Any], names: Names) -> Words:
    """Less rest between two days."""
    return Words(
        f"{names.carer(change)}两天之间少休息 {change['minutes']} 分钟",
        f"{names.carer(change)} rests {change['minutes']} minutes less between two days",
    )


def free_start(_: Mapping[str, Any], __: Names) -> Words:
    """A pinned start that is dropped."""
    return Words("取消固定的开始时间", "drop the pinned start")


def any_gender(_: Mapping[str, Any], __: Names) -> Words:
    """A gender that is no longer asked for."""
    return Words("不再要求性别", "take any gender")


def no_exclusion(change: Mapping[str, Any], names: Names) -> Words:
    """Somebody who is no longer excluded."""
    return Words(f"不再排除{names.carer(change)}", f"no longer exclude {names.carer(change)}")


def looser_series(change: Mapping[str, Any], _: Names) -> Words:
    """Visits of a series nearer to one another."""
    if change["minutes"]:
        zh = f"同一申请的各次间隔少 {change['minutes']} 分钟"
        return Words(zh, f"let the visits of the request be {change['minutes']} minutes nearer to one another")
    return Words("同一申请的各次间隔少一天", "let the visits of the request be a day nearer to one another")


def looser_link(change: Mapping[str, Any], _: Names) -> Words:
    """A link that binds less."""
    if change["minutes"]:
        zh = f"与相连服务的间隔放宽 {change['minutes']} 分钟"
        return Words(zh, f"loosen the time between the linked visits by {change['minutes']} minutes")
    return Words("相连的服务可由任何人做", "let anybody make the linked visits")


def lacking(change: Mapping[str, Any], names: Names) -> Words:
    """What a carer lacks, which nobody can give within the week."""
    who, skill = names.carer(change), Words(change["skill_zh"], change["skill_en"])
    return {
        "GIVE_SKILL": Words(f"{who}学会「{skill.zh}」", f"{who} learns {lowered(skill.en)}"),
        "GIVE_YEARS": Words(f"{who}从业年限够了", f"{who} has the years of practice"),
        "ADMIT_KIND": Words(f"也可由{who}这类人员来做", f"people like {who} may do it too"),
    }[change["kind"]]


def given(change: Mapping[str, Any], names: Names) -> Words:
    """A credential that somebody never had."""
    what = credential_words(change["credential"])
    return Words(f"{names.carer(change)}取得「{what.zh}」", f"{names.carer(change)} gets the {lowered(what.en)}")


CHANGES: dict[str, Callable[[Mapping[str, Any], Names], Words]] = {
    "RENEW_CREDENTIAL": renewed,
    "FREE_CARER": freed,
    "EXTEND_AVAILABILITY": longer,
    "ADD_AVAILABILITY": also_there,
    "WIDEN_WINDOW": wider,
    "ANOTHER_DAY": another_day,
    "ADD_CARER": one_more,
    "FEWER_CARERS": fewer,
    "LONGER_DAY": longer_limit,
    "LONGER_WEEK": longer_limit,
    "ONE_DAY_MORE": one_day_more,
    "SHORTER_REST": shorter_rest,
    "FREE_START": free_start,
    "DROP_GENDER": any_gender,
    "LIFT_EXCLUSION": no_exclusion,
    "LOOSER_SERIES": looser_series,
    "LOOSER_LINK": looser_link,
    "GIVE_SKILL": lacking,
    "GIVE_YEARS": lacking,
    "GIVE_CREDENTIAL": given,
    "ADMIT_KIND": lacking,
}


def span(change: Mapping[str, Any]) -> Words:
    """An interval of one day as weekday and times."""
    start, end = clock(change["start_s"]), clock(change["end_s"])
    last = end.en.split()[1]
    return Words(f"{start.zh}–{last}", f"{start.en}–{last}")
