"""Why a carer's share is as it is, in one sentence of both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import WEEKDAYS_EN, WEEKDAYS_ZH, IsoWeek
from domain.people.credential_words import credential_words
from domain.wording import Words
from matching.fairness import Cause, Load, Part, Share, Standing
from matching.problem import Kind

HOUR_S = 3_600
KINDS: dict[Kind, Words] = {
    "practitioner": Words("医护人员", "medical staff"),
    "volunteer": Words("志愿者", "volunteers"),
}
SCARCE = 3  # a skill is scarce where at most one in so many has it
MORE, LESS = Words("多", "more"), Words("少", "less")


@dataclass(frozen=True, slots=True)
class Ended:
    """A qualification whose last valid day lies before the end of a week."""

    kind: str
    day: date
    week: IsoWeek

    def words(self) -> Words:
        """Such as `「护士执业证」周三到期`."""
        what = credential_words(self.kind)
        if not self.week.holds(self.day):
            return Words(f"「{what.zh}」{self.day} 已到期", f"{what.en} ended on {self.day}")
        weekday = self.day.weekday()
        return Words(f"「{what.zh}」周{WEEKDAYS_ZH[weekday]}到期", f"{what.en} ends on {WEEKDAYS_EN[weekday]}")


def summary(standings: Sequence[Standing], weeks: int) -> Words:
    """How many are over and how many under."""
    over, under = standings.count("over"), standings.count("under")
    over_time = Words(f"近 {weeks} 周", f"Over {weeks} weeks") if weeks > 1 else Words("本周", "This week")
    if not over and not under:
        return Words(f"{over_time.zh}大家分担相当。", f"{over_time.en} everybody does about their part.")
    return Words(
        f"{over_time.zh},{len(standings)} 人中有 {over} 人多于应分担的,{under} 人少于应分担的。",
        f"{over_time.en}, of {len(standings)} people {over} do more than their part and {under} less.",
    )


def why(
    share: Share,
    kind: Kind,
    weeks: int,
    names: Mapping[str, str],
    skills: Mapping[str, Words],
    ended: Ended | None = None,
) -> Words:
    """What a carer works beside their part, now and over `weeks`, and what most of the difference is made of."""
    name, worked = names[share.carer], hours(share.week.worked_s)
    now = beside(share.week, Words("按合同和可用时间应分担的", "their part by contract and time"))
    zh, en = f"{name}本周工作 {worked} 小时,{now.zh}", f"{name} works {worked} h this week, {now.en}"
    if weeks > 1:
        past = beside(share.weeks, Words("应分担的", "their part"))
        zh, en = f"{zh};近 {weeks} 周合计{past.zh}", f"{en}; over {weeks} weeks {past.en}"
    if share.cause is not None:
        cause = made_of(share.cause, kind, names, skills)
        zh, en = f"{zh}:{cause.zh}", f"{en}: {cause.en}"
    if ended is not None and share.weeks.standing == "under":
        zh, en = f"{zh};{ended.words().zh}", f"{en}; {ended.words().en}"
    if share.weeks.unpopular_standing != "fair":
        unpopular = hours_unpopular(share.weeks)
        zh, en = f"{zh};{unpopular.zh}", f"{en}; {unpopular.en}"
    return Words(f"{zh}。", f"{en}.")


def hours(seconds_s: float) -> str:
    """Hours with one decimal."""
    return f"{abs(seconds_s) / HOUR_S:.1f}"


def beside(load: Load, part: Words) -> Words:
    """A load beside its part: so much more, so much less, or about as much."""
    if load.standing == "fair":
        return Words(f"与{part.zh}相当", f"about {part.en}")
    difference, much = hours(load.worked_s - load.fair_s), MORE if load.standing == "over" else LESS
    return Words(f"比{part.zh}{much.zh} {difference} 小时", f"{difference} h {much.en} than {part.en}")


def made_of(cause: Cause, kind: Kind, names: Mapping[str, str], skills: Mapping[str, Words]) -> Words:
    """What most of a difference is made of, and who else could do it."""
    much, difference = MORE if cause.difference_s > 0 else LESS, hours(cause.difference_s)
    what = part_words(cause.part, skills)
    head = Words(f"其中{what.zh}{much.zh}得最多({difference} 小时)", f"above all {what.en}, {difference} h {much.en}")
    if cause.part.is_way or cause.part.skill is None:
        return head
    if not cause.knows:
        return Words(f"{head.zh},此人不会", f"{head.en}, which they do not know")
    return shared(head, cause, kind, "" if cause.other is None else names[cause.other])


def shared(head: Words, cause: Cause, kind: Kind, other: str) -> Words:
    """How many know it, and who of them has least or most of it."""
    people, is_over = KINDS[kind], cause.difference_s > 0
    is_scarce = is_over and (cause.able == 1 or SCARCE * cause.able <= cause.members)
    zh = f"{head.zh},{cause.members} 名{people.zh}中{'只有' if is_scarce else '有'} {cause.able} 名会"
    know = "knows" if cause.able == 1 else "know"
    en = f"{head.en}, which {'only ' if is_scarce else ''}{cause.able} of {cause.members} {people.en} {know}"
    if not other:
        return Words(zh, en)
    return Words(
        f"{zh},{other}分担{'最少' if is_over else '最多'}",
        f"{en}; {other} does {'least' if is_over else 'most'} of it",
    )


def part_words(part: Part, skills: Mapping[str, Words]) -> Words:
    """What work asks for."""
    if part.is_way:
        return Words("路上", "ways")
    if part.skill is None:
        return Words("不需专门技能的服务", "work that needs no skill")
    skill = skills.get(part.skill, Words(part.skill, part.skill))
    if part.level == 1:
        return Words(f"「{skill.zh}」", skill.en)
    return Words(f"「{skill.zh}」({part.level} 级)", f"{skill.en} at level {part.level}")


def hours_unpopular(load: Load) -> Words:
    """Early, late and weekend hours beside the part of them."""
    much = MORE if load.unpopular_standing == "over" else LESS
    difference = hours(load.unpopular_s - load.fair_unpopular_s)
    return Words(
        f"早晚和周末 {hours(load.unpopular_s)} 小时,{much.zh} {difference} 小时",
        f"early, late and weekend hours {hours(load.unpopular_s)}, {difference} {much.en}",
    )
