"""Compiling the kernels ahead: once on a machine, by a process of its own, so that nobody waits with closed ears."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

LOOK_S = 0.01
POLITELY = "--politely"


def start_compiling(*, politely: bool = False) -> subprocess.Popen[bytes]:
    """A process that compiles the kernels into the cache, and ends at once where they lie there.

    `politely` it leaves the processor to others first.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    manner = [POLITELY] if politely else []
    return subprocess.Popen([sys.executable, "-m", "matching.kernels", *manner], env=environment)  # noqa: S603  (ours)


def compile_kernels(meanwhile: Callable[[], bool]) -> bool:
    """Have the kernels compiled if they are not; `meanwhile` is called until they are, and its False gives up: False.

    It takes some twenty seconds the first time on a machine.
    """
    from matching.kernels.shapes import is_cached  # noqa: PLC0415  (small weeks do without numba)

    if is_cached():
        return True
    with start_compiling() as compiling:
        while compiling.poll() is None:
            if not meanwhile():
                compiling.terminate()
                return False
            try:
                compiling.wait(LOOK_S)
            except subprocess.TimeoutExpired:
                continue
    is_cached.cache_clear()
    return True
