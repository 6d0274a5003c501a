"""The running app as a process of its own."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
START_SECONDS: Final = 60


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("localhost", port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def serving(folder: Path, *arguments: str, **variables: str) -> Iterator[str]:
    """Start the app as a person does, and give its address once it answers.

    Args:
        folder: where the log of the server goes, and store, editions, sources and ledger, unless the variables say
            otherwise.
        arguments: of Streamlit; ``--server.port`` is added unless it is among them.
        variables: of the environment.
    """
    port = int(arguments[arguments.index("--server.port") + 1]) if "--server.port" in arguments else free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    command += ["--server.headless", "true", *arguments]
    command += [] if "--server.port" in arguments else ["--server.port", str(port)]
    environment = {
        **os.environ,
        "KANSENBEELD_STORE": str(folder / "store"),
        "KANSENBEELD_EDITIONS": str(folder / "editions"),
        "KANSENBEELD_SOURCES": str(folder / "sources"),
        "KANSENBEELD_DATABASE_URL": f"sqlite:///{folder / 'ledger.sqlite'}",
        **variables,
    }
    log = folder / "server.log"
    with log.open("w") as output:
        # A session of its own, so that what the app starts (a Chromium for exports) ends with it.
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The app did not start:\n{log.read_text()[-3000:]}")
            time.sleep(0.05)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
