"""Who a request comes from, by its bearer token."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from cross_web import HTTPException

from domain.access.accounts import hash_of, principal_of
from domain.access.principal import Principal

SECONDS_KNOWN = 5.0  # so long a revoked token may still be taken, by one process
MOST_KNOWN = 10_000
SCHEME = "bearer "


class Doorkeeper:
    """Looks up bearer tokens, and remembers each for a few seconds: a page asks many times in one."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Principal]] = {}

    async def principal(self, authorization: str | None) -> tuple[Principal | None, str | None]:
        """Principal and token of an `Authorization` header; none without one.

        Raises HTTPException 401 for a token that is unknown, expired or revoked: nobody is signed out unawares.
        """
        if not authorization:
            return None, None
        token = authorization[len(SCHEME) :].strip()
        if not authorization.lower().startswith(SCHEME) or not token:
            raise HTTPException(401, "Authorization: Bearer TOKEN is the only way to sign a request")
        name, now_s = hash_of(token), time.monotonic()
        known = self._known.get(name)
        if known is not None and known[0] > now_s:
            return known[1], token
        principal = await principal_of(token, now=datetime.now(UTC))
        if principal is None:
            self._known.pop(name, None)
            raise HTTPException(401, "the token is unknown, expired or signed out: sign in again")
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[name] = (now_s + SECONDS_KNOWN, principal)
        return principal, token

    def forget(self, token: str) -> None:
        """A token that was just signed out is not taken again by this process."""
        self._known.pop(hash_of(token), None)
