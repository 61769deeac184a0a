"""What others reach on the open weeks: measured once, one core each, on another machine; or asked in the same run."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

SOURCE = "measured once, one core"


class Peer(NamedTuple):
    """A plan of somebody else: its cost, and visits assigned if known."""

    cost: int
    assigned: int | None = None


TIMEFOLD_S = 300


def ask_timefold(script: Path, week: Path) -> Peer | None:
    """What a script that takes WEEK PLAN SECONDS says of the plan that it makes in 300 s; None if it says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.json"
        asked = [str(script), str(week), str(plan), str(TIMEFOLD_S)]
        said = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603  (the user names it)
    found = re.search(r"cost (\d+)", said.stdout)
    return Peer(int(found.group(1))) if found else None


# The best plan known to us, by a compiled search in 5 to 300 s.
BEST = {
    "city-m-1": Peer(9_834_355, 494),
    "city-l-1": Peer(14_489_732, 2_992),
    "city-m-2": Peer(3_228_190, 498),
    "county-l-1": Peer(39_594_741, 2_995),
    "town-l-1": Peer(17_301_396, 2_995),
    "county-m-1": Peer(8_390_246, 497),
    "county-m-2": Peer(28_718_342, 496),
    "town-m-1": Peer(1_744_431, 500),
    "town-m-2": Peer(3_055_932, 498),
    "town-m-3-published": Peer(12_811_016, 478),
    "town-s-1": Peer(38_452, 12),
    "town-s-2": Peer(64_403, 12),
    "town-s-3": Peer(44_124, 12),
    "town-s-4": Peer(44_616, 12),
    "town-s-5": Peer(47_627, 12),
}

# Each visit once, hardest first, where it costs least; nothing is moved again.
GREEDY = {
    "town-m-1": Peer(47_230_000, 450),
    "county-m-1": Peer(25_840_000, 443),
    "city-m-1": Peer(32_420_000, 448),
}

# Timefold with moves of its own for this problem, after 60 s.
TIMEFOLD_60_S = {
    "town-m-1": Peer(3_700_000, 496),
    "county-m-1": Peer(14_620_000, 495),
    "city-m-1": Peer(11_140_000, 493),
}
