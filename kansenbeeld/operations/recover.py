"""Bring a backup back: every byte of it is checked before anything is put in its place, and then all of it or nothing.

Into an empty machine; over what is there only when asked, and then that is set aside and not thrown away.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import exc

from kansenbeeld.clock import now
from kansenbeeld.conversations.ledger import database
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.operations import archive, ledger_rows
from kansenbeeld.operations.archive import Contents
from kansenbeeld.operations.backup import Places
from kansenbeeld.operations.errors import BackupError
from kansenbeeld.publishing import editions as kept
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.store import build, files

_STAGE: Final = ".recover-"
"""How the folder begins where an archive is unpacked; cleaning up throws such folders away after a day."""

_LOOSE: Final = ("kansenbeeld-*", "current", "history", "step", "private", "candidates")


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was brought back, how many rows of the ledger, and where what was there is now (``None``: nothing was)."""

    contents: Contents
    rows: int
    aside: Path | None


def recover(source: Path, places: Places, *, replace: bool = False) -> Recovered:
    """Bring a backup back. No dashboard should run on these places meanwhile.

    Args:
        source: the backup.
        places: where everything goes.
        replace: set aside what is there; else anything there stops it.

    Raises:
        BackupError: one sentence; nothing has changed.
        LedgerUnavailableError: the database does not answer, or a later version made its tables or the backup.
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
            return _put(source, contents, places, (store, editions), replace=replace)
    except exc.SQLAlchemyError as error:
        raise LedgerUnavailableError("gone") from error
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
    with tempfile.TemporaryDirectory(prefix=_STAGE, dir=folder) as stage:
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
    known = {f"ledger/{table}.jsonl" for table in ledger_rows.TABLES}
    if any(name.startswith("ledger/") and name not in known for name in contents.files):
        raise BackupError("newer", file=source.name)
    try:
        for dataset, edition in kept.listed(stage / "editions"):
            kept.found(stage / "editions", dataset, edition)
    except PublishError as error:
        raise BackupError("damaged", file=source.name) from error


def _put(source: Path, contents: Contents, places: Places, stages: tuple[Path, Path], *, replace: bool) -> Recovered:
    """Put files and rows in their places; what fails half-way is taken back."""
    store, editions = stages
    engine = database.engine(places.url)
    try:
        _refuse_what_is_there(places, engine, replace=replace)
        database.migrate(engine)
        with contextlib.ExitStack() as undo:
            moved = _Moves()
            undo.callback(moved.back)
            aside = _set_aside(places, engine, moved) if replace else None
            for name in ("store", "private"):
                _move_all(store / name, places.store / name if name == "private" else places.store, moved)
            _move_all(editions / "editions", places.editions, moved)
            with database.writing(engine).begin() as connection:
                if replace:
                    ledger_rows.empty(connection)
                rows = _load(source, contents, store, connection)
            undo.pop_all()
        # Last: readers see nothing until everything is there.
        files.note_step(places.store, contents.step)
        files.note_shown(places.store, tuple(filter(files.is_version, contents.history)))
        for version in reversed(contents.pointed):
            files.make_current(places.store, version)
        return Recovered(contents, rows, aside)
    finally:
        engine.dispose()


def _load(source: Path, contents: Contents, stage: Path, connection: sa.Connection) -> int:
    """Write the rows of a backup; a table or column that it does not know yet keeps its default."""
    total = 0
    for table in ledger_rows.TABLES:
        path = stage / "ledger" / f"{table}.jsonl"
        if not path.is_file():
            continue
        try:
            total += ledger_rows.load(connection, table, path.read_bytes())
        except (ValueError, KeyError, AttributeError, exc.IntegrityError, exc.DataError, exc.StatementError) as error:
            raise BackupError("rows", file=source.name, table=table, revision=contents.revision[:20]) from error
    return total


def _refuse_what_is_there(places: Places, engine: sa.Engine, *, replace: bool) -> None:
    if replace:
        return
    if files.versions(places.store) or files.pointed(places.store):
        raise BackupError("there_store", folder=places.store.name)
    if kept.listed(places.editions):
        raise BackupError("there_editions", folder=places.editions.name)
    with engine.begin() as connection:
        if ledger_rows.count(connection):
            raise BackupError("there_ledger")


class _Moves:
    """Renames that can be taken back, the last one first."""

    def __init__(self) -> None:
        self._done: list[tuple[Path, Path]] = []

    def move(self, source: Path, target: Path) -> None:
        source.rename(target)
        self._done.append((source, target))

    def back(self) -> None:
        for source, target in reversed(self._done):
            with contextlib.suppress(OSError):
                target.rename(source)


def _move_all(source: Path, target: Path, moved: _Moves) -> None:
    if not source.is_dir():
        return
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        moved.move(path, target / path.name)


def _set_aside(places: Places, engine: sa.Engine, moved: _Moves) -> Path | None:
    """Move what is there into ``replaced-<moment>`` in the same folders, with the rows of the ledger beside it."""
    name = f"replaced-{now():%Y%m%dT%H%M%SZ}"
    aside = _free(places.store / name)
    loose = sorted({path for pattern in _LOOSE for path in places.store.glob(pattern)})
    with engine.begin() as connection:
        rows = {table: ledger_rows.dumped(connection, table) for table in ledger_rows.TABLES}
    datasets = sorted({places.editions / dataset for dataset, _ in kept.listed(places.editions)})
    if not loose and not datasets and not any(rows.values()):
        return None
    (aside / "ledger").mkdir(mode=0o700, parents=True)
    aside.chmod(0o700)
    for table, lines in rows.items():
        path = aside / "ledger" / f"{table}.jsonl"
        path.touch(mode=0o600)
        path.write_bytes(lines)
    for path in loose:
        moved.move(path, aside / path.name)
    if datasets:
        beside = _free(places.editions / name)
        beside.mkdir(mode=0o700)
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
