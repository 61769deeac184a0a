"""Which of our media types an `Accept` header asks for, as GraphQL over HTTP and RFC 9110 have it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.wording import Language

JSON, GRAPHQL, EVENTS, PAGE = (
    "application/json",
    "application/graphql-response+json",
    "text/event-stream",
    "text/html",
)
MOST_PARTS = 50  # of a header; what comes after is not read


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a client takes: the type of a plain answer, None if it takes none; whether it takes a stream of events, and
    would rather; whether it asks for a page."""

    answer: str | None
    events: bool
    rather_events: bool
    page: bool


def accepted(header: str) -> Accepted:
    """What an `Accept` header takes; an empty one takes plain JSON. GraphQL's own type wins a tie if it is named."""
    if not header.strip():
        return Accepted(JSON, events=False, rather_events=False, page=False)
    ranges = dict(range_of(part) for part in reversed(header.split(",")[:MOST_PARTS]))  # the first of two counts
    plain, own = quality(JSON, ranges), quality(GRAPHQL, ranges)
    answer = None if not (plain or own) else GRAPHQL if own > plain or (own == plain and GRAPHQL in ranges) else JSON
    events = ranges.get(EVENTS, 0.0)
    return Accepted(answer, events > 0, rather_events=events > max(plain, own), page=ranges.get(PAGE, 0.0) > 0)


def quality(media_type: str, ranges: dict[str, float]) -> float:
    """How much a type is wanted, by the most specific range that holds it; 0 if it is not."""
    family = media_type.partition("/")[0]
    return next((ranges[one] for one in (media_type, f"{family}/*", "*/*") if one in ranges), 0.0)


def range_of(part: str) -> tuple[str, float]:
    """A media range and its quality, 1 where it says none or nonsense."""
    name, *parameters = [one.strip().lower() for one in part.split(";")]
    for one in parameters:
        if one.startswith("q="):
            try:
                return name, min(1.0, max(0.0, float(one[2:])))
            except ValueError:
                break
    return name, 1.0


def spoken(accept_language: str, otherwise: Language) -> Language:
    """The first language of an `Accept-Language` header that we speak."""
    for part in accept_language.lower().split(","):
        if part.strip().startswith("zh"):
            return "zh"
        if part.strip().startswith("en"):
            return "en"
    return otherwise
