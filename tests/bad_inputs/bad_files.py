"""What the cases of files share: good tables to spoil, ways to pack them, and the run that must refuse them."""

from __future__ import annotations

import functools
import io
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from bad_input import BadInput
from good_rows import POSITION, SCHOOL, Row, description

from kansenbeeld import paths
from kansenbeeld.datasets.descriptions import Description
from kansenbeeld.language import language
from kansenbeeld.screening.intake import LIMITS, Limits
from kansenbeeld.screening.screen import screen
from kansenbeeld.store import Snapshot, Store
from kansenbeeld.store.build import build

INDICATOR: Row = {
    "period": "2021",
    "area_code": "STAD",
    "indicator": "pupils_primary",
    "unit": "count",
    "value": 5200,
    "value_lo": "",
    "value_hi": "",
}
DISTRICTS = ("A", "E", "F", "K", "M", "N", "S", "T")


def rows_of(base: Row, *changes: Mapping[str, object]) -> list[dict[str, object]]:
    return [{**base, **change} for change in changes]


def csv_of(rows: Sequence[Row], separator: str = ",", encoding: str = "utf-8") -> bytes:
    frame = pd.DataFrame([{name: str(value) for name, value in row.items()} for row in rows])
    return frame.to_csv(index=False, sep=separator, lineterminator="\n").encode(encoding)


GOOD = csv_of(rows_of(POSITION, {}, {"position": "vwo", "pupils": 2638}))


def zip_of(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def locked_zip() -> bytes:
    """A zip whose only member is marked as locked with a password."""
    packed = bytearray(zip_of(("table.csv", GOOD)))
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = packed.index(start) + offset
        packed[place : place + 2] = struct.pack("<H", struct.unpack("<H", packed[place : place + 2])[0] | 1)
    return bytes(packed)


def xlsx_of(*sheets: Sequence[Sequence[Any]]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        for cells in sheets:
            sheet = book.add_worksheet()
            for row, values in enumerate(cells):
                for column, value in enumerate(values):
                    sheet.write(row, column, value)
    return packed.getvalue()


def cells_of(rows: Sequence[Row]) -> list[list[Any]]:
    return [list(rows[0]), *[list(row.values()) for row in rows]]


def with_member(packed: bytes, name: str, content: bytes) -> bytes:
    whole = io.BytesIO(packed)
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr(name, content)
    return whole.getvalue()


def parquet_of(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


@functools.cache
def _areas() -> Snapshot:
    """A version with the areas of the municipality in it and nothing else, made once per process."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(paths.DATA / "geo", data / "geo")
        build(Path(folder) / "store", data)
        # An open file outlives its name, so that nothing is left behind.
        return Store(Path(folder) / "store").snapshot()


def description_of(contract: str, *, name: str = "third_years", **changes: Any) -> Description:
    """A description of third-years that is as it should be, but for the changes; ``name`` is that of the dataset."""
    return description(contract, dataset=name, **changes)


def bad_file(
    name: str,
    what: str,
    code: str,
    content: bytes,
    *,
    file: str = "table.csv",
    contract: str = "",
    limits: Limits = LIMITS,
    description: Description | None = None,
) -> BadInput:
    """A file that must fail on the check ``code``, and the sentence of that check with its place."""

    def run(folder: Path) -> tuple[str, str]:
        path = folder / "given"
        path.write_bytes(content)
        screened = screen(
            path,
            name=file,
            contract=contract,
            work=folder / "work",
            limits=limits,
            description=description,
            previous=_areas(),
        )
        fails = [check for check in screened.report.checks if check.result == "fail"]
        assert fails, f"{name} was taken"
        assert screened.table is None, f"{name} left a table behind"
        first = fails[0]
        assert first.code == code, f"{name} failed on {[check.code for check in fails]}, not on {code}"
        english, dutch = (f"{first.where(words)}: {first.sentence(words)}" for words in map(language, ("en", "nl")))
        return english, dutch

    return BadInput(name, "file", what, run)


def bad_table(name: str, what: str, code: str, contract: str, base: Row, *changes: Row, **others: Any) -> BadInput:
    """A CSV of a contract with rows that differ from a good one."""
    return bad_file(name, what, code, csv_of(rows_of(base, *changes)), contract=contract, **others)


def badly_told(case: str, what: str, code: str, contract: str = "position_counts", **changes: Any) -> BadInput:
    """A good table with a description in which one thing is wrong."""
    content = {"position_counts": GOOD, "school_advice": csv_of(rows_of(SCHOOL, {}, {"advice": "vwo", "pupils": 9}))}
    return bad_file(
        case, what, code, content[contract], contract=contract, description=description_of(contract, **changes)
    )
