"""Files of days: what is written is read back, and what is wrong is named with its place and how to mend it."""

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.__main__ import main
from matching.day.check import judge_day
from matching.day.problem import Window
from matching.formats.hhcrsp import read_hhcrsp
from matching.formats.json_value import UnreadableFile
from matching.formats.routes.plan_in import read_routes
from matching.formats.routes.plan_out import routes_json
from matching.formats.uhhc import read_uhhc

UHHC = {
    "metadata": {
        "cost_components": {"travel_time": 2, "total_tardiness": "HARD", "optional_patients": 100, "max_idle_time": 1},
        "time_window_met": "at_service_end",
        "origin": "generated",
    },
    "distances": [[0, 10, 20], [12, 0, 7], [21, 7, 0]],
    "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
    "services": [{"id": "s", "default_duration": 30}, {"id": "t"}],
    "lunch_breaks": {"start": 180, "end": 360, "min_duration": 30},
    "caregivers": [
        {"id": "c1", "abilities": ["s", "t"], "departing_point": "d0", "working_shift": {"start": 0, "end": 600}},
        {
            "id": "c2",
            "abilities": ["s"],
            "departing_point": "d0",
            "arrival_point": "d0",
            "working_shift": {"start": 60, "end": 480},
            "lunch_break": True,
        },
    ],
    "patients": [
        {
            "id": "p1",
            "distance_matrix_index": 1,
            "required_services": [{"service": "s"}, {"service": "t", "duration": 15}],
            "time_windows": [{"start": 60, "end": 180}, {"start": 240, "end": 300}],
            "synchronization": {"type": "sequential", "distance": {"min": 10, "max": 40}},
        },
        {
            "id": "p2",
            "distance_matrix_index": 2,
            "required_services": [{"service": "s", "duration": 45}],
            "time_windows": [{"start": 0, "end": 120}],
            "optional": True,
            "preferred_caregivers": ["c1"],
            "incompatible_caregivers": ["c2"],
        },
    ],
}
HHCRSP = {
    "central_offices": [{"id": "d"}],
    "distances": [[0, 12.042, 5], [12.042, 0, 7.5], [5, 7.5, 0]],
    "caregivers": [{"id": "c1", "abilities": ["s1", "s2"]}, {"id": "c2", "abilities": ["s2"]}],
    "patients": [
        {
            "id": "p1",
            "time_window": [60, 92.99999999999999],
            "required_caregivers": [{"service": "s1", "duration": 14}],
        },
        {
            "id": "p2",
            "time_window": [0, 120],
            "required_caregivers": [{"service": "s1", "duration": 14}, {"service": "s2", "duration": 10}],
            "synchronization": {"type": "simultaneous"},
        },
    ],
}


@pytest.fixture
def file(tmp_path):
    """Makes a JSON file of this name."""

    def written(value, name="day.json"):
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return path

    return written


def changed(instance, path, value):
    """A copy with another value in one place, such as `patients.0.id`; `...` leaves the place out."""
    other = copy.deepcopy(instance)
    *way, last = path.split(".")
    here = other
    for key in way:
        here = here[int(key) if isinstance(here, list) else key]
    key = int(last) if isinstance(here, list) else last
    if value is ...:
        del here[key]
    else:
        here[key] = value
    return other


def test_unified_day_is_read_with_its_defaults(file):
    problem = read_uhhc(file(UHHC))

    first, second = problem.patients
    assert [service.duration for service in first.services] == [30, 15]
    assert (first.sync, first.min_gap, first.max_gap) == ("sequential", 10, 40)
    assert first.windows == (Window(60, 180), Window(240, 300))
    assert (second.is_optional, second.preferred, second.incompatible) == (True, {"c1"}, {"c2"})
    assert [carer.is_owed_lunch for carer in problem.carers] == [False, True]
    assert problem.is_late_at_end
    assert problem.ticks == 1
    assert int(problem.legs[1, 0]) == 12


def test_terms_left_out_are_hard_where_the_format_says_so(file):
    problem = read_uhhc(file(UHHC))

    assert problem.hard == {
        "total_tardiness", "caregiver_preferences", "incompabilities", "qualification", "missed_lunch_break",
    }  # fmt: skip
    assert problem.weight("total_waiting_time") == 0


