"""Draws of chance that are the same on every machine.

Source: two combined generators, L'Ecuyer 1988, doi:10.1145/62959.62969; period 2.3e18.
"""

from __future__ import annotations

from matching.kernels.columns import SEED_A, SEED_B
from matching.kernels.shapes import IntArray, kernel

MODULUS_A, MODULUS_B = 2_147_483_563, 2_147_483_399


@kernel
def draw(figures: IntArray) -> int:
    """A whole number from 1 to 2,147,483,562."""
    figures[SEED_A] = figures[SEED_A] * 40_014 % MODULUS_A
    figures[SEED_B] = figures[SEED_B] * 40_692 % MODULUS_B
    number = figures[SEED_A] - figures[SEED_B]
    return number + MODULUS_A - 1 if number < 1 else number


@kernel
def below(figures: IntArray, n: int) -> int:
    """A whole number from 0 to n - 1; n is at most some millions."""
    return draw(figures) % n


@kernel
def share(figures: IntArray) -> float:
    """A number above 0 and below 1."""
    return draw(figures) / MODULUS_A
