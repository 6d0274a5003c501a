"""Bring a backup back: every byte of it is checked before anything is put in its place, and then all of it or nothing.

Into an empty machine; over what is there only when asked, and then that is set aside and not thrown away.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import exc

from kansenbeeld.clock import now
from kansenbeeld.conversations.ledger import database
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.ledger.transactions import of_the_disk
from kansenbeeld.operations import archive, ledger_rows
from kansenbeeld.operations.archive import Contents
from kansenbeeld.operations.backup import Places
from kansenbeeld.operations.errors import BackupError
from kansenbeeld.publishing import editions as kept
from kansenbeeld.publishing import leftovers
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.store import build, files, locking

_POINTER: Final = "current"
_KEPT: Final = ("kansenbeeld-*", _POINTER, "history", "step")
"""What stands in a store folder besides folders."""

_LOOSE: Final = (*_KEPT, "private", "candidates")
_NO_ROW: Final = (ValueError, KeyError, AttributeError, OverflowError, RecursionError, exc.StatementError)
"""What a row of another table, or of none, ends in."""

_REFUSED: Final = (exc.IntegrityError, exc.DataError, exc.ProgrammingError)
"""What a database says of a row that it does not take."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was brought back, how many rows of the ledger, and where what was there is now (``None``: nothing was)."""

    contents: Contents
    rows: int
    aside: Path | None


def recover(
    source: Path, places: Places, *, replace: bool = False, say: Callable[[str], None] = lambda _: None
) -> Recovered:
    """Bring a backup back. No dashboard should run on these places meanwhile; a build that is at work ends first.

    Args:
        source: the backup.
        places: where everything goes.
        replace: set aside what is there; else anything there stops it.
        say: called with the name of the store folder where a build is at work, which is waited for.

    Raises:
        BackupError: one sentence; nothing has changed.
        LedgerUnavailableError: the database does not answer or can't be written, or a later version made its tables.
    """
    if not source.is_file():
        raise BackupError("no_file", file=source.name)
    try:
        with _staged(places.store) as store, _staged(places.editions) as editions:
            contents = archive.read(source, store)
            _check(source, contents, store)
            if (store / "editions").is_dir():
                # The editions may lie on another disk, where a rename can't bring them.
                shutil.copytree(store / "editions", editions / "editions")
            with locking.building(places.store, lambda _: say(places.store.name)):
                return _put(source, contents, places, (store, editions), replace=replace)
    except exc.SQLAlchemyError as error:
        raise LedgerUnavailableError(of_the_disk(error) or "gone") from error
    except OSError as error:
        raise BackupError("disk", file=source.name, reason=error.strerror or type(error).__name__) from error


def look(source: Path) -> Contents:
    """Check a whole backup and say what it holds; nothing is written.

    Raises:
        BackupError: as :func:`recover`.
    """
    if not source.is_file():
        raise BackupError("no_file", file=source.name)
    return archive.read(source)


@contextlib.contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=leftovers.RECOVERY, dir=folder) as stage:
        yield Path(stage)


def _check(source: Path, contents: Contents, stage: Path) -> None:
    """Look whether what was unpacked can be served, beyond that its bytes are right."""
    folder = stage / "store"
    current = contents.pointed[0] if contents.pointed else ""
    if not current or not files.is_version(current) or not build.is_whole(files.version_file(folder, current)):
        raise BackupError("unserved", file=source.name, version=current[:12] or "?")
    for version in files.versions(folder):
        if not files.intact(folder, version):
            raise BackupError("damaged", file=source.name)
    if not set(contents.pointed) <= set(files.versions(folder)):
        raise BackupError("damaged", file=source.name)
    known = {f"ledger/{table}.jsonl" for table in ledger_rows.TABLES}
    if any(name.startswith("ledger/") and name not in known for name in contents.files):
        raise BackupError("newer", file=source.name)
    try:
        for dataset, edition in kept.listed(stage / "editions"):
            kept.found(stage / "editions", dataset, edition)
    except PublishError as error:
        raise BackupError("damaged", file=source.name) from error


