"""A rule against a change, as a sentence: whom it keeps away, what stands in the way, and how to mend it."""

from __future__ import annotations

from collections.abc import Collection

from domain.outcomes import FieldProblem
from domain.planning.compile import Compiled
from domain.planning.stop_names import rule_with_stops
from domain.planning.wording_rules import rule_words, words_of_one
from domain.wording import Words
from matching.reasons.exclusion import GATES

OF_TIME = frozenset({"WINDOW", "FROZEN"})
OTHER_TIME = Words("请换一个时间,或先放宽时间窗。", "Choose another time, or widen its windows first.")
OTHER_CARER = Words("请换一个人。", "Name somebody else.")
EITHER = Words("请换一个人或时间。", "Name somebody else, or another time.")


def rule_problem(
    field: str, rule: str, blocking: tuple[str, ...], who: Collection[str | None], compiled: Compiled
) -> FieldProblem:
    """The problem of a field whose value is the rule's code; `who` are ids of those whom it keeps away, maybe nobody.

    A rule of time keeps everybody away alike, so that nobody is named.
    """
    names = [one.name for one in compiled.rows.carers.carers if str(one.id) in who]
    broken = rule_with_stops(words_of_one(rule) if names else rule_words(rule), blocking, compiled)
    if rule in OF_TIME or not names:
        zh, en = broken.zh, f"{broken.en[:1].upper()}{broken.en[1:]}"
    else:
        zh, en = f"{'、'.join(names)}:{broken.zh}", f"{', '.join(names)}: {broken.en}"
    mend = OTHER_TIME if rule in OF_TIME else OTHER_CARER if rule in GATES else EITHER
    return FieldProblem(field, rule, Words(f"{zh}。{mend.zh}", f"{en}. {mend.en}"))
