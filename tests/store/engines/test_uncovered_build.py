"""Builds of counts that would, beside an earlier version in the store folder, give away what one of the two hides."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from invented_pupils import COHORTS, Row, descriptor, pupils, write

from kansenbeeld import domain, paths
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.publishing import Publishing
from kansenbeeld.store import files
from kansenbeeld.store.build import build
from kansenbeeld.store.errors import BuildError

WINDOW = "2015/16-2017/18"


def elsewhere() -> list[Row]:
    """Return pupils of two municipalities outside Amsterdam, so many that no group of them is hidden."""
    # Without Amsterdam there is no flow to protect, which takes the time.
    moved = {"municipality": "7001", "wijk": "WK700101", "district": None}
    found = [
        row | {"sex": "all", "origin": "all"} | (moved if row["municipality"] == domain.MUNICIPALITY else {})
        for row in pupils(4000)
    ]
    groups = Counter((row["municipality"], row["parental_education"]) for row in found)
    assert min(groups.values()) > 25
    return found


def fewer(rows: list[Row], left: int = 4) -> list[Row]:
    """Leave out all but some of one group of one municipality."""
    own = [row for row in rows if (row["municipality"], row["parental_education"]) == ("7001", "onbekend")]
    gone = {id(row) for row in own[left:]}
    return [row for row in rows if id(row) not in gone]


def with_pupils(folder: Path, rows: list[Row]) -> Path:
    """Return a folder with the shipped data and a dataset of these pupil rows."""
    data = shipped(folder)
    write(rows, data / "practice_pupils" / "rows")
    text = json.dumps(descriptor("rows"))
    (data / "practice_pupils" / "datapackage.json").write_text(text, encoding="utf-8")
    return data


def shipped(folder: Path) -> Path:
    data = folder / "data"
    data.mkdir(parents=True)
    for path in paths.DATA.iterdir():
        (data / path.name).symlink_to(path)
    return data


def everything(store: Path) -> dict[str, int]:
    """Return what is in the store folder, with the moment of writing of each file."""
    return {str(path.relative_to(store)): path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The data of pupils elsewhere, and a store folder with the version that they gave."""
    folder = tmp_path_factory.mktemp("elsewhere")
    data = with_pupils(folder, elsewhere())
    build(folder / "store", data)
    return data, folder / "store"


@pytest.fixture
def store(built: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy of that store folder that a test may change."""
    return Path(shutil.copytree(built[1], tmp_path / "store"))


def refused(store: Path, data: Path) -> BuildError:
    """Build, and return the error after having seen that nothing changed."""
    before = everything(store)
    with pytest.raises(BuildError) as caught:
        build(store, data)
    assert everything(store) == before
    return caught.value


def test_a_group_that_only_the_earlier_version_shows_is_refused(store: Path, tmp_path: Path) -> None:
    earlier = files.current(store)
    assert earlier
    data = with_pupils(tmp_path, fewer(elsewhere()))
    error = refused(store, data)
    assert (error.code, error.details["table"], error.details["place"]) == ("uncovers", "place_counts", "7001")
    file = files.version_file(store, earlier)
    named = ("practice_pupils", "place_counts", " 7001", WINDOW, f" {earlier}", file.name)
    for code in LANGUAGES:
        said = error.sentence(language(code))
        assert [word for word in named if word not in said] == []
        assert "\n" not in said and "onbekend" not in said
    # What the sentence says to do.
    file.unlink()
    report = build(store, data)
    assert files.current(store) == report.version != earlier
    # The earlier one can't come back beside it.
    assert files.versions(store) == (report.version,)


def test_a_cohort_more_is_refused(store: Path, built: tuple[Path, Path], tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    build(fresh, with_pupils(tmp_path, [row for row in elsewhere() if row["cohort"] != COHORTS[2]]))
    error = refused(fresh, built[0])
    assert (error.code, error.details["window"], error.details["other"]) == ("overlaps", WINDOW, "2015/16-2016/17")
    for code in LANGUAGES:
        said = error.sentence(language(code))
        assert [word for word in (WINDOW, "2015/16-2016/17", "place_counts") if word not in said] == []


def test_the_same_counts_in_another_version_are_fine(store: Path, built: tuple[Path, Path], tmp_path: Path) -> None:
    earlier = files.current(store)
    assert earlier
    assert not build(store, built[0]).is_new
    data = with_pupils(tmp_path, elsewhere())
    path = data / "practice_pupils" / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-", "2025-"), encoding="utf-8")
    report = build(store, data)
    assert report.is_new and report.version != earlier
    # A damaged file is made again beside the others.
    files.version_file(store, report.version).write_bytes(b"not a database")
    assert build(store, data).is_new


def test_raw_counts_of_a_refused_version_are_not_kept(tmp_path: Path) -> None:
    """A cohort flow in the data: the raw counts of what is refused leave no file either."""
    cohort = paths.ROOT / "tests" / "fixtures" / "practice" / "practice_cohort"
    raw = pd.read_csv(cohort / "year3.csv", dtype={"pupils": int}, keep_default_na=False)
    # One district of many pupils has nothing to hide, and protects fast.
    city = raw[raw["area_code"] == "F"].assign(pupils=lambda rows: rows["pupils"] * 50)
    store = tmp_path / "store"
    for name, rows in (("three", city), ("two", city[city["cohort"] != city["cohort"].max()])):
        data = shipped(tmp_path / name)
        shutil.copytree(cohort, data / "practice_cohort")
        rows.to_csv(data / "practice_cohort" / "year3.csv", index=False)
    build(store, tmp_path / "three" / "data")
    assert len([*(store / "private").iterdir()]) == 1
    assert refused(store, tmp_path / "two" / "data").details["table"] == "flow_counts"


def test_a_step_of_another_dataset_does_not_bring_in_what_a_build_refused(
    store: Path, built: tuple[Path, Path], tmp_path: Path
) -> None:
    indicators = paths.ROOT / "tests" / "fixtures" / "practice" / "practice_indicators"
    url, editions = f"sqlite:///{tmp_path / 'ledger.sqlite'}", tmp_path / "editions"
    publishing = Publishing(url, editions=editions, store=store, shipped=built[0])
    publishing.publish(publishing.prepare(indicators), who="E. Analyst", why="New.")
    publishing.close()
    shown = files.current(store)
    updated = Publishing(url, editions=editions, store=store, shipped=with_pupils(tmp_path, fewer(elsewhere())))
    with pytest.raises(BuildError, match="place_counts"):
        updated.settle()
    with pytest.raises(PublishError) as caught:
        updated.take_back(1, who="E. Analyst", why="Wrong.")
    assert (caught.value.code, caught.value.details["dataset"]) == ("uncovers", "practice_pupils")
    assert (files.current(store), len(updated.log())) == (shown, 1)
    updated.close()
