"""Keep everything that can't be made again in one file: data versions, editions, ledger and audit log."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import exc

from kansenbeeld.clock import now
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.ledger.tables import publications
from kansenbeeld.conversations.ledger.transactions import of_the_disk
from kansenbeeld.datasets.contracts import COHORT_FLOW, PUPILS
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.packages import read_package
from kansenbeeld.operations import archive, ledger_rows
from kansenbeeld.operations.archive import Contents, Given
from kansenbeeld.operations.errors import BackupError
from kansenbeeld.publishing import editions as kept
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.store import files

_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything lies: the store folder, the folder of editions, and the address of the ledger's database."""

    store: Path
    editions: Path
    url: str


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: what it holds, its size in bytes and the sha256 (hex) of the file."""

    contents: Contents
    size: int
    sha256: str


def backup(target: Path, places: Places, *, private: bool = False, named: bool = False) -> Made:
    """Write a backup aside, read it back, and give it its name. The dashboard may go on meanwhile.

    An earlier version, or an edition that is not in use, that was damaged is left out and named: one old file must not
    keep everything else from being kept.

    Args:
        target: the file, ``.tar.gz`` or ``.tar.zst``; it must not be there yet. Only its owner can read it.
        places: where everything lies.
        private: also raw counts: the files in ``private/`` and editions that hold them.
        named: of the data versions only the current one and those that the ledger names.

    Raises:
        BackupError: one sentence; there is no such file then.
        PublishError: an edition in use is damaged; there is no such file either.
        LedgerUnavailableError: the database does not answer, or can't be written.
    """
    if not target.name.endswith(archive.ENDINGS):
        raise BackupError("ending", file=target.name)
    if target.exists():
        raise BackupError("exists", file=target.name)
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        contents, given = _gathered(places, private=private, named=named)
        aside.unlink(missing_ok=True)
        os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        archive.write(aside, contents, given)
        if archive.read(aside) != contents:
            raise BackupError("not_read_back", file=target.name)
        with aside.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        size = aside.stat().st_size
        aside.replace(target)
    except exc.SQLAlchemyError as error:
        raise LedgerUnavailableError(of_the_disk(error) or "gone") from error
    except OSError as error:
        raise BackupError("disk", file=target.name, reason=error.strerror or type(error).__name__) from error
    finally:
        aside.unlink(missing_ok=True)
    return Made(contents, size, digest)


def _gathered(places: Places, *, private: bool, named: bool) -> tuple[Contents, Mapping[str, Given]]:
    """Read the ledger as it is at one moment, and name the files that belong to it.

    The ledger first: what it names was written before it was named.
    """
    for _ in range(_TRIES):
        pointed, step = files.pointed(places.store), files.step(places.store)
        with ledger_rows.one_moment(places.url) as connection:
            rows = {f"ledger/{table}.jsonl": ledger_rows.dumped(connection, table) for table in ledger_rows.TABLES}
            revision, kind = ledger_rows.revision(connection), connection.dialect.name
        if (pointed, step) == (files.pointed(places.store), files.step(places.store)):
            break
    else:
        raise BackupError("moving")
    if not pointed or not files.version_file(places.store, pointed[0]).is_file():
        raise BackupError("nothing", folder=places.store.name)
    versions = [name for name in files.versions(places.store) if not named or _is_named(name, pointed[0], rows)]
    whole = tuple(version for version in versions if files.intact(places.store, version))
    if pointed[0] not in whole:
        raise BackupError("version_damaged", version=pointed[0])
    found, left_out, damaged = _editions(places.editions, _in_use(rows), private=private)
    given: dict[str, Given] = {**rows, **_stored(places.store, whole, private=private), **found}
    contents = Contents(
        made=now().isoformat(timespec="seconds"),
        revision=revision,
        database=kind,
        pointed=tuple(name for name in pointed if name in whole),
        history=tuple(name for name in files.history(places.store) if name in whole),
        step=step,
        private=private,
        left_out=left_out,
        damaged=(*(version for version in versions if version not in whole), *damaged),
        files={name: archive.summed(one) for name, one in given.items()},
    )
    return contents, given


def _is_named(version: str, current: str, rows: Mapping[str, bytes]) -> bool:
    return version == current or any(f'"{version}"'.encode() in lines for lines in rows.values())


def _stored(store: Path, versions: Iterable[str], *, private: bool) -> dict[str, Given]:
    found: dict[str, Given] = {}
    for version in versions:
        path = files.version_file(store, version)
        found[f"store/{path.name}"] = path
        if (checksum := files.checksum_file(store, version)).is_file():
            found[f"store/{checksum.name}"] = checksum
        raw = store / "private" / f"raw-{version}.duckdb"
        if private and raw.is_file():
            found[f"private/{raw.name}"] = raw
    return found


def _in_use(rows: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Return dataset and edition of what the last publication shows."""
    last = rows[f"ledger/{publications.name}.jsonl"].splitlines()[-1:]
    return {(str(dataset), str(edition)) for line in last for dataset, edition in json.loads(line)["active"].items()}


def _editions(
    folder: Path, in_use: set[tuple[str, str]], *, private: bool
) -> tuple[dict[str, Given], tuple[str, ...], tuple[str, ...]]:
    """Every edition that is whole; those (``dataset/edition``) that are left out since they hold raw counts, or damage.

    Raises:
        PublishError: one that is in use is damaged.
    """
    found: dict[str, Given] = {}
    left_out: list[str] = []
    damaged: list[str] = []
    for dataset, edition in kept.listed(folder):
        try:
            place = kept.found(folder, dataset, edition).folder
        except PublishError:
            if (dataset, edition) in in_use:
                raise
            damaged.append(f"{dataset}/{edition}")
            continue
        if not private and _is_raw(place):
            left_out.append(f"{dataset}/{edition}")
            continue
        found |= {
            f"editions/{path.relative_to(folder).as_posix()}": path
            for path in sorted(place.rglob("*"))
            if path.is_file()
        }
    return found, tuple(left_out), tuple(damaged)


def _is_raw(folder: Path) -> bool:
    """Whether a dataset holds raw counts; what can't be read is taken to hold them."""
    try:
        return any(resource.contract in (COHORT_FLOW, PUPILS) for resource in read_package(folder).resources)
    except DatasetError:
        return True
