"""What a booking must hold before it is taken: every problem is told at once, each with its field and its mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.organizations.models import Organization
from domain.outcomes import FieldProblem, NotReady, ValidationFailed
from domain.people.models import CarerUnit
from domain.visits.models import ServiceCategory
from domain.visits.requests import RequestTime
from domain.wording import Words

DAY_MIN = 24 * 60
MOST_WINDOWS = 50
LONGEST_NAME = 80
MOST_AHEAD = timedelta(days=3_660)
CHANNELS = ("online", "phone", "wechat", "proxy", "door")
PRIORITIES = ("routine", "urgent", "asap", "stat")


@dataclass(frozen=True, slots=True)
class Booking:
    """What somebody asks for. Without `starts_on` it begins today; a proxy brings `assisted_by` and `consented_on`."""

    service_id: UUID
    windows: tuple[RequestTime, ...]
    wishes: tuple[RequestTime, ...] = ()
    visits_per_week: int = 1
    days_apart: int = 1
    priority: str = "routine"
    preferred_carer_id: UUID | None = None
    excluded_carer_ids: tuple[UUID, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    channel: str = "phone"
    booked_by: str = ""
    assisted_by: str = ""
    consented_on: date | None = None


async def problems_of(
    booking: Booking,
    starts_on: date | None,
    today: date,
    unit: Organization | None,
    known: Collection[RequestTime] = (),
) -> ValidationFailed | NotReady | None:
    """Why a booking can't be taken; None if it can. Times that are `known` were taken before: their day may be over."""
    service = await ServiceCategory.get_or_none(id=booking.service_id)
    if service is None:
        return ValidationFailed.of("service", booking.service_id, "没有这个服务类别。", "There is no such service.")
    if service.is_prohibited:
        mend = Words("该服务不得上门:请改约机构就诊。", "It may not be given at home: book it at a clinic instead.")
        return NotReady((FieldProblem("PROHIBITED", service.key, mend),))
    found = [
        *window_problems(booking, service.duration_min, today, known),
        *term_problems(booking, starts_on),
        *far_days(booking, today),
        *who_problems(booking, today),
        *await carer_problems(booking, unit),
    ]
    return ValidationFailed(tuple(found)) if found else None


def window_problems(
    booking: Booking, duration_min: int, today: date, known: Collection[RequestTime]
) -> Iterator[FieldProblem]:
    """Windows and wishes that name no day, no time, a day that is over, or too little time."""
    if not 0 < len(booking.windows) + len(booking.wishes) <= MOST_WINDOWS or not booking.windows:
        yield FieldProblem(
            "windows",
            str(len(booking.windows)),
            Words(f"请给 1 到 {MOST_WINDOWS} 个时间窗。", f"Give 1 to {MOST_WINDOWS} windows."),
        )
    for name, times in (("windows", booking.windows), ("wishes", booking.wishes)):
        for i, time in enumerate(times):
            least_min = duration_min if name == "windows" else 1
            if time not in known and (mend := wrong_with(time, least_min, today)):
                yield FieldProblem(f"{name}[{i}]", f"{time.start_min}-{time.end_min}", mend)


def wrong_with(time: RequestTime, least_min: int, today: date) -> Words | None:
    """How to mend one window; None if it can stay."""
    if (time.weekday is None) == (time.on_date is None):
        return Words("请给星期或日期,两者选一。", "Give a weekday or a date, one of the two.")
    if time.weekday is not None and not 0 <= time.weekday <= 6:
        return Words("星期从 0(周一)到 6(周日)。", "Weekdays go from 0, Monday, to 6, Sunday.")
    if time.on_date is not None and time.on_date < today:
        return Words("这一天已经过去:请给今天或以后的日期。", "That day is over: give today or a later day.")
    if not 0 <= time.start_min < time.end_min <= DAY_MIN:
        return Words("结束要晚于开始,且在同一天内。", "End after the start, on the same day.")
    if time.end_min - time.start_min < least_min:
        return Words(
            f"这项服务需要 {least_min} 分钟:请放宽。", f"The service takes {least_min} minutes: make it wider."
        )
    return None


