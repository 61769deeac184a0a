"""Files of fleets: what is written is read, and what is wrong is named with its line and how to mend it."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.__main__ import main
from matching.fleet.plan import FleetPlan
from matching.fleet.problem import FleetProblem, Stop
from matching.formats.vrptw import UnreadableFile, fleet_plan_json, read_fleet, read_fleet_plan
from matching.formats.vrptw.problem import fleet_of

SOLOMON = """R1

VEHICLE
NUMBER     CAPACITY
  3          20

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME

    0      0          0          0          0       230          0
    1      3          4          10         5       100          10
    2      1          1          5          0       50           10
"""
VRPLIB = """NAME : R1
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 3
CAPACITY : 20
SERVICE_TIME : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 1 1
DEMAND_SECTION
1 0
2 10
3 5
TIME_WINDOW_SECTION
1 0 230
2 5 100
3 0 50
DEPOT_SECTION
1
-1
EOF
"""
STOPS = (Stop(0, 0, 0, 0, 230, 0), Stop(3, 4, 10, 5, 100, 10), Stop(1, 1, 5, 0, 50, 10))


@pytest.fixture
def file(tmp_path):
    """Makes a file of this name with this text."""

    def written(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_solomons_table_is_read_with_exact_legs(file):
    problem = read_fleet(file("r1.txt", SOLOMON))

    assert problem == FleetProblem("R1", 3, 20, STOPS, "exact")
    assert problem.leg(0, 2) == 2**0.5


@pytest.mark.parametrize("name", ["r1.vrp", "r1.txt"])
def test_vrplib_is_read_with_legs_cut_to_one_decimal(file, name):
    problem = read_fleet(file(name, VRPLIB.replace("\n", "\r\n")))

    assert problem == FleetProblem("R1", 3, 20, STOPS, "trunc1")
    assert problem.leg(0, 2) == 1.4


def test_service_times_of_their_own_and_no_vehicles_are_read(file):
    services = "SERVICE_TIME_SECTION\n1 0\n2 7\n3 8\nDEPOT_SECTION"
    text = VRPLIB.replace("VEHICLES : 3\n", "").replace("SERVICE_TIME : 10\n", "").replace("DEPOT_SECTION", services)

    problem = read_fleet(file("r1.vrp", text))

    assert [stop.service for stop in problem.stops] == [0, 7, 8]
    assert problem.vehicles == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  3          20\n", "  0          20\n", "line 5 number of vehicles is 0: make it 1 or more"),
        ("  3          20\n", "  2.5        20\n", "line 5 number of vehicles is 2.5: make it a whole number"),
        ("  3          20\n", "  3\n", "line 5 is '3': give 2 figures: number of vehicles, capacity"),
        ("  3          20\n", "  3         NaN\n", "line 5 capacity is NaN: give a number"),
        ("CUSTOMER\n", "CLIENT\n", "line 7 is 'CLIENT': put a line CUSTOMER here"),
        ("    2      1 ", "    1      1 ", "line 12 number is 1: make it 2: the depot is 0"),
        ("1          1          5  ", "1          1          -5 ", "line 12 demand is -5: make it 0 or more"),
        ("1          1          5  ", "1          1          21 ", "line 12 demand of customer 2 is 21: make it 20 or"),
        ("1          1          5  ", "inf        1          5  ", "line 12 x is inf: give a number"),
        ("1          1          5  ", "1e300      1          5  ", "line 12 x is 1e300: make it 1e+12 or less"),
        ("0       50           10", "0       50           -1", "line 12 service time is -1: make it 0 or more"),
        ("0       50           10", "60      50           10", "line 12 due time of customer 2 is 50: make it 60 or"),
        ("0       50           10", "0       1            10", "line 12 due time of customer 2 is 1: make it 1.41421"),
        ("0       50           10", "225     230          10", "line 12 ready time of customer 2 is 225: make it 218"),
        ("0       50           10", "0       50", "line 12 is '2      1          1          5          0       50': "),
        ("0       230          0", "9       5            0", "line 10 due time of the depot is 5: make it 9 or more"),
        (SOLOMON, "", "the file is at its end too soon: give the instance's name"),
        (SOLOMON[SOLOMON.index("    1      3") :], "", "line 11 the end is reached: give the depot and one customer"),
    ],
)
def test_what_is_wrong_in_a_table_is_named_with_its_line_and_mend(old, new, message):
    assert old in SOLOMON

    with pytest.raises(UnreadableFile) as refused:
        fleet_of(SOLOMON.replace(old, new))

    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("CAPACITY : 20\n", "", "field CAPACITY is missing: give this field"),
        ("CAPACITY : 20\n", "CAPACITY : much\n", "line 5 CAPACITY is much: give a number"),
        ("TYPE : VRPTW", "TYPE : CVRP", "line 2 TYPE is CVRP: make it VRPTW"),
        ("EUC_2D", "EXPLICIT", "line 7 EDGE_WEIGHT_TYPE is EXPLICIT: make it EUC_2D"),
        ("SERVICE_TIME :", "SPEED :", "line 6 is 'SPEED : 10': leave this field out"),
        ("DIMENSION : 3", "DIMENSION : 4", "line 3 DIMENSION is 4: make it 3, as many as"),
        ("DEMAND_SECTION\n1 0\n2 10\n3 5\n", "", "section DEMAND_SECTION is missing: give this section"),
        ("2 10\n3 5\n", "2 10\n", "section DEMAND_SECTION is of 2 nodes: give 3"),
        ("2 10\n3 5\n", "2 10\n2 5\n", "line 15 node is 2: make it 3: nodes count from 1, each once"),
        ("2 5 100", "2 5", "line 18 is '2 5': give 3 figures: node, ready time, due time"),
        ("DEPOT_SECTION\n1\n", "DEPOT_SECTION\n2\n", "line 21 depot is 2: make node 1 the only depot"),
        ("DEMAND_SECTION", "EDGE_WEIGHT_SECTION", "line 12 is 'EDGE_WEIGHT_SECTION': put a field with a colon here"),
        ("DEPOT_SECTION", "DEMAND_SECTION", "line 20 is 'DEMAND_SECTION': leave this section out"),
    ],
)
def test_what_is_wrong_in_vrplib_is_named_with_its_line_and_mend(old, new, message):
    assert old in VRPLIB

    with pytest.raises(UnreadableFile) as refused:
        fleet_of(VRPLIB.replace(old, new), is_vrplib=True)

    assert str(refused.value).startswith(message)


@given(st.data(), st.sampled_from([SOLOMON, VRPLIB]))
def test_text_with_a_word_changed_is_read_or_refused_in_words(data, text):
    words = text.split(" ")
    i = data.draw(st.integers(0, len(words) - 1))
    words[i] = data.draw(st.sampled_from(["", "x", "-1", "NaN", "1e9", "1e308", "0", "\n", "2.5", "EOF", ":", "٣"]))

    with suppress(UnreadableFile):
        assert fleet_of(" ".join(words)).customers >= 1


@given(st.lists(st.lists(st.integers(1, 99), max_size=4).map(tuple), max_size=4).map(tuple))
def test_routes_written_are_read(tmp_path_factory, routes):
    file = tmp_path_factory.mktemp("routes") / "plan.json"
    file.write_text(json.dumps(fleet_plan_json(FleetPlan(routes))))

    assert read_fleet_plan(file) == FleetPlan(routes)


def test_routes_as_lines_are_read(file):
    plan = read_fleet_plan(file("plan.sol", "Route #1: 5 3 7\nroute 2 : 1\nCost 99.5\n"))

    assert plan == FleetPlan(((5, 3, 7), (1,)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'the file is without routes: give {"routes": [[1, 2]]}, or lines Route #1: 1 2'),
        ("Route #1: 1 b", "line 1 customer is b: give a number"),
        ('{"routes": [[1, 2.5]]}', "routes[0][1] is 2.5: make it a whole number"),
        ('{"route": []}', "routes is None: give this field; it has no default"),
    ],
)
def test_wrong_routes_are_refused_with_place_and_mend(file, text, message):
    with pytest.raises(UnreadableFile) as refused:
        read_fleet_plan(file("plan.json", text))

    assert str(refused.value) == message


def test_command_plans_and_checks_a_fleet(file, tmp_path, capsys):
    instance, out = file("r1.txt", SOLOMON), tmp_path / "plan.json"

    solved = main(["solve", str(instance), "--format", "vrptw", "--iterations", "200", "--out", str(out)])
    checked = main(["check", str(instance), str(out), "--format", "vrptw"])

    printed = capsys.readouterr().out
    assert (solved, checked) == (0, 0)
    assert sorted(json.loads(out.read_text())["routes"][0]) == [1, 2]
    assert printed.count('"distance": 10.019765') == 2


def test_command_exits_1_for_a_broken_rule_and_2_for_what_cannot_be_read(file, capsys):
    instance = file("r1.txt", SOLOMON)
    partly, nonsense = file("partly.json", '{"routes": [[1]]}'), file("nonsense.txt", SOLOMON.replace("230", "late"))

    assert main(["check", str(instance), str(partly), "--format", "vrptw"]) == 1
    assert main(["check", str(nonsense), str(partly), "--format", "vrptw"]) == 2

    printed = capsys.readouterr()
    assert '"UNSERVED"' in printed.out
    assert printed.err == "matching: line 10 due time is late: give a number\n"


def test_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="unreadable"):
        read_fleet(tmp_path / "missing.txt")


def test_problem_of_more_customers_than_fit_in_memory_is_refused():
    rows = "\n".join(f"{i} 0 0 0 0 230 0" for i in range(10_002))
    head = SOLOMON[: SOLOMON.index("    0 ")]

    with pytest.raises(UnreadableFile, match="the file is of 10001 customers: give at most 10000"):
        fleet_of(head + rows)


def test_depot_alone_is_refused_in_vrplib_too():
    text = "CAPACITY : 20\nNODE_COORD_SECTION\n1 0 0\nDEMAND_SECTION\n1 0\nTIME_WINDOW_SECTION\n1 0 9\n"

    with pytest.raises(UnreadableFile, match="give the depot and one customer at least"):
        fleet_of(text, is_vrplib=True)
