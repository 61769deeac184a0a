"""`linli week …` over Fenyang's demo week: the coordinator's way through it, and what bad input gets."""

import json
import shutil
from datetime import date

import pytest
from openpyxl import load_workbook

from api.cli import run
from api.demo import demo_workbook

MONDAY, WEEK = date(2026, 12, 7), "2026-W50"


@pytest.fixture(scope="module")
def matched_file(tmp_path_factory):
    """A database with the demo week, matched once."""
    folder = tmp_path_factory.mktemp("demo")
    demo_workbook(folder / "demo.xlsx", monday=MONDAY)
    at = ["--database", f"sqlite://{folder / 'demo.sqlite3'}"]
    assert run(["import", str(folder / "demo.xlsx"), *at]) == 0
    assert run(["week", "solve", "--iterations", "300", "--week", WEEK, *at]) == 0
    return folder / "demo.sqlite3"


@pytest.fixture
def linli(matched_file, tmp_path, capsys):
    """Run a command over a copy of the matched week; answers exit code, output and complaints."""
    shutil.copy(matched_file, tmp_path / "demo.sqlite3")
    database = f"sqlite://{tmp_path / 'demo.sqlite3'}"

    def call(*arguments: str, week: str = WEEK, language: str = "en"):
        capsys.readouterr()
        code = run(["week", *arguments, "--week", week, "--lang", language, "--database", database])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def shown(linli):
    """The newest plan as JSON."""
    return lambda: json.loads(linli("show", "--json")[1])


def test_the_readiness_board_names_what_can_not_be_planned(linli):
    code, out, _ = linli("ready", "--json")

    codes = {item["code"] for item in json.loads(out)["items"]}
    assert code == 0
    assert codes == {"NO_ASSESSMENT", "NO_CONSENT", "NO_COORDINATES", "PROHIBITED"}


def test_every_visit_is_on_the_roster_or_in_the_tray_with_its_reason(shown, linli):
    plan = shown()
    ready = json.loads(linli("ready", "--json")[1])["plannable"]

    on_roster = {row["visit_id"] or row["session_id"] for row in plan["roster"]}
    in_tray = {row["visit_id"] for row in plan["unassigned"] if row["visit_id"]}
    assert len(on_roster | in_tray) == ready["visits"] + ready["sessions"]
    assert not on_roster & in_tray
    assert all(row["summary"]["zh"] and row["excluded"] for row in plan["unassigned"])
    assert sum(plan["plan"]["terms"].values()) == plan["plan"]["cost"]


def test_in_a_pipe_the_roster_is_plain_text_in_either_language(linli):
    _, english, _ = linli("show")
    _, chinese, _ = linli("show", language="zh")

    assert "Roster" in english
    assert "排班表" in chinese
    assert not set("│┃━─") & set(english + chinese)


def test_what_no_plan_can_place_is_told_with_the_plan_in_either_language(linli, shown):
    told = shown()
    open_here = told["plan"]["visits"] - told["plan"]["assigned"]

    _, english, _ = linli("show")
    _, chinese, _ = linli("show", language="zh")

    assert 0 < told["at_least_open"] <= open_here
    assert f"Proven: every plan of the week leaves at least {told['at_least_open']} open" in english
    assert f"已证明:无论怎么排,至少有 {told['at_least_open']} 项没人做" in chinese


def test_a_week_goes_from_draft_to_published_to_closed_and_back(linli):
    assert linli("close")[0] == 2
    assert linli("publish")[0] == 0
    assert "published already" in linli("publish")[2]
    assert linli("close")[0] == 0
    assert "closed" in linli("solve", "--iterations", "10")[2]
    assert linli("reopen")[0] == 0


def test_after_a_carer_falls_ill_the_replan_moves_little_and_sends_nobody_to_them(linli, shown):
    before = shown()
    linli("publish")
    busiest = max({row["carer_key"] for row in before["roster"]}, key=[r["carer_key"] for r in before["roster"]].count)
    day = next(row["starts_at"][:10] for row in before["roster"] if row["carer_key"] == busiest)

    absent = linli("absent", busiest, day)
    replanned = linli("replan", "--seconds", "4")

    after = shown()
    assert (absent[0], replanned[0]) == (0, 0)
    assert not [r for r in after["roster"] if r["carer_key"] == busiest and r["starts_at"].startswith(day)]
    kept = {(r["visit_id"], r["session_id"], r["carer_key"], r["starts_at"]) for r in after["roster"]}
    was = {(r["visit_id"], r["session_id"], r["carer_key"], r["starts_at"]) for r in before["roster"]}
    assert len(kept & was) >= 0.8 * len(was)
    assert linli("present", busiest, day)[0] == 0


def test_a_pinned_visit_stays_with_its_carer_in_the_next_match(linli, shown):
    row = next(row for row in shown()["roster"] if row["visit_id"])

    pinned = linli("pin", row["request_key"], "--carer", row["carer_key"])
    linli("solve", "--iterations", "300", "--seed", "7")

    assert pinned[0] == 0
    assert row["carer_key"] in {
        one["carer_key"] for one in shown()["roster"] if one["request_key"] == row["request_key"]
    }
    assert linli("unpin", row["request_key"])[0] == 0


