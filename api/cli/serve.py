"""`linli serve`: the API, on this machine or for others."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Annotated

from cyclopts import Parameter

from api.app import LOOPBACK, create_app
from api.cli.options import Options, missing_file, no_data
from api.cli.report import complain
from api.documents import DocumentsError, TrustedDocuments, read_documents
from api.observing.log import set_up_logging
from api.server import Server, spare_the_collector
from api.settings import Settings
from domain.wording import Words
from matching.warming import start_compiling

DEFAULT = Options()


def serve(
    *,
    host: str | None = None,
    port: int | None = None,
    allow_remote: Annotated[bool, Parameter(negative="")] = False,
    options: Options = DEFAULT,
) -> int:
    """Serve GraphQL until Ctrl-C; in development with GraphiQL, for this machine only.

    Parameters
    ----------
    host
        Address to listen on; one beyond this machine with LINLI_MODE=production.
    port
        Port to listen on; by default 8000.
    allow_remote
        Serve other machines in development too: they see GraphiQL and the whole schema.
    """
    settings = Settings()
    host = host or settings.host
    if missing := missing_file(options.database_url):
        complain(no_data(missing, options.language))
        return 2
    if host not in LOOPBACK and not (settings.is_production or allow_remote):
        complain(for_this_machine_only(host).say(options.language))
        return 2
    return serve_database(options, settings, host, settings.port if port is None else port)


def serve_database(options: Options, settings: Settings, host: str, port: int, *, demo_token: str | None = None) -> int:
    """Serve a database that is there; exit code 2 if it can't listen, or its trusted documents can't be read."""
    try:
        documents = trusted(settings)
    except DocumentsError as error:
        complain(f"LINLI_DOCUMENTS: {error}")
        return 2
    if problem := cannot_listen(host, port):
        complain(
            Words(
                f"端口 {port} 不能用({problem}):用 --port 换一个。",
                f"port {port} can't be used ({problem}): choose another with --port.",
            ).say(options.language)
        )
        return 2
    print(said(settings, host, port).say(options.language), flush=True)
    if host not in LOOPBACK and not settings.hosts:
        complain(no_names().say(options.language))
    set_up_logging()
    app = create_app(
        options.database_url, options.language, demo_token=demo_token, settings=settings, documents=documents
    )
    spare_the_collector()
    with start_compiling(politely=True) as compiling:  # the first larger week need not wait for it
        with suppress(KeyboardInterrupt):  # Ctrl-C is how it ends
            Server(app, host, port).run()
        compiling.terminate()
    return 0


def trusted(settings: Settings) -> TrustedDocuments:
    """The documents that the settings name. Raises DocumentsError."""
    if settings.documents is None:
        return TrustedDocuments(only=settings.documents_only)
    return read_documents(settings.documents, only=settings.documents_only)


def said(settings: Settings, host: str, port: int) -> Words:
    """What a server says when it begins."""
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/graphql"
    what = "GraphQL" if settings.is_production else "GraphiQL"
    return Words(f"{what}: {url}   (Ctrl-C 停止)", f"{what}: {url}   (Ctrl-C stops)")


def for_this_machine_only(host: str) -> Words:
    """Why development stays at home."""
    return Words(
        f"--host {host}: 开发模式只服务本机(127.0.0.1)。对外服务请设 LINLI_MODE=production(见 docs/operations.md),"
        "确实要在开发模式下对外开放,加 --allow-remote。",
        f"--host {host}: in development this machine only is served (127.0.0.1). To serve others set "
        "LINLI_MODE=production (docs/operations.md), or say --allow-remote if you mean it.",
    )


def no_names() -> Words:
    """What is missing where nobody could call the server by a name."""
    return Words(
        "还没有设 LINLI_HOSTS:只应答以 127.0.0.1 或 localhost 为主机名的请求。",
        'LINLI_HOSTS names no host, as in ["linli.example"]: only requests to 127.0.0.1 or localhost are answered.',
    )


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
