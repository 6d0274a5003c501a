"""The two servers that are measured, dashboard and floor: one configuration, loopback only, then gone."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kansenbeeld.paths import DATA_VARIABLE, EDITIONS_VARIABLE, LEDGER_VARIABLE, ROOT, STORE_VARIABLE
from kansenbeeld.store import build

_HOST: Final = "127.0.0.1"
_START_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address, without a slash at the end, and its process."""

    url: str
    process: int

    def memory(self) -> float | None:
        """Return the resident memory in MB, or ``None`` where the system does not say."""
        try:
            status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        except OSError:
            return None
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) / 1000 if found else None

    def busy(self) -> float | None:
        """Return the seconds that the process kept a core busy so far, or ``None`` where the system does not say."""
        try:
            stat = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii")
        except OSError:
            return None
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Bench:
    """What measurements share: size of the run, a temporary folder, and servers started when first needed."""

    def __init__(self, stack: contextlib.ExitStack, *, small: bool) -> None:
        """Leave everything that has to be undone to ``stack``."""
        self.small: Final = small
        self.facts: dict[str, str] = {}
        self._stack: Final = stack
        self.folder: Final = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kansenbeeld-bench-")))

    def pages(self, names: Sequence[str]) -> Sequence[str]:
        """Return the pages to visit: all, or in a small run the one with charts, a map and every control."""
        return ["stadsdelen"] if self.small else names

    @functools.cached_property
    def store(self) -> Path:
        """A store folder, built from the shipped data."""
        folder = self.folder / "store"
        build.build(folder)
        return folder

    @functools.cached_property
    def app(self) -> Server:
        """The dashboard."""
        return self._stack.enter_context(_serve(ROOT / "dashboard.py", self.store))

    def apps(self, processes: int) -> list[Server]:
        """Return as many processes of the dashboard as asked, all on one store."""
        more = [_serve(ROOT / "dashboard.py", self.store, f"dashboard-{number}") for number in range(1, processes)]
        return [self.app, *(self._stack.enter_context(one) for one in more)]

    def earlier(self, root: Path) -> Server:
        """Return the dashboard of another checkout of this repository."""
        return self._stack.enter_context(_serve(root / "dashboard.py", self.store, "earlier", root))

    @functools.cached_property
    def floor(self) -> Server:
        """The bare page."""
        return self._stack.enter_context(_serve(Path(__file__).with_name("floor_app.py"), self.store))


@contextlib.contextmanager
def _serve(script: Path, store: Path, name: str = "", root: Path = ROOT, data: Path | None = None) -> Iterator[Server]:
    """Run a script under the dashboard's configuration, that of a checkout, until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.address", _HOST, "--server.port", str(port)]
    log_path = store.parent / f"{name or script.stem}.log"
    with (
        log_path.open("wb") as log,
        subprocess.Popen(
            command,
            cwd=root,
            env=os.environ
            | {
                STORE_VARIABLE: str(store),
                EDITIONS_VARIABLE: str(store.parent / "editions"),
                LEDGER_VARIABLE: f"sqlite:///{store.parent / 'ledger.sqlite'}",
            }
            | ({DATA_VARIABLE: str(data)} if data else {}),
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            url = f"http://{_HOST}:{port}"
            _await_health(url, process, log_path)
            yield Server(url, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def serving_app(store: Path, data: Path) -> contextlib.AbstractContextManager[Server]:
    """Return the dashboard over a store that was built from a data folder, which runs until the block ends."""
    return _serve(ROOT / "dashboard.py", store, f"app-{store.name}", data=data)


def _await_health(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    said = log.read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"the server did not start:\n{said[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])
