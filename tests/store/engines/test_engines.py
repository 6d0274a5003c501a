"""Every query of the build on both engines: equal answers, exactly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.paths import BUILD_QUERIES, ROOT
from kansenbeeld.store import QueryError, queries
from kansenbeeld.store.engines import EngineError, PupilRows, chosen, engine
from kansenbeeld.store.engines.on_duckdb import DuckEngine
from kansenbeeld.store.engines.on_spark import SparkEngine

NAMES = queries.names(BUILD_QUERIES)


def ask(one: Any, name: str, rows: PupilRows, tables: Mapping[str, pa.Table]) -> pa.Table:
    query = queries.load(name, BUILD_QUERIES)
    given = {one.name: rows if one.name == "pupils" else tables[one.name] for one in query.inputs}
    return one.run(name, given, **{parameter.name: parameter.example for parameter in query.parameters})


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_answer_alike(
    name: str, rows: PupilRows, tables: Mapping[str, pa.Table], spark: SparkEngine
) -> None:
    with DuckEngine() as duck:
        ours = ask(duck, name, rows, tables)
    theirs = ask(spark, name, rows, tables)
    assert ours.num_rows > 5
    assert ours.schema == theirs.schema
    assert ours.equals(theirs)


def test_a_value_is_never_part_of_the_text(rows: PupilRows, spark: SparkEngine) -> None:
    value = "year3' or '1' = '1"
    with DuckEngine() as duck:
        assert duck.run("school_advice", {"pupils": rows}, moment=value).num_rows == 0
    assert spark.run("school_advice", {"pupils": rows}, moment=value).num_rows == 0


def test_a_query_is_given_what_its_header_names(rows: PupilRows) -> None:
    with DuckEngine() as duck, pytest.raises(QueryError, match="reads known, pupils, not pupils"):
        duck.run("pupil_faults", {"pupils": rows}, municipality="0363")


def test_an_engine_is_chosen_by_name() -> None:
    with chosen({}) as one, chosen({engine.ENGINE_VARIABLE: "DuckDB"}) as other:
        assert one.name == other.name == "duckdb"
    with pytest.raises(EngineError, match="KANSENBEELD_ENGINE is 'dask'; make it duckdb or spark"):
        chosen({engine.ENGINE_VARIABLE: "dask"})


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_not_installed_is_named(code: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EngineError) as caught:
        SparkEngine("local[2]")
    assert "pip install -r requirements-spark.txt" in caught.value.sentence(language(code))


def test_java_that_is_not_installed_is_named(
    needs_spark: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match="apt-get install default-jre-headless"):
        SparkEngine("local[2]")


def test_what_an_engine_says_itself_is_not_repeated(tmp_path: Path) -> None:
    broken = tmp_path / "cohort=2015-2016" / "part-0.parquet"
    broken.parent.mkdir()
    broken.write_bytes(b"a secret row")
    with DuckEngine() as duck, pytest.raises(EngineError, match="duckdb could not answer") as caught:
        duck.run("school_advice", {"pupils": PupilRows(str(tmp_path))}, moment="year3")
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_default_never_touches_spark(tmp_path: Path) -> None:
    """A fresh process builds and has what serves where neither library can be imported."""
    script = (
        "import sys\n"
        "for name in ('pyspark', 'sqlglot', 'py4j'): sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from kansenbeeld.store.build import build\n"
        "from kansenbeeld.store import Store\n"
        "import kansenbeeld.web.start\n"
        f"build(Path({str(tmp_path)!r}))\n"
        f"assert Store(Path({str(tmp_path)!r})).snapshot().rows('datasets')\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", script], cwd=ROOT, check=True)


def test_a_master_that_is_no_address_is_named(needs_spark: None) -> None:
    """In a process of its own: the session of these tests would be taken for it."""
    script = """
from pathlib import Path
from kansenbeeld.language import language
from kansenbeeld.store.engines import EngineError, PupilRows
from kansenbeeld.store.engines.on_spark import SparkEngine
import pyarrow as pa
try:
    with SparkEngine("nowhere") as engine:
        engine.run("school_advice", {"pupils": pa.table({"a": [1]})}, moment="year3")
except EngineError as error:
    print(error.code, error.sentence(language("en")))
"""
    run = [sys.executable, "-W", "ignore", "-c", script]
    said = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.startswith("not_started Spark could not be started at nowhere (")
