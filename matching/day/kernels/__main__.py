"""`python -m matching.day.kernels`: compile the kernels into the cache, so that no day has to wait for them."""

from matching.warming import compile_by_importing

compile_by_importing("matching.day.search")
