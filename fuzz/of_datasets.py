"""Entrances of the datasets that lie in a folder: descriptions, tables, outlines, the programme, queries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from fuzz.of_screening import _ROWS
from fuzz.target import BrokenError, Seeds, Target
from kansenbeeld import paths
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.descriptions import describe, descriptor
from kansenbeeld.datasets.packages import DESCRIPTOR, read_package
from kansenbeeld.datasets.programme_files import FOLDER, read_programme
from kansenbeeld.datasets.tables import read_table
from kansenbeeld.store import queries

_DISTRICTS: Final = ("A", "B", "E", "F", "K", "M", "N", "S", "T")
_CONTRACTS: Final = ("outcome_shares", "cohort_flow", "context_indicators", "areas")


def _package(data: bytes, folder: Path) -> None:
    """A description is read or refused; what is read can be written, and reads back as the same."""
    place = folder / "dataset"
    place.mkdir()
    (place / DESCRIPTOR).write_bytes(data)
    # A table is there, so that a description can be whole.
    (place / "table.csv").write_bytes(_ROWS["shares"])
    found = read_package(place)
    again = json.dumps(descriptor(describe(found, outlines=True)), ensure_ascii=False, allow_nan=False)
    (place / DESCRIPTOR).write_bytes(again.encode())


def _packages() -> Seeds:
    found = {}
    for path in sorted(paths.DATA.glob(f"*/{DESCRIPTOR}")):
        tree = json.loads(path.read_text(encoding="utf-8"))
        tree["name"] = "dataset"
        tree["resources"] = [{**tree["resources"][0], "path": "table.csv"}]
        found[path.parent.name] = json.dumps(tree).encode()
    return found


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
