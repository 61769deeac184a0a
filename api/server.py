"""The process that serves the application, and how it ends."""

from __future__ import annotations

import gc
import socket

import uvicorn
from starlette.applications import Starlette

from api.limits import TRANSPORT_LIMITS

STOP_S = 1 + int(TRANSPORT_LIMITS.operation_s)  # for answers under way
LOOK_AFTER = 50_000, 20, 100  # objects; a page of a thousand rows makes several thousand, and frees them by itself


def spare_the_collector() -> None:
    """Let Python's collector neither walk what is loaded for good nor look after every page: once before serving."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOK_AFTER)


class Server(uvicorn.Server):
    """Takes leave of sockets and event streams before it stops, and answers what is under way.

    uvicorn alone would close sockets as if it came back at once, and wait for event streams until they are cut.
    """

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._streams = app.state.streams
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,  # `set_up_logging` sees to it
            log_level="warning",
            access_log=False,
            ws_max_size=TRANSPORT_LIMITS.body_bytes,
            timeout_graceful_shutdown=STOP_S,
        )
        super().__init__(config)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        await self._streams.stop()
        await super().shutdown(sockets)
