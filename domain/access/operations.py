"""What changes consents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.access.models import Consent
from domain.keeping import Kept, ids_of, keep
from domain.people.models import Resident
from domain.store import one_transaction


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """A consent as somebody entered it; `resident` is their key."""

    key: str
    resident: str
    kind: str
    given_on: date
    given_by: str = ""
    relation: str = ""
    valid_until: date | None = None
    withdrawn_on: date | None = None


@one_transaction
async def keep_consents(entries: Sequence[ConsentEntry]) -> Kept:
    """Add and change consents by key."""
    residents = await ids_of(Resident, (entry.resident for entry in entries))
    return await keep(
        Consent,
        {
            entry.key: {
                "resident_id": residents[entry.resident],
                "kind": entry.kind,
                "given_by": entry.given_by,
                "relation": entry.relation,
                "given_on": entry.given_on,
                "valid_until": entry.valid_until,
                "withdrawn_on": entry.withdrawn_on,
            }
            for entry in entries
        },
    )
