"""What must hold between the cells of one row."""

from __future__ import annotations

from typing import Any

from api.workbook.spec import Check, RowProblem
from domain.wording import Words


def both_coordinates(entry: Any) -> RowProblem | None:  # noqa: ANN401  (every sheet with coordinates has its entry)
    """Latitude and longitude stand together or not at all."""
    if (entry.latitude is None) == (entry.longitude is None):
        return None
    field = "longitude" if entry.longitude is None else "latitude"
    return RowProblem(field, Words("纬度和经度要同时填写,或都留空", "fill in latitude and longitude, or neither"))


def in_order(earlier: str, later: str) -> Check:
    """`later` is not before `earlier`, where both are given."""

    def check(entry: Any) -> RowProblem | None:  # noqa: ANN401  (any entry with these fields)
        first, last = getattr(entry, earlier), getattr(entry, later)
        if first is None or last is None or first <= last:
            return None
        return RowProblem(later, Words(f"早于开始日期 {first}:请核对", f"before {first}, when it starts: check both"))

    return check


def ends_after_start(entry: Any) -> RowProblem | None:  # noqa: ANN401  (any entry with minutes)
    """A stretch of a day ends after it starts."""
    if entry.start_min < entry.end_min:
        return None
    return RowProblem("end_min", Words("结束要晚于开始:请核对两个时间", "end after the start: check both times"))


def whole_break(entry: Any) -> RowProblem | None:  # noqa: ANN401  (the carers' entry)
    """A break has a length, and a time after which it is owed."""
    if (entry.break_after_min is None) == (entry.break_min is None):
        return None
    field = "break_min" if entry.break_min is None else "break_after_min"
    return RowProblem(field, Words("休息的两格要同时填写,或都留空", "fill in both cells of the break, or neither"))


def preferred_is_not_excluded(entry: Any) -> RowProblem | None:  # noqa: ANN401  (the requests' entry)
    """Nobody is wanted and unwanted."""
    if entry.preferred_carer not in entry.excluded_carers:
        return None
    return RowProblem("excluded_carers", Words("同一人不能既优先又排除", "nobody can be both preferred and excluded"))


def wants_no_more_days_than_there_are(entry: Any) -> RowProblem | None:  # noqa: ANN401  (the requests' entry)
    """Visits so many days apart fit into a week."""
    if (entry.visits_per_week - 1) * entry.days_apart <= 6:
        return None
    mend = Words("一周放不下这么多次:请减少次数或间隔", "a week can't hold so many so far apart: lower one of the two")
    return RowProblem("days_apart", mend)


def pins_one_thing(entry: Any) -> RowProblem | None:  # noqa: ANN401  (the pins' entry)
    """A pin holds a request's visit or a session."""
    if (entry.request is None) != (entry.session is None):
        return None
    return RowProblem("request", Words("申请和活动只填一个", "give a request or a session, one of the two"))


def pins_something(entry: Any) -> RowProblem | None:  # noqa: ANN401  (the pins' entry)
    """A pin settles a carer or a start."""
    if entry.carer is not None or entry.starts_at is not None:
        return None
    return RowProblem("carer", Words("请填服务人员、开始时间,或两者", "give a carer, a start, or both"))
