"""Is it fair: what each carer does beside their part, and what the difference is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.fairness import HOUR_S, WAITS, WAYS, Member, Part, Stint, Unpopular, fairness, standing_of
from matching.problem import DAY_S, ProblemError

NINE = 9 * HOUR_S
SATURDAY = 5 * DAY_S


def nurse(name: str, *hours: int, **skills: int) -> Member:
    offered_s = tuple(HOUR_S * one for one in hours or (40,))
    return Member(name, "practitioner", offered_s, offered_s, skills)


def work(carer: str, hours: int, start_s: int = NINE, *, weeks_back: int = 0, **facts) -> Stint:
    return Stint(carer, weeks_back, start_s, start_s + hours * HOUR_S, **facts)


def test_work_is_fairly_shared_by_what_each_offers():
    shares = fairness([nurse("full", 40), nurse("half", 20)], [work("full", 6)])

    assert [(one.week.worked_s, one.week.fair_s) for one in shares] == [(6 * HOUR_S, 4 * HOUR_S), (0, 2 * HOUR_S)]
    assert [one.weeks.standing for one in shares] == ["over", "under"]


def test_who_is_away_all_week_owes_nothing():
    (_, away) = fairness([nurse("anna", 40), nurse("away", 0)], [work("anna", 6)])

    assert (away.weeks.fair_s, away.weeks.standing, away.cause) == (0, "fair", None)


def test_volunteers_do_not_share_the_work_of_medical_staff():
    volunteer = Member("vera", "volunteer", (40 * HOUR_S,), (0,))

    (anna, vera) = fairness([nurse("anna"), volunteer], [work("anna", 6)])

    assert (anna.weeks.standing, vera.weeks.standing) == ("fair", "fair")


def test_too_much_now_is_fair_where_it_was_too_little_before():
    anna, bert = nurse("anna", 40, 40), nurse("bert", 40, 40)

    (share, _) = fairness([anna, bert], [work("anna", 8), work("bert", 8, weeks_back=1)])

    assert (share.week.standing, share.weeks.standing) == ("over", "fair")


def test_a_skill_that_few_have_is_the_cause_of_too_much():
    team = [nurse("anna", catheter=2), nurse("bert", catheter=1), nurse("carl"), nurse("dora")]
    stints = [work("anna", 8, skill="catheter", level=2), *(work(one.id, 2) for one in team)]

    anna, bert, *_ = fairness(team, stints)

    assert anna.cause is not None
    assert (anna.cause.part, anna.cause.able, anna.cause.members) == (Part("catheter", 2), 1, 4)
    assert anna.cause.difference_s == 6 * HOUR_S
    assert (anna.cause.knows, anna.cause.other) == (True, None)
    assert bert.cause is not None
    assert (bert.cause.part, bert.cause.knows, bert.cause.other) == (Part("catheter", 2), False, "anna")


def test_where_others_know_it_too_the_one_who_does_least_of_it_is_named():
    team = [nurse(name, dressing=1) for name in ("anna", "bert", "carl")]
    stints = [work("anna", 9, skill="dressing"), work("bert", 2, skill="dressing")]

    (anna, _, carl) = fairness(team, stints)

    assert anna.cause is not None
    assert anna.cause.other == "carl"
    assert carl.cause is not None
    assert carl.cause.other == "anna"


@pytest.mark.parametrize(("facts", "part"), [({"ways_s": 4 * HOUR_S}, WAYS), ({"waits_s": 4 * HOUR_S}, WAITS)])
def test_long_ways_and_waits_are_work_and_may_be_the_cause(facts, part):
    far, near = nurse("far"), nurse("near")

    (share, _) = fairness([far, near], [work("far", 2, **facts), work("near", 2)])

    assert (share.week.worked_s, share.week.ways_s) == (6 * HOUR_S, facts.get("ways_s", 0))
    assert share.cause is not None
    assert share.cause.part == part


@pytest.mark.parametrize(
    ("start_s", "hours", "unpopular_s"),
    [
        (NINE, 1, 0),
        (7 * HOUR_S, 2, HOUR_S),
        (17 * HOUR_S, 2, HOUR_S),
        (18 * HOUR_S, 1, HOUR_S),
        (SATURDAY + NINE, 1, HOUR_S),
        (SATURDAY - HOUR_S, 2, 2 * HOUR_S),
        (-HOUR_S, 2, 2 * HOUR_S),
        (4 * DAY_S + 23 * HOUR_S, 2, 2 * HOUR_S),
    ],
)
def test_early_late_and_weekend_hours_are_unpopular(start_s, hours, unpopular_s):
    assert Unpopular().seconds(start_s, start_s + hours * HOUR_S) == unpopular_s


def test_hours_that_a_unit_calls_ordinary_are_not_unpopular():
    evenings = Unpopular(((0, 9 * HOUR_S, 12 * HOUR_S), (0, 14 * HOUR_S, 20 * HOUR_S)))

    assert evenings.seconds(11 * HOUR_S, 21 * HOUR_S) == 3 * HOUR_S
    assert evenings.seconds(DAY_S + NINE, DAY_S + NINE + HOUR_S) == HOUR_S


def test_who_offers_no_unpopular_hours_owes_none():
    weekdays = Member("bert", "practitioner", (40 * HOUR_S,), (0,))

    (anna, bert) = fairness([nurse("anna"), weekdays], [work("anna", 4, SATURDAY + NINE), work("bert", 4)])

    assert (anna.weeks.fair_unpopular_s, bert.weeks.fair_unpopular_s) == (4 * HOUR_S, 0)


def test_unpopular_hours_are_shared_apart_from_the_rest():
    (anna, bert) = fairness([nurse("anna"), nurse("bert")], [work("anna", 4, SATURDAY + NINE), work("bert", 4)])

    assert (anna.weeks.standing, anna.weeks.unpopular_standing) == ("fair", "over")
    assert (bert.weeks.unpopular_s, bert.weeks.fair_unpopular_s) == (0, 2 * HOUR_S)


@pytest.mark.parametrize(
    ("done", "fair", "standing"),
    [(2, 1, "fair"), (1, 2, "fair"), (2.1, 1, "over"), (33, 30, "fair"), (33.1, 30, "over"), (26.9, 30, "under")],
)
def test_an_hour_and_a_tenth_are_allowed(done, fair, standing):
    assert standing_of(round(done * HOUR_S), fair * HOUR_S) == standing


@pytest.mark.parametrize("back", [-1, 1])
def test_work_of_a_week_that_members_do_not_tell_of_is_refused(back):
    with pytest.raises(ProblemError) as caught:
        fairness([nurse("anna", 40)], [work("anna", 1, weeks_back=back)])

    assert caught.value.path == "weeks_back"


def test_members_tell_of_as_many_weeks_each():
    with pytest.raises(ProblemError):
        fairness([nurse("anna", 40), nurse("bert", 40, 40)], [])


def test_nobody_and_nothing_is_fair():
    assert fairness([], [work("stranger", 1)]) == ()


MEMBERS = st.lists(
    st.builds(
        lambda kind, offered, skills: (kind, tuple(offered), tuple(offered), skills),
        st.sampled_from(["practitioner", "volunteer"]),
        st.lists(st.integers(1, 200_000), min_size=3, max_size=3),
        st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), max_size=3),
    ),
    min_size=1,
    max_size=6,
)
STINTS = st.lists(
    st.builds(
        Stint,
        carer=st.sampled_from([f"m{i}" for i in range(6)]),
        weeks_back=st.integers(0, 2),
        start_s=st.just(NINE),
        end_s=st.integers(NINE, NINE + 20_000),
        ways_s=st.integers(0, 5_000),
        waits_s=st.integers(0, 5_000),
        skill=st.sampled_from(["a", "b", "c", None]),
        level=st.integers(1, 3),
    ),
    max_size=12,
)


@given(MEMBERS, STINTS)
def test_what_is_fair_for_all_together_is_what_all_do(members, stints):
    team = [Member(f"m{i}", *one) for i, one in enumerate(members)]

    shares = fairness(team, stints)

    worked_s = sum(one.weeks.worked_s for one in shares)
    assert abs(sum(one.weeks.fair_s for one in shares) - worked_s) <= len(team)
    ours = [one for one in stints if one.carer in {who.id for who in team}]
    assert worked_s == sum(one.end_s - one.start_s + one.ways_s + one.waits_s for one in ours)


@given(MEMBERS, STINTS)
def test_a_cause_has_the_sign_of_the_difference_that_it_is_told_for(members, stints):
    team = [Member(f"m{i}", *one) for i, one in enumerate(members)]

    for share in fairness(team, stints):
        assert (share.cause is None) == (share.weeks.standing == "fair")
        if share.cause is not None:
            assert (share.cause.difference_s > 0) == (share.weeks.standing == "over")
