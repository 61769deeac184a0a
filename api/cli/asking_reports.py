"""What `linli week tray`, `who` and `explain` show: the fewest changes, who else could come, and why this carer."""

from __future__ import annotations

from collections.abc import Sequence

from api.cli.options import Scope
from api.cli.report import Entries, Report, Table
from domain.calendar import clock
from domain.outcomes import Refusal, ValidationFailed
from domain.people.queries import carer_names
from domain.planning.asking import explain_one
from domain.planning.candidates import Candidate, candidates
from domain.planning.covering import cover_plan
from domain.planning.models import Assignment
from domain.planning.queries import week_status
from domain.planning.solving import prepare
from domain.planning.why import Why, explain_assigned
from domain.wording import Words

DAY_MINUTES = 1440
PROVEN = Words("不行(已证明)", "no (proven)")
FOUND = Words("没有找到更少的", "nothing less was found")
NOBODY = Words("照现在的安排,没有人能来。", "Nobody could come as the plan stands.")


async def fewest_changes(scope: Scope, *, seconds: float) -> Report | Refusal:
    """The causes of what the newest plan leaves open, each with its mend and what that places."""
    compiled = await prepare(scope.unit, scope.week.text, now=scope.now)
    if isinstance(compiled, Refusal):
        return compiled
    newest = (await week_status(scope.unit.id, scope.week.text)).newest
    if newest is None:
        return ValidationFailed.of("plan", scope.week.text, "还没有方案:请先匹配。", "No plan yet: match first.")
    answer = await cover_plan(newest.id, compiled, seconds=seconds)
    if isinstance(answer, Refusal):
        return answer
    steps = Table(
        Words("最少的改动", "The fewest changes"),
        (Words("改动", "change"), Words("可排上", "places"), Words("服务", "visits")),
        [(joined(one.changes), str(len(one.visits)), joined(one.visits)) for one in answer.steps],
        Words("没有找到能帮上的改动。", "No change was found that helps."),
    )
    left = Table(
        Words("仍排不上", "Still open"),
        (Words("服务", "visit"),),
        [(one,) for one in answer.left],
        Words("没有。", "None."),
    )
    return Report((answer.summary, steps, left), answer)


def joined(words: tuple[Words, ...]) -> Words:
    """Several as one."""
    return Words("、".join(one.zh for one in words), "; ".join(one.en for one in words))


async def explained(scope: Scope, visit: str, *, seconds: float) -> Report | Refusal:
    """Why nobody makes a visit of the newest plan, carer by carer, and what would help; or why these carers do."""
    compiled = await prepare(scope.unit, scope.week.text, now=scope.now)
    if isinstance(compiled, Refusal):
        return compiled
    made = await explain_assigned(visit, compiled)
    if isinstance(made, Refusal) or made:
        return made if isinstance(made, Refusal) else await why_these(scope, made)
    answer = await explain_one(visit, compiled, seconds=seconds)
    if isinstance(answer, Refusal):
        return answer
    table = Table(
        Words(f"{answer.what.zh} {answer.whom}".rstrip(), f"{answer.what.en}, {answer.whom}".rstrip(", ")),
        (Words("人员", "carer"), Words("原因", "why")),
        [(one.carer_name, one.why) for one in answer.excluded],
        Words("没有服务人员。", "There are no carers."),
    )
    remedies = Table(
        Words("可以怎样(每项都已验证)", "What would help (each verified)"),
        (
            Words("办法", "change"),
            Words("要几个人", "people asked"),
            Words("要多久", "time"),
            Words("更少行不行", "would less do"),
        ),
        [
            (one.words, str(one.people), time_words(one.minutes), PROVEN if one.is_proven else FOUND)
            for one in answer.helps
        ],
        Words("没有找到单项改动能排上。", "No single change was found that places it."),
    )
    return Report((table, answer.summary, remedies), answer)


def time_words(minutes: int) -> Words:
    """Minutes as whole days or hours where they are; nothing of none."""
    if not minutes:
        return Words("", "")
    if minutes % DAY_MINUTES == 0:
        days = minutes // DAY_MINUTES
        return Words(f"{days} 天", "1 day" if days == 1 else f"{days} days")
    return Words(f"{minutes} 分钟", f"{minutes} min")


async def who_else(scope: Scope, visit: str) -> Report | Refusal:
    """Everybody who is qualified for a visit: when they could start and at what cost, or what keeps them away."""
    compiled = await prepare(scope.unit, scope.week.text, now=scope.now)
    if isinstance(compiled, Refusal):
        return compiled
    found = await candidates(visit, compiled)
    if isinstance(found, Refusal):
        return found
    return Report((await others_table(scope, found),), found)


async def others_table(scope: Scope, found: Sequence[Candidate]) -> Table:
    """Candidates by name: when they could start, at what cost, and what would change or what keeps them away."""
    names = await carer_names(sorted(one.carer_id for one in found))
    return Table(
        Words("还有谁能来", "Who could come"),
        (Words("人员", "carer"), Words("开始", "start"), Words("多花(分)", "costs more"), Words("说明", "note")),
        [
            (
                names.get(one.carer_id, "—"),
                "" if one.starts_at is None else clock(scope.week.second_of(one.starts_at)),
                "" if one.cost_difference is None else f"{one.cost_difference:+,}",
                note(one),
            )
            for one in found
        ],
        NOBODY,
    )


async def why_these(scope: Scope, found: Sequence[tuple[Assignment, Why]]) -> Report:
    """Why each carer makes a visit, and what the others would change."""
    names = await carer_names(sorted(row.carer_id for row, _ in found))
    reasons = Entries(
        Words("为什么是此人", "Why this carer"),
        [
            (
                Words(*(f"{names.get(row.carer_id, '—')}  {at}" for at in (start.zh, start.en))),
                [Words(f"· {one.zh}", f"· {one.en}") for one in why.reasons],
            )
            for row, why in found
            for start in [clock(scope.week.second_of(row.starts_at))]
        ],
        Words("没有。", "None."),
    )
    data = [{"carer_id": row.carer_id, "slot": row.slot, "why": why} for row, why in found]
    return Report((reasons, await others_table(scope, found[0][1].others)), data)


def note(one: Candidate) -> Words:
    """What keeps somebody away, or what would change if they came: terms of the score, start, and whom it shifts."""
    if one.why is not None:
        return one.why
    if one.is_now:
        return Words("现在由此人负责", "makes it now")
    return one.compared or Words("", "")
