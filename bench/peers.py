"""What others reach on the open weeks: measured once, one core each, on another machine; a guide, not a bar."""

from __future__ import annotations

from typing import NamedTuple

SOURCE = "measured once, one core"


class Peer(NamedTuple):
    """A plan of somebody else: its cost, and visits assigned if known."""

    cost: int
    assigned: int | None = None


# The best plan known to us, by a compiled search in 5 to 300 s.
BEST = {
    "city-m-1": Peer(9_834_355, 494),
    "city-m-2": Peer(3_228_190, 498),
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
