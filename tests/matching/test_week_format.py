"""Weeks and plans as JSON: read whole, written back the same, and refused with the place and the mend."""

import json
import math
from dataclasses import replace

import pytest

from matching.check import judge
from matching.formats.week import (
    UnreadableFile,
    load,
    plan_json,
    plan_of,
    problem_json,
    problem_of,
    read_problem,
)
from matching.plan import Plan
from matching.problem import (
    DAY_S,
    Assignment,
    Break,
    BreakRule,
    Credential,
    Link,
    Pin,
    ProblemError,
    Published,
    Series,
    Slot,
    TimeWindow,
    UnassignedWeights,
    Weights,
    Wishes,
)

NINE_S = 9 * 3600


@pytest.fixture
def full_week(build):
    """A week that uses every field of the format."""
    carer = build.carer(
        skills={"dressing": 2},
        credentials=(Credential("nurse", -DAY_S, DAY_S),),
        years=6,
        gender="F",
        languages=("zh",),
        max_days=5,
        rest_s=39_600,
        contract_s=100_000,
        fair_s=90_000,
        break_rule=BreakRule(18_000, 1800),
    )
    slot = Slot("dressing", 2, "practitioner", ("nurse",), 5, "F", required=False, points=75_000)
    visit = build.visit(
        slots=(slot, Slot()),
        priority="urgent",
        wish=(TimeWindow(NINE_S, NINE_S + 60),),
        group="mother",
        min_filled=1,
        preferred=("anna",),
        excluded=("ben",),
        wishes=Wishes("F", "zh"),
        pin=Pin(NINE_S, ("anna", None)),
    )
    return build.week(
        carer,
        build.carer("ben"),
        visit,
        build.visit("other", pin=Pin()),
        matrices={"foot": ((0, 1, None), (2, 0, 3), (4, 5, 0))},
        series=(Series("days", ("visit", "other"), 1, 60),),
        links=(Link("visit", "other", -60, 60, "same"),),
        published=Published(60, (Assignment("visit", 30, ("anna", None)),), (Break("anna", 40, 1800),)),
        weights=Weights(UnassignedWeights(routine=1), travel=0),
    )


@pytest.fixture
def data(build):
    """The smallest week as parsed JSON, to be spoilt."""
    return problem_json(build.week())


def test_week_is_read_back_as_it_was_written(full_week):
    assert problem_of(json.loads(json.dumps(problem_json(full_week)))) == full_week


def test_null_and_unknown_fields_are_as_good_as_left_out(build, data):
    data["links"] = data["published"] = data["carers"][0]["break"] = data["visits"][0]["pin"] = None
    data["visits"][0]["slots"] = [{"skill": None, "level": None, "required": None}]
    data["colour"] = data["carers"][0]["nickname"] = "red"

    assert problem_of(data) == build.week()


def test_plan_is_read_back_as_it_was_written(full_week):
    plan = Plan("week", (Assignment("visit", NINE_S, ("anna", None)),), (Break("anna", NINE_S, 1800),))

    assert plan_of(json.loads(json.dumps(plan_json(plan))), full_week) == (plan, ())


