"""What differs in one table of a dataset between two versions: counted by DuckDB, so that millions of rows are fine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {"memory_limit": "1GB", "threads": 2}


@dataclass(frozen=True, slots=True)
class Differences:
    """Numbers of rows by what happened to them, and for each column the values that are new and that are gone."""

    added: int
    gone: int
    changed: int
    same: int
    values: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


def differences(
    versions: tuple[Path, Path],
    table: str,
    place: tuple[str, str],
    key: Sequence[str],
    listed: Sequence[str],
) -> Differences:
    """Compare a table of two store files by the columns that tell its rows apart.

    Args:
        versions: the earlier and the later store file.
        table: name of the table; where a file lacks it, or a column of its key, it has no rows there.
        place: dataset and resource.
        key: the columns that tell rows apart.
        listed: the columns whose new and gone values are wanted.
    """
    with duckdb.connect(":memory:", config=_SETTINGS) as connection:
        shared = _attach(connection, versions, table)
        sides = [side for side in ("before", "after") if {*key} <= shared[side]]
        columns = sorted(set.intersection(*(shared[side] for side in sides)) if sides else set())
        fields = ", ".join(f'"{name}"' for name in columns)
        for side in sides:
            source = f'{side}_file."{table}" where dataset = ? and resource = ?'
            connection.execute(f"create temp table {side} as select {fields} from {source}", list(place))
        return Differences(*_rows(connection, sides, key, columns), _values(connection, sides, listed, columns))


def _attach(connection: duckdb.DuckDBPyConnection, versions: tuple[Path, Path], table: str) -> dict[str, set[str]]:
    """Attach both files and return the columns that the table has in each."""
    found = {}
    for side, path in zip(("before", "after"), versions, strict=True):
        written = str(path).replace("'", "''")
        connection.execute(f"attach '{written}' as {side}_file (read_only)")
        rows = connection.execute(
            "select column_name from duckdb_columns() where database_name = ? and table_name = ?",
            [f"{side}_file", table],
        ).fetchall()
        found[side] = {str(row[0]) for row in rows} - {"dataset", "resource"}
    return found


def _rows(
    connection: duckdb.DuckDBPyConnection, sides: Sequence[str], key: Sequence[str], columns: Sequence[str]
) -> tuple[int, int, int, int]:
    if not sides:
        return 0, 0, 0, 0
    names, values = (", ".join(f'"{name}"' for name in some) for some in (key, columns))
    # One number stands for a row: comparing it is comparing all its values, of which 64 bits never mix up two.
    both = " union all ".join(
        f"select {names}, '{side}' as side, hash(row({values})) as whole from {side}" for side in sides
    )
    row = connection.execute(
        f"""
        select
            count(*) filter (where later and not earlier),
            count(*) filter (where earlier and not later),
            count(*) filter (where earlier and later and differs),
            count(*) filter (where earlier and later and not differs)
        from (
            select bool_or(side = 'before') as earlier, bool_or(side = 'after') as later,
                min(whole) <> max(whole) as differs
            from ({both}) group by {names}
        )
        """
    ).fetchall()[0]
    return int(row[0]), int(row[1]), int(row[2]), int(row[3])


def _values(
    connection: duckdb.DuckDBPyConnection, sides: Sequence[str], listed: Sequence[str], columns: Sequence[str]
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found = {}
    for name in listed:
        if name not in columns:
            continue
        values: dict[str, set[str]] = {"before": set(), "after": set()}
        for side in sides:
            rows = connection.execute(f'select distinct cast("{name}" as varchar) from {side}').fetchall()
            values[side] = {row[0] for row in rows if row[0] not in (None, "")}
        new, gone = values["after"] - values["before"], values["before"] - values["after"]
        if new or gone:
            found[name] = (tuple(sorted(new)), tuple(sorted(gone)))
    return found
