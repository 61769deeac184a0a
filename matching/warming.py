"""Compiling the kernels ahead: once on a machine, by a process of its own, so that nobody waits with closed ears."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module

from matching.sharing_compiling import with_help

LOOK_S, MOST_LOOK_S = 0.01, 0.2
PATIENCE = 3  # times as long as it took, what is done meanwhile leaves the processor to the compilers
POLITELY = "--politely"
OF_WEEKS = "matching.kernels"


def start_compiling(package: str = OF_WEEKS, *, politely: bool = False) -> subprocess.Popen[bytes]:
    """A process that compiles a package of kernels into the cache, and ends at once where they lie there.

    `politely` it leaves the processor to others first.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    manner = [POLITELY] if politely else []
    return subprocess.Popen([sys.executable, "-m", package, *manner], env=environment)  # noqa: S603  (ours)


def compile_by_importing(module: str) -> None:
    """What such a process does."""
    gc.disable()  # numba's millions of objects all stay: to look for garbage among them takes an eighth of the time
    if POLITELY in sys.argv and hasattr(os, "nice"):
        os.nice(10)
    with with_help():
        import_module(module)


def compile_kernels(meanwhile: Callable[[], bool], package: str = OF_WEEKS) -> bool:
    """Have a package of kernels compiled if they are not; `meanwhile` is called until they are, its False gives up.

    False if it gave up. Those of weeks take six to twenty seconds the first time on a machine.
    """
    family = import_module(f"{package}.shapes").FAMILY  # not above: small weeks do without numba
    if family.is_cached:
        return True
    with start_compiling(package) as compiling:
        while compiling.poll() is None:
            began_s = time.monotonic()
            if not meanwhile():
                compiling.terminate()
                return False
            took_s = time.monotonic() - began_s
            try:
                compiling.wait(min(max(LOOK_S, PATIENCE * took_s), MOST_LOOK_S))
            except subprocess.TimeoutExpired:
                continue
    family.look_again()
    return True
