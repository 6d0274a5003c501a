"""Tables for the deep checks: rows of a contract, typed, as they come out of the stages before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from good_rows import Row
from small_files import typed

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.screening.given import Typed

ADVICE: Row = {"school_year": "2019/20", "area_code": "NL", "advice": "havo", "percentage": 60}
INDICATOR: Row = {"period": "2021", "area_code": "STAD", "indicator": "pupils", "unit": "count", "value": 5200}
PARENTS: Row = {"group_by": "parental_education"}
DISTRICTS = ("A", "B", "E", "F", "K", "M", "N", "S", "T")


@contextmanager
def table(folder: Path, contract: str, base: Row, *changes: Row) -> Iterator[Typed]:
    """A typed table of rows that differ from one good row."""
    columns = CONTRACTS[contract].columns
    rows = [[str({**base, **change}.get(column, "")) for column in columns] for change in changes]
    with typed(folder, columns, rows, contract) as (made, _):
        yield made
