"""Build an immutable store file out of ``data/`` and make it current.

Every dataset is read and checked before anything is written; the file is made aside and renamed when it is whole.
A build that fails leaves the current version in place.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd

from kansenbeeld.datasets.contracts import OUTLINES
from kansenbeeld.datasets.outlines import outlines
from kansenbeeld.datasets.packages import Package, fingerprint, read_packages, read_tables
from kansenbeeld.paths import DATA
from kansenbeeld.store import files
from kansenbeeld.store.connection import open_read_only

FORMAT: Final = 1
"""Raised when the tables change, so that the same data give another version."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the version, whether its file is new, rows per table, and the time it took in seconds."""

    version: str
    is_new: bool
    rows: Mapping[str, int]
    seconds: float


def build(folder: Path, data: Path = DATA, progress: Progress = lambda line: None) -> BuildReport:
    """Check ``data``, write its store file into ``folder`` if it is not there yet, and make it current.

    Args:
        folder: the store folder; made when it does not exist.
        data: the folder of datasets.
        progress: called with one line per step.

    Raises:
        DatasetError: a dataset is broken or missing; the text says where. The current version stays.
    """
    start = time.perf_counter()
    packages = read_packages(data)
    version = version_of(data)
    folder.mkdir(parents=True, exist_ok=True)
    target = files.version_file(folder, version)
    is_new = not _is_whole(target)
    if is_new:
        tables = dict(_tables(packages, progress))
        progress(f"writing data version {version}")
        with files.aside(target) as temporary:
            _write(temporary, tables)
    files.make_current(folder, version)
    rows = _row_counts(target)
    seconds = time.perf_counter() - start
    progress(f"data version {version} is current: {sum(rows.values())} rows, {seconds:.1f} s")
    return BuildReport(version, is_new, rows, seconds)


def version_of(data: Path) -> str:
    """Return the version that ``data`` gives: the same content always has the same name.

    Raises:
        DatasetError: the metadata of a dataset can't be read.
    """
    return hashlib.sha256(f"{FORMAT}:{fingerprint(data)}".encode()).hexdigest()[:12]


def _tables(packages: tuple[Package, ...], progress: Progress) -> Iterator[tuple[str, pd.DataFrame]]:
    progress(f"checking {len(packages)} datasets")
    frames = read_tables(packages)
    for contract in sorted({resource.contract for resource in frames}):
        parts = [
            frame.assign(dataset=resource.dataset, resource=resource.name)
            for resource, frame in frames.items()
            if resource.contract == contract
        ]
        yield contract, pd.concat(parts, ignore_index=True)
    shapes = [resource for package in packages for resource in package.resources if resource.contract == OUTLINES]
    progress(f"drawing {len(shapes)} maps")
    yield OUTLINES, pd.concat([outlines(resource.path) for resource in shapes], ignore_index=True)
    yield from _metadata(packages)


def _metadata(packages: tuple[Package, ...]) -> Iterator[tuple[str, pd.DataFrame]]:
    yield (
        "datasets",
        pd.DataFrame(
            {
                "dataset": package.name,
                **_both("title", package.title),
                "publisher": package.publisher,
                **_both("period", package.period),
                **_both("place", package.place),
                "licence": package.licence_title,
                "licence_url": package.licence_url,
                "retrieved": package.retrieved,
            }
            for package in packages
        ),
    )
    yield (
        "resources",
        pd.DataFrame(
            {
                "dataset": resource.dataset,
                "resource": resource.name,
                "contract": resource.contract,
                **_both("title", resource.title),
                "chips": json.dumps(dict(resource.chips)),
                "area_vintage": 2022 if resource.chips.get("area_version") == "2022" else 2015,
            }
            for package in packages
            for resource in package.resources
        ),
    )
    yield (
        "sources",
        pd.DataFrame(
            [
                {"dataset": package.name, "position": position, "title": title, "url": url}
                for package in packages
                for position, (title, url) in enumerate(package.sources, start=1)
            ]
        ),
    )
    yield (
        "caveats",
        pd.DataFrame(
            [
                {"dataset": package.name, "position": position, **_both("text", caveat)}
                for package in packages
                for position, caveat in enumerate(package.caveats, start=1)
            ]
        ),
    )


def _both(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_nl": texts["nl"], f"{name}_en": texts["en"]}


def _write(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    with duckdb.connect(path) as connection:
        for name, frame in tables.items():
            connection.register("incoming", frame)
            connection.execute(f'create table "{name}" as select * from incoming')
            connection.unregister("incoming")
        connection.execute(_SHARES)


# Facts with the names of their areas, in the vintage that their resource is drawn in.
_SHARES: Final = """
create view shares as
select f.*, a.area_name, a.area_level, a.parent_code
from outcome_shares f
join resources r on r.dataset = f.dataset and r.resource = f.resource
join areas a on a.area_code = f.area_code and a.area_vintage = r.area_vintage
"""


def _is_whole(path: Path) -> bool:
    if not path.is_file():
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
