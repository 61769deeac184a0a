"""What of a week can be planned, and what keeps the rest back."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from domain.planning.board import ReadinessBoard, read_board
from domain.planning.readiness import ReadinessItem as ReadinessRow
from schema.policy import exposed, personal, sensitive
from schema.relay import Node
from schema.speaking import spoken

SUBJECT_LOADERS = {"visit": "visits", "session": "sessions", "carer": "carers", "enrolment": "enrolments"}
READINESS_FIELDS = tuple(one for one in ReadinessBoard.__dataclass_fields__ if one != "items")


async def about(root: ReadinessRow, info: Info[Any, Any]) -> Node | None:
    """The visit, session, carer or enrolment that an item speaks of."""
    loader = getattr(info.context, SUBJECT_LOADERS[root.subject])
    return await loader.load(root.subject_id)


@strawberry.type(description="One thing that keeps something out of the week.")
class ReadinessItem:
    """One thing that keeps something out of the week."""

    subject: str = exposed("visit, session, carer or enrolment.")
    about: Node | None = exposed("The same itself; null if it went meanwhile.", resolver=about)
    key: str = exposed("Key of the request, session, carer or enrolment.")
    label: str = personal("Whom or what it concerns.", resolver=spoken("label"))
    code: str = sensitive("NO_ASSESSMENT, NO_CONSENT, NO_COORDINATES or PROHIBITED.")
    mend: str = exposed("What to do about it, in the request's language.", resolver=spoken("mend"))


@strawberry.type(description="What can be planned, and what keeps the rest back.")
class Readiness:
    """What can be planned, and what keeps the rest back."""

    plannable_visits: int = exposed("Visits that can be planned.")
    visits: int = exposed("Visits that the week owes; they are made when the week is first checked or matched.")
    plannable_sessions: int = exposed("Sessions that can be planned.")
    sessions: int = exposed("Sessions in the week.")
    plannable_carers: int = exposed("Carers who can be planned.")
    carers: int = exposed("Active carers of the unit.")
    items: list[ReadinessItem] = exposed(
        "What keeps the rest back; at most 1,000, of which limits count 200.", rows=200
    )


async def readiness_of(root: Any) -> Readiness:  # noqa: ANN401  (a week, which knows this type)
    """What can be planned."""
    board = await read_board(root.unit_id, root.iso_week, root.community_id)
    items: list[Any] = list(board.items)
    return Readiness(**{name: getattr(board, name) for name in READINESS_FIELDS}, items=items)
