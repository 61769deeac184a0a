"""Why a carer's share is as it is, in a few short sentences of both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import WEEKDAYS_EN, WEEKDAYS_ZH, IsoWeek
from domain.people.credential_words import credential_words
from domain.wording import Words
from matching.fairness import Cause, Load, Part, Share, Standing, standing_of
from matching.problem import Kind

HOUR_S = 3_600
KINDS: dict[Kind, Words] = {
    "practitioner": Words("医护人员", "medical staff"),
    "volunteer": Words("志愿者", "volunteers"),
}
SCARCE = 3  # a skill is scarce where at most one in so many has it
MORE, LESS = Words("多", "more"), Words("少", "less")
WAYS, WAITS = Words("路上", "time on the way"), Words("两次服务之间的等候", "waiting between visits")


@dataclass(frozen=True, slots=True)
class Ended:
    """A qualification whose last valid day lies before the end of a week."""

    kind: str
    day: date
    week: IsoWeek

    def words(self) -> Words:
        """Such as `「护士执业证」周三到期。`."""
        what = credential_words(self.kind)
        if not self.week.holds(self.day):
            return Words(f"「{what.zh}」{self.day} 已到期。", f"{what.en} ended on {self.day}.")
        weekday = self.day.weekday()
        return Words(f"「{what.zh}」周{WEEKDAYS_ZH[weekday]}到期。", f"{what.en} ends on {WEEKDAYS_EN[weekday]}.")


def summary(standings: Sequence[Standing], weeks: int) -> Words:
    """How many are over and how many under."""
    over, under = standings.count("over"), standings.count("under")
    over_time = Words(f"近 {weeks} 周", f"Over {weeks} weeks") if weeks > 1 else Words("本周", "This week")
    if not over and not under:
        return Words(f"{over_time.zh}大家的工作量基本公平。", f"{over_time.en} everybody works about a fair part.")
    return Words(
        f"{over_time.zh},{len(standings)} 人中 {over} 人多于公平的份额,{under} 人少于公平的份额。",
        f"{over_time.en}, of {len(standings)} people {over} work more than a fair part and {under} less.",
    )


def why(
    share: Share,
    kind: Kind,
    weeks: int,
    names: Mapping[str, str],
    skills: Mapping[str, Words],
    ended: Ended | None = None,
) -> Words:
    """What a carer works beside a fair part, now and over `weeks`, and what most of the difference is made of."""
    told = [this_week(names[share.carer], share.week)]
    if weeks > 1:
        told.append(all_weeks(weeks, share.weeks))
    if share.cause is not None:
        told.append(made_of(share.cause, kind, names, skills))
    if ended is not None and share.weeks.standing == "under":
        told.append(ended.words())
    if share.weeks.unpopular_standing != "fair":
        told.append(hours_unpopular(share.weeks))
    return Words("".join(one.zh for one in told), " ".join(one.en for one in told))


def this_week(name: str, load: Load) -> Words:
    """Such as `武建军本周工作 8.4 小时(按合同和日历可工作 30.0 小时),公平的份额是 4.7 小时,多 3.7 小时。`."""
    worked, offered, beside = hours(load.worked_s), hours(load.offered_s), beside_fair(load.worked_s, load.fair_s)
    return Words(
        f"{name}本周工作 {worked} 小时(按合同和日历可工作 {offered} 小时),{beside.zh}。",
        f"{name} works {worked} h this week ({offered} h available by contract and calendar); {beside.en}.",
    )


def all_weeks(weeks: int, load: Load) -> Words:
    """The same over several weeks."""
    worked, beside = hours(load.worked_s), beside_fair(load.worked_s, load.fair_s)
    return Words(f"近 {weeks} 周共 {worked} 小时,{beside.zh}。", f"Over {weeks} weeks: {worked} h; {beside.en}.")


def hours_unpopular(load: Load) -> Words:
    """Hours at visits outside the ordinary ones beside the fair part of them."""
    done, beside = hours(load.unpopular_s), beside_fair(load.unpopular_s, load.fair_unpopular_s)
    return Words(
        f"常规时段以外服务 {done} 小时,{beside.zh}。", f"At visits outside ordinary hours: {done} h; {beside.en}."
    )


def hours(seconds_s: float) -> str:
    """Hours with one decimal."""
    return f"{abs(seconds_s) / HOUR_S:.1f}"


def beside_fair(done_s: int, fair_s: int) -> Words:
    """A load beside the fair part: so much more, so much less, or about as much."""
    fair, difference = hours(fair_s), hours(done_s - fair_s)
    verdicts: dict[Standing, Words] = {
        "over": Words(f"多 {difference} 小时", f"{difference} h too much"),
        "under": Words(f"少 {difference} 小时", f"{difference} h too little"),
        "fair": Words("大致相当", "about right"),
    }
    verdict = verdicts[standing_of(done_s, fair_s)]
    return Words(f"公平的份额是 {fair} 小时,{verdict.zh}", f"a fair part is {fair} h, so {verdict.en}")


def made_of(cause: Cause, kind: Kind, names: Mapping[str, str], skills: Mapping[str, Words]) -> Words:
    """What most of a difference is made of, and who else could do it."""
    much, difference = MORE if cause.difference_s > 0 else LESS, hours(cause.difference_s)
    what = part_words(cause.part, skills)
    head = Words(
        f"差得最多的是{what.zh}:{much.zh} {difference} 小时",
        f"The largest difference is in {what.en}: {difference} h {much.en} than fair",
    )
    if cause.part.what != "visits" or cause.part.skill is None:
        return Words(f"{head.zh}。", f"{head.en}.")
    if not cause.knows:
        return Words(f"{head.zh};此人没有这项技能。", f"{head.en}; they don't have this skill.")
    return shared(head, cause, kind, "" if cause.other is None else names[cause.other])


def shared(head: Words, cause: Cause, kind: Kind, other: str) -> Words:
    """How many can do it, and who of them has least or most of it."""
    people, is_over = KINDS[kind], cause.difference_s > 0
    is_scarce = is_over and (cause.able == 1 or SCARCE * cause.able <= cause.members)
    zh = f"{head.zh};{cause.members} 名{people.zh}中{'只有' if is_scarce else '有'} {cause.able} 名有这项技能"
    have = "has" if cause.able == 1 else "have"
    en = f"{head.en}; {'only ' if is_scarce else ''}{cause.able} of {cause.members} {people.en} {have} this skill"
    if not other:
        return Words(f"{zh}。", f"{en}.")
    return Words(
        f"{zh},{other}做得{'最少' if is_over else '最多'}。",
        f"{en}, and {other} does {'least' if is_over else 'most'} of it.",
    )


def part_words(part: Part, skills: Mapping[str, Words]) -> Words:
    """What work is made of."""
    if part.what != "visits":
        return WAYS if part.what == "ways" else WAITS
    if part.skill is None:
        return Words("不需专门技能的服务", "work that needs no skill")
    skill = skills.get(part.skill, Words(part.skill, part.skill))
    if part.level == 1:
        return Words(f"「{skill.zh}」", skill.en)
    return Words(f"「{skill.zh}」({part.level} 级)", f"{skill.en} at level {part.level}")
