"""Entrances of the datasets that lie in a folder: descriptions, tables, outlines, the programme, queries."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fuzz.of_screening import _ROWS
from fuzz.target import BrokenError, Seeds, Target
from kansenbeeld import paths
from kansenbeeld.datasets.contracts import CONTRACTS, PUPIL_ROWS
from kansenbeeld.datasets.descriptions import describe, descriptor, file_of
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.packages import DESCRIPTOR, read_package
from kansenbeeld.datasets.programme_files import FOLDER, read_programme
from kansenbeeld.datasets.pupil_files import PupilRows
from kansenbeeld.datasets.tables import read_table
from kansenbeeld.store import queries
from kansenbeeld.store.pupils import _check_columns

_DISTRICTS: Final = ("A", "B", "E", "F", "K", "M", "N", "S", "T")
_CONTRACTS: Final = ("outcome_shares", "cohort_flow", "context_indicators", "areas")


def _package(data: bytes, folder: Path) -> None:
    """A description is read or refused; what is read can be written, and reads back as the same."""
    place = folder / "dataset"
    place.mkdir()
    (place / DESCRIPTOR).write_bytes(data)
    # A table is there, so that a description can be whole.
    (place / "table.csv").write_bytes(_ROWS["shares"])
    found = describe(package := read_package(place), outlines=True)
    if len(found.tables) < len(package.resources):
        return  # Pupil rows are never written again.
    text = json.dumps(descriptor(found), ensure_ascii=False, allow_nan=False).encode()
    # A table is written under its own name, whatever its file was called before.
    tables = {file_of(table): one.path.read_bytes() for table, one in zip(found.tables, package.resources, strict=True)}
    for one in package.resources:
        one.path.unlink(missing_ok=True)
    for name, content in (tables | {DESCRIPTOR: text}).items():
        (place / name).write_bytes(content)
    try:
        again = describe(read_package(place), outlines=True)
    except DatasetError as error:
        raise BrokenError(f"a description that was written is refused: {error.code}") from error
    if again != found:
        raise BrokenError("a description that was written reads back as another one")


def _packages() -> Seeds:
    found = {}
    for path in sorted(paths.DATA.glob(f"*/{DESCRIPTOR}")):
        tree = json.loads(path.read_text(encoding="utf-8"))
        tree["name"] = "dataset"
        tree["resources"] = [{**tree["resources"][0], "path": "table.csv"}]
        found[path.parent.name] = json.dumps(tree).encode()
    return found


def _pupils(data: bytes, folder: Path) -> None:
    """A file of pupil rows has a schema that a build takes, or is refused before a row of it is read."""
    place = folder / "rows" / ("cohort=2019-2020" if data.startswith(b"P") else "part")
    place.mkdir(parents=True)
    (place / "part-0.parquet").write_bytes(data[1:])
    rows = PupilRows(str(folder / "rows"))
    _check_columns(rows, "dataset/rows")
    (_, schema), *more = rows.schemas()
    if more or not {*PUPIL_ROWS.columns[1:]} <= {*schema.names}:
        raise BrokenError("a file of pupil rows was taken that has not the columns of its contract")


def _pupil_files() -> Seeds:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def written(columns: Iterable[str], kind: pa.DataType, compression: str = "none") -> bytes:
        body = io.BytesIO()
        table = pa.table({name: pa.array(["1"], pa.string()).cast(kind) for name in columns})
        pq.write_table(table, body, compression=compression)
        return body.getvalue()

    columns = PUPIL_ROWS.columns
    return {
        "partitioned": b"P" + written(columns[1:], pa.string(), "zstd"),
        "whole": b"W" + written(columns, pa.large_string()),
        "listed": b"W" + written(columns, pa.dictionary(pa.int32(), pa.string())),
        "numbers": b"W" + written(columns, pa.int64()),
        "twice": b"P" + written(columns, pa.string()),
    }


def _table(data: bytes, folder: Path) -> None:
    """A table of a dataset is read against a contract or refused; no record is lost."""
    path = folder / "table.csv"
    path.write_bytes(data[1:])
    contract = CONTRACTS[_CONTRACTS[data[0] % len(_CONTRACTS)]] if data else CONTRACTS["outcome_shares"]
    frame = read_table(path, "dataset/table.csv", contract)
    if list(frame.columns) != list(contract.columns) or frame.empty:
        raise BrokenError("a table was read that has not the columns of its contract")


def _tables() -> Seeds:
    return {"shares": b"\0" + _ROWS["shares"], "flows": b"\1" + _ROWS["flows"]}


def _outlines(data: bytes, folder: Path) -> None:
    from kansenbeeld.datasets.outlines import _drawn, rings

    path = folder / "outlines.geojson"
    path.write_bytes(data)
    for one in _drawn(path, 10)["path"]:
        rings(one)


def _areas() -> Seeds:
    square = [[4.9, 52.3], [4.92, 52.3], [4.92, 52.32], [4.9, 52.32], [4.9, 52.3]]
    properties = {"vintage": 2022, "level": "stadsdeel", "code": "A", "name": "Centrum", "area_km2": 1.0}
    one = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [square]}}
    beside = [[x + 0.02, y] for x, y in square]
    two = {
        "type": "Feature",
        "properties": {**properties, "code": "B"},
        "geometry": {"type": "Polygon", "coordinates": [beside]},
    }
    return {"two": json.dumps({"type": "FeatureCollection", "features": [one, two]}).encode()}


def _programme(data: bytes, folder: Path) -> None:
    place = folder / FOLDER
    place.mkdir()
    # The first byte tells which of both kinds of file it is.
    themes = data.startswith(b"T")
    (place / ("themes.toml" if themes else "1.toml")).write_bytes(data[1:])
    if not themes:
        (place / "themes.toml").write_bytes((paths.DATA / FOLDER / "themes.toml").read_bytes())
    read_programme(folder, _DISTRICTS)


def _programmes() -> Seeds:
    files = sorted((paths.DATA / FOLDER).glob("*.toml"))
    return {path.stem: (b"T" if path.stem == "themes" else b"C") + path.read_bytes() for path in files}


def _query(data: bytes, folder: Path) -> None:
    text = data.decode("utf-8", "replace")
    found = queries.parse("name", text)
    found.check({parameter.name: parameter.example for parameter in found.parameters})


def _queries() -> Seeds:
    return {path.stem: path.read_bytes() for path in sorted(paths.QUERIES.glob("*.sql"))[:8]}


_WHOLE: Final = b"9" * 20
_JSON: Final = (
    *(b"NaN", b"-Infinity", b"1e999", b"\\ud800", b"\\u0000", b"[[[[[[[[", b'{"a":', _WHOLE, b"null"),
    *(b"true", b"-0", b'""', b"[]", b"{}", b"\xef\xbb\xbf", b"\xed\xa0\x80"),
)

TARGETS: Final = (
    Target("package", _package, _packages, 20_000, (*_JSON, b'"../"', b'"path": "\\u0000"', b'"path": "."')),
    Target(
        "pupils", _pupils, _pupil_files, 12_000, (b"PAR1", b"ARROW:schema", b"cohort", b"municipality", b"\xed\xa0\x80")
    ),
    Target("table", _table, _tables, 4_000, (b'"', b"\r", b"1e5", b"-0", b"2019/20", b"\0", b"\xef\xbb\xbf")),
    Target("outlines", _outlines, _areas, 5_000, (*_JSON, b'"Point"', b'"MultiPolygon"', b'"coordinates"')),
    Target(
        "programme",
        _programme,
        _programmes,
        60_000,
        (_WHOLE, b"[[[[[[[[", b"nan", b"1979-05-27", b"{a="),
    ),
    Target("query", _query, _queries, 4_000, (b"-- param: n integer = x  y\n", b"-- column: ", b"$n")),
)
