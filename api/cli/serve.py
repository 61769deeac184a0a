"""`linli serve`: the API on this machine."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress

import uvicorn

from api.app import LOOPBACK, create_app
from api.cli.options import Options, missing_file, no_data
from api.cli.report import complain
from api.limits import TRANSPORT_LIMITS
from api.settings import Settings
from api.streams import OpenStreams

DEFAULT = Options()
STOP_S = 1 + int(TRANSPORT_LIMITS.operation_s)  # for answers under way


def serve(*, host: str | None = None, port: int | None = None, options: Options = DEFAULT) -> int:
    """Serve GraphQL with GraphiQL until Ctrl-C.

    Parameters
    ----------
    host
        Address to listen on; only this machine's own, until there is sign-in.
    port
        Port to listen on; by default 8000.
    """
    settings = Settings()
    if missing := missing_file(options.database_url):
        complain(no_data(missing, options.language))
        return 2
    return serve_database(options, host or settings.host, settings.port if port is None else port)


def serve_database(options: Options, host: str, port: int, *, demo_token: str | None = None) -> int:
    """Serve a database that is there; exit code 2 if it can't listen."""
    zh = options.language == "zh"
    if host not in LOOPBACK:
        complain(
            f"--host {host}: 还没有登录功能,只能服务本机(127.0.0.1)。"
            if zh
            else f"--host {host}: there is no sign-in yet, so it serves this machine only (127.0.0.1)."
        )
        return 2
    if problem := cannot_listen(host, port):
        complain(
            f"端口 {port} 不能用({problem}):用 --port 换一个。"
            if zh
            else f"port {port} can't be used ({problem}): choose another with --port."
        )
        return 2
    print(f"GraphiQL: http://{host}:{port}/graphql   ({'Ctrl-C 停止' if zh else 'Ctrl-C stops'})", flush=True)
    app = create_app(options.database_url, options.language, demo_token=demo_token, origins=Settings().origins)
    gc.collect()
    gc.freeze()  # what is loaded stays: the collector need not walk it again (its gain is not measured yet)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        ws_max_size=TRANSPORT_LIMITS.body_bytes,
        timeout_graceful_shutdown=STOP_S,
    )
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it ends
        Server(config, app.state.streams).run()
    return 0


class Server(uvicorn.Server):
    """Takes leave of sockets and event streams before it stops, and answers what is under way.

    uvicorn alone would close sockets as if it came back at once, and wait for event streams until they are cut.
    """

    def __init__(self, config: uvicorn.Config, streams: OpenStreams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        await self._streams.stop()
        await super().shutdown(sockets)


def cannot_listen(host: str, port: int) -> str | None:
    """Why nobody can listen there; None if one can."""
    if not 0 < port < 65_536:
        return "1–65535"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror
    return None