def test_day_with_parts_of_minutes_is_read_in_thousandths(file):
    problem = read_hhcrsp(file(HHCRSP))

    assert problem.ticks == 1000
    assert int(problem.legs[0, 1]) == 12_042
    assert problem.patients[0].windows == (Window(60_000, 93_000),)
    assert problem.divisor == 3


UHHC_FAULTS = [
    ("metadata", ..., "metadata is None: give this field"),
    (
        "metadata.cost_components.travel_time",
        -1,
        "metadata.cost_components.travel_time is -1: make it HARD, or a weight",
    ),
    ("metadata.time_window_met", "sometimes", "make it one of at_service_start, at_service_end"),
    ("distances.1", [1, 0], "distances[1] is a list: give 3 numbers"),
    ("distances.1.2", -7, "distances[1][2] is -7: make it a time from 0"),
    ("distances.1.2", None, "distances[1][2] is None: give every leg"),
    ("distances.1.2", "7", "distances[1][2] is '7': make it a number"),
    ("distances.1.2", True, "distances[1][2] is True: make it a number"),
    ("caregivers", [], "caregivers is a list: give one entry at least"),
    ("caregivers.1.id", "c1", "caregivers[1].id is 'c1': give every entry an id of its own"),
    ("caregivers.0.departing_point", "d9", "caregivers[0].departing_point is 'd9': make it the id of a terminal point"),
    ("caregivers.1.working_shift.end", 30, "caregivers[1].working_shift.end is 30: end the shift after it starts"),
    ("patients", [], "patients is a list: give one entry at least"),
    ("patients.1.distance_matrix_index", 3, "patients[1].distance_matrix_index is 3: make it a row"),
    ("patients.0.required_services", [], "patients[0].required_services is a list: give one or two services"),
    ("patients.0.required_services.1.service", "s", "give each service once"),
    ("patients.0.required_services.1.duration", -5, "patients[0].required_services[1].duration is -5: make it a time"),
    ("patients.0.required_services.1.duration", ..., "duration is None: give this field"),
    ("patients.0.time_windows.0.end", 30, "patients[0].time_windows[0].end is 30: close the window after it opens"),
    ("patients.0.synchronization.type", "together", "make it one of simultaneous, sequential, independent"),
    ("patients.0.synchronization.distance.max", 5, "synchronization.distance.max is 5: make it no less than min"),
    ("patients.1.preferred_caregivers", ["c7"], "patients[1].preferred_caregivers[0] is 'c7': make it the id"),
    ("patients.1.time_windows.0.end", 10**7, "make it a time from 0 to 1000000 minutes"),
]


@pytest.mark.parametrize(("path", "value", "message"), UHHC_FAULTS)
def test_what_is_wrong_in_a_unified_day_is_named_with_its_mend(file, path, value, message):
    with pytest.raises(UnreadableFile) as caught:
        read_uhhc(file(changed(UHHC, path, value)))

    assert message in str(caught.value)


HHCRSP_FAULTS = [
    ("central_offices", [], "central_offices is a list: give one office"),
    ("distances", [[0]], "distances is a list: give 3 rows"),
    ("patients.0.time_window", [90, 60], "patients[0].time_window[1] is 60: close the window after it opens"),
    ("patients.0.time_window", [90], "patients[0].time_window is a list: give two times"),
    ("patients.1.synchronization", ..., "patients[1].synchronization is None: give this field"),
    ("patients.1.required_caregivers", [], "give one or two services"),
]


@pytest.mark.parametrize(("path", "value", "message"), HHCRSP_FAULTS)
def test_what_is_wrong_in_a_home_healthcare_day_is_named_with_its_mend(file, path, value, message):
    with pytest.raises(UnreadableFile) as caught:
        read_hhcrsp(file(changed(HHCRSP, path, value)))

    assert message in str(caught.value)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_numbers_that_are_none_are_refused(file, number):
    text = json.dumps(changed(UHHC, "distances.1.2", "@")).replace('"@"', number)

    with pytest.raises(UnreadableFile):
        read_uhhc(file(text))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_one_value_changed_is_read_or_refused_in_words(file, data):
    instance, read = data.draw(st.sampled_from([(UHHC, read_uhhc), (HHCRSP, read_hhcrsp)]))
    path = data.draw(st.sampled_from(sorted(_paths(instance))))
    value = data.draw(st.sampled_from([..., None, -1, 0, 2.5, 10**9, "x", "", True, [], {}, [[]], [None]]))

    with suppress(UnreadableFile):
        assert read(file(changed(instance, path, value))).patients


