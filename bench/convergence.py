"""How the cost of a plan falls while it is searched, drawn as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matching.formats.week import read_problem
from matching.plan import Progress
from matching.solve import solve

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 360, 64, 44, 16, 150  # of the drawing, and of its margins
COLOURS = ("#0958d9", "#d4380d", "#389e0d", "#722ed1", "#08979c")  # told apart by the colour-blind, on white
STEPS = (1, 2, 5)  # of a scale, times powers of ten


@dataclass(frozen=True, slots=True)
class Curve:
    """One run: seconds, and millions of points of the best plan by then."""

    name: str
    points: tuple[tuple[float, float], ...]


def run_convergence(data: Path, only: Sequence[str], seconds: float, workers: int, out: Path) -> int:
    """Plan the weeks and draw what was told meanwhile; always 0."""
    curves = [_curve(file, seconds, workers) for name in only for file in [data / "weeks" / f"{name}.json"]]
    out.write_text(drawing(curves, seconds), encoding="utf-8")
    print(out)
    return 0


def _curve(file: Path, seconds: float, workers: int) -> Curve:
    points: list[tuple[float, float]] = []

    def listen(progress: Progress) -> bool:
        points.append((progress.elapsed_s, progress.cost / 1e6))
        return True

    solve(read_problem(file), seconds=seconds, seed=1, workers=workers, on_progress=listen)
    return Curve(file.stem, tuple(points))


def drawing(curves: Sequence[Curve], seconds: float) -> str:
    """The curves over time from left to right, and cost upwards by its logarithm."""
    costs = [cost for curve in curves for _, cost in curve.points]
    low, high = math.log10(min(costs) * 0.9), math.log10(max(costs) * 1.1)

    def x(time_s: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * min(time_s / seconds, 1.0)

    def y(cost: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - math.log10(cost)) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        "<title>Cost of the best plan, in millions of points, over seconds of search</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for cost in _scale(10**low, 10**high):
        parts.append(f'<path d="M{LEFT} {y(cost):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(cost) + 4:.1f}" text-anchor="end">{cost:g}</text>')
    parts += [
        f'<text x="{x(time_s):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{time_s} s</text>'
        for time_s in range(0, int(seconds) + 1, max(1, int(seconds) // 4))
    ]
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}">cost in millions of points, less is better</text>')
    for i, curve in enumerate(curves):
        colour = COLOURS[i % len(COLOURS)]
        line = " ".join(f"{x(time_s):.1f},{y(cost):.1f}" for time_s, cost in curve.points)
        last = curve.points[-1][1]
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        beside = f'x="{WIDTH - RIGHT + 6}" y="{y(last) + 4 + 14 * _crowd(curves, i):.1f}"'
        parts.append(f'<text {beside} fill="{colour}">{curve.name}: {last:.2f}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _scale(low: float, high: float) -> list[float]:
    """Round figures between two, three for each power of ten."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [step * 10.0**power for power in powers for step in STEPS if low <= step * 10.0**power <= high]


def _crowd(curves: Sequence[Curve], i: int) -> int:
    """How many curves before this one end where its name would stand."""
    mine = curves[i].points[-1][1]
    return sum(abs(math.log10(one.points[-1][1] / mine)) < 0.06 for one in curves[:i])
