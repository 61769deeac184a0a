"""A small schema behind our own view, and a real server for what needs real sockets."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import contextmanager
from itertools import count

import pytest
import strawberry
import uvicorn
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from strawberry.dataloader import DataLoader

from api.http import LinliGraphQL
from api.limits import BodyLimit, TimeLimit, TransportLimits
from api.masking import MaskBugs
from api.operations import OneOperation
from api.sockets import FreshRows
from schema.limits import DocumentLimits

reads = count()
open_counts: list[int] = []  # subscriptions that have begun and not yet ended


async def read_rows(keys: list[str]) -> list[int]:
    return [next(reads) for _ in keys]


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"hello {name}"

    @strawberry.field
    def bug(self) -> str:
        raise RuntimeError("the password is 1234")

    @strawberry.field
    def too_large_a_number(self) -> int:
        return 10**12

    @strawberry.field
    def nothing(self) -> str:
        return None  # type: ignore[return-value]  # a bug of ours

    @strawberry.field
    def refused(self) -> str:
        raise GraphQLError("give another", extensions={"code": "BAD_PAGE"})

    @strawberry.field
    def needs(self, number: int = 1) -> int:
        return number

    @strawberry.field
    async def row(self, info: strawberry.Info) -> int:
        """A row that differs each time that it is read, through a loader of the request's context."""
        if not hasattr(info.context, "rows"):
            info.context.rows = DataLoader(load_fn=read_rows)
        return await info.context.rows.load("row")

    @strawberry.field
    async def slow(self) -> str:
        await asyncio.sleep(30)
        return "late"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> bool:
        return True


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int = 3, every_s: float = 0.01) -> AsyncGenerator[int, None]:
        open_counts.append(to)
        try:
            for number in range(1, to + 1):
                yield number
                await asyncio.sleep(every_s)
        finally:
            open_counts.remove(to)

    @strawberry.subscription
    async def failing(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError("the password is 1234")


@pytest.fixture(scope="session")
def small():
    """Make an application of the small schema within given limits."""

    def make(origins: tuple[str, ...] = (), **limits) -> Starlette:
        most = TransportLimits(**limits)
        extensions = [MaskBugs, DocumentLimits, OneOperation, lambda: TimeLimit(most.operation_s), FreshRows]
        schema = strawberry.Schema(Query, Mutation, Subscription, extensions=extensions)
        view = LinliGraphQL(schema, "en", limits=most, origins=origins)
        return Starlette(
            routes=[Route("/graphql", view), WebSocketRoute("/graphql", view)],
            middleware=[Middleware(BodyLimit, limits=most)],
        )

    return make


@pytest.fixture
def small_client(small):
    """A client of the small schema within given limits."""

    def make(**limits) -> TestClient:
        return TestClient(small(**limits), base_url="http://127.0.0.1")

    return make


@pytest.fixture(scope="session")
def serve():
    """Serve an application on a free port of this machine; gives `host:port`."""

    @contextmanager
    def serving(app: Starlette):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run)
        thread.start()
        until = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.02)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()

    return serving


@pytest.fixture
def subscriptions_under_way():
    """How many subscriptions of the small schema have begun and not ended."""
    open_counts.clear()
    return lambda: len(open_counts)