def _spoil(data, path, value):
    for key in path[:-1]:
        data = data[key]
    if value is ...:
        del data[path[-1]]
    else:
        data[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("format",), "linli-week/2", "format"),
        (("format",), ..., "format"),
        (("name",), None, "name"),
        (("horizonS",), 0, "horizonS"),
        (("horizonS",), True, "horizonS"),
        (("horizonS",), 2**53 + 1, "horizonS"),
        (("places",), {}, "places"),
        (("places", 0), 7, "places[0]"),
        (("places", 0, "xM"), 1.5, "places[0].xM"),
        (("places", 1, "id"), "base", "places[1].id"),
        (("modes",), [], "modes"),
        (("modes", "foot", "secondsPerKm"), -1, "modes.foot.secondsPerKm"),
        (("matrices",), {"boat": []}, "matrices.boat"),
        (("matrices",), {"foot": [[0]]}, "matrices.foot"),
        (("matrices",), {"foot": [[0, 1, 2], [1, 0], [2, 3, 0]]}, "matrices.foot[1]"),
        (("matrices",), {"foot": [[0, -1, 2], [1, 0, 1], [2, 3, 0]]}, "matrices.foot[0][1]"),
        (("carers", 0, "kind"), "robot", "carers[0].kind"),
        (("carers", 0, "base"), "moon", "carers[0].base"),
        (("carers", 0, "mode"), "boat", "carers[0].mode"),
        (("carers", 0, "skills", "dressing"), "2", "carers[0].skills.dressing"),
        (("carers", 0, "skills", "dressing"), -2, "carers[0].skills.dressing"),
        (("carers", 0, "available", 0), [60], "carers[0].available[0]"),
        (("carers", 0, "available", 0), [60, 60], "carers[0].available[0]"),
        (("carers", 0, "available", 0), [0, DAY_S + 1], "carers[0].available[0]"),
        (("carers", 0, "available", 1), [18 * 3600, 19 * 3600], "carers[0].available[1]"),
        (("carers", 0, "maxWeekS"), ..., "carers[0].maxWeekS"),
        (("carers", 0, "maxDays"), -1, "carers[0].maxDays"),
        (("carers", 0, "break"), {"afterS": 60, "durationS": 0}, "carers[0].break.durationS"),
        (("carers", 0, "credentials"), [{"name": "nurse", "fromS": 0}], "carers[0].credentials[0].untilS"),
        (("carers", 0, "languages"), ["zh", 3], "carers[0].languages[1]"),
        (("visits", 0, "place"), "moon", "visits[0].place"),
        (("visits", 0, "durationS"), -60, "visits[0].durationS"),
        (("visits", 0, "windows"), [], "visits[0].windows"),
        (("visits", 0, "windows"), [[3600, 60]], "visits[0].windows[0]"),
        (("visits", 0, "windows"), [[-60, 60]], "visits[0].windows[0]"),
        (("visits", 0, "windows"), [[0, 8 * DAY_S]], "visits[0].windows[0]"),
        (("visits", 0, "windows"), [[60, 120], [119, 180]], "visits[0].windows[1]"),
        (("visits", 0, "wish"), [[60, 60]], "visits[0].wish[0]"),
        (("visits", 0, "priority"), "whenever", "visits[0].priority"),
        (("visits", 0, "slots"), [], "visits[0].slots"),
        (("visits", 0, "slots", 0), {"required": 1}, "visits[0].slots[0].required"),
        (("visits", 0, "slots", 0), {"points": -1}, "visits[0].slots[0].points"),
        (("visits", 0, "minFilled"), 0, "visits[0].minFilled"),
        (("visits", 0, "minFilled"), 2, "visits[0].minFilled"),
        (("visits", 0, "preferred"), ["zoe"], "visits[0].preferred[0]"),
        (("visits", 0, "excluded"), ["zoe"], "visits[0].excluded[0]"),
        (("visits", 0, "pin"), {"carers": ["anna", None]}, "visits[0].pin.carers"),
        (("visits", 0, "pin"), {"carers": ["zoe"]}, "visits[0].pin.carers[0]"),
        (("series",), [{"id": "s", "visits": ["visit", "visit"]}], "series[0].visits"),
        (("series",), [{"id": "s", "visits": ["gone"]}], "series[0].visits[0]"),
        (("series",), [{"id": "s", "visits": []}, {"id": "s", "visits": []}], "series[1].id"),
        (("links",), [{"first": "visit", "second": "visit", "minS": 0, "maxS": 0}], "links[0].second"),
        (("links",), [{"first": "visit", "second": "gone", "minS": 0, "maxS": 0}], "links[0].second"),
        (("links",), [{"first": "visit", "second": "visit", "minS": 1, "maxS": 0}], "links[0].second"),
        (("published",), {"assignments": []}, "published.frozenUntilS"),
        (
            ("published",),
            {"frozenUntilS": 0, "assignments": [{"visit": "visit", "startS": 0, "carers": []}]},
            "published.assignments[0].carers",
        ),
        (
            ("published",),
            {"frozenUntilS": 0, "assignments": [{"visit": "old", "startS": 0, "carers": []}] * 2},
            "published.assignments[1].visit",
        ),
        (
            ("published",),
            {"frozenUntilS": 0, "assignments": [], "breaks": [{"carer": "anna", "startS": 0, "durationS": 60}] * 2},
            "published.breaks[1]",
        ),
        (("weights",), {"travel": -1}, "weights.travel"),
        (("weights",), {"unassigned": {"stat": -1}}, "weights.unassigned.stat"),
    ],
)
def test_unfit_week_is_refused_with_its_place_and_a_mend(data, path, value, named):
    _spoil(data, path, value)

    with pytest.raises((UnreadableFile, ProblemError)) as refusal:
        problem_of(data)

    assert refusal.value.path == named
    assert refusal.value.mend


