"""What is known of the request under way, for its line in the log: nothing that somebody could be known by."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID, uuid4


@dataclass(slots=True)
class Seen:
    """A request: its id, the kind of operation that it carried and what became of it, and whose account it was."""

    is_socket: bool = False
    request_id: str = field(default_factory=lambda: uuid4().hex)
    kind: str | None = None
    outcome: str | None = None
    account_id: UUID | None = None


SEEN: ContextVar[Seen | None] = ContextVar("seen", default=None)


def see_account(account_id: UUID | None) -> None:
    """Note whose account the request under way is."""
    seen = SEEN.get()
    if seen is not None:
        seen.account_id = account_id
