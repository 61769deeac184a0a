"""`python -m matching.kernels`: compile the kernels into the cache, so that no larger week has to wait for them."""

from __future__ import annotations

from importlib import import_module

import_module("matching.kernels.searching")  # importing compiles
