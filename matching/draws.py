"""Draws of chance for all kernels, the same on every machine. The first two figures of a draft are their seeds.

Source: two combined generators, L'Ecuyer 1988, doi:10.1145/62959.62969; period 2.3e18.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.compiling import part_of_all

Figures = NDArray[np.int64]

SEED_A, SEED_B = 0, 1
MODULUS_A, MODULUS_B = 2_147_483_563, 2_147_483_399


@part_of_all
def draw(figures: Figures) -> int:
    """A whole number from 1 to 2,147,483,562."""
    figures[SEED_A] = figures[SEED_A] * 40_014 % MODULUS_A
    figures[SEED_B] = figures[SEED_B] * 40_692 % MODULUS_B
    number = figures[SEED_A] - figures[SEED_B]
    return number + MODULUS_A - 1 if number < 1 else number


@part_of_all
def below(figures: Figures, n: int) -> int:
    """A whole number from 0 to n - 1; n is at most some millions."""
    return draw(figures) % n


@part_of_all
def share(figures: Figures) -> float:
    """A number above 0 and below 1."""
    return draw(figures) / MODULUS_A
