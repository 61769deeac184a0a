"""Who decided what about an assignment, and when: for whoever comes second."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.outcomes import Conflict
from domain.planning.models import Assignment
from domain.wording import Words

STATES: dict[str, Words] = {
    "proposed": Words("待确认", "proposed"),
    "accepted": Words("已接受", "accepted"),
    "declined": Words("已谢绝", "declined"),
    "moving": Words("正在改派", "being moved to somebody else or another time"),
    "withdrawn": Words("已撤回", "withdrawn"),
    "started": Words("已开始", "started"),
    "finished": Words("已完成", "finished"),
}


async def overtaken(row: Assignment) -> Conflict:
    """What the assignment has become, by whom, when and why; it must have a plan with a week and a unit."""
    now_it = await Assignment.get(id=row.id).select_related("plan__week__unit", "carer")
    state = STATES.get(now_it.state, Words(now_it.state, now_it.state))
    by = Words("", "")
    if now_it.decided_by and now_it.decided_at:
        at = f"{now_it.decided_at.astimezone(ZoneInfo(now_it.plan.week.unit.time_zone)):%m-%d %H:%M}"
        by = Words(f",由 {now_it.decided_by} 于 {at} 更改", f", by {now_it.decided_by} at {at}")
    why = Words(f":{now_it.reason}", f": {now_it.reason}") if now_it.reason else Words("", "")
    return Conflict(
        Words(
            f"{now_it.carer.name} 的这项派岗现为「{state.zh}」{by.zh}{why.zh}。请重新读取。",
            f"{now_it.carer.name}'s assignment is now {state.en}{by.en}{why.en}. Read it again.",
        ),
        current_version=now_it.version,
        other=now_it.state,
    )
