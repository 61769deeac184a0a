"""Why nobody comes, in one sentence that somebody reads who never saw a rule's code."""

from uuid import UUID, uuid4

import pytest

from domain.planning.covering import summary
from domain.planning.remedy_words import Names
from domain.planning.tray import ExcludedLine, short_words, summary_words
from domain.wording import Words, lowered
from matching.explain import Change, Cover, Step
from matching.plan import RULES, Plan

NOBODY_KNOWN = Names({}, {})
OF_THE_PLAN = {"FORMAT", "KIND", "SKILL"}  # no reason of somebody who could do it


def kept_out(*rules, blocking=(), **facts):
    """Lines of carers called A, B, C ..., each kept out by a rule."""
    found = [short_words({"rule": rule, "blocking": list(blocking), **facts}, NOBODY_KNOWN) for rule in rules]
    return tuple(
        ExcludedLine(uuid4(), chr(65 + i), rule, Words("", ""), short)
        for i, (rule, short) in enumerate(zip(rules, found, strict=True))
    )


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in OF_THE_PLAN])
def test_a_rule_follows_a_name_as_a_part_of_the_sentence(rule):
    words = summary_words(kept_out(rule))

    assert "(" not in words.en
    assert "(" not in words.zh


def test_who_lacks_the_same_is_named_together():
    words = summary_words(kept_out("WEEK", "REST", "WEEK", "SKILL"))

    assert words.en == (
        "Nobody with the skill can come: A, C at the limit of weekly hours; B with too little rest between days; "
        "1 other lacks it."
    )
    assert words.zh == "具备技能的 3 人都不能来:A、C本周工时已满,B两天之间休息不够;其余 1 人没有所需技能。"


def test_of_many_the_reasons_are_counted():
    words = summary_words(kept_out(*["YEARS"] * 4, *["GENDER"] * 2))

    assert words.en == "Nobody can come: 4 with too few years of practice; 2 not of the gender asked for."
    assert words.zh == "6 人都不能来:4 人从业年限不够,2 人性别不符合要求。"


def test_a_full_day_is_named():
    words = summary_words(kept_out("TRAVEL", days=[3], blocking=[str(UUID(int=1))]))

    assert words.en == "Nobody can come: A booked up at the agreed times on Thu."
    assert words.zh == "只有 1 人,也不能来:A周四约定时间已排满。"


def test_who_is_away_is_not_said_to_have_no_shift():
    words = summary_words(kept_out("AVAILABLE", days=[3, 4], away=[4]) + kept_out("AVAILABLE", days=[3], away=[3])[:1])

    assert words.en == "Nobody can come: A not on duty at the agreed times on Thu, away on Fri; A away on Thu."
    assert words.zh == "2 人都不能来:A周四约定时间没有班次、周五请假,A周四请假。"


def test_who_is_of_another_kind_is_not_said_to_lack_the_skill():
    only_kind, both = summary_words(kept_out("YEARS", "KIND")), summary_words(kept_out("YEARS", "KIND", "SKILL"))

    assert only_kind.en.endswith("; 1 other is not of the kind asked for.")
    assert only_kind.zh.endswith(";其余 1 人人员类别不符。")
    assert both.en.endswith("; 2 others lack it or are not of the kind asked for.")
    assert both.zh.endswith(";其余 2 人没有所需技能或人员类别不符。")


def test_of_a_session_the_sentence_is_about_adults_besides_those_who_come():
    words = summary_words(kept_out("YEARS", "SKILL"), is_session=True)

    assert words.en == "No further adult with the skill can come: A with too few years of practice; 1 other lacks it."
    assert words.zh == "再没有具备技能的人能来:A从业年限不够;其余 1 人没有所需技能。"


@pytest.mark.parametrize(
    ("left", "is_cut_short", "says_so"), [(("v",), True, True), (("v",), False, False), ((), True, False)]
)
def test_the_fewest_changes_say_where_time_ran_out_before_all_was_tried(left, is_cut_short, says_so):
    found = Cover((), (), left, Plan("week", ()), 0, is_cut_short=is_cut_short)

    words = summary(found, 1)

    assert ("Time ran out" in words.en) == says_so
    assert ("时间用完" in words.zh) == says_so


def test_a_team_of_two_more_carers_is_two_changes():
    carers = tuple(Change("ADD_CARER", "v", slot=slot) for slot in (0, 1))
    wider = (Change("WIDEN_WINDOW", "w"),)
    alone = Cover((), (Step(carers, ("v",)),), (), Plan("week", ()), 0)
    both = Cover((), (Step(carers, ("v",)), Step(wider, ("w",))), (), Plan("week", ()), 0)

    assert summary(alone, 1).en == "2 changes would place 1 of 1."
    assert summary(both, 2).en == "3 changes would place 2 of 2 (1 + 1, in 2 steps)."
    assert summary(both, 2).zh == "3 项改动可排上 2 项中的 2 项(分 2 步,各 1 项、1 项)。"


@pytest.mark.parametrize(("name", "within"), [("Wound dressing", "wound dressing"), ("PICC care", "PICC care")])
def test_a_name_begins_small_within_a_sentence_unless_it_is_an_abbreviation(name, within):
    assert lowered(name) == within


def test_a_pin_names_what_holds_the_carer():
    held = UUID(int=1)
    names = Names({}, {held: Words("换药", "wound dressing")})

    words = short_words({"rule": "PIN", "blocking": [str(held)]}, names)

    assert words == Words("已固定在「换药」", "pinned to wound dressing")
