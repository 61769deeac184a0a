"""Other people's judges of our server. They need Node, so that they run only where asked for: `pytest -m node`."""

import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
import uvicorn

from api.app import create_app

HERE = Path(__file__).parent
pytestmark = pytest.mark.node


@pytest.fixture
def address(tmp_path):
    """A server on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(f"sqlite://{tmp_path / 'audit.sqlite3'}")
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/graphql"
    server.should_exit = True
    thread.join()


def test_every_must_and_should_of_graphql_over_http_is_kept(address, tmp_path):
    for name in ("package.json", "package-lock.json", "http.mjs"):
        shutil.copy(HERE / name, tmp_path)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=tmp_path, check=True, capture_output=True)

    told = subprocess.run(["node", "http.mjs", address], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout
    assert told.stdout.splitlines()[-1].endswith("0 failed")
