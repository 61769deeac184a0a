"""The bench of fleets: the same fleet everywhere, ratios to the best known and to peers, and no peer unless asked."""

import json
import sys

from bench.__main__ import main
from bench.vrptw import generated_fleet
from bench.vrptw_table import best_known, table


def case(solver, seed, distance, *, kept=True):
    return {
        "set": "set", "instance": "one", "solver": solver, "seed": seed, "distance": distance, "kept": kept,
        "known": 100.0,
    }  # fmt: skip


def test_generated_fleet_is_the_same_each_time():
    assert generated_fleet(seed=3) == generated_fleet(seed=3) != generated_fleet(seed=4)


def test_table_has_medians_over_seeds_beside_the_best_known_and_each_peer():
    rows = [case("linli", 1, 110.0), case("linli", 2, 104.0), case("linli", 3, 105.0), case("other", 1, 210.0)]

    lines = [line.split() for line in table(rows, ("linli", "other")).splitlines()]

    assert lines == [
        ["set", "instance", "linli", "/known", "/other"],
        ["set", "one", "105.00", "1.0500", "0.5000"],
        ["set", "mean", "of", "1", "1.0500", "0.5000"],
    ]


def test_peer_that_breaks_a_rule_has_no_ratio():
    rows = [case("linli", 1, 110.0), case("other", 1, 50.0, kept=False)]

    assert table(rows, ("linli", "other")).splitlines()[1].split() == ["set", "one", "110.00", "1.1000", "-"]


def test_best_known_is_read_from_the_folder_above_the_instances(tmp_path):
    (tmp_path / "best-known.csv").write_text("set,instance,objective\nsolomon100,R101,1642.9\n")
    (tmp_path / "open").mkdir()

    assert best_known(tmp_path / "open", "solomon100", "r101") == 1642.9
    assert best_known(tmp_path / "open", "solomon100", "r102") is None


def test_quick_run_prints_a_line_and_a_table_and_imports_no_peer(capsys):
    code = main(["vrptw", "--quick"])

    lines = capsys.readouterr().out.splitlines()
    measured = json.loads(lines[0])
    assert code == 0
    assert (measured["instance"], measured["kept"]) == ("generated-60-1", True)
    assert lines[1].split() == ["set", "instance", "linli", "/known"]
    assert "pyvrp" not in sys.modules


def test_unknown_peer_and_missing_folder_are_named(tmp_path, capsys):
    assert main(["vrptw", "--peers", "somebody"]) == 2
    assert main(["vrptw", "--data", str(tmp_path / "none")]) == 2

    said = capsys.readouterr().err
    assert "nobody knows the peer somebody; known are pyvrp, ortools, vroom" in said
    assert f"{tmp_path}/none is no folder" in said
