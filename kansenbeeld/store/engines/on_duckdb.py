"""The queries of the build on DuckDB: on this machine, in bounded memory, spilling into a private folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from kansenbeeld.datasets.pupil_files import PupilRows, object_store
from kansenbeeld.paths import WORK_PREFIX
from kansenbeeld.store import queries
from kansenbeeld.store.engines import pupil_view
from kansenbeeld.store.engines.engine import Engine, EngineError, Inputs, as_declared, checked

if TYPE_CHECKING:
    import pyarrow as pa

_MEMORY: Final = "1200MB"
"""What DuckDB may hold; with what reading Parquet takes beside it, a build of 100 million rows stays under 2 GB."""


class DuckEngine(Engine):
    """DuckDB in this process. Made for one thread."""

    name: Final = "duckdb"

    def __init__(self) -> None:
        # mkdtemp makes a folder that only its owner can enter.
        self._folder: Final = Path(tempfile.mkdtemp(prefix=WORK_PREFIX))

    def run(self, query: str, inputs: Inputs, **parameters: queries.Value) -> pa.Table:
        """Run a query; see :class:`~kansenbeeld.store.engines.engine.Engine`."""
        import pyarrow as pa

        asked = checked(query, inputs, parameters)
        try:
            with duckdb.connect(":memory:", config=self._settings()) as connection:
                for name, given in inputs.items():
                    if isinstance(given, PupilRows):
                        connection.execute(f"create view {name} as {_pupils(connection, given)}")
                    else:
                        connection.register(name, given)
                answer = connection.sql(asked.sql, params=dict(parameters)).to_arrow_table()
        except duckdb.OutOfMemoryException as error:
            raise EngineError("no_memory", engine=self.name, query=query) from error
        except (duckdb.Error, OSError, pa.ArrowException) as error:
            # Object storage is read by Arrow. A message may quote a value; what kind of error it is, may not.
            raise EngineError("failed", engine=self.name, query=query, kind=type(error).__name__) from None
        return as_declared(answer, asked)

    def close(self) -> None:
        """Remove what was spilled."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _settings(self) -> dict[str, Any]:
        return {
            "memory_limit": _MEMORY,
            "temp_directory": str(self._folder / "spill"),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
        }


def _pupils(connection: duckdb.DuckDBPyConnection, rows: PupilRows) -> str:
    """Return the select that gives pupil rows."""
    if rows.is_remote:
        # DuckDB's own reader of object storage is an extension, which a closed machine can't fetch.
        import pyarrow.dataset as ds

        listed = rows.files()
        found = ds.dataset(list(listed), format="parquet", filesystem=object_store(), partitioning="hive")
        connection.register("pupil_files", found)
        source = "pupil_files"
    else:
        files = ", ".join(_literal(name) for name in rows.files())
        source = f"read_parquet([{files}], hive_partitioning = true, hive_types_autocast = false)"
    return pupil_view.select(source)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
