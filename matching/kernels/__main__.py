"""`python -m matching.kernels`: compile the kernels into the cache, so that no larger week has to wait for them."""

from matching.warming import compile_by_importing

compile_by_importing("matching.kernels.searching")
