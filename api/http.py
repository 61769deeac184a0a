"""GraphQL over HTTP as its specification has it, over WebSocket and server-sent events; and how much may be sent."""

from __future__ import annotations

import json
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, cast

from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.unset import UNSET, UnsetType

from api.graphiql import POLICY, page
from api.jobs.runs import enqueue_run
from api.signin import Doorkeeper
from domain.wording import Language
from schema.context import Context

MOST_BYTES = 1024 * 1024
MOST_SUBSCRIPTIONS = 20
JSON_TYPE, GRAPHQL_TYPE = "application/json", "application/graphql-response+json"
_accept: ContextVar[str] = ContextVar("accept", default="")


class LinliGraphQL(GraphQL[Context, None]):
    """GraphQL for one schema, each request with its own language, principal and loaders."""

    def __init__(self, schema: Any, language: Language, demo_token: str | None = None) -> None:  # noqa: ANN401  (strawberry's schema)
        super().__init__(
            schema,
            graphql_ide="graphiql",
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=10),
            max_subscriptions_per_connection=MOST_SUBSCRIPTIONS,
        )
        self.demo_token = demo_token
        self.language: Language = language
        self.doorkeeper = Doorkeeper()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; what can't be read as a request is told in GraphQL's own form."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        _accept.set(request.headers.get("accept", ""))
        try:
            response = await self.run(request)
        except HTTPException as error:
            response = self.told(error)
        await response(scope, receive, send)

    def told(self, error: HTTPException) -> Response:
        """A request that can't be answered: its status, and why."""
        status = 415 if error.reason == "Unsupported content type" else error.status_code
        headers = {"Allow": "GET, POST"} if status == 405 else {}
        return JSONResponse(
            {"errors": [{"message": error.reason}]}, status_code=status, media_type=media_type(), headers=headers
        )

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """A new context; the language is the first of `Accept-Language` that we speak."""
        del response
        principal, token = await self.doorkeeper.principal(request.headers.get("authorization"))
        language = spoken(request.headers.get("accept-language", ""), self.language)
        return Context(language, principal, token, forget=self.doorkeeper.forget, enqueue_run=enqueue_run)

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        """A browser can't set headers on a socket: there the token comes as `authorization` of connection_init."""
        given = (context.connection_params or {}).get("authorization")
        if isinstance(given, str):
            try:
                context.principal, context.token = await self.doorkeeper.principal(given)
            except HTTPException:
                raise ConnectionRejectionError from None
        return UNSET

    async def render_graphql_ide(self, request: Request) -> Response:
        """GraphiQL, for a browser that asks for a page."""
        del request
        return HTMLResponse(page(self.demo_token), headers={"Content-Security-Policy": POLICY})

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """An answer to a document that never ran has no `data`, not even null."""
        answer = await super().process_result(request, result)
        never_ran = result.data is None and all(one.path is None for one in result.errors or ())
        if isinstance(result, PreExecutionError) or never_ran:
            cast("dict[str, Any]", answer).pop("data", None)
        return answer

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The answer in the type that was asked for; with GraphQL's own type a bad document is a 400."""
        response = super().create_response(response_data, sub_response)
        response.headers["content-type"] = f"{media_type()}; charset=utf-8"
        if media_type() == GRAPHQL_TYPE and "data" not in response_data:
            response.status_code = 400
        return response

    def decode_json(self, data: str | bytes) -> object:
        """JSON of a body or a parameter. Raises HTTPException 400 for what is none, or is no object."""
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested without end
            raise HTTPException(400, "the body is not JSON in UTF-8") from None
        if not isinstance(found, dict):
            raise HTTPException(400, "the body is no JSON object with a query")
        return cast("dict[str, object]", found)


def media_type() -> str:
    """GraphQL's own type where it is asked for, else plain JSON."""
    return GRAPHQL_TYPE if GRAPHQL_TYPE in _accept.get() else JSON_TYPE


def spoken(accept_language: str, otherwise: Language) -> Language:
    """The first language of an `Accept-Language` header that we speak."""
    for part in accept_language.lower().split(","):
        if part.strip().startswith("zh"):
            return "zh"
        if part.strip().startswith("en"):
            return "en"
    return otherwise


class BodyLimit:
    """Refuses bodies over a size with 413, by their header or, without one, while they come."""

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BYTES) -> None:
        self.app, self.most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self.most_bytes:
            await self.refuse(scope, receive, send)
            return
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self.most_bytes:
                await self.refuse(scope, receive, send)
                return
            if not message.get("more_body", False):
                break
        waiting = iter(messages)

        async def again() -> Message:
            return next(waiting, None) or await receive()

        await self.app(scope, again, send)

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Too large."""
        message = f"a request's body has at most {self.most_bytes} bytes"
        await JSONResponse({"errors": [{"message": message}]}, status_code=413)(scope, receive, send)
