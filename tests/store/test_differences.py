"""Rows that are new, gone, different and the same, by the key of a table."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kansenbeeld.store.differences import Differences, differences

_PLACE = ("d", "r")


def _file(path: Path, rows: str) -> Path:
    with duckdb.connect(path) as connection:
        connection.execute(f"create table facts as select * from (values {rows}) as t(dataset, resource, code, grp, n)")
    return path


def _compared(tmp_path: Path, before: str, after: str, key: tuple[str, ...] = ("code", "grp")) -> Differences:
    versions = _file(tmp_path / "it's before.duckdb", before), _file(tmp_path / "after.duckdb", after)
    return differences(versions, "facts", _PLACE, key, ("code", "grp"))


def test_each_thing_that_can_happen_to_a_row(tmp_path: Path) -> None:
    found = _compared(
        tmp_path,
        "('d','r','A','x',1), ('d','r','A',null,2), ('d','r','B','x',3), ('d','r','C','x',null), ('d','s','Z','x',1)",
        "('d','r','A','x',1), ('d','r','A',null,9), ('d','r','C','x',4), ('d','r','D','y',5), ('e','r','Q','x',1)",
    )
    assert (found.added, found.gone, found.changed, found.same) == (1, 1, 2, 1)
    assert found.values == {"code": (("D",), ("B",)), "grp": (("y",), ())}


def test_a_table_that_one_of_the_two_lacks(tmp_path: Path) -> None:
    rows = "('d','r','A','x',1), ('d','r','B','x',2)"
    found = _compared(tmp_path, "('d','other','A','x',1)", rows)
    assert (found.added, found.gone, found.changed, found.same) == (2, 0, 0, 0)
    versions = _file(tmp_path / "one.duckdb", rows), tmp_path / "after.duckdb"
    none = differences(versions, "elsewhere", _PLACE, ("code",), ("code",))
    assert none == Differences(0, 0, 0, 0, {})
