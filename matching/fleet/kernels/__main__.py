"""`python -m matching.fleet.kernels`: compile the kernels into the cache, so that nobody has to wait for them."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from matching.warming import POLITELY

if POLITELY in sys.argv and hasattr(os, "nice"):
    os.nice(10)
import_module("matching.fleet.kernels.searching")  # importing compiles
