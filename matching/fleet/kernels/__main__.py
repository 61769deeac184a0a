"""`python -m matching.fleet.kernels`: compile the kernels into the cache, so that nobody has to wait for them."""

from matching.warming import compile_by_importing

compile_by_importing("matching.fleet.kernels.searching")
