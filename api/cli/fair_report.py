"""What `linli week fairness` shows: each carer's load beside their part, and why."""

from __future__ import annotations

from api.cli.options import Scope
from api.cli.report import Entries, Report, Table
from domain.planning.fairness import WeekFairness, read_fairness
from domain.wording import Words
from matching.fairness import Load

HOUR_S = 3_600
STANDINGS = {"over": Words("偏多", "over"), "fair": Words("相当", "fair"), "under": Words("偏少", "under")}
WEEK = (
    Words("工作", "worked"),
    Words("可工作", "available"),
    Words("公平份额", "fair part"),
    Words("路上", "on the way"),
    Words("非常规时段", "unpopular"),
)
NOBODY = Words("没有在岗的服务人员。", "No active carers.")


async def fairness_report(scope: Scope) -> Report:
    """The carers of the unit, whoever works most beyond their part first."""
    found = await read_fairness(scope.unit.id, scope.week.text)
    ordinary = Words(
        f"常规时段:{found.ordinary_hours.zh};其余为非常规时段。",
        f"Ordinary hours: {found.ordinary_hours.en}; all others are unpopular.",
    )
    return Report((loads_table(found), reasons(found), ordinary, found.summary), found)


def loads_table(found: WeekFairness) -> Table:
    """Hours of this week and, where there are several, of all the weeks."""
    headings = (Words("人员", "carer"), Words("", ""), *WEEK)
    rows: list[tuple[str | Words, ...]] = [
        (one.name, STANDINGS[one.weeks.standing], *hours(one.week)) for one in found.carers
    ]
    if found.weeks > 1:
        headings += tuple(Words(f"{found.weeks} 周{one.zh}", f"{one.en}, {found.weeks} weeks") for one in WEEK)
        rows = [(*row, *hours(one.weeks)) for row, one in zip(rows, found.carers, strict=True)]
    return Table(Words("公平吗(小时)", "Is it fair? (hours)"), headings, rows, NOBODY)


def hours(load: Load) -> tuple[str, ...]:
    """A load's hours, as `WEEK` heads them."""
    shown_s = (load.worked_s, load.offered_s, load.fair_s, load.ways_s, load.unpopular_s)
    return tuple(f"{one_s / HOUR_S:.1f}" for one_s in shown_s)


def reasons(found: WeekFairness) -> Entries:
    """A sentence for everybody who is over or under."""
    told = [one for one in found.carers if {one.weeks.standing, one.weeks.unpopular_standing} != {"fair"}]
    return Entries(
        Words("为什么", "Why"), [(one.why, []) for one in told], Words("大家的工作量基本公平。", "All is fair.")
    )
