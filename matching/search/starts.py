"""Exact start times of stops in a given order, by the slopes of convex piecewise linear costs."""

from __future__ import annotations

from collections.abc import Sequence

from matching.timecost import Piece

Kinks = list[tuple[int, int]]


def best_starts(
    stops: Sequence[tuple[int, Piece]],
    steps_s: Sequence[int],
    earliest_s: Sequence[int],
    latest_s: Sequence[int],
    waiting: int,
    *,
    is_headed: bool,
) -> list[int]:
    """Starts of least waiting plus start points; each stop has a start, as `earliest_s <= latest_s` throughout.

    `steps_s[i]` part the starts of stops i - 1 and i, `waiting` are points a second. A headed tour waits from its facts
    on, others from their first start on. O(stops × kinks).
    """
    last = len(stops) - 1
    if all(not piece[3] and not piece[4] for _, piece in stops):
        starts_s = [earliest_s[last]] * (last + 1)
    else:
        starts_s = _aims(stops, steps_s, earliest_s, latest_s, 0 if is_headed else -waiting, waiting)
    for i in range(last - 1, -1, -1):
        starts_s[i] = min(starts_s[i], starts_s[i + 1] - steps_s[i + 1], latest_s[i])
    return starts_s


def _aims(
    stops: Sequence[tuple[int, Piece]],
    steps_s: Sequence[int],
    earliest_s: Sequence[int],
    latest_s: Sequence[int],
    slope: int,
    waiting: int,
) -> list[int]:
    """The best start of each stop as far as it and those before it are concerned; the last one's is final.

    What the stops so far cost at best, if the last of them starts by a given second, is convex, falling and then flat:
    a slope at the earliest start, and kinks after it until the slope is 0.
    """
    aims_s: list[int] = []
    kinks: Kinks = []
    last = len(stops) - 1
    for i, (_, piece) in enumerate(stops):
        if i:
            step_s = steps_s[i]
            kinks = [(at_s + step_s, steeper) for at_s, steeper in kinks]
        low_s, high_s = earliest_s[i], latest_s[i]
        slope, kinks = _start_at(low_s, slope, kinks)
        if piece[3] or piece[4]:
            own, bends = _start_at(low_s, piece[3], piece[4])
            slope += own
            kinks = sorted([*kinks, *bends])
        if i == last:
            slope += waiting
        aim_s, kinks = _flatten(low_s, high_s, slope, kinks)
        slope = min(slope, 0)
        aims_s.append(aim_s)
    return aims_s


def _start_at(low_s: int, slope: int, kinks: Sequence[tuple[int, int]]) -> tuple[int, Kinks]:
    """The same function from `low_s` on."""
    later: Kinks = []
    for kink in kinks:
        if kink[0] <= low_s:
            slope += kink[1]
        else:
            later.append(kink)
    return slope, later


def _flatten(low_s: int, high_s: int, slope: int, kinks: Kinks) -> tuple[int, Kinks]:
    """Where the function is least within `[low_s, high_s]`, and the function kept flat from there on."""
    if slope >= 0:
        return low_s, []
    kept: Kinks = []
    for at_s, steeper in kinks:
        if at_s >= high_s:
            break
        if slope + steeper >= 0:
            kept.append((at_s, -slope))
            return at_s, kept
        slope += steeper
        kept.append((at_s, steeper))
    kept.append((high_s, -slope))
    return high_s, kept
