"""GraphQL over HTTP as its specification has it, with event streams; sockets go to `api.sockets`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError, MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.streaming import SSETransport
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UNSET, UnsetType

from api.documents import TrustedDocuments
from api.graphiql import POLICY, page
from api.jobs.runs import enqueue_run
from api.json_text import decode, encode
from api.limits import TRANSPORT_LIMITS, TransportLimits
from api.masking import MESSAGE, log_bug
from api.negotiation import GRAPHQL, JSON, accepted, spoken
from api.observing.seen import see_account
from api.parameters import check_content_type, request_data
from api.refusing import RefusedRequest, refuse
from api.signin import Doorkeeper
from api.sockets import Socket, SocketMessages
from api.streams import OpenStream, OpenStreams, Reason, until_over
from domain.wording import Language
from schema.context import Context

NO_DOCUMENTS = TrustedDocuments()
STATUS_OF_CODE = {"UNAUTHENTICATED": 401, "NOT_PERMITTED": 403, "INTERNAL": 500, "TOO_SLOW": 503}


class LinliGraphQL(GraphQL[Context, None]):
    """GraphQL for one schema, each request with its own language, principal and loaders.

    `origins` are those of pages elsewhere that may open sockets; `has_page` says whether GraphiQL is there.
    """

    graphql_transport_ws_handler_class = Socket
    websocket_adapter_class = SocketMessages  # pyright: ignore[reportAssignmentType]  (strawberry's own is no narrower)

    def __init__(
        self,
        schema: Any,  # noqa: ANN401  (strawberry's schema)
        language: Language,
        demo_token: str | None = None,
        *,
        limits: TransportLimits = TRANSPORT_LIMITS,
        origins: Sequence[str] = (),
        documents: TrustedDocuments = NO_DOCUMENTS,
        has_page: bool = True,
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if has_page else None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=limits.sign_in_s),
            max_subscriptions_per_connection=limits.subscriptions,
            allowed_origins=origins,
        )
        self._stream_transport_map = {SSETransport.protocol: SSETransport(limits.heartbeat_s)}
        self.demo_token = demo_token
        self.language: Language = language
        self.limits = limits
        self.documents = documents
        self.doorkeeper = Doorkeeper()
        self.streams = OpenStreams(limits.streams, limits.token_check_s)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """A new context; the language is the first of `Accept-Language` that we speak."""
        del response
        principal, token = await self.doorkeeper.principal(request.headers.get("authorization"))
        see_account(principal and principal.account_id)
        language = spoken(request.headers.get("accept-language", ""), self.language)
        context = OpenStream.of(request.scope).context = Context(
            language,
            principal,
            token,
            forget=self.doorkeeper.forget,
            enqueue_run=enqueue_run,
            base_url=str(request.base_url).rstrip("/"),
        )
        return context

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        """A browser can't set headers on a socket: there the token comes as `authorization` of connection_init."""
        given = (context.connection_params or {}).get("authorization")
        if isinstance(given, str):
            try:
                context.principal, context.token = await self.doorkeeper.principal(given)
            except HTTPException:
                raise ConnectionRejectionError from None
            see_account(context.principal and context.principal.account_id)
        return UNSET

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or serve a socket to its end."""
        stream = OpenStream.begin(scope)
        if scope["type"] == "websocket":
            await self._serve_socket(WebSocket(scope, receive, send), stream)
            return
        response = await self._answer(Request(scope, receive))
        if isinstance(response, StreamingResponse):
            with self.streams.holding(stream):
                await response(scope, receive, send)
        else:
            await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        """The response to a request; what can't be read as one is told why, a bug by its id."""
        media_type = accepted(request.headers.get("accept", "")).answer or JSON
        try:
            self._check(request)
            return await self.run(request)
        except HTTPException as error:
            return refuse(error, media_type)
        except Exception as error:  # noqa: BLE001  (the outermost edge)
            bug_id = log_bug(error, "graphql over http")
            return refuse(RefusedRequest(500, "INTERNAL", MESSAGE.format(id=bug_id), id=bug_id), media_type)

    def _check(self, request: Request) -> None:
        """Raise RefusedRequest for a method or an answer's type that we don't know."""
        if request.method not in ("GET", "POST"):
            raise RefusedRequest(405, "BAD_METHOD", "use GET or POST", headers={"Allow": "GET, POST"})
        wanted = accepted(request.headers.get("accept", ""))
        if wanted.answer is None and not wanted.events and not wanted.page:
            raise RefusedRequest(406, "NOT_ACCEPTABLE", f"accept {GRAPHQL}, {JSON} or text/event-stream")

    async def _serve_socket(self, socket: WebSocket, stream: OpenStream) -> None:
        if self.streams.is_full:
            await self.reject_websocket(socket)
            return
        with self.streams.holding(stream):
            try:
                await self.run(socket)
            except HTTPException:  # a token in the handshake that nobody knows
                await socket.close(4403, "sign in again")

    def should_render_graphql_ide(self, request: Any) -> bool:  # noqa: ANN401  (strawberry's adapter)
        """A page is for who asks for one, not for whoever takes anything."""
        is_plain = request.method == "GET" and request.query_params.get("query") is None
        return is_plain and accepted(request.headers.get("accept", "")).page

    async def render_graphql_ide(self, request: Request) -> Response:
        """GraphiQL, for a browser that asks for a page."""
        del request
        return HTMLResponse(page(self.demo_token), headers={"Content-Security-Policy": POLICY})

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """What an answer's headers and status are noted on while it is made; it has the type that was asked for."""
        noted = await super().get_sub_response(request)
        noted.media_type = accepted(request.headers.get("accept", "")).answer or JSON
        return noted

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """The parameters of a request. Raises RefusedRequest for those that are none."""
        given = (
            self.parse_query_params(request.query_params)
            if request.method == "GET"
            else self._body(request.content_type or "", await request.get_body())
        )
        return request_data(
            self.documents.resolved(given), is_stream=accepted(request.headers.get("accept", "")).rather_events
        )

    def _body(self, content_type: str, body: str | bytes) -> Mapping[str, Any]:
        check_content_type(content_type)
        given = self.parse_json(body)
        if not isinstance(given, dict):
            raise RefusedRequest(400, "BAD_REQUEST", "send a JSON object with `query`; one operation a request")
        return given

    def encode_json(self, data: object) -> str:
        """JSON as text, for sockets and event streams."""
        return encode(data).decode()

    def decode_json(self, data: str | bytes) -> object:
        """What JSON says. Raises JSONDecodeError as `decode` does."""
        return decode(data)

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> Any:  # noqa: ANN401  (a result, or a stream of them)
        """Run a document; a subscription becomes a stream where the client takes one."""
        del root_value
        given: dict[str, Any] = {
            "query": request_data.query,
            "variable_values": request_data.variables,
            "operation_name": request_data.operation_name,
            "operation_extensions": request_data.extensions,
            "context_value": context,
        }
        changes = set() if request_adapter.method == "GET" else {OperationType.MUTATION}
        try:
            result = await self.schema.execute(**given, allowed_operation_types={OperationType.QUERY, *changes})
        except InvalidOperationTypeError as error:
            if (
                error.operation_type is OperationType.SUBSCRIPTION
                and accepted(request.headers.get("accept", "")).events
            ):
                request_data.protocol = "sse"
                return await self.schema.stream(**given, allowed_operation_types={OperationType.SUBSCRIPTION})
            raise wrong_kind(error) from None
        except CannotGetOperationTypeError as error:
            raise RefusedRequest(400, "BAD_OPERATION", error.as_http_error_reason()) from None
        except MissingQueryError:
            raise RefusedRequest(400, "BAD_REQUEST", "give the document as `query`") from None
        if is_refused(result) and sub_response.media_type == GRAPHQL:
            note_status(result, sub_response)
        return result

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """An answer to a document that never ran has no `data`, not even null."""
        answer = await super().process_result(request, result)
        if is_refused(result):
            answer.pop("data", None)
        return answer

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncGenerator[str, None]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        """An event stream. Raises RefusedRequest for one too many."""
        if self.streams.is_full:
            raise RefusedRequest(503, "TOO_BUSY", "too many streams are open: come back", headers={"Retry-After": "5"})

        def watched() -> AsyncGenerator[str, None]:
            return until_over(stream(), OpenStream.of(request.scope), self._farewell)

        return await super().create_streaming_response(request, watched, sub_response, headers)

    def _farewell(self, reason: Reason) -> str:
        """The last words of an event stream: whoever is signed out is told, and others may simply connect again."""
        if reason == "stopping":
            return ""
        error = RefusedRequest(401, "UNAUTHENTICATED", "signed out: sign in again").formatted
        transport = self._stream_transport_map[SSETransport.protocol]
        return transport.encode_next({"errors": [error]}, self.encode_json_string) + transport.encode_complete()

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The answer in the type that was asked for."""
        response = Response(encode(response_data), sub_response.status_code or 200)
        response.headers.raw.extend(sub_response.headers.raw)
        response.headers["content-type"] = f"{sub_response.media_type}; charset=utf-8"
        return response


def wrong_kind(error: InvalidOperationTypeError) -> RefusedRequest:
    """A mutation by GET, or a subscription whose client takes no stream."""
    if error.operation_type is OperationType.MUTATION:
        return RefusedRequest(405, "BAD_METHOD", "send mutations by POST", headers={"Allow": "POST"})
    return RefusedRequest(
        406, "NOT_ACCEPTABLE", "follow a subscription with Accept: text/event-stream, or over a WebSocket"
    )


def is_refused(result: ExecutionResult) -> bool:
    """Whether nothing of the document ran: no data, and no error has a place in an answer."""
    return result.data is None and all(one.path is None for one in result.errors or ())


def note_status(result: ExecutionResult, noted: Response) -> None:
    """Note the status of a document that never ran: 400 unless its first error's code says otherwise."""
    code = (result.errors[0].extensions or {}).get("code") if result.errors else None
    noted.status_code = STATUS_OF_CODE.get(str(code), 400)
    if noted.status_code == 401:
        noted.headers["WWW-Authenticate"] = "Bearer"