@pytest.mark.parametrize("data", [None, [], "week", 7, math.inf])
def test_what_is_no_object_is_no_week(data):
    with pytest.raises(UnreadableFile, match=r"^the file is .*: make it an object$"):
        problem_of(data)


def test_skill_that_nobody_has_is_no_fault_of_the_week(build):
    week = build.week(build.visit(slots=(Slot(skill="acupuncture"),)))

    assert problem_of(problem_json(week)) == week


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "week.json line 1 column 1"),
        (b'{"name": \n}', "week.json line 2 column 1"),
        (b'{"name": NaN}', "the file"),
        (b'{"horizonS": -Infinity}', "the file"),
        ('{"name": "汾阳"}'.encode("gbk"), "week.json byte 10"),
        (b"[" * 100_000, "week.json"),
        (None, "week.json"),
    ],
)
def test_file_that_is_no_json_is_refused_with_its_place(tmp_path, content, place):
    path = tmp_path / "week.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UnreadableFile) as refusal:
        load(path)

    assert refusal.value.path.endswith(place)


def test_number_of_ten_thousand_digits_is_refused_like_any_other(tmp_path, data):
    path = tmp_path / "week.json"
    path.write_text(json.dumps(data).replace("604800", "9" * 10_000), encoding="utf-8")

    with pytest.raises(UnreadableFile, match=r"^horizonS is "):
        read_problem(path)


def test_file_from_an_editor_that_marks_utf_8_is_read(tmp_path, build, data):
    path = tmp_path / "week.json"
    path.write_text(json.dumps(data), encoding="utf-8-sig")

    assert read_problem(path) == build.week()


@pytest.mark.parametrize("data", [None, [], {}, {"assignments": None}, {"assignments": {}}])
def test_plan_without_a_list_of_assignments_is_unreadable(build, data):
    with pytest.raises(UnreadableFile):
        plan_of(data, build.week())


GOOD = {"visit": "visit", "startS": NINE_S, "carers": ["anna"]}
PAUSE = {"carer": "anna", "startS": NINE_S, "durationS": 600}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"format": "linli-plan/2"},
        {"format": None},
        {"problem": "another week"},
        {"problem": None},
        {"problem": 7},
        {"assignments": [GOOD, 7]},
        {"assignments": [GOOD, GOOD]},
        {"assignments": [GOOD, GOOD | {"visit": "unknown"}]},
        {"assignments": [GOOD, {"visit": "visit", "startS": NINE_S}]},
        {"assignments": [GOOD | {"startS": 9.5}, GOOD]},
        {"assignments": [GOOD | {"startS": True}, GOOD]},
        {"assignments": [GOOD | {"startS": 2**60}, GOOD]},
        {"assignments": [GOOD | {"carers": "anna"}, GOOD]},
        {"assignments": [GOOD | {"carers": [["anna"]]}, GOOD]},
        {"breaks": 7},
        {"breaks": [PAUSE | {"carer": "zoe"}]},
        {"breaks": [PAUSE | {"durationS": 0}]},
        {"breaks": [None]},
    ],
)
def test_plan_that_does_not_fit_breaks_the_rule_format_and_no_other(build, spoilt):
    week = build.week()
    data = {"format": "linli-plan/1", "problem": "week", "assignments": [GOOD], "breaks": None} | spoilt

    plan, faults = plan_of(data, week)
    verdict = judge(week, plan, faults=faults)

    assert {one.code for one in verdict.violations} == {"FORMAT"}
    assert verdict.assigned == 1


def test_break_of_no_length_breaks_format_even_in_a_plan_that_no_file_held(build, broken):
    week = build.week(build.carer(break_rule=BreakRule(3600, 600)))

    assert broken(week, build.plan(Break("anna", NINE_S, 0))) == ["FORMAT"]


def test_stranger_in_a_slot_breaks_format_and_leaves_it_empty(build, broken):
    week = replace(build.week(), name="week")

    assert broken(week, build.plan(build.at(NINE_S, "zoe"))) == ["FORMAT", "SLOTS"]
