"""The bench of urgent visits tells how long ranking took, and that arrivals are true."""

import json

from bench.__main__ import main


def test_a_smoke_run_tells_a_line_with_the_shares(capsys):
    code = main(["urgent", "--quick"])

    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert code == 0
    assert (told["visits"], told["requests"]) == (10, 20)
    assert told["p50_ms"] <= told["p99_ms"] <= told["most_ms"]
