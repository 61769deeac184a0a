"""What can't be read as a request is told in GraphQL's own form: a message, and extensions for programs."""

from __future__ import annotations

from typing import Any

from cross_web import HTTPException
from starlette.responses import JSONResponse, Response

from api.negotiation import JSON


class RefusedRequest(HTTPException):
    """A request that can't be answered: the status, a code for programs, what to do, and further facts."""

    def __init__(
        self, status: int, code: str, mend: str, *, headers: dict[str, str] | None = None, **facts: object
    ) -> None:
        super().__init__(status, mend)
        self.headers = headers or {}
        self.extensions: dict[str, Any] = {"code": code, **facts, "mend": mend}

    @property
    def formatted(self) -> Any:  # noqa: ANN401  (a GraphQL error, as graphql-core formats one)
        """The refusal as a GraphQL error."""
        return {"message": self.reason, "extensions": self.extensions}


def refuse(error: HTTPException, media_type: str = JSON) -> Response:
    """A refused request as a response; one of strawberry's own or of the door gets a code by its status."""
    if not isinstance(error, RefusedRequest):
        is_unknown = error.status_code == 401
        headers = {"WWW-Authenticate": "Bearer"} if is_unknown else {}
        code = "UNAUTHENTICATED" if is_unknown else "BAD_REQUEST"
        error = RefusedRequest(error.status_code, code, error.reason, headers=headers)
    return JSONResponse({"errors": [error.formatted]}, error.status_code, error.headers, f"{media_type}; charset=utf-8")
