"""Routes that searches have seen: what the master recombines."""

from __future__ import annotations

from collections.abc import Iterable

Route = tuple[int, ...]


class RoutePool:
    """The shortest way seen for each set of customers; those seen least recently are forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._routes: dict[frozenset[int], tuple[int, Route]] = {}

    def see(self, routes: Iterable[tuple[int, Route]]) -> None:
        """Take note of routes, each with its distance."""
        for distance, route in routes:
            key = frozenset(route)
            known = self._routes.pop(key, None)
            self._routes[key] = (distance, route) if known is None or distance < known[0] else known
        while len(self._routes) > self._most:
            del self._routes[next(iter(self._routes))]

    def routes(self) -> list[tuple[int, Route]]:
        """Distances and routes, those seen least recently first."""
        return list(self._routes.values())
