"""The queries of the build on Apache Spark: the same files, turned from DuckDB's dialect into Spark's by sqlglot.

Spark, its Java and sqlglot are no part of the product as it is installed: nothing here is imported before somebody
asks for this engine.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld.datasets.pupil_files import OBJECT_STORE, PupilRows
from kansenbeeld.paths import WORK_PREFIX
from kansenbeeld.store import queries
from kansenbeeld.store.engines import portable, pupil_view
from kansenbeeld.store.engines.engine import Engine, EngineError, Inputs, as_declared, checked

if TYPE_CHECKING:
    import pyarrow as pa

REQUIREMENTS: Final = "requirements-spark.txt"
JAVA_PACKAGE: Final = "default-jre-headless"
_LOCAL: Final = "local"
_HADOOP_STORE: Final = "s3a://"
"""How Hadoop calls object storage."""

_ALWAYS: Final = {
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # A code such as 0363 is a text, also where it is the name of a folder.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.log.level": "OFF",
}
_ON_THIS_MACHINE: Final = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "8",
}


class SparkEngine(Engine):
    """A Spark session, started at the first query and stopped at the end. Made for one thread."""

    name: Final = "spark"

    def __init__(self, master: str) -> None:
        """Take the address of the cluster, or ``local[2]`` for two cores of this machine.

        Raises:
            EngineError: ``no_spark`` or ``no_java``: something is not installed; the sentence names the package.
        """
        for package in ("pyspark", "sqlglot"):
            if importlib.util.find_spec(package) is None:
                raise EngineError("no_spark", package=package, requirements=REQUIREMENTS)
        if java() is None:
            raise EngineError("no_java", package=JAVA_PACKAGE)
        self.master: Final = master
        # mkdtemp makes a folder that only its owner can enter.
        self._folder: Final = Path(tempfile.mkdtemp(prefix=WORK_PREFIX))
        self._session: Any = None

    def run(self, query: str, inputs: Inputs, **parameters: queries.Value) -> pa.Table:
        """Run a query; see :class:`~kansenbeeld.store.engines.engine.Engine`."""
        asked = checked(query, inputs, parameters)
        sql = in_dialect(asked)
        with _faults(query):
            for name, given in inputs.items():
                frame = self._rows(given) if isinstance(given, PupilRows) else self._table(given)
                frame.createOrReplaceTempView(name)
            # Values go beside the text and never into it.
            answer = self._started().sql(sql, args=dict(parameters)).toArrow()
        return as_declared(answer, asked)

    def close(self) -> None:
        """Stop the session and the Java process of this machine, and remove what was spilled."""
        if self._session is not None:
            self._session.stop()
            self._session = None
            _end_java()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _started(self) -> Any:
        if self._session is None:
            from pyspark.sql import SparkSession

            settings = dict(_ALWAYS)
            settings["spark.sql.warehouse.dir"] = str(self._folder / "warehouse")
            if self.master.startswith(_LOCAL):
                settings |= _ON_THIS_MACHINE | {"spark.local.dir": str(self._folder)}
            builder: Any = SparkSession.builder
            builder = builder.master(self.master).appName("Kansenbeeld build")
            for key, value in settings.items():
                builder = builder.config(key, value)
            self._session = self._begun(builder)
        return self._session

    def _begun(self, builder: Any) -> Any:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            return builder.getOrCreate()
        except (PySparkException, Py4JError) as error:
            raise EngineError("not_started", master=self.master, kind=_kind(error)) from None

    def _rows(self, rows: PupilRows) -> Any:
        # Each file by name: what is read is what was listed, checked and hashed.
        if rows.is_remote:
            folder = f"{_HADOOP_STORE}{rows.address.removeprefix(OBJECT_STORE)}"
            paths = [f"{_HADOOP_STORE}{name}" for name in rows.files()]
        else:
            folder = str(Path(rows.address).resolve())
            paths = [str(Path(folder) / Path(name).relative_to(rows.address)) for name in rows.files()]
        reader = self._started().read
        reader = reader.option("basePath", folder) if rows.is_partitioned() else reader
        found = reader.parquet(*map(_path, paths))
        found.createOrReplaceTempView("pupil_files")
        return self._started().sql(pupil_view.select("pupil_files"))

    def _table(self, table: pa.Table) -> Any:
        return self._started().createDataFrame(table)


@functools.cache
def in_dialect(query: queries.Query) -> str:
    """Return the text of a query in the dialect of Spark.

    Raises:
        QueryError: it holds what Spark would answer otherwise.
    """
    import sqlglot

    portable.check(query)
    return str(sqlglot.transpile(query.sql, read="duckdb", write="spark", comments=False)[0])


def java() -> str | None:
    """Return the program that runs Java, or ``None`` where there is none."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")


def _path(name: str) -> str:
    """Write a path as Hadoop reads it, which takes some signs for a pattern."""
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", name)


@contextlib.contextmanager
def _faults(query: str) -> Iterator[None]:
    """Give a refusal of Spark as one of ours, without its words, which may quote a value."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        if "S3AFileSystem" in str(error):
            raise EngineError("no_object_storage") from None
        raise EngineError("failed", engine="spark", query=query, kind=_kind(error)) from None


def _kind(error: Exception) -> str:
    """Return the name that Spark gives an error, without its words."""
    from pyspark.errors import PySparkException

    condition = error.getCondition() if isinstance(error, PySparkException) else None
    return condition or type(error).__name__


def _end_java() -> None:
    """End the Java process that pyspark leaves behind for a next session: a dashboard that built would keep it."""
    from pyspark import SparkContext

    gateway: Any = SparkContext._gateway
    if gateway is None:
        return
    process = getattr(gateway, "proc", None)
    gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None
    if process is not None:
        process.stdin.close()
        process.wait()
