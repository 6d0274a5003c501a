"""A build out of pupil rows: the same store on both engines, and nothing of a row in it."""

from __future__ import annotations

import os
import shutil
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import duckdb
import pytest
from invented_pupils import pupils, write

from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.store import files
from kansenbeeld.store.build import build, version_of
from kansenbeeld.store.engines.engine import ENGINE_VARIABLE, MASTER_VARIABLE
from kansenbeeld.store.engines.on_spark import SparkEngine


@pytest.fixture(scope="session")
def duck_store(pupil_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("duck_store")
    build(folder, pupil_data)
    return folder


def contents(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of every table of the current version."""
    version = files.current(folder)
    assert version is not None
    with duckdb.connect(files.version_file(folder, version), read_only=True) as connection:
        names = [row[0] for row in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        # As text: a missing number is no number, and so not equal to itself.
        return {
            name: [tuple(map(str, row)) for row in connection.execute(f'from "{name}"').fetchall()] for name in names
        }


def test_both_engines_build_the_same_store(
    pupil_data: Path, duck_store: Path, spark: SparkEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENGINE_VARIABLE, "spark")
    monkeypatch.setenv(MASTER_VARIABLE, "local[2]")
    # The session of these tests goes on: starting another takes seconds.
    monkeypatch.setattr("kansenbeeld.store.engines.on_spark.SparkEngine", lambda master: _Lent(spark, master))
    lines: list[str] = []
    report = build(tmp_path, pupil_data, lines.append)
    assert any(line.endswith("on spark") for line in lines)
    assert report.version == files.current(duck_store)
    ours, theirs = contents(duck_store), contents(tmp_path)
    assert ours["flow_counts"] and ours["place_counts"]
    assert ours == theirs


class _Lent:
    """A session that whoever uses it may not stop."""

    def __init__(self, engine: SparkEngine, master: str) -> None:
        assert engine.master == master
        self.engine = engine

    def __enter__(self) -> SparkEngine:
        return self.engine

    def __exit__(self, *_: object) -> None:
        pass


def test_nothing_of_a_row_is_kept(duck_store: Path) -> None:
    tables = contents(duck_store)
    assert not {"pupils", "rows"} & tables.keys()
    assert {row[2] for row in tables["resources"] if row[0] == "practice_pupils"} == {"cohort_flow"}
    counted = [int(str(row[-4])) for row in tables["flow_counts"] if row[-4] not in ("<NA>", "None")]
    assert counted and all(number % 5 == 0 for number in counted)
    private = duck_store / "private"
    assert not private.exists() or not [*private.iterdir()]


def test_the_version_follows_from_the_content(pupil_data: Path, tmp_path: Path) -> None:
    version = version_of(pupil_data)
    copy = tmp_path / "data"
    shutil.copytree(pupil_data, copy)
    assert version_of(copy) == version
    part = next((copy / "practice_pupils" / "rows").rglob("part-1.parquet"))
    shutil.copyfile(part.with_name("part-0.parquet"), part)
    assert version_of(copy) != version


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("advice", "hav", "column advice has 'hav' in 10 rows"),
        ("parental_education", None, "column parental_education is empty in 10 rows"),
        ("municipality", "363", "column municipality has '363' in 10 rows"),
        ("wijk", "WK700101", "column wijk has 'WK700101' in 10 rows"),
        ("district", "Zuid", "column district has 'Zuid' in 10 rows"),
        ("school", "18BR0", "column school has '18BR0' in 10 rows"),
        ("origin", "It's é\\", "column origin has 'It's é\\' in 10 rows"),
        ("cohort", "2015-2017", "column cohort has '2015/17' in 10 rows"),
        ("test_advice", "none", "column test_advice has 'none' in 10 rows"),
    ],
)
def test_what_is_not_known_is_refused(
    column: str, value: str | None, said: str, pupil_data: Path, tmp_path: Path
) -> None:
    rows = pupils(40)
    for row in rows[::4]:
        row[column] = value
    data = with_rows(rows, pupil_data, tmp_path)
    with pytest.raises(DatasetError, match="practice_pupils/rows: the ") as caught:
        build(tmp_path / "store", data)
    assert said in str(caught.value)
    assert files.current(tmp_path / "store") is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_few_rows_hold_is_never_quoted(code: Any, pupil_data: Path, tmp_path: Path) -> None:
    """Somebody may have filled in who the pupil is."""
    rows = pupils(40)
    for row in rows[:36:4]:
        row["origin"] = "Jan de Vries"
    data = with_rows(rows, pupil_data, tmp_path)
    with pytest.raises(DatasetError) as caught:
        build(tmp_path / "store", data)
    sentence = caught.value.sentence(language(code))
    assert "origin" in sentence and " 9 " in sentence and len(sentence.splitlines()) == 1
    assert "Jan" not in sentence and "Jan" not in str(caught.value.details)


def test_a_process_that_protects_and_is_ended_is_one_sentence(
    pupil_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that is short of memory ends processes; here each is a program that ends by itself."""
    rows = pupils(200)
    for number, row in enumerate(rows):
        row |= {"municipality": f"{7001 + number}", "wijk": f"WK{7001 + number}01", "district": None}
    data = with_rows(rows, pupil_data, tmp_path)
    # What counts the semaphores is no worker, and outlives this test.
    resource_tracker.ensure_running()
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("multiprocessing.spawn._python_exe", os.fsencode(shutil.which("false") or ""))
    with pytest.raises(DatasetError, match="practice_pupils/rows: a process that protects its counts was ended"):
        build(tmp_path / "store", data)
    assert files.current(tmp_path / "store") is None


def with_rows(rows: list[dict[str, str | None]], pupil_data: Path, folder: Path) -> Path:
    """Return a folder with the shipped data and these rows."""
    data = folder / "data"
    data.mkdir()
    for path in pupil_data.iterdir():
        if path.name != "practice_pupils":
            (data / path.name).symlink_to(path)
    (data / "practice_pupils").mkdir()
    shutil.copyfile(pupil_data / "practice_pupils/datapackage.json", data / "practice_pupils/datapackage.json")
    write(rows, data / "practice_pupils" / "rows")
    return data
