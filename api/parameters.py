"""The parameters of a request, by their kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strawberry.http import GraphQLRequestData
from strawberry.http.parse_content_type import parse_content_type

from api.negotiation import JSON
from api.refusing import RefusedRequest

KINDS: dict[type, str] = {str: "text", dict: "an object"}


def request_data(given: Mapping[str, Any], *, is_stream: bool) -> GraphQLRequestData:
    """A request by its parameters. Raises RefusedRequest for one that has another kind than it should."""
    return GraphQLRequestData(
        query=parameter(given, "query", str),
        variables=parameter(given, "variables", dict),
        operation_name=parameter(given, "operationName", str),
        extensions=parameter(given, "extensions", dict),
        protocol="sse" if is_stream else "http",
    )


def parameter(given: Mapping[str, Any], name: str, kind: type) -> Any:  # noqa: ANN401  (of that kind, or None)
    """One parameter; None if it is left out. Raises RefusedRequest."""
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        raise RefusedRequest(400, "BAD_REQUEST", f"`{name}` is {KINDS[kind]} or null", parameter=name)
    return value


def check_content_type(content_type: str) -> None:
    """Raise RefusedRequest for a body that is not said to be JSON in UTF-8."""
    kind, options = parse_content_type(content_type)
    if kind.lower() != JSON or options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise RefusedRequest(415, "BAD_CONTENT_TYPE", f"send {JSON} in UTF-8", headers={"Accept-Post": JSON})
