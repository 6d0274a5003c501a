"""What a killed process left goes after a day, and nothing else does."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kansenbeeld import paths
from kansenbeeld.publishing import leftovers
from kansenbeeld.web import start

VERSION = "kansenbeeld-aaaaaaaaaaaa.duckdb"
UNFINISHED = (
    f"store/{VERSION}.7.tmp",
    f"store/{VERSION}.7.tmp.wal",
    "store/current.7.tmp",
    "store/private/raw-aaaaaaaaaaaa.duckdb.7.tmp",
    f"store/candidates/{VERSION}",
    f"store/candidates/{VERSION}.7.tmp",
    f"store/candidates/{VERSION}.7.tmp.wal",
    "store/candidates/private/raw-aaaaaaaaaaaa.duckdb",
    "store/candidates/private/raw-aaaaaaaaaaaa.duckdb.7.tmp",
    f"store/.recover-ab12_xyz/store/{VERSION}",
    "store/.recover-ab12_xyz/private/raw-aaaaaaaaaaaa.duckdb",
    "editions/.recover-ab12_xyz/editions/a/0123456789ab/a/a.csv",
    "editions/.abcd/edition/a/datapackage.json",
    "temporary/kansenbeeld-work-ab12_xyz/data/a.csv",
    "temporary/kansenbeeld-upload-ab12_xyz/given.csv",
)
KEPT = (
    f"store/{VERSION}",
    "store/current",
    f"store/replaced-20261129T120000Z/{VERSION}",
    "store/private/raw-aaaaaaaaaaaa.duckdb",
    "editions/a/0123456789ab/a/datapackage.json",
    "editions/a/0123456789ab.damaged-1/a/datapackage.json",
    "temporary/kansenbeeld-editions/a/datapackage.json",
    "temporary/kansenbeeld-database/ledger.sqlite",
    "temporary/other-work-ab12_xyz/a.csv",
)
DAY = leftovers.KEPT_SECONDS


def _laid(folder: Path, age: float) -> None:
    for name in (*UNFINISHED, *KEPT):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="ascii")
    moment = time.time() - age
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (moment, moment))


def _there(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _remove(folder: Path) -> None:
    leftovers.remove(folder / "store", folder / "editions", temporary=folder / "temporary")


def test_what_nobody_wrote_to_for_a_day_goes(tmp_path: Path) -> None:
    _laid(tmp_path, DAY + 60)
    _remove(tmp_path)
    assert _there(tmp_path) == set(KEPT)
    assert {path.name for path in (tmp_path / "temporary").iterdir()} == {Path(name).parts[1] for name in KEPT[-3:]}


def test_what_may_be_in_use_stays(tmp_path: Path) -> None:
    _laid(tmp_path, DAY - 60)
    _remove(tmp_path)
    assert _there(tmp_path) == {*UNFINISHED, *KEPT}


def test_a_folder_is_as_young_as_what_was_written_in_it_last(tmp_path: Path) -> None:
    _laid(tmp_path, DAY + 60)
    young = {"editions/.abcd/edition/a/datapackage.json", "temporary/kansenbeeld-work-ab12_xyz/data/a.csv"}
    for name in young:
        os.utime(tmp_path / name)
    _remove(tmp_path)
    assert _there(tmp_path) == {*KEPT, *young}


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    _laid(tmp_path, 0)
    (tmp_path / "temporary" / "kansenbeeld-work-linked00").symlink_to(tmp_path / "editions", target_is_directory=True)
    leftovers.remove(tmp_path / "none", tmp_path / "none", temporary=tmp_path / "temporary", now=time.time() + 2 * DAY)
    assert (tmp_path / "editions" / "a" / "0123456789ab" / "a" / "datapackage.json").is_file()


def test_a_start_cleans(tmp_path: Path, store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _laid(tmp_path, DAY + 60)
    monkeypatch.setenv(paths.EDITIONS_VARIABLE, str(tmp_path / "editions"))
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    for name in ("current", *(path.name for path in store_folder.glob("*.duckdb"))):
        (tmp_path / "store" / name).write_bytes((store_folder / name).read_bytes())
    start.ensure_store(tmp_path / "store")
    assert not _there(tmp_path) & set(UNFINISHED)