def _put(source: Path, contents: Contents, places: Places, stages: tuple[Path, Path], *, replace: bool) -> Recovered:
    """Put files and rows in their places; what fails half-way is taken back.

    All of it within one transaction, which nobody writes beside: what is set aside is what is written over, to the row.
    """
    store, editions = stages
    engine = database.engine(places.url)
    try:
        _refuse_what_is_there(places, engine, replace=replace)
        database.migrate(engine)
        _point(store / "store", contents)
        with contextlib.ExitStack() as undo:
            moved = _Moves()
            undo.callback(moved.back)
            with database.writing(engine).begin() as connection:
                ledger_rows.lock(connection)
                aside = _set_aside(places, connection, moved) if replace else None
                _move_all(store / "store", places.store, moved)
                _move_all(store / "private", places.store / "private", moved)
                _move_all(editions / "editions", places.editions, moved)
                if replace:
                    ledger_rows.empty(connection)
                elif ledger_rows.count(connection):
                    raise BackupError("there_ledger")
                rows = _load(source, contents, store, connection)
                # Last: readers see nothing until everything is there.
                moved.move(store / "store" / _POINTER, places.store / _POINTER)
            undo.pop_all()
        return Recovered(contents, rows, aside)
    finally:
        engine.dispose()


def _point(stage: Path, contents: Contents) -> None:
    """Write beside the versions that were unpacked which one is current, so that it moves as they do."""
    files.note_step(stage, contents.step)
    files.note_shown(stage, tuple(filter(files.is_version, contents.history)))
    for version in reversed(contents.pointed):
        files.make_current(stage, version)


def _load(source: Path, contents: Contents, stage: Path, connection: sa.Connection) -> int:
    """Write the rows of a backup; a table or column that it does not know yet keeps its default."""
    total = 0
    for table in ledger_rows.TABLES:
        path = stage / "ledger" / f"{table}.jsonl"
        if not path.is_file():
            continue
        try:
            total += ledger_rows.load(connection, table, path.read_bytes())
        except _NO_ROW as error:
            if isinstance(error, exc.DBAPIError) and not isinstance(error, _REFUSED):
                # The database went away or is full; another backup would not help.
                raise
            raise BackupError("rows", file=source.name, table=table, revision=contents.revision[:20]) from error
    return total


def _refuse_what_is_there(places: Places, engine: sa.Engine, *, replace: bool) -> None:
    if replace:
        return
    there = (path for pattern in (*_KEPT, "private/raw-*") for path in places.store.glob(pattern))
    if next(there, None) is not None:
        raise BackupError("there_store", folder=places.store.name)
    if _datasets(places.editions):
        raise BackupError("there_editions", folder=places.editions.name)
    with engine.begin() as connection:
        if ledger_rows.count(connection):
            raise BackupError("there_ledger")


class _Moves:
    """Renames, and what was made for them, that can be taken back, the last one first."""

    def __init__(self) -> None:
        self._back: list[Callable[[], object]] = []

    def move(self, source: Path, target: Path) -> None:
        source.rename(target)
        self._back.append(lambda: target.rename(source))

    def folder(self, path: Path) -> None:
        """Make a folder that only its owner enters; harmless where it is."""
        if not path.is_dir():
            path.mkdir(mode=0o700)
            self._back.append(path.rmdir)

    def file(self, path: Path, content: bytes) -> None:
        """Write a file that only its owner reads."""
        path.touch(mode=0o600)
        self._back.append(path.unlink)
        path.write_bytes(content)

    def back(self) -> None:
        for undo in reversed(self._back):
            with contextlib.suppress(OSError):
                undo()


def _move_all(source: Path, target: Path, moved: _Moves) -> None:
    """Move everything in a folder, save the pointer of a store, which comes last."""
    if not source.is_dir():
        return
    moved.folder(target)
    for path in sorted(path for path in source.iterdir() if path.name != _POINTER):
        moved.move(path, target / path.name)


def _datasets(editions: Path) -> list[Path]:
    """Return whatever stands where a dataset of a backup may come, also what is damaged and no edition any more."""
    return sorted(path for path in editions.glob("*") if re.fullmatch(archive.DATASET, path.name))


def _set_aside(places: Places, connection: sa.Connection, moved: _Moves) -> Path | None:
    """Move what is there into ``replaced-<moment>`` in the same folders, with the rows of the ledger beside it."""
    name = f"replaced-{now():%Y%m%dT%H%M%SZ}"
    aside = _free(places.store / name)
    loose = sorted({path for pattern in _LOOSE for path in places.store.glob(pattern)})
    rows = {table: ledger_rows.dumped(connection, table) for table in ledger_rows.TABLES}
    datasets = _datasets(places.editions)
    if not loose and not datasets and not any(rows.values()):
        return None
    moved.folder(aside)
    moved.folder(aside / "ledger")
    for table, lines in rows.items():
        moved.file(aside / "ledger" / f"{table}.jsonl", lines)
    for path in loose:
        moved.move(path, aside / path.name)
    if datasets:
        beside = _free(places.editions / name)
        moved.folder(beside)
        for path in datasets:
            moved.move(path, beside / path.name)
    return aside


def _free(path: Path) -> Path:
    number = 1
    found = path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found