def _paths(value, path=""):
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        here = f"{path}.{key}" if path else str(key)
        yield here
        yield from _paths(entry, here)


@pytest.mark.parametrize(("name", "instance", "read"), [("uhhc", UHHC, read_uhhc), ("hhcrsp", HHCRSP, read_hhcrsp)])
def test_command_plans_and_checks_a_day(file, tmp_path, capsys, name, instance, read):
    day, out = file(instance), tmp_path / "plan.json"

    solved = main(["solve", str(day), "--format", name, "--iterations", "2000", "--out", str(out)])
    told = json.loads(capsys.readouterr().out)
    checked = main(["check", str(day), str(out), "--format", name])
    judged = json.loads(capsys.readouterr().out)

    assert (solved, checked) == (0, 0)
    assert told["cost"] == judged["cost"]
    assert told["terms"] == judged["terms"]
    assert {route["caregiver_id"] for route in json.loads(out.read_text())["routes"]} == {"c1", "c2"}
    problem = read(day)
    plan = read_routes(out, problem)
    assert file({"routes": routes_json(plan, problem.ticks)}, "again.json").exists()
    assert read_routes(tmp_path / "again.json", problem) == plan


def test_command_exits_1_for_a_broken_rule_and_2_for_what_cannot_be_read(file, capsys):
    day, nobody = file(UHHC), file({"routes": [{"caregiver_id": "c1"}]}, "plan.json")
    nonsense = file("[", "nonsense.json")

    assert main(["check", str(day), str(nobody), "--format", "uhhc"]) == 1
    assert main(["check", str(day), str(nonsense), "--format", "uhhc"]) == 2
    assert main(["solve", str(nonsense), "--format", "uhhc", "--out", str(nobody)]) == 2
    assert "not JSON" in capsys.readouterr().err


PLAN_FAULTS = [
    ({}, "routes is None: give this field"),
    ({"routes": [{"caregiver_id": "c1"}, {"caregiver_id": "c1"}]}, "give each caregiver one route"),
    ({"routes": [{"caregiver_id": "c1", "locations": [{"patient": "p1"}]}]}, "locations[0].service is None"),
    (
        {"routes": [{"caregiver_id": "c1", "locations": [{"patient": "p1", "service": "s", "arrival_time": 0.5}]}]},
        "locations[0].arrival_time is 0.5: give whole minutes",
    ),
]


@pytest.mark.parametrize(("plan", "message"), PLAN_FAULTS)
def test_what_is_wrong_in_a_plan_is_named_with_its_mend(file, plan, message):
    with pytest.raises(UnreadableFile) as caught:
        read_routes(file(plan, "plan.json"), read_uhhc(file(UHHC)))

    assert message in str(caught.value)


def test_plan_that_names_what_is_not_there_is_refused_without_terms(file):
    problem = read_uhhc(file(UHHC))
    plan = read_routes(file({"routes": [{"caregiver_id": "c9", "locations": []}]}, "plan.json"), problem)

    verdict = judge_day(problem, plan)

    assert [one.detail for one in verdict.violations] == ["there is no caregiver c9"]
    assert verdict.terms == {}


def test_order_in_the_file_counts_in_home_healthcare_days(file, capsys):
    day = file(HHCRSP)
    late, early = (
        {"patient": "p1", "service": "s1", "arrival_time": 60, "departure_time": 74},
        {"patient": "p2", "service": "s1", "arrival_time": 20, "departure_time": 34},
    )
    other = {"patient": "p2", "service": "s2", "arrival_time": 20, "departure_time": 30}
    routes = [{"caregiver_id": "c1", "locations": [late, early]}, {"caregiver_id": "c2", "locations": [other]}]

    assert main(["check", str(day), str(file({"routes": routes}, "plan.json")), "--format", "hhcrsp"]) == 1
    assert "TRAVEL" in capsys.readouterr().out
