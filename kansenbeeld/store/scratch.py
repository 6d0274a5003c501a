"""A database in memory for one file that nobody has looked at yet: all text, its row numbers kept, nothing guessed.

It can reach no other file than those in its work folder, loads no extension, and its settings can't be changed once
it is open. Names of tables and columns are ours (``given``, ``c0`` ... ``cN``) and never come from the file.
"""

from __future__ import annotations

import contextlib
import glob
import itertools
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import duckdb
import pandas as pd

from kansenbeeld.store import csv_lines, csv_records
from kansenbeeld.store.csv_records import BLANKS
from kansenbeeld.store.errors import ScratchError

_BATCH: Final = 50_000
_MEMORY: Final = "700MB"
_SPILL: Final = "4GB"
_PARQUET_TEXT: Final = ("VARCHAR", "BOOLEAN", "DATE", "TIME", "UUID")
_PARQUET_WHOLE: Final = tuple(f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE"))


class Scratch(contextlib.AbstractContextManager["Scratch"]):
    """An in-memory database that spills into ``folder`` and reads and writes there only.

    Every method raises :class:`ScratchError` where the database refuses. Made for one thread.
    """

    def __init__(self, folder: Path) -> None:
        self.folder: Final = folder.resolve()
        self._connection: Final = duckdb.connect(
            ":memory:",
            config={
                "threads": 2,
                "memory_limit": _MEMORY,
                "temp_directory": str(self.folder / "spill"),
                "max_temp_directory_size": _SPILL,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
            },
        )
        # A path is held against these as it is asked for, which for a pattern is with its signs escaped.
        allowed = ", ".join(_literal(path) for path in (str(self.folder), glob.escape(str(self.folder))))
        self._connection.execute(f"set allowed_directories = [{allowed}]")
        self._connection.execute("set enable_external_access = false")
        self._connection.execute("set lock_configuration = true")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the memory and of what was spilled."""
        self._connection.close()
        shutil.rmtree(self.folder / "spill", ignore_errors=True)

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement and ignore what it gives."""
        self._execute(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a question."""
        with _faults():
            return self._execute(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Sequence[object] = ()) -> tuple[Any, ...]:
        """Return the only row of a question; ``ScratchError("query")`` where there is none or there are more."""
        found = self.rows(sql, parameters)
        if len(found) != 1:
            raise ScratchError("query", None, rows=len(found))
        return found[0]

    def frame(self, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
        """Return the rows of a question as a data frame."""
        with _faults():
            return self._execute(sql, parameters).df()

    def take(self, name: str, frame: pd.DataFrame) -> None:
        """Make the table ``name``, which is ours, out of a data frame; an earlier one of that name is replaced."""
        with _faults():
            self._connection.register("incoming", frame)
            self._connection.execute(f"create or replace table {name} as select * from incoming")
            self._connection.unregister("incoming")

    def write_csv(self, sql: str, path: Path) -> None:
        """Write the rows of a question to a file in the work folder: UTF-8, commas, a header, an empty cell for null.

        The file is written aside and renamed, so that it is whole or not there.
        """
        aside = self.folder / f".{path.name}.part"
        self.run(f"copy ({sql}) to {_literal(str(aside))} (format csv, header true, delimiter ',', quote '\"')")
        aside.replace(path)

    def load_csv(
        self, path: Path, *, delimiter: str, columns: int, header_row: int, most_rows: int | None = None
    ) -> int:
        """Make ``given`` out of a CSV file in UTF-8 and return its number of rows.

        A row is a record: a quoted cell that spans lines is one row, as in a spreadsheet, and an empty line counts.
        Rows without any value are left out; those below keep their number.

        Args:
            path: the file.
            delimiter: one sign.
            columns: the number of cells that each row below the header must have.
            header_row: the rows up to and including this one are not loaded.
            most_rows: how many rows there may be below the header.

        Raises:
            ScratchError: a row has another number of cells, a quote is not closed, or a cell can't be text; the row
                is named. ``too_many_rows``.
        """
        lines = csv_lines.look(path, delimiter)
        if most_rows is not None and lines.records - header_row > most_rows:
            raise ScratchError("too_many_rows")
        if lines.plain and self._load_fast(path, lines, delimiter, columns, header_row):
            return self._without_empty_rows(columns)
        return self.load_rows(csv_records.records(path, delimiter, columns, header_row, lines), columns)

    def load_rows(self, rows: Iterable[tuple[int, Sequence[str]]], columns: int) -> int:
        """Make ``given`` out of row numbers with their cells, and return its number of rows.

        Raises:
            ScratchError: what ``rows`` raises; ``ragged`` where a row has not ``columns`` cells.
        """
        import pyarrow as pa

        names = _names(columns)
        trimmed = _trimmed(names, thorough=True)
        self._make(columns)
        numbered = iter(rows)
        while batch := list(itertools.islice(numbered, _BATCH)):
            for row, cells in batch:
                if len(cells) != columns:
                    raise ScratchError("ragged", row, cells=len(cells), columns=columns)
            arrays = [pa.array([row for row, _ in batch], pa.int64())]
            arrays += [pa.array(one, pa.string()) for one in zip(*(cells for _, cells in batch), strict=True)]
            with _faults():
                self._connection.register("incoming", pa.table(arrays, names=["row", *names]))
                self._connection.execute(f"insert into given select row, {trimmed} from incoming")
                self._connection.unregister("incoming")
        return self._without_empty_rows(columns)

    def parquet_columns(self, path: Path) -> tuple[tuple[str, str], ...]:
        """Return name and DuckDB type of each column of a Parquet file.

        Raises:
            ScratchError: ``broken``.
        """
        source = _source(self._inside(path))
        with _faults("broken"):
            found = self._connection.execute(f"describe select * from read_parquet({source})").fetchall()
        return tuple((str(name), str(kind)) for name, kind, *_ in found)

    def parquet_size(self, path: Path) -> tuple[int, int]:
        """Return the number of rows of a Parquet file and its unpacked bytes, as it declares them."""
        source = _source(self._inside(path))
        with _faults("broken"):
            rows = self._connection.execute(f"select sum(num_rows) from parquet_file_metadata({source})").fetchone()
            unpacked = self._connection.execute(
                f"select coalesce(sum(total_uncompressed_size), 0) from parquet_metadata({source})"
            ).fetchone()
        return int(rows[0] or 0) if rows else 0, int(unpacked[0]) if unpacked else 0

    def load_parquet(self, path: Path) -> int:
        """Make ``given`` out of a Parquet file and return its number of rows; its first row is 2, below a header.

        Whole numbers stay whole, dates are written as 2024-10-01, and "not a number" is empty.

        Raises:
            ScratchError: ``broken``; ``nested`` where a column holds no plain values.
        """
        columns = self.parquet_columns(path)
        for name, kind in columns:
            if not _is_plain(kind):
                raise ScratchError("nested", None, column=name)
        names = _names(len(columns))
        written = ", ".join(
            f"coalesce(trim({_as_text(name, kind)}, {_literal(BLANKS)}), '') as {name}"
            for name, (_, kind) in zip(names, columns, strict=True)
        )
        source = f"read_parquet({_source(self._inside(path))}) as source({', '.join(names)})"
        self.run("drop table if exists given")
        with _faults("broken"):
            self._connection.execute(
                f"create table given as select row_number() over () + 1 as row, {written} from {source}"
            )
        self._refuse_nul(names)
        return self._without_empty_rows(len(columns))

    def _load_fast(self, path: Path, lines: csv_lines.Lines, delimiter: str, columns: int, header_row: int) -> bool:
        """Load with DuckDB's own reader; false where it stumbles or counts other rows than there are.

        It reads an extra empty cell at the end of a row without a word, so delimiters are counted as well.
        """
        rows = lines.records - header_row
        if lines.delimiters - csv_records.delimiters_above(path, delimiter, header_row) != rows * (columns - 1):
            return False
        names = _names(columns)
        cells = _trimmed(names, thorough=lines.odd_blanks)
        types = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        source = (
            f"read_csv({_source(self._inside(path))}, auto_detect = false, header = false, skip = {header_row}, "
            f"delim = {_literal(delimiter)}, quote = '\"', escape = '\"', new_line = '{lines.line_end}', "
            f"columns = {{{types}}}, strict_mode = true, null_padding = false, ignore_errors = false)"
        )
        self.run("drop table if exists given")
        try:
            self._connection.execute(
                f"create table given as select row_number() over () + {header_row} as row, {cells} from {source}"
            )
        except duckdb.OutOfMemoryException as error:
            raise ScratchError("memory") from error
        except duckdb.Error:
            return False  # Its message names no row that can be trusted; the careful reader finds it.
        return int(self.one("select count(*) from given")[0]) == rows

    def _without_empty_rows(self, columns: int) -> int:
        empty = " and ".join(f"{name} = ''" for name in _names(columns))
        self.run(f"delete from given where {empty}")
        return int(self.one("select count(*) from given")[0])

    def _refuse_nul(self, names: Sequence[str]) -> None:
        found = " or ".join(f"contains({name}, chr(0))" for name in names)
        if rows := self.rows(f"select min(row) from given where {found} having count(*) > 0"):
            raise ScratchError("nul", int(rows[0][0]))

    def _make(self, columns: int) -> None:
        self.run("drop table if exists given")
        self.run(f"create table given (row bigint, {', '.join(f'{name} varchar' for name in _names(columns))})")

    def _inside(self, path: Path) -> Path:
        """Return the file under a name of ours in the work folder, the only place that may be read."""
        inside = self.folder / "given.bin"
        if path.resolve() != inside:
            inside.unlink(missing_ok=True)
            try:
                os.link(path.resolve(), inside)
            except OSError:
                shutil.copyfile(path, inside)
        return inside

    def _execute(self, sql: str, parameters: Sequence[object]) -> duckdb.DuckDBPyConnection:
        with _faults():
            return self._connection.execute(sql, list(parameters))


def _is_plain(kind: str) -> bool:
    return kind in {*_PARQUET_TEXT, *_PARQUET_WHOLE, "INTEGER", "UINTEGER", "FLOAT", "DOUBLE"} or kind.startswith(
        ("DECIMAL", "TIMESTAMP", "ENUM")
    )


def _as_text(name: str, kind: str) -> str:
    if kind in ("FLOAT", "DOUBLE"):
        whole = f"{name} = trunc({name}) and abs({name}) < 1e15"
        return f"case when isnan({name}) then '' when {whole} then cast(cast({name} as bigint) as varchar) " + (
            f"else cast({name} as varchar) end"
        )
    return f"cast({name} as varchar)"


def _trimmed(names: Sequence[str], *, thorough: bool) -> str:
    """Return the columns without the blanks around them; ``thorough`` takes all of BLANKS off, at twice the time."""
    signs = f", {_literal(BLANKS)}" if thorough else ""
    return ", ".join(f"coalesce(trim({name}{signs}), '') as {name}" for name in names)


def _names(columns: int) -> list[str]:
    return [f"c{number}" for number in range(columns)]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _source(path: Path) -> str:
    return _literal(glob.escape(str(path)))


@contextlib.contextmanager
def _faults(code: str = "query") -> Iterator[None]:
    """Give a refusal of the database as one of ours."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise ScratchError("memory") from error
    except duckdb.Error as error:
        raise ScratchError(code, None, message=str(error)) from error
