"""Seconds from place to place, by mode: a given matrix where the week has one, else the formula."""

from __future__ import annotations

from matching.problem import Problem, formula_travel_s

NO_WAY = -1  # in rows, where None would not fit


class TravelTable:
    """Travel seconds of one week. Rows are made when first asked for, and not for a single way."""

    def __init__(self, problem: Problem) -> None:
        self._places = problem.places
        self._modes = problem.modes
        self._matrices = problem.matrices
        self._index = {place.id: i for i, place in enumerate(problem.places)}
        self._rows: dict[str, dict[int, list[int]]] = {mode: {} for mode in problem.modes}

    def seconds(self, mode: str, source: str, target: str) -> int | None:
        """Seconds by `mode` from the place `source` to the place `target`; None if there is no way, 0 at one place.

        Raises KeyError if the week has no such mode or place.
        """
        i, j = self._index[source], self._index[target]
        if mode not in self._matrices and i not in self._rows[mode]:  # a whole row of a large map takes milliseconds
            return formula_travel_s(self._modes[mode], self._places[i], self._places[j])
        travel_s = self._row(mode, i)[j]
        return None if travel_s == NO_WAY else travel_s

    def rows(self, mode: str) -> list[list[int]]:
        """Seconds by `mode`, (P, P) from row to column in the order of the week's places; NO_WAY where none is."""
        return [self._row(mode, i) for i in range(len(self._places))]

    def _row(self, mode: str, i: int) -> list[int]:
        known = self._rows[mode]
        if i not in known:
            known[i] = self._matrix_row(mode, i) if mode in self._matrices else self._formula_row(mode, i)
        return known[i]

    def _matrix_row(self, mode: str, i: int) -> list[int]:
        row = [NO_WAY if travel_s is None else travel_s for travel_s in self._matrices[mode][i]]
        row[i] = 0  # nobody travels to where they are, whatever the matrix says
        return row

    def _formula_row(self, mode: str, i: int) -> list[int]:
        pace, source = self._modes[mode], self._places[i]
        return [formula_travel_s(pace, source, target) for target in self._places]
