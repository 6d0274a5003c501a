"""Invented pupil rows, and one Spark session for all tests of this room."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pytest
from invented_pupils import COHORTS, FOLDER, descriptor, pupils, write

from kansenbeeld import paths
from kansenbeeld.datasets.pupil_files import PupilRows
from kansenbeeld.store.engines import on_spark
from kansenbeeld.store.national import place_inputs


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> PupilRows:
    """Some thousands of pupil rows in a folder."""
    return write(pupils(4000), tmp_path_factory.mktemp("pupils") / FOLDER)


@pytest.fixture(scope="session")
def tables() -> Mapping[str, pa.Table]:
    """The small tables that queries join."""
    return {
        **place_inputs({"2015/16-2016/17": COHORTS[:2], "2017/18": COHORTS[2:]}),
        # Most codes are left out, so that the query has something to find.
        "known": pa.table({"name_of_column": ["advice", "advice", "sex"], "code": ["havo", "vwo", "m"]}),
    }


@pytest.fixture(scope="session")
def pupil_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data with a dataset of pupil rows."""
    folder = tmp_path_factory.mktemp("with_pupils") / "data"
    shutil.copytree(paths.DATA, folder)
    # Not split by sex or origin, and fewer: what is protected is tested elsewhere, and takes the time.
    unsplit = [row | {"sex": "all", "origin": "all"} for row in pupils(1500)]
    write(unsplit, folder / "practice_pupils" / "rows")
    text = json.dumps(descriptor("rows"))
    (folder / "practice_pupils" / "datapackage.json").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def needs_spark() -> None:
    """Skip a test without Spark or Java, except in CI, where it fails."""
    missing = [name for name in ("pyspark", "sqlglot") if importlib.util.find_spec(name) is None]
    sentence = f"{missing[0]} is not installed: pip install -r {on_spark.REQUIREMENTS}" if missing else ""
    if not missing and on_spark.java() is None:
        sentence = f"Java is not installed: apt-get install {on_spark.JAVA_PACKAGE}"
    if sentence and os.environ.get("CI"):
        pytest.fail(sentence)
    if sentence:
        pytest.skip(sentence)


@pytest.fixture(scope="session")
def spark(needs_spark: None) -> Iterator[on_spark.SparkEngine]:
    """One Spark session on two cores."""
    with on_spark.SparkEngine("local[2]") as engine:
        yield engine
