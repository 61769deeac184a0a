"""The judge of routes: what keeps a rule is kept, and what breaks it by exactly this much is broken by that rule."""

from dataclasses import replace

import pytest

from matching.fleet.judge import judge_fleet


def codes(problem, plan):
    return [one.code for one in judge_fleet(problem, plan).violations]


def test_routes_that_keep_every_rule_are_as_far_as_their_legs(build_fleet):
    problem = build_fleet.fleet(build_fleet.customer(1), build_fleet.customer(2, y=5))

    verdict = judge_fleet(problem, build_fleet.plan((1, 2), ()))

    assert verdict.is_kept
    assert verdict.distance == pytest.approx(10 + 125**0.5 + 425**0.5)
    assert (verdict.vehicles, verdict.served, verdict.customers) == (1, 2, 2)


def test_legs_cut_to_one_decimal_are_summed_as_they_are_cut(build_fleet):
    problem = build_fleet.fleet(build_fleet.customer(1, x=1, y=1), rounding="trunc1")

    assert judge_fleet(problem, build_fleet.plan((1,))).distance == pytest.approx(2.8)


@pytest.mark.parametrize(("due", "expected"), [(10, []), (9.99, ["LATE"])])
def test_customer_is_served_up_to_its_due_time(build_fleet, due, expected):
    problem = build_fleet.fleet(build_fleet.customer(1, due=due))

    assert codes(problem, build_fleet.plan((1,))) == expected


@pytest.mark.parametrize(("closing", "expected"), [(60, []), (59, ["LATE"])])
def test_vehicle_that_waits_and_serves_is_back_by_the_depots_due_time(build_fleet, closing, expected):
    depot = replace(build_fleet.depot, due=closing)
    problem = build_fleet.fleet(build_fleet.customer(1, ready=40, service=10), depot=depot)

    assert codes(problem, build_fleet.plan((1,))) == expected


@pytest.mark.parametrize(("capacity", "expected"), [(2, []), (1.9, ["CAPACITY"])])
def test_vehicle_carries_up_to_its_capacity(build_fleet, capacity, expected):
    problem = build_fleet.fleet(build_fleet.customer(1), build_fleet.customer(2), capacity=capacity)

    assert codes(problem, build_fleet.plan((1, 2))) == expected


@pytest.mark.parametrize(("vehicles", "expected"), [(2, []), (1, ["VEHICLES"])])
def test_each_route_takes_a_vehicle(build_fleet, vehicles, expected):
    problem = build_fleet.fleet(build_fleet.customer(1), build_fleet.customer(2), vehicles=vehicles)

    assert codes(problem, build_fleet.plan((1,), (2,))) == expected


def test_customer_left_out_served_twice_or_unknown_is_named(build_fleet):
    problem = build_fleet.fleet(*(build_fleet.customer(number) for number in (1, 2, 3)))

    violations = judge_fleet(problem, build_fleet.plan((1, 9), (1, 3))).violations

    assert [one.code for one in violations] == ["UNKNOWN", "TWICE", "UNSERVED"]
    assert violations[0].detail == "route 1 goes to 9; customers count from 1 to 3"
    assert violations[1].detail == "customer 1 is served 2 times"
    assert violations[2].detail == "nobody comes to customer 2"
