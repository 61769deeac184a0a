"""Draws of chance that are the same on every machine.

Source: two combined generators, L'Ecuyer 1988, doi:10.1145/62959.62969; period 2.3e18.
"""

from __future__ import annotations

from matching.fleet.kernels.columns import SEED_A, SEED_B
from matching.fleet.kernels.shapes import Work, kernel

MODULUS_A, MODULUS_B = 2_147_483_563, 2_147_483_399


@kernel
def draw(work: Work) -> int:
    """A whole number from 1 to 2,147,483,562."""
    work.figures[SEED_A] = work.figures[SEED_A] * 40_014 % MODULUS_A
    work.figures[SEED_B] = work.figures[SEED_B] * 40_692 % MODULUS_B
    number = work.figures[SEED_A] - work.figures[SEED_B]
    return number + MODULUS_A - 1 if number < 1 else number


@kernel
def below(work: Work, n: int) -> int:
    """A whole number from 0 to n - 1; n is at most some millions."""
    return draw(work) % n


@kernel
def share(work: Work) -> float:
    """A number above 0 and below 1."""
    return draw(work) / MODULUS_A
