from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pandas as pd
import pytest

from kansenbeeld import paths
from kansenbeeld.datasets.packages import DatasetError
from kansenbeeld.store import Snapshot, Store, files
from kansenbeeld.store.build import build, version_of


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped data that a test may change."""
    return Path(shutil.copytree(paths.DATA, tmp_path / "data"))


def _change(data: Path, old: str, new: str) -> None:
    path = data / "kco_outcomes" / "group8.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_same_data_give_the_same_version(data: Path, tmp_path: Path) -> None:
    assert version_of(data) == version_of(paths.DATA)
    first = build(tmp_path / "store", data)
    again = build(tmp_path / "store", data)
    assert (first.is_new, again.is_new, again.version) == (True, False, first.version)
    assert first.rows["outcome_shares"] > 1000


def test_other_data_give_another_version_and_the_earlier_one_stays(data: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    first = build(store.folder, data)
    before = store.snapshot()
    _change(data, ",85.25\n", ",85.26\n")
    second = build(store.folder, data)
    # No restart: the same Store object sees the new version, and a pinned link still opens the old one.
    assert store.current_version() == second.version != first.version
    assert _percentages(store.snapshot()) - _percentages(before) == {85.26}
    assert store.snapshot(first.version) is before
    assert [info.version for info in store.versions()] == [second.version, first.version]


def _percentages(snapshot: object) -> set[float]:
    rows = snapshot.rows(  # type: ignore[attr-defined]
        "shares_by_area",
        dataset="kco_outcomes",
        resource="group8",
        moment="final_advice",
        measure="havo",
        group_by="parental_education",
        area_level="stadsdeel",
    )
    return {row["percentage"] for row in rows}


def test_broken_data_stop_the_build_and_the_running_version_stays(data: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    good = build(store.folder, data)
    _change(data, ",85.25\n", ",185.25\n")
    with pytest.raises(DatasetError) as error:
        build(store.folder, data)
    for word in ("kco_outcomes/group8.csv", "row", "percentage", "185.25"):
        assert word in str(error.value)
    assert store.current_version() == good.version
    assert [path.name for path in store.folder.iterdir() if path.suffix == ".tmp"] == []
    assert len(files.versions(store.folder)) == 1


def test_a_missing_dataset_file_stops_the_build(data: Path, tmp_path: Path) -> None:
    (data / "geo" / "areas.csv").unlink()
    with pytest.raises(DatasetError, match=r"areas\.csv"):
        build(tmp_path / "store", data)
    assert files.current(tmp_path / "store") is None


def test_a_damaged_store_file_is_made_again(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    report = build(folder, data)
    files.version_file(folder, report.version).write_bytes(b"not a database")
    assert build(folder, data).is_new
    assert Store(folder).snapshot().version == report.version


def test_what_a_killed_build_left_stands_in_nobodys_way(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    target = files.version_file(folder, version_of(data))
    # In a container the next process has the same number.
    left = [target.with_name(f"{target.name}.{os.getpid()}.tmp{end}") for end in ("", ".wal")]
    for path in left:
        path.write_bytes(b"half a database")
    assert build(folder, data).is_new
    assert not any(path.exists() for path in left)


def test_a_folder_of_raw_counts_that_others_can_enter_is_closed(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private").chmod(0o755)
    assert stat.S_IMODE(files.private_folder(tmp_path).stat().st_mode) == 0o700


def test_metadata_change_the_version_too(data: Path) -> None:
    before = version_of(data)
    path = data / "kco_outcomes" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["kansenbeeld"]["caveats"][0]["nl"] += " Extra."
    path.write_text(json.dumps(package), encoding="utf-8")
    assert version_of(data) != before


def test_building_again_leaves_a_version_that_is_being_read(data: Path, tmp_path: Path) -> None:
    """The file of a version in use is never written again, not even by a build in the same process."""
    folder = tmp_path / "store"
    version = build(folder, data).version
    path = files.version_file(folder, version)
    reading, written = Store(folder).snapshot(), path.stat()
    assert not build(folder, data).is_new
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (written.st_mtime_ns, written.st_ino)
    assert reading.rows("areas", area_vintage=2015, area_level="stadsdeel")


@pytest.mark.parametrize("name", ["group8", "age16"])
def test_every_number_of_the_data_is_in_the_store(snapshot: Snapshot, name: str) -> None:
    kept = snapshot.query("rows_outcome_shares", dataset="kco_outcomes", resource=name)
    given = pd.read_csv(paths.DATA / "kco_outcomes" / f"{name}.csv", dtype={"grp": str})
    columns = list(given.columns)
    ordered = given.sort_values(columns, ignore_index=True)
    pd.testing.assert_frame_equal(
        kept[columns].sort_values(columns, ignore_index=True), ordered, check_dtype=False, check_names=False
    )
