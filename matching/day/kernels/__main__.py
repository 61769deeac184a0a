"""`python -m matching.day.kernels`: compile the kernels into the cache, so that no day has to wait for them."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from matching.warming import POLITELY

if POLITELY in sys.argv and hasattr(os, "nice"):
    os.nice(10)
import_module("matching.day.search")  # importing compiles
