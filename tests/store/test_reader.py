from __future__ import annotations

import concurrent.futures
import os
import shutil
from pathlib import Path

import duckdb
import pytest

from kansenbeeld.store import Snapshot, Store, StoreError, files


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="python -m kansenbeeld build"):
        Store(tmp_path).snapshot()


@pytest.mark.parametrize("version", ["000000000000", "../../etc/passwd", "", "x'; drop table"])
def test_an_unknown_version_is_one_sentence(store_folder: Path, version: str) -> None:
    store = Store(store_folder)
    if version:
        with pytest.raises(StoreError, match="not here"):
            store.snapshot(version)
    else:
        assert store.snapshot(version).version == store.current_version()


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "kansenbeeld-0123456789ab.duckdb").write_bytes(b"nothing")
    files.make_current(tmp_path, "0123456789ab")
    with pytest.raises(StoreError, match="build it again"):
        Store(tmp_path).snapshot()


def test_a_connection_that_another_thread_closed_is_a_damaged_version(store_folder: Path) -> None:
    opened = Store(store_folder).snapshot()
    opened.close()
    for ask in (opened.rows, opened.query):
        with pytest.raises(StoreError) as caught:
            ask("datasets")
        assert caught.value.kind == "damaged"
    assert opened.damaged


def test_to_make_current_what_is_current_writes_nothing(store_folder: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(store_folder, tmp_path / "store"))
    before = {path.name: files.identity(path) for path in store.iterdir()}
    files.make_current(store, files.current(store) or "")
    assert {path.name: files.identity(path) for path in store.iterdir()} == before


def test_a_store_file_can_only_be_read(snapshot: Snapshot) -> None:
    cursor = snapshot._connection.cursor()
    for statement in (
        "create table t(x int)",
        "delete from areas",
        "copy areas to 'areas.csv'",
        "select * from read_csv('/etc/hostname')",
        "set enable_external_access = true",
        "attach 'other.duckdb'",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(statement)


def test_many_threads_get_whole_answers(snapshot: Snapshot) -> None:
    expected = snapshot.rows("rows_outcome_shares", dataset="kco_outcomes", resource="group8")

    def ask(_: int) -> bool:
        return snapshot.rows("rows_outcome_shares", dataset="kco_outcomes", resource="group8") == expected

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(80)))


def test_swapping_versions_under_readers(store_folder: Path, tmp_path: Path) -> None:
    """Readers see one version or the other, never an error, while the pointer is switched."""
    version = files.current(store_folder)
    assert version is not None
    names = (version, "0123456789ab")
    for name in names:
        os.link(files.version_file(store_folder, version), files.version_file(tmp_path, name))
    files.make_current(tmp_path, names[0])
    store = Store(tmp_path)

    def read(_: int) -> str:
        snapshot = store.snapshot()
        assert len(snapshot.rows("areas", area_vintage=2015, area_level="stadsdeel")) == 8
        return snapshot.version

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        readings = [pool.submit(read, number) for number in range(200)]
        for turn in range(40):
            files.make_current(tmp_path, names[turn % 2])
        assert {reading.result() for reading in readings} <= set(names)
    assert not list(tmp_path.glob("*.tmp"))


def test_versions_are_listed_current_first(store_folder: Path) -> None:
    store = Store(store_folder)
    assert store.versions()[0].version == store.current_version()
