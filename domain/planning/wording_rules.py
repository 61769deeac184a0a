"""The rules of a week in people's words."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from domain.calendar import DAY_S, clock
from domain.wording import Words

RULE_WORDS: dict[str, Words] = {
    "FORMAT": Words("方案引用了不存在的内容", "the plan names something that is not there"),
    "WINDOW": Words("不在约定的时间窗内", "outside the agreed time windows"),
    "SLOTS": Words("人数不够或人员重复", "not enough people, or one twice"),
    "KIND": Words("人员类别不符", "not the kind of carer asked for"),
    "SKILL": Words("没有所需技能或级别不够", "lacks the skill, or the level asked for"),
    "CREDENTIAL": Words("当天没有有效的资质", "no valid qualification on the day"),
    "YEARS": Words("从业年限不够", "too few years of practice"),
    "GENDER": Words("性别不符合要求", "not of the gender asked for"),
    "EXCLUDED": Words("已被排除", "excluded for this person"),
    "AVAILABLE": Words("不在可服务时间内", "not available then"),
    "TRAVEL": Words("时间冲突赶不到", "busy, or can't get there in time"),
    "BREAK": Words("没有休息时间", "no room for the break"),
    "DAY": Words("超过每日工时", "over the daily hours"),
    "WEEK": Words("超过每周工时", "over the weekly hours"),
    "DAYS": Words("超过每周工作天数", "over the days a week"),
    "REST": Words("两天之间休息不够", "too little rest between days"),
    "PIN": Words("已固定在别处或与固定不符", "held elsewhere by a pin, or against a pin"),
    "SERIES": Words("与同一申请的其他服务隔得太近", "too close to another visit of the series"),
    "LINK": Words("与相连的服务配合不上", "does not fit the visit it is linked to"),
    "FROZEN": Words("时间已过或已经开始", "already begun or past"),
    "FITS": Words("其实能来:重新匹配即可", "could come after all: match again"),
    "NO_QUALIFIED_CAPACITY": Words("有资质的人员都没有时间", "nobody qualified has time"),
}

NO_PARTNER = Words("没有能同时来的搭档", "no partner who can come at the same time")  # what SLOTS means of one carer
KEPT_AWAY: dict[str, Words] = {  # as it follows a name, or a number of people
    "CREDENTIAL": Words("没有有效的资质", "without a valid qualification"),
    "YEARS": Words("从业年限不够", "with too few years of practice"),
    "GENDER": Words("性别不符合要求", "not of the gender asked for"),
    "EXCLUDED": Words("不得派给此人", "not to be sent to this person"),
    "AVAILABLE": Words("约定时间没有班次", "not on duty then"),
    "TRAVEL": Words("时间冲突赶不到", "busy or too far away then"),
    "WINDOW": Words("在约定时间内来不了", "unable to come inside the windows"),
    "BREAK": Words("没有休息时间", "without room for the break"),
    "DAY": Words("当天工时已满", "at the limit of daily hours"),
    "WEEK": Words("本周工时已满", "at the limit of weekly hours"),
    "DAYS": Words("本周出勤天数已满", "at the limit of days a week"),
    "REST": Words("两天之间休息不够", "with too little rest between days"),
    "SLOTS": Words(NO_PARTNER.zh, f"with {NO_PARTNER.en}"),
    "PIN": Words("与固定的安排不符", "kept out by a pin"),
    "SERIES": Words("来会与同一申请的其他服务隔得太近", "too close to another visit of the series"),
    "LINK": Words("配合不上相连的服务", "unable to fit the linked visit"),
    "FROZEN": Words("已来不及", "too late by now"),
    "FITS": Words("其实能来,重新匹配即可", "free after all: match again"),
}


def kept_away_words(code: str) -> Words:
    """A rule that keeps somebody away, as it follows a name; in brackets where it is told as a sentence of its own."""
    words = rule_words(code)
    return KEPT_AWAY.get(code, Words(f"({words.zh})", f"({words.en})"))


def unavailable_words(days: Iterable[int], away: Collection[int]) -> Words:
    """On which of the days asked for somebody is away, and on which not on duty; the earlier first."""
    found: dict[bool, list[int]] = {}
    for day in days:
        found.setdefault(day in away, []).append(day)
    parts: list[Words] = []
    for is_away, some in found.items():
        on = days_words(some)
        if is_away:
            parts.append(Words(f"{on.zh}请假", f"away on {on.en}"))
        else:
            parts.append(Words(f"{on.zh}约定时间没有班次", f"not on duty at the agreed times on {on.en}"))
    return Words("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def days_words(days: Iterable[int]) -> Words:
    """Days of the week, named."""
    found = [clock(day * DAY_S) for day in days]
    return Words("、".join(day.zh.split()[0] for day in found), ", ".join(day.en.split()[0] for day in found))


def words_of_one(code: str) -> Words:
    """A rule as it keeps one carer away."""
    return NO_PARTNER if code == "SLOTS" else rule_words(code)


def rule_words(code: str) -> Words:
    """A rule's code in words; the code itself if it has none."""
    return RULE_WORDS.get(code, Words(code, code))