def term_problems(booking: Booking, starts_on: date | None) -> Iterator[FieldProblem]:
    """Recurrences that fit no week, unknown priorities, and an end before the start."""
    if not 1 <= booking.visits_per_week <= 7:
        mend = Words("每周 1 到 7 次。", "Give 1 to 7 visits a week.")
        yield FieldProblem("visitsPerWeek", str(booking.visits_per_week), mend)
    elif booking.days_apart < 0 or (booking.visits_per_week - 1) * booking.days_apart > 6:
        mend = Words("这样一周排不下:请减少间隔天数。", "That fits no week: let fewer days lie between.")
        yield FieldProblem("daysApart", str(booking.days_apart), mend)
    if booking.priority not in PRIORITIES:
        mend = Words(f"可选:{'、'.join(PRIORITIES)}。", f"Choose of {', '.join(PRIORITIES)}.")
        yield FieldProblem("priority", booking.priority, mend)
    if booking.ends_on is not None and starts_on is not None and booking.ends_on < starts_on:
        mend = Words("结束日期不能早于开始日期。", "Let it end on its first day or later.")
        yield FieldProblem("endsOn", booking.ends_on.isoformat(), mend)


def far_days(booking: Booking, today: date) -> Iterator[FieldProblem]:
    """Days so far off that somebody must have mistyped them."""
    last = today + MOST_AHEAD
    days = [("startsOn", booking.starts_on), ("endsOn", booking.ends_on)]
    days += [(f"windows[{i}]", time.on_date) for i, time in enumerate(booking.windows)]
    days += [(f"wishes[{i}]", time.on_date) for i, time in enumerate(booking.wishes)]
    for field, day in days:
        if day is not None and day > last:
            yield FieldProblem(field, day.isoformat(), Words(f"请给 {last} 以前的日期。", f"Give a day before {last}."))


def who_problems(booking: Booking, today: date) -> Iterator[FieldProblem]:
    """Unknown channels, names that are too long, and proxies without a helper or a consent."""
    if booking.channel not in CHANNELS:
        mend = Words(f"可选:{'、'.join(CHANNELS)}。", f"Choose of {', '.join(CHANNELS)}.")
        yield FieldProblem("channel", booking.channel, mend)
    for field, name in (("bookedBy", booking.booked_by), ("assistedBy", booking.assisted_by)):
        if len(name) > LONGEST_NAME:
            mend = Words(f"最多 {LONGEST_NAME} 个字符。", f"Write at most {LONGEST_NAME} characters.")
            yield FieldProblem(field, name[:20], mend)
    if booking.channel == "proxy" and not booking.assisted_by.strip():
        mend = Words("代约请写明协助人。", "A proxy's booking names who assisted.")
        yield FieldProblem("assistedBy", "", mend)
    if booking.channel == "proxy" and booking.consented_on is None:
        mend = Words("代约请给出老人同意的日期。", "A proxy's booking gives the day of the elder's consent.")
        yield FieldProblem("consentedOn", "", mend)
    if booking.consented_on is not None and booking.consented_on > today:
        mend = Words("同意的日期不能在以后。", "A consent can't be given later than today.")
        yield FieldProblem("consentedOn", booking.consented_on.isoformat(), mend)


async def carer_problems(booking: Booking, unit: Organization | None) -> list[FieldProblem]:
    """Preferred and excluded carers whom the unit does not plan, and one who is both."""
    wanted = [] if booking.preferred_carer_id is None else [booking.preferred_carer_id]
    named = {*wanted, *booking.excluded_carer_ids}
    mine = CarerUnit.filter(unit_id=unit.id if unit else None, carer_id__in=sorted(named))
    known = {one[0] for one in await mine.values_list("carer_id")} if named else set[UUID]()
    unknown = Words("本单位没有这位服务人员。", "This unit has no such carer.")
    fields = [("preferredCarer", one) for one in wanted] + [
        ("excludedCarers", one) for one in booking.excluded_carer_ids
    ]
    found = [FieldProblem(field, str(one), unknown) for field, one in fields if one not in known]
    if set(wanted) & set(booking.excluded_carer_ids):
        both = Words("同一人不能既指定又排除。", "The same carer can't be both preferred and excluded.")
        found.append(FieldProblem("excludedCarers", str(wanted[0]), both))
    return found
