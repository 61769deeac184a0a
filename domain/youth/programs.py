"""What changes programmes: their partners on four levels and their age bands. Others are named by their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.keeping import Ids, Kept, also_changed, ids_of, keep, keep_owned
from domain.organizations.models import Organization
from domain.places.models import Community
from domain.store import one_transaction
from domain.youth.models import AgeBand, ProgramPartner, YouthProgram


@dataclass(frozen=True, slots=True)
class BandEntry:
    """Children of `min_age` through `max_age` whole years, so many to an adult."""

    min_age: int
    max_age: int
    children_per_adult: int


@dataclass(frozen=True, slots=True)
class ProgramEntry:
    """A programme as somebody entered it: who guides it, hosts it, carries it out and helps (四级联动)."""

    key: str
    name: str
    community: str
    planned_by: str | None
    bands: tuple[BandEntry, ...]
    name_en: str = ""
    guides: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    executors: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()


@one_transaction
async def keep_programs(entries: Sequence[ProgramEntry]) -> Kept:
    """Add and change programmes, with their partners and age bands, by key."""
    communities = await ids_of(Community, (key for entry in entries for key in (entry.community, *entry.hosts)))
    organizations = await ids_of(
        Organization,
        (key for entry in entries for key in (entry.planned_by, *entry.guides, *entry.executors, *entry.partners)),
    )
    kept = await keep(
        YouthProgram,
        {
            entry.key: {
                "name": entry.name,
                "name_en": entry.name_en,
                "community_id": communities[entry.community],
                "planned_by_id": organizations[entry.planned_by],
                "qualifications": list(entry.qualifications),
            }
            for entry in entries
        },
    )
    partners = {kept.ids[entry.key]: partners_of(entry, organizations, communities) for entry in entries}
    bands = {
        kept.ids[entry.key]: [
            {"min_age": band.min_age, "max_age": band.max_age, "children_per_adult": band.children_per_adult}
            for band in entry.bands
        ]
        for entry in entries
    }
    changed = await keep_owned(ProgramPartner, "program_id", partners)
    changed |= await keep_owned(AgeBand, "program_id", bands)
    return await also_changed(YouthProgram, kept, changed)


def partners_of(entry: ProgramEntry, organizations: Ids, communities: Ids) -> list[dict[str, object]]:
    """The rows of a programme's partners: communities host, organisations do the rest."""
    levels = {"guide": entry.guides, "execute": entry.executors, "partner": entry.partners}
    return [
        *({"level": "host", "organization_id": None, "community_id": communities[key]} for key in entry.hosts),
        *(
            {"level": level, "organization_id": organizations[key], "community_id": None}
            for level, keys in levels.items()
            for key in keys
        ),
    ]
