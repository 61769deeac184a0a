"""Draws of chance that are the same on every machine.

Source: two combined generators, L'Ecuyer 1988, doi:10.1145/62959.62969; period 2.3e18.
"""

from __future__ import annotations

from matching.day.kernels.columns import SEED_A, SEED_B
from matching.day.kernels.shapes import Day, kernel

MODULUS_A, MODULUS_B = 2_147_483_563, 2_147_483_399


@kernel
def draw(day: Day) -> int:
    """A whole number from 1 to 2,147,483,562."""
    day.figures[SEED_A] = day.figures[SEED_A] * 40_014 % MODULUS_A
    day.figures[SEED_B] = day.figures[SEED_B] * 40_692 % MODULUS_B
    number = day.figures[SEED_A] - day.figures[SEED_B]
    return number + MODULUS_A - 1 if number < 1 else number


@kernel
def below(day: Day, n: int) -> int:
    """A whole number from 0 to n - 1; n is at most some millions."""
    return draw(day) % n


@kernel
def share(day: Day) -> float:
    """A number above 0 and below 1."""
    return draw(day) / MODULUS_A
