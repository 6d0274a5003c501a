"""Where faults are tried: copies of the data, processes of our own, disks that are small or may only be read."""

from __future__ import annotations

import atexit
import contextlib
import functools
import logging
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from kansenbeeld import paths
from kansenbeeld.store import Store, StoreError, files
from kansenbeeld.store.build import build, is_whole, version_of

MINIMUM: Final = ("geo", "kco_outcomes", "conversations")
"""Datasets that make a whole store together, in less time than all."""

_LIMITED: Final = 1 << 20


def data(folder: Path, *, changed: bool = False) -> Path:
    """Copy the smallest data that can be built; ``changed``: with one figure that differs."""
    for name in MINIMUM:
        shutil.copytree(paths.DATA / name, folder / name)
    if changed:
        table = folder / "kco_outcomes" / "group8.csv"
        text = table.read_text(encoding="utf-8")
        table.write_text(text.replace(",85.25\n", ",85.24\n", 1), encoding="utf-8")
    return folder


@functools.cache
def _made() -> Path:
    """Build both versions, once in this process; what is tried gets copies."""
    folder = Path(tempfile.mkdtemp(prefix="kb-faults-made-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build(folder / "store", data(folder / "old"))
    build(folder / "newer", data(folder / "new", changed=True))
    return folder


@dataclass(slots=True)
class Ground:
    """A store with a current version, and data that would give another one.

    Attributes:
        folder: that holds it all.
        store, old, new: the store; the data that it shows; the other data.
        version: what is shown.
    """

    folder: Path
    store: Path = field(init=False)
    old: Path = field(init=False)
    new: Path = field(init=False)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        """Show the first version."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.store = self.folder / "store"
        made = _made()
        self.old, self.new = (Path(shutil.copytree(made / name, self.folder / name)) for name in ("old", "new"))
        shutil.copytree(made / "store", self.store)
        self.version = str(files.current(self.store))

    def take(self) -> str:
        """Show the second version, as if it was built here, and return it."""
        version = version_of(self.new)
        for path in (_made() / "newer").glob(f"kansenbeeld-{version}.*"):
            shutil.copy(path, self.store)
        files.make_current(self.store, version)
        return version

    def halves(self) -> list[str]:
        """Return what is wrong in the store folder: a version that is not whole, or none that is shown."""
        wrong = [
            f"data version {version} is not whole"
            for version in files.versions(self.store)
            if not is_whole(files.version_file(self.store, version))
        ]
        return wrong if files.current(self.store) else [*wrong, "nothing is current"]

    def unfinished(self) -> list[str]:
        """Return the names of what a build left."""
        return sorted(path.name for pattern in ("*.tmp*", "private/*.tmp*") for path in self.store.glob(pattern))


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a process whose store, editions, sources and ledger lie in a folder."""
    return {
        **os.environ,
        "KANSENBEELD_STORE": str(folder / "store"),
        "KANSENBEELD_EDITIONS": str(folder / "editions"),
        "KANSENBEELD_SOURCES": str(folder / "sources"),
        "KANSENBEELD_DATABASE_URL": f"sqlite:///{folder / 'ledger' / 'ledger.sqlite'}",
        "PYTHONWARNINGS": "ignore",
        **variables,
    }


def command(*words: str, folder: Path, **options: Any) -> subprocess.Popen[str]:
    """Start ``python -m kansenbeeld`` with words, as a process of its own; what it says is kept in pipes."""
    given: Mapping[str, str] = options.pop("variables", {})
    prefix: tuple[str, ...] = options.pop("prefix", ())
    return subprocess.Popen(
        [*prefix, sys.executable, "-m", "kansenbeeld", *words],
        cwd=paths.ROOT,
        env=environment(folder, **given),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


class Readers:
    """Two threads that ask the store of a folder for figures, over and over, as pages do.

    Attributes:
        versions: that they saw.
        faults: what went wrong for them.
        answers: how often they were answered; never is a fault.
    """

    def __init__(self, store: Path) -> None:
        self.versions: set[str] = set()
        self.faults: list[str] = []
        self.answers = 0
        self._store = Store(store)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(2)]

    def _read(self) -> None:
        while not self._over.is_set():
            try:
                snapshot = self._store.snapshot()
                count = len(snapshot.rows("areas", area_vintage=2015, area_level="stadsdeel"))
            except Exception as error:  # noqa: BLE001  # Whatever it is, a reader saw it.
                # A file that turns out to be damaged under a reader: pages ask once more, and so does this one.
                if not isinstance(error, StoreError):
                    self.faults.append(f"a reader failed: {type(error).__name__}")
                elif error.kind != "damaged":
                    self.faults.append(f"readers were told: {error}")
                # Where nothing else works either, not as fast as a core allows.
                self._over.wait(0.02)
                continue
            if count != 8:
                self.faults.append(f"readers saw {count} districts")
            self.versions.add(snapshot.version)
            self.answers += 1
            # As many as it takes to be there at any moment, without taking the core from the builds.
            self._over.wait(0.02)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        if not self.answers:
            self.faults.append("readers were never answered")


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int, fill: Callable[[Path], None]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give a folder in which little more can be written than ``fill`` puts there, and options for who writes.

    A disk of its own where this machine lets us mount one; else the process gets a limit to the size of its files,
    which ends in the same errors of the system.
    """
    place = folder / "small"
    place.mkdir()
    if mounted(place, f"size={megabytes}m"):
        try:
            fill(place)
            yield place, {}
        finally:
            unmounted(place)
    else:
        fill(place)
        yield place, {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (_LIMITED, _LIMITED))}


@contextlib.contextmanager
def read_only(fill: Callable[[Path], None]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give a folder, filled and then closed for writing, and options for the process that tries.

    For root, whom permissions do not stop, it is a disk that is mounted to be read; where that is not allowed the
    process gives up that right.
    """
    # Not within a folder that only its owner enters: who tries may be nobody.
    with tempfile.TemporaryDirectory(prefix="kb-read-") as name:
        place = Path(name)
        place.chmod(0o755)
        as_disk = os.geteuid() == 0 and mounted(place, "size=64m")
        try:
            fill(place)
            if as_disk:
                subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
                yield place, {}
            else:
                _close(place)
                yield place, {"prefix": obeying()}
        finally:
            if as_disk:
                unmounted(place)
            else:
                subprocess.run(["chmod", "-R", "u+w", str(place)], check=True)


@contextlib.contextmanager
def closed(fill: Callable[[Path], None]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give a folder with ``new``, which may only be read, and ``store``, and options for a process that obeys that."""
    with tempfile.TemporaryDirectory(prefix="kb-closed-") as name:
        place = Path(name)
        fill(place)
        _close(place / "new")
        try:
            yield place, {"prefix": obeying()}
        finally:
            subprocess.run(["chmod", "-R", "u+w", str(place)], check=True)


def obeying() -> tuple[str, ...]:
    """Return what comes before a command so that it obeys permissions: root does not, unless it gives that up.

    Not by another user, who need not be able to read the Python of this one.
    """
    return () if os.geteuid() else ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def _close(place: Path) -> None:
    for path in (place, *place.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def mounted(place: Path, options: str) -> bool:
    """Mount an empty disk in memory on a folder; ``False`` where that is not allowed."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    tried = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True)
    return tried.returncode == 0


def unmounted(place: Path) -> None:
    """Take away what :func:`mounted` mounted, also where something of it is still open."""
    subprocess.run(["umount", "-l", str(place)], check=True)


def last_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")


def told(process: subprocess.Popen[str], seconds: float = 300) -> tuple[int, str, list[str]]:
    """Wait for a command; return its status, its last line on standard error, and what was wrong with its manner."""
    _, errors = process.communicate(timeout=seconds)
    wrong = ["a traceback instead of a sentence"] if "Traceback" in errors else []
    return process.returncode, last_line(errors), wrong


class Heard(logging.Handler):
    """Keeps what is written in the log meanwhile, as it is written there."""

    def __init__(self, name: str = "kansenbeeld") -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._logger = logging.getLogger(name)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.lines.append(record.getMessage())

    def holding(self, words: str) -> str:
        """Return the first line with these words, empty where nothing of the kind was said."""
        return next((line for line in self.lines if words in line), "")

    def __enter__(self) -> Self:
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
