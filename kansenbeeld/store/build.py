"""Build an immutable store file out of ``data/`` and make it current.

Every dataset is read and checked before anything is written; the file is made aside, looked at, and renamed when it is
whole. A build that fails or is killed leaves the current version in place; one build at a time works in a folder.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd

from kansenbeeld import measured
from kansenbeeld.datasets.contracts import COHORT_FLOW
from kansenbeeld.datasets.packages import Package, Resource, fingerprint, read_packages, read_tables
from kansenbeeld.datasets.programme_files import read_programme
from kansenbeeld.domain import MUNICIPALITY
from kansenbeeld.paths import DATA
from kansenbeeld.store import files, locking, pupils, uncovering, version_tables
from kansenbeeld.store.connection import open_read_only
from kansenbeeld.store.errors import BuildError
from kansenbeeld.store.progress import Progress

FORMAT: Final = 7
"""Raised when the tables change, so that the same data give another version."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        version: the version that was built.
        is_new: whether its file was written now.
        rows: rows per table.
        disclosure: for each protected table how many cells were hidden, and the narrowest interval an attacker can
            reach; empty without raw counts.
        seconds: the time it took.
    """

    version: str
    is_new: bool
    rows: Mapping[str, int]
    disclosure: str
    seconds: float


@measured.watched("build", "store")
def build(
    folder: Path,
    data: Path = DATA,
    progress: Progress = lambda line: None,
    *,
    make_current: bool = True,
    compare: bool = True,
) -> BuildReport:
    """Check ``data``, write its store file into ``folder`` if it is not there yet, and make it current.

    Args:
        folder: the store folder; made when it does not exist.
        data: the folder of datasets.
        progress: called with one line per step.
        make_current: ``False`` leaves the current version as it is.
        compare: ``False`` leaves it to the caller to hold a new version against the others, as where the folder is not
            the one that readers open.

    Raises:
        DatasetError: a dataset is broken or missing; the text says where. The current version stays.
        BuildError: raw counts can't be protected, or do not fit together; a new version and another one in the folder
            give away together what one of them hides; the data changed while they were read; or the folder can't be
            written (its disk is full, or nobody may). The current version stays.
    """
    start = time.perf_counter()
    packages = read_packages(data)
    version = version_of(data)
    target = files.version_file(folder, version)
    is_new = not is_whole(target)
    if is_new:
        with contextlib.ExitStack() as stack:
            with _writable(folder):
                folder.mkdir(parents=True, exist_ok=True)
                stack.enter_context(locking.building(folder, progress))
                files.remove_unfinished(folder)
            # Another build may have made it while this one waited.
            is_new = not is_whole(target)
            if is_new:
                _make(folder, version, data, packages, progress, compare=compare)
    if make_current:
        with _writable(folder):
            files.make_current(folder, version)
    rows = _row_counts(target)
    seconds = time.perf_counter() - start
    state = "current" if make_current else "built"
    progress(f"data version {version} is {state}: {sum(rows.values())} rows, {seconds:.1f} s")
    return BuildReport(version, is_new, rows, _disclosure_report(target), seconds)


def _make(
    folder: Path, version: str, data: Path, packages: tuple[Package, ...], progress: Progress, *, compare: bool
) -> None:
    target = files.version_file(folder, version)
    progress(f"checking {len(packages)} datasets")
    frames = read_tables(packages)
    districts = version_tables.districts(frames)
    programme = read_programme(data, districts)
    counted = pupils.counted(packages, districts, progress)
    tables = version_tables.of_datasets(packages, frames | dict(counted.flows), programme, progress)
    tables = pupils.joined(tables, counted)
    if version_of(data) != version:
        raise BuildError("data_changed", data.name)
    if compare:
        _refuse_uncovered(folder, version, tables)
    progress(f"writing data version {version}")
    with _writable(folder):
        _keep_raw(folder, version, frames)
    with _writable(folder), files.aside(target) as temporary:
        _write(temporary, tables)
        files.note_checksum(folder, version, temporary)
        if target.exists():
            progress(f"the file of data version {version} was damaged and is set aside")
            files.put_aside(target)


def _refuse_uncovered(folder: Path, version: str, tables: Mapping[str, pd.DataFrame]) -> None:
    """Refuse a version that uncovers what another one hides, or the other way round, before anything is written."""
    found = uncovering.against_folder(uncovering.of_tables(tables), folder, version)
    if found is None:
        return
    other, fault = found
    where = {
        "table": fault.table,
        "window": fault.window,
        "version": other,
        "stored": files.version_file(folder, other).name,
    }
    if fault.overlapped:
        raise BuildError("overlaps", fault.dataset, other=fault.overlapped, **where)
    raise BuildError("uncovers", fault.dataset, place=fault.place or MUNICIPALITY, **where)


@contextlib.contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Say in one sentence that the store folder can't be written, and why.

    Raises:
        BuildError: with the code ``store_full``, ``store_closed`` or ``store_fault``.
    """
    try:
        yield
    except (OSError, duckdb.IOException, duckdb.FatalException) as error:
        for code, numbers in _DISK_FAULTS.items():
            # DuckDB gives the words of the operating system and not its number.
            if getattr(error, "errno", None) in numbers or any(os.strerror(number) in str(error) for number in numbers):
                raise BuildError(code, folder.name) from error
        raise BuildError("store_fault", folder.name, reason=getattr(error, "strerror", None) or "DuckDB") from error


