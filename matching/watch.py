"""The eye on a run: how long it has taken, who is told, and whether it was cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matching.plan import Progress

TELL_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Standing:
    """The best plan so far, in figures."""

    iterations: int
    cost: int
    assigned: int
    bound: int | None
    unavoidable: int | None = None


class Watch:
    """Tells progress every half second, never a worse figure than before; a listener's False cancels the run."""

    def __init__(self, clock: Callable[[], float], on_progress: Callable[[Progress], bool] | None, visits: int) -> None:
        self.clock, self._on_progress, self._visits = clock, on_progress, visits
        self._started_s = clock()
        self._told_s = float("-inf")
        self._best: Standing | None = None
        self.is_cancelled = False

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run began."""
        return self.clock() - self._started_s

    def tell(self, phase: str, standing: Standing, *, now: bool = False) -> bool:
        """Report if it is time, or if it has to be `now`; False once the run is cancelled."""
        best = self._improved(standing)
        elapsed_s = self.elapsed_s
        if (
            self._on_progress is not None
            and not self.is_cancelled
            and (now or elapsed_s - self._told_s >= TELL_EVERY_S)
        ):
            self._told_s = elapsed_s
            figures = (best.iterations, best.cost, best.assigned, self._visits, best.bound, best.unavoidable)
            progress = Progress(phase, elapsed_s, *figures)
            self.is_cancelled = not self._on_progress(progress)
        return not self.is_cancelled

    def _improved(self, standing: Standing) -> Standing:
        """The better of this and of what was told, figure by figure; the assigned go with the cost."""
        best = self._best
        if best is not None:
            bounds = [bound for bound in (best.bound, standing.bound) if bound is not None]
            cheaper = min(best, standing, key=lambda one: one.cost)
            standing = Standing(
                max(best.iterations, standing.iterations),
                cheaper.cost,
                cheaper.assigned,
                max(bounds, default=None),
                standing.unavoidable,
            )
        self._best = standing
        return standing
