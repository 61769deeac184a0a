"""A week's faults, found in the dataclasses as they are found in a file."""

import pytest

from matching.problem import Pin, ProblemError, TimeWindow
from matching.validate import check_problem, problem_faults


def test_well_formed_week_has_no_faults(build):
    check_problem(build.week())

    assert problem_faults(build.week()) == []


def test_all_faults_are_told_at_once_and_the_first_is_raised(build):
    week = build.week(
        build.carer(base="moon"),
        build.visit(duration_s=-60, pin=Pin(carers=("zoe",))),
        build.visit(windows=(TimeWindow(60, 30),)),
    )

    faults = problem_faults(week)

    assert [fault.path for fault in faults] == [
        "visits[1].id",
        "carers[0].base",
        "visits[0].durationS",
        "visits[0].pin.carers[0]",
        "visits[1].windows[0]",
    ]
    with pytest.raises(ProblemError, match=r"^visits\[1\].id is 'visit': .*visits\[0\]"):
        check_problem(week)


def test_fault_carries_its_value_and_a_mend_in_words(build):
    fault = problem_faults(build.week(build.visit(duration_s=-60)))[0]

    assert (fault.path, fault.value, fault.mend) == ("visits[0].durationS", -60, "make it 1 or more")
    assert str(fault) == "visits[0].durationS is -60: make it 1 or more"
