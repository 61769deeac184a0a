"""What `linli week …` says of a change: a pin, a move, a publication, an absence, a week closed."""

from __future__ import annotations

from api.cli.options import Scope
from api.cli.report import Report
from api.cli.week_reports import plan_report
from domain.calendar import IsoWeek
from domain.people.absences import AbsenceReported, AbsenceTakenBack
from domain.planning.changing import Stored
from domain.planning.operations import Published, WeekChanged
from domain.planning.pins import Pinned, Unpinned
from domain.wording import Words


def pinned_report(visit: str, answer: Pinned) -> Report:
    """A pin holds."""
    return Report(
        (Words(f"已固定 {visit}。重新匹配后生效。", f"Pinned {visit}: it holds from the next match on."),), answer
    )


def unpinned_report(visit: str, answer: Unpinned) -> Report:
    """Pins are off."""
    return Report((Words(f"已取消固定 {visit}。", f"Unpinned {visit}."),), answer)


async def moved_report(scope: Scope, answer: Stored) -> Report:
    """A move made a new draft."""
    report = await plan_report(scope, answer.plan_id)
    change = answer.cost - answer.cost_before
    words = Words(
        f"已移动:得分变化 {change:+,}。这是新的草稿,发布后才生效。",
        f"Moved: the cost changes by {change:+,}. This is a new draft; publish it to tell people.",
    )
    return Report((*report.parts, words), report.data)


def published_report(scope: Scope, answer: Published) -> Report:
    """A plan is published."""
    return Report(
        (
            Words(
                f"已发布 {scope.week.text} 第 {answer.number} 号方案,共 {answer.assignments} 个派岗。",
                f"Published plan {answer.number} of {scope.week.text}: {answer.assignments} assignments.",
            ),
        ),
        answer,
    )


def absent_report(answer: AbsenceReported) -> Report:
    """An absence is known."""
    known = Words("已登记" if answer.is_new else "早已登记", "is recorded" if answer.is_new else "was recorded already")
    return Report(
        (
            Words(
                f"{answer.carer_name} {answer.on_date} 缺勤{known.zh}。已发布的周请接着 linli week replan。",
                f"{answer.carer_name}'s absence on {answer.on_date} {known.en}. "
                "If the week is published: linli week replan.",
            ),
        ),
        answer,
    )


def present_report(carer: str, answer: AbsenceTakenBack) -> Report:
    """An absence is gone."""
    return Report(
        (Words(f"已撤销 {carer} {answer.on_date} 的缺勤。", f"{carer} is back on {answer.on_date}."),), answer
    )


def week_changed(week: IsoWeek, answer: WeekChanged) -> Report:
    """A week is closed or open again."""
    said = Words("已结束", "is closed") if answer.state == "closed" else Words("已重新打开", "is open again")
    return Report((Words(f"{week.text} {said.zh}。", f"{week.text} {said.en}."),), answer)