def test_a_visit_that_somebody_makes_is_explained_by_its_carer_and_the_others_term_by_term(linli, shown):
    row = next(row for row in shown()["roster"] if row["visit_id"])

    code, english, _ = linli("explain", row["request_key"])
    _, chinese, _ = linli("explain", row["request_key"], language="zh")
    told = json.loads(linli("explain", row["request_key"], "--json")[1])

    assert code == 0
    assert "Why this carer" in english
    assert "为什么是此人" in chinese
    assert told[0]["carer_id"] == row["carer_id"]
    for one in told[0]["why"]["others"]:
        assert sum(points for _, points in one["terms"]) == (one["cost_difference"] or 0)


def test_a_rule_that_a_change_breaks_is_told_without_its_code(linli, shown):
    visit = next(row for row in shown()["roster"] if row["visit_id"])["request_key"]

    code, _, complaints = linli("move", visit, "--at", "2026-12-07T03:00")

    assert code == 2
    assert complaints.startswith("linli: visit: Outside the agreed time windows.")


def test_the_roster_is_exported_by_day_and_by_carer(linli, shown, tmp_path):
    code, _, _ = linli("export", str(tmp_path / "roster.xlsx"))

    book = load_workbook(tmp_path / "roster.xlsx")
    assert code == 0
    assert book.sheetnames == ["By day", "By carer", "Open"]
    assert book["By day"].max_row == len(shown()["roster"]) + 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["pin", "NOBODY", "--carer", "X"], "visit NOBODY: Nothing of that name"),
        (["pin", "NOBODY"], "carer: Name a carer, a start, or both"),
        (["move", "NOBODY", "--at", "someday"], "at someday: Write it as"),
        (["move", "NOBODY", "--at", "2027-06-01T09:00"], "at 2027-06-01T09:00: This is not within 2026-W50"),
        (["absent", "NOBODY", "2026-12-10"], "carer NOBODY: This unit has no carer"),
        (["show", "--plan", "99"], "plan 99: 2026-W50 has no plan of this number"),
        (["explain", "NOBODY"], "visit NOBODY: Nothing of that name"),
        (["export", "roster.pdf"], "file roster.pdf: Give a file name that ends in .xlsx"),
        (["replan"], "week 2026-W50: Nothing is published yet"),
        (["solve", "--unit", "NOBODY"], "unit NOBODY: No such planning unit"),
        (["solve", "--seconds", "soon"], 'unable to convert "soon" into float'),
        (["absent", "X", "soon"], 'unable to convert "soon" into date'),
        (["fly"], 'Unknown command "fly"'),
    ],
)
def test_bad_input_is_told_in_a_line_that_names_it_and_leaves_the_week_alone(arguments, complaint, linli, shown):
    before = shown()

    code, _, err = linli(*arguments)

    assert code == 2
    assert complaint in err
    assert "Traceback" not in err
    assert shown() == before


def test_a_week_that_is_none_is_refused(linli):
    code, _, err = linli("show", week="2026-50")

    assert (code, "Write an ISO week such as 2026-W49" in err) == (2, True)


def test_a_week_in_which_nothing_can_be_planned_is_refused_and_says_where_to_look(linli):
    code, _, err = linli("solve", "--iterations", "5", week="2001-W05")

    assert code == 2
    assert "Nothing in this week can be planned" in err


def test_a_plan_that_is_not_the_newest_is_not_published(linli):
    linli("solve", "--iterations", "20", "--seed", "3")

    code, _, err = linli("publish", "--plan", "1")

    assert code == 2
    assert "This is not the newest plan: look at number 2" in err


def test_a_database_that_is_not_there_says_what_to_do(tmp_path, capsys):
    code = run(["week", "show", "--lang", "en", "--database", f"sqlite://{tmp_path / 'none.sqlite3'}"])

    assert code == 2
    assert "import a workbook" in capsys.readouterr().err
    assert not (tmp_path / "none.sqlite3").exists()


def test_the_tray_names_the_fewest_changes_that_place_the_most(linli):
    code, out, _ = linli("tray", "--json")

    found = json.loads(out)
    assert code == 0
    assert found["placed"] + len(found["left"]) == found["open"]
    assert all(step["changes"] and step["visits"] for step in found["steps"])
    assert "可排上" in linli("tray", language="zh")[1]


def test_who_else_could_come_is_told_with_what_the_plan_would_then_cost(linli, shown):
    request = next(row["request_key"] for row in shown()["roster"] if row["visit_id"])

    code, out, _ = linli("who", request, "--json")

    found = json.loads(out)
    assert code == 0
    assert sum(one["is_now"] for one in found) >= 1
    assert all((one["cost_difference"] is None) == (one["rule"] != "") for one in found)
    assert linli("who", "no-such-request")[0] == 2


def test_each_carers_hours_are_told_beside_their_part_and_why_in_either_language(linli):
    _, english, _ = linli("fairness")
    _, chinese, _ = linli("fairness", language="zh")
    code, data, _ = linli("fairness", "--json")

    carers = json.loads(data)["carers"]
    assert code == 0
    assert len(carers) == 16
    assert "Is it fair? (hours)" in english
    assert "公平吗(小时)" in chinese
    over = carers[0]
    assert over["weeks"]["worked_s"] > over["weeks"]["fair_s"]
    assert over["why"]["zh"] in chinese
    assert over["why"]["en"] in english
