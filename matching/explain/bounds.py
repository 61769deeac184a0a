"""Starts that keep their distance from one another and their own spans: the earliest, the latest, the nearest.

Every rule about the times of a given order is one of two kinds: a start lies in one of some spans, or it follows
another by so much at least (a negative distance is a start that precedes another by so much at most). Of such rules the
earliest starts that keep them are the same whoever looks for them, and so are the latest.
"""

from __future__ import annotations

from collections.abc import Sequence

from matching.explain.spans import Span


class Bounds:
    """Starts by number, their spans in order, and the distances between them."""

    def __init__(self) -> None:
        self.spans: list[Sequence[Span]] = []
        self._later: list[list[tuple[int, int]]] = []
        self._sooner: list[list[tuple[int, int]]] = []
        self._settled_s: list[int] | None = None  # the earliest starts before something was added
        self._is_shut = False  # whether there were none
        self._touched: list[int] = []  # starts that have got distances since

    def copy(self) -> Bounds:
        """The same starts and distances, to which more can be added; to these no more may be."""
        if self._settled_s is None and not self._is_shut:
            self._settled_s = self.earliest()
            self._is_shut = self._settled_s is None
        other = Bounds()
        other.spans, other._later, other._sooner = self.spans.copy(), self._later.copy(), self._sooner.copy()
        other._settled_s, other._is_shut, other._touched = self._settled_s, self._is_shut, self._touched.copy()
        return other

    def add(self, spans: Sequence[Span]) -> int:
        """One more start, and its number."""
        self.spans.append(spans)
        self._later.append([])
        self._sooner.append([])
        return len(self.spans) - 1

    def follow(self, one: int, other: int, gap_s: int) -> None:
        """Let `other` start so much after `one` starts, at least."""
        if self._settled_s is None:
            self._later[one].append((other, gap_s))
            self._sooner[other].append((one, gap_s))
        else:  # the lists are those of the bounds that these are a copy of
            self._later[one] = [*self._later[one], (other, gap_s)]
            self._sooner[other] = [*self._sooner[other], (one, gap_s)]
            self._touched.append(one)

    def earliest(self) -> list[int] | None:
        """The earliest of all starts that keep every rule; None if none do."""
        if self._is_shut or not all(self.spans):
            return None
        known = self._settled_s or []
        new = range(len(known), len(self.spans))
        return self._raised([*known, *(self.spans[one][0][0] for one in new)], [*new, *self._touched])

    def latest(self) -> list[int] | None:
        """The latest of all starts that keep every rule; None if none do."""
        if not all(self.spans):
            return None
        return self._lowered([spans[-1][1] for spans in self.spans], list(range(len(self.spans))))

    def _raised(self, at_s: list[int], queue: list[int]) -> list[int] | None:
        """Starts from `at_s` on, as late as those in the queue make the others."""
        most, turns = self._most_turns(), [0] * len(at_s)
        while queue:
            one = queue.pop()
            for other, gap_s in self._later[one]:
                due_s = at_s[one] + gap_s
                if due_s > at_s[other]:
                    turns[other] += 1
                    found_s = _from(self.spans[other], due_s)
                    if found_s is None or turns[other] > most:
                        return None
                    at_s[other] = found_s
                    queue.append(other)
        return at_s

    def _lowered(self, at_s: list[int], queue: list[int]) -> list[int] | None:
        """Starts down from `at_s`, as early as those in the queue make the others."""
        most, turns = self._most_turns(), [0] * len(at_s)
        while queue:
            other = queue.pop()
            for one, gap_s in self._sooner[other]:
                due_s = at_s[other] - gap_s
                if due_s < at_s[one]:
                    turns[one] += 1
                    found_s = _until(self.spans[one], due_s)
                    if found_s is None or turns[one] > most:
                        return None
                    at_s[one] = found_s
                    queue.append(one)
        return at_s

    def nearest(self, wanted_s: Sequence[int], order: Sequence[int]) -> list[int] | None:
        """Starts that keep every rule, each as near to the wanted one as those before it in `order` allow."""
        first_s, last_s = self.earliest(), self.latest()
        if first_s is None or last_s is None:
            return None
        kept = self.spans.copy()
        for one in order:
            if first_s[one] == last_s[one]:
                continue
            for at_s in _near(kept[one], wanted_s[one], first_s[one], last_s[one]):
                self.spans[one] = ((at_s, at_s),)
                lo_s = self._raised(_with(first_s, one, at_s), [one])
                hi_s = None if lo_s is None else self._lowered(_with(last_s, one, at_s), [one])
                if lo_s is not None and hi_s is not None:
                    first_s, last_s = lo_s, hi_s
                    break
                self.spans[one] = kept[one]
        self.spans = kept
        return first_s

    def _most_turns(self) -> int:
        """More often than this no start moves, unless the rules chase one another in a circle."""
        return (len(self.spans) + 1) * (sum(map(len, self.spans)) + 1)


def _with(starts_s: Sequence[int], one: int, at_s: int) -> list[int]:
    changed_s = [*starts_s]
    changed_s[one] = at_s
    return changed_s


def _from(spans: Sequence[Span], second_s: int) -> int | None:
    for lo_s, hi_s in spans:
        if second_s <= hi_s:
            return max(second_s, lo_s)
    return None


def _until(spans: Sequence[Span], second_s: int) -> int | None:
    for lo_s, hi_s in reversed(spans):
        if lo_s <= second_s:
            return min(second_s, hi_s)
    return None


def _near(spans: Sequence[Span], wanted_s: int, first_s: int, last_s: int) -> list[int]:
    """Seconds of the spans within the two ends, the nearest to the wanted one first: one for each span."""
    found = [
        min(max(wanted_s, lo_s, first_s), hi_s, last_s) for lo_s, hi_s in spans if lo_s <= last_s and first_s <= hi_s
    ]
    return sorted(found, key=lambda at_s: abs(at_s - wanted_s))
