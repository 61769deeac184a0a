"""What `linli week …` prints: each answer of the domain as tables, sentences and data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from uuid import UUID

from api.cli.options import Scope
from api.cli.report import Entries, Report, Table
from api.workbook.roster import write_roster
from domain.calendar import IsoWeek, clock
from domain.outcomes import ValidationFailed
from domain.planning import queries, rosters
from domain.planning.compile import Compiled
from domain.planning.possible import PossibleWeek
from domain.planning.queries import AdmissionRow, PlanRow
from domain.planning.rosters import RosterEntry
from domain.planning.term_words import TERM_WORDS
from domain.planning.tray import TrayLine, read_tray
from domain.wording import Language, Words

SHOWN_REMEDIES = 3
SUBJECTS = {
    "visit": Words("上门服务", "visit"),
    "session": Words("活动", "session"),
    "carer": Words("服务人员", "carer"),
    "enrolment": Words("报名", "enrolment"),
}


def readiness_report(compiled: Compiled, possible: PossibleWeek) -> Report:
    """The readiness board, and whether what is ready is possible."""
    ready, rows = compiled.readiness, compiled.rows
    board = Table(
        Words(f"就绪检查 {compiled.week.text}", f"Readiness of {compiled.week.text}"),
        (
            Words("类别", "what"),
            Words("编号", "key"),
            Words("名称", "name"),
            Words("怎么办", "mend"),
        ),
        [(SUBJECTS[one.subject], one.key, one.label, one.mend) for one in ready.items],
        Words("全部就绪。", "All is ready."),
    )
    total = len(rows.visits.visits)
    counts = Words(
        f"可排:上门服务 {len(ready.visits)}/{total},活动 {len(ready.sessions)}/{len(rows.sessions.sessions)},"
        f"服务人员 {len(ready.carers)}/{len(rows.carers.carers)}。",
        f"Can be planned: {len(ready.visits)} of {total} visits, {len(ready.sessions)} of "
        f"{len(rows.sessions.sessions)} sessions, {len(ready.carers)} of {len(rows.carers.carers)} carers.",
    )
    data = {
        "week": compiled.week.text,
        "plannable": {
            "visits": len(ready.visits),
            "sessions": len(ready.sessions),
            "carers": len(ready.carers),
        },
        "items": [
            {
                "subject": one.subject,
                "id": one.subject_id,
                "key": one.key,
                "label": one.label,
                "code": one.code,
                "mend": one.mend,
            }
            for one in ready.items
        ],
    }
    never = [Words(f"{one.label.zh}:{one.why.zh}", f"{one.label.en}: {one.why.en}") for one in possible.never]
    return Report((board, counts, possible.summary, *never), data | {"possibility": possible})


async def plan_report(scope: Scope, plan_id: UUID) -> Report:
    """A plan whole: roster by day and carer, admissions, tray, score."""
    plan = await queries.plan_of(plan_id)
    roster, tray = await rosters.roster_of(plan_id), await read_tray(plan_id)
    admissions, least = await queries.admissions_of(plan_id), await queries.least_open_of(plan_id)
    parts = (
        roster_table(roster, scope.week),
        *([admission_table(admissions, scope.week)] if admissions else []),
        tray_entries(tray),
        score_table(plan),
        summary_line(plan),
        *open_line(plan, least),
    )
    data = {"plan": plan, "at_least_open": least, "roster": roster, "admissions": admissions, "unassigned": tray}
    return Report(parts, data)


def roster_table(roster: list[RosterEntry], week: IsoWeek) -> Table:
    """Who is where when."""
    return Table(
        Words("排班表", "Roster"),
        (
            Words("时间", "when"),
            Words("人员", "carer"),
            Words("服务", "what"),
            Words("对象", "whom"),
            Words("地点", "where"),
            Words("路程", "travel"),
        ),
        [
            (span(one, week), one.carer_name, one.what, one.whom, one.where, f"{one.travel_s // 60} min")
            for one in sorted(
                roster, key=lambda one: (one.starts_at.astimezone(week.zone).date(), one.carer_key, one.starts_at)
            )
        ],
        Words("没有派出任何服务。", "Nothing is assigned."),
    )


def span(one: RosterEntry, week: IsoWeek) -> Words:
    """Weekday and times of an assignment."""
    start, end = clock(week.second_of(one.starts_at)), f"{week.local(one.ends_at):%H:%M}"
    return Words(f"{start.zh}–{end}", f"{start.en}–{end}")


def admission_table(admissions: list[AdmissionRow], week: IsoWeek) -> Table:
    """Whom the sessions admit."""
    return Table(
        Words("青少年活动", "Youth sessions"),
        (
            Words("时间", "when"),
            Words("活动", "session"),
            Words("成人", "adults"),
            Words("录取", "admitted"),
            Words("候补", "waiting"),
        ),
        [
            (
                clock(week.second_of(one.starts_at)),
                one.what,
                f"{one.adults}/{one.adults_needed}",
                str(one.admitted),
                str(one.waiting),
            )
            for one in admissions
        ],
        Words("本周没有活动。", "No sessions this week."),
    )


def tray_entries(tray: list[TrayLine]) -> Entries:
    """What stays open, why, and what would help."""
    return Entries(
        Words("未派", "Unassigned"),
        [
            (
                Words(*(f"{one.request_key}  {what}  {one.whom}".rstrip() for what in (one.what.zh, one.what.en))),
                [one.summary, *helping(one)],
            )
            for one in tray
        ],
        Words("没有:全部派出。", "None: everything is assigned."),
    )


def helping(line: TrayLine) -> list[Words]:
    """The first changes that would help, and where to find more."""
    shown = [Words(f"→ {one.zh}", f"→ {one.en}") for one in line.remedies[:SHOWN_REMEDIES]]
    more = len(line.remedies) - len(shown)
    command = f"linli week explain {line.request_key}"
    if more > 0:
        shown.append(Words(f"→ 还有 {more} 种办法:{command}", f"→ {more} more: {command}"))
    return shown or [Words(f"→ 找找办法:{command}", f"→ search for what would help: {command}")]


def score_table(plan: PlanRow) -> Table:
    """The score term by term; terms of nothing are left out."""
    return Table(
        Words("得分(越少越好)", "Score (less is better)"),
        (Words("项目", "term"), Words("分", "points")),
        [(TERM_WORDS[name], f"{points:,}") for name, points in plan.terms.items() if points],
        Words("0 分。", "0 points."),
    )


def summary_line(plan: PlanRow) -> Words:
    """How many are assigned, at what cost, and how far from the best possible."""
    gap = gap_words(plan)
    return Words(
        f"第 {plan.number} 号方案({STATES[plan.state].zh}):"
        f"已派 {plan.assigned}/{plan.visits},共 {plan.cost:,} 分,{gap.zh}。",
        f"Plan {plan.number} ({STATES[plan.state].en}): "
        f"{plan.assigned} of {plan.visits} assigned, cost {plan.cost:,}, {gap.en}.",
    )


def open_line(plan: PlanRow, least: int | None) -> tuple[Words, ...]:
    """What every plan of the week leaves open, if its run found out; nothing where this one leaves nothing open."""
    left = plan.visits - plan.assigned
    if least is None or not left:
        return ()
    if least >= left:
        return (
            Words(
                f"已证明:无论怎么排,至少有 {least} 项没人做;这个方案已是最少。",
                f"Proven: every plan of the week leaves at least {least} open, so none does better than this one.",
            ),
        )
    unknown = Words("能不能再多派一些,还不知道。", "Whether more than here can be assigned is not known.")
    if not least:
        return (unknown,)
    return (
        Words(
            f"已证明:无论怎么排,至少有 {least} 项没人做;这个方案有 {left} 项。{unknown.zh}",
            f"Proven: every plan of the week leaves at least {least} open; this one leaves {left}. {unknown.en}",
        ),
    )


STATES = {
    "draft": Words("草稿", "draft"),
    "published": Words("已发布", "published"),
    "superseded": Words("已被取代", "superseded"),
}


def gap_words(plan: PlanRow) -> Words:
    """Whether anything better can exist."""
    if plan.is_proven:
        return Words("已证明最好", "proven to be the least")
    if plan.bound is None:
        return Words("还能少多少不知道", "how much less is possible is not known")
    return Words(f"再好也不会少于 {plan.bound:,} 分", f"and no plan costs less than {plan.bound:,}")


def nothing_published(week: IsoWeek) -> ValidationFailed:
    """Why there is nothing to replan."""
    return ValidationFailed.of(
        "week",
        week.text,
        "这一周还没有发布:请先匹配并发布(linli week solve,linli week publish)。",
        "Nothing is published yet: match and publish first (linli week solve, linli week publish).",
    )


async def export_report(scope: Scope, plan: PlanRow, file: Path, language: Language) -> Report | ValidationFailed:
    """The roster as a workbook."""
    if file.suffix.lower() != ".xlsx":
        return ValidationFailed.of("file", file, "文件名请以 .xlsx 结尾。", "Give a file name that ends in .xlsx.")
    roster, tray = await rosters.roster_of(plan.id), await read_tray(plan.id)
    write_roster(file, roster, tray, week=scope.week, language=language)
    carers = Counter(one.carer_name for one in roster)
    words = Words(
        f"已写入 {file}:{len(roster)} 个派岗,{len(carers)} 人。",
        f"Wrote {file}: {len(roster)} assignments of {len(carers)} carers.",
    )
    return Report((words,), {"file": str(file), "assignments": len(roster), "carers": len(carers)})
