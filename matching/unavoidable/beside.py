"""A proof beside a search, in a thread that takes what the search leaves idle."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

from matching.best import Best
from matching.unavoidable.proving import unavoidable_points

LESS_URGENT = 10  # than the search: a tenth of a core that both want, on Linux; else a core that is idle


class Beside:
    """Raises what the best plan of a run can't avoid, until it is stopped or no seconds are left."""

    def __init__(self, best: Best, left_s: Callable[[], float]) -> None:
        self._best, self._left_s = best, left_s
        self._is_stopped = False
        threading.Thread(target=self._prove).start()  # a process that ends while HiGHS is at work would abort

    def stop(self) -> None:
        """Hear no more of it; a proof under way ends in silence when its seconds are over, the process not before."""
        self._is_stopped = True

    def _prove(self) -> None:
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LESS_URGENT)
        unavoidable_points(self._best.week, self._hear, self._left_s)

    def _hear(self, points: int) -> bool:
        if not self._is_stopped:
            self._best.raise_unavoidable(points)
        return not self._is_stopped and self._left_s() > 0