_DISK_FAULTS: Final = {
    "store_full": (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    "store_closed": (errno.EROFS, errno.EACCES, errno.EPERM),
}


def version_of(data: Path) -> str:
    """Return the version that ``data`` gives: the same content always has the same name.

    Raises:
        DatasetError: the metadata of a dataset can't be read.
    """
    return hashlib.sha256(f"{FORMAT}:{fingerprint(data)}".encode()).hexdigest()[:12]


def _keep_raw(folder: Path, version: str, frames: Mapping[Resource, pd.DataFrame]) -> None:
    """Keep raw counts in a file of their own, for its owner only, which nothing that serves people ever opens."""
    raw = {resource: frame for resource, frame in frames.items() if resource.contract == COHORT_FLOW}
    if not raw:
        return
    private = files.private_folder(folder)
    with files.aside(private / f"raw-{version}.duckdb") as temporary:
        with duckdb.connect(temporary) as connection:
            for resource, frame in raw.items():
                connection.register("incoming", frame)
                connection.execute(f'create table "{resource.dataset}/{resource.name}" as select * from incoming')
                connection.unregister("incoming")
            connection.execute("checkpoint")
        temporary.chmod(0o600)


def _disclosure_report(path: Path) -> str:
    with open_read_only(path) as connection:
        return "\n".join(str(row[0]) for row in connection.execute("select report from disclosure").fetchall())


def _write(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    with duckdb.connect(path) as connection:
        for name, frame in tables.items():
            connection.register("incoming", frame)
            connection.execute(f'create table "{name}" as select * from incoming')
            connection.unregister("incoming")
        connection.execute(_SHARES)
        # Closing would write the rest as well, but would not say that the disk was full.
        connection.execute("checkpoint")
    if _row_counts(path) != {name: len(frame) for name, frame in tables.items()}:
        raise duckdb.IOException("the file does not hold what was written")


# Facts with the names of their areas, in the vintage that their resource is drawn in.
_SHARES: Final = """
create view shares as
select f.*, a.area_name, a.area_level, a.parent_code
from outcome_shares f
join resources r on r.dataset = f.dataset and r.resource = f.resource
join areas a on a.area_code = f.area_code and a.area_vintage = r.area_vintage
"""


def is_whole(path: Path) -> bool:
    """Return whether a store file is there, as its build wrote it, and can be served by this version of DuckDB."""
    if not path.is_file() or not files.intact(path.parent, files.version_in(path)):
        return False
    try:
        _row_counts(path)
    except duckdb.Error:
        # Written by another version of DuckDB, or damaged: it can't be served, so it is made again.
        return False
    return True


def _row_counts(path: Path) -> dict[str, int]:
    with open_read_only(path) as connection:
        names = [row[0] for row in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        counts = {}
        for name in names:
            row = connection.execute(f'select count(*) from "{name}"').fetchone()
            counts[str(name)] = int(row[0]) if row else 0
        return counts
