"""Faults around the figures: a clock that goes back, a database that is away or full, a source that hangs."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

from benchmarks.faults.outcome import Outcome
from benchmarks.faults.places import Ground, Readers, last_line, small_disk
from kansenbeeld import paths
from kansenbeeld.conversations import changes
from kansenbeeld.conversations.ledger.entries import Entry
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.language import language
from kansenbeeld.sources.download import Downloader, SourceError
from kansenbeeld.sources.patience import Patience
from kansenbeeld.sources.registry import all_sources
from kansenbeeld.store import Store, files
from tests.postgresql import Cluster, programs

_YEAR: Final = 366 * 86400
_ENTRY: Final = Entry(conversation="1", kind="result", text="Zo staat het er.", said_by="parent")


def clock_back(folder: Path) -> Outcome:
    """Make a second version whose file is a year older than the first, as after a clock that went back."""
    ground, failures = Ground(folder), []
    store, start = Store(ground.store), time.monotonic()
    with Readers(ground.store) as readers:
        target = ground.take()
        path = files.version_file(ground.store, target)
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - _YEAR))
        failures += [] if store.current_version() == target else ["the newest version is not shown"]
        order = [info.version for info in changes.in_time(store)]
        failures += [] if order == [ground.version, target] else ["versions are compared in the wrong order"]
        path.write_bytes(b"")
        failures += [] if store.current_version() == ground.version else ["the version before it did not stand in"]
    done = "the file of the newest version is dated a year before the one it follows"
    return Outcome(
        "The clock goes back",
        done,
        1,
        "the newest version; changes in the order of publishing",
        "-",
        time.monotonic() - start,
        (*failures, *readers.faults),
    )


def database_away(folder: Path) -> Outcome:
    """Stop PostgreSQL under a ledger that is used, and start it again.

    Raises:
        FileNotFoundError: PostgreSQL is not installed.
    """
    found = programs()
    if found is None:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    ground, failures, said = Ground(folder), [], ""
    # Its socket needs a short name, and its owner must be able to enter.
    with tempfile.TemporaryDirectory(prefix="kb-pg-") as name, Readers(ground.store) as readers:
        cluster = Cluster(Path(name), found)
        cluster.make()
        cluster.start()
        cluster.command("create database ledger template template0")
        ledger = Ledger(cluster.url("ledger"), rest=0)
        try:
            item = ledger.record(_ENTRY, editor="local")
            cluster.stop()
            for act in (ledger.items, lambda: ledger.record(_ENTRY, editor="local")):
                try:
                    act()
                    failures.append("something was read or written where no database is")
                except LedgerUnavailableError as error:
                    said = str(error)
        finally:
            cluster.start()
        start = time.monotonic()
        failures += [] if ledger.items() == (item,) else ["what was written is not there any more"]
        failures += [] if ledger.record(_ENTRY, editor="local").revision == 1 else ["nothing can be written"]
        seconds = time.monotonic() - start
        ledger.close()
        cluster.stop()
    return Outcome(
        "The database is gone, and comes back",
        "PostgreSQL stopped under an open ledger, and started",
        1,
        "all figures; no results of conversations",
        said,
        seconds,
        (*failures, *readers.faults),
    )


_FILL: Final = """
import sys
from kansenbeeld.conversations.ledger.entries import Entry
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.ledger.ledger import Ledger
ledger, count = Ledger(sys.argv[1]), 0
try:
    while count < 3000:
        text = f"{count} " + "x" * 900
        ledger.record(Entry(conversation="1", kind="result", text=text, said_by="parent"), editor="a")
        count += 1
except LedgerUnavailableError as error:
    print(count, len(ledger.items()), error.kind)
    print(error)
"""


def ledger_full(folder: Path) -> Outcome:
    """Write in a ledger (SQLite) until its disk is full; read it; make room and write again."""
    failures: list[str] = []

    def fill(place: Path) -> None:
        first = Ledger(f"sqlite:///{place / 'ledger.sqlite'}")
        first.record(_ENTRY, editor="local")
        first.close()

    with small_disk(folder, 1, fill) as (place, options):
        url = f"sqlite:///{place / 'ledger.sqlite'}"
        filled = subprocess.run(
            [sys.executable, "-c", _FILL, url],
            cwd=paths.ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            **options,
        )
        said = filled.stdout.splitlines()
        written, read, kind = said[0].split() if said else ("0", "0", last_line(filled.stderr))
        failures += [] if kind == "full" else [f"a full disk was told as {kind}"]
        failures += [] if int(read) == int(written) + 1 else [f"{written} were written and {read} can be read"]
        start = time.monotonic()
        # Room: on a disk of its own, a copy elsewhere; under a limit, a process without it.
        roomy = folder / "roomy.sqlite"
        for part in place.glob("ledger.sqlite*"):
            roomy.with_name(part.name.replace("ledger", "roomy")).write_bytes(part.read_bytes())
        ledger = Ledger(f"sqlite:///{roomy}")
        ledger.record(_ENTRY, editor="local")
        failures += [] if len(ledger.items()) == int(read) + 1 else ["with room something was not there"]
        ledger.close()
    return Outcome(
        "The disk of the ledger is full",
        "entries until none fits; then room",
        1,
        "everything that was written",
        last_line(filled.stdout),
        time.monotonic() - start,
        tuple(failures),
    )


class _Publisher(http.server.BaseHTTPRequestHandler):
    """Answers at once the first time, and after that says nothing until it is told to end."""

    asked = 0
    over = threading.Event()

    def do_GET(self) -> None:
        type(self).asked += 1
        if type(self).asked > 1:
            self.over.wait()
            return
        body = b"a,b\n1,2\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: what is asked is no news."""


def source_hangs(folder: Path) -> Outcome:
    """Fetch from a publisher that says nothing: with a copy of an earlier time, and without one."""

    class Publisher(_Publisher):
        asked = 0
        over = threading.Event()

    source, failures, said = next(one for one in all_sources().values() if one.base), [], ""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    variable = f"KANSENBEELD_SOURCE_{source.name.upper()}"
    before = os.environ.get(variable)
    os.environ[variable] = f"http://127.0.0.1:{server.server_address[1]}"
    patience = Patience(connect=2.0, silence=0.2)
    try:
        first = Downloader(folder / "cache", patience=patience)
        whole = first.get(first.address(source, "/figures.csv"), accept=("csv",)).path.read_bytes()
        start = time.monotonic()
        later = Downloader(folder / "cache", patience=patience, sleep=lambda seconds: None)
        kept = later.get(later.address(source, "/figures.csv"), accept=("csv",))
        seconds = time.monotonic() - start
        failures += [] if kept.from_cache and kept.path.read_bytes() == whole else ["the kept copy was not given"]
        none = Downloader(folder / "empty", patience=patience, sleep=lambda seconds: None)
        try:
            none.get(none.address(source, "/figures.csv"), accept=("csv",))
            failures.append("a file came from where nothing was said")
        except SourceError as error:
            said = error.sentence(language("en"))
        failures += [f"left behind: {path.name}" for path in folder.rglob(".part-*")]
    finally:
        Publisher.over.set()
        server.shutdown()
        server.server_close()
        os.environ.pop(variable) if before is None else os.environ.update({variable: before})
    return Outcome(
        "A source hangs",
        "a publisher that takes the call and says nothing, asked with and without a kept copy",
        2,
        "what they saw; the copy of an earlier day is used and named",
        said,
        seconds,
        tuple(failures),
    )
