"""`python -m matching.kernels`: compile the kernels into the cache, so that no larger week has to wait for them."""

from __future__ import annotations

import matching.kernels.searching  # noqa: F401  (importing compiles)
