"""Entrances of the connectors: files and answers of publishers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from fuzz.of_datasets import _JSON
from fuzz.target import FIXTURES, Seeds, Target
from kansenbeeld.sources.download import Download, Downloader
from kansenbeeld.sources.errors import SourceError

_FILES: Final = FIXTURES / "sources"
_DAY: Final = date(2024, 10, 1)
Answered = Callable[[str, Mapping[str, str]], bytes]


class Answering(Downloader):
    """Gives an answer to every question without asking anybody, so that only the reading is tried."""

    def __init__(self, folder: Path, answer: Answered) -> None:
        super().__init__(folder / "cache", offline=True)
        self._folder = folder
        self._answer = answer
        self._asked = 0

    def get(
        self, url: str, *, accept: tuple[str, ...], max_bytes: int = 0, parameters: Mapping[str, str] | None = None
    ) -> Download:
        """Return the answer as a file."""
        self._asked += 1
        if self._asked > 60:
            # A circle of links ends for every connector after some hundreds of pages, which are not waited for here.
            raise SourceError("answer_endless", file="fuzz", pages=60)
        if "indicatoren_definities" in url:
            raise SourceError("not_found", file="definitions", host="")
        path = self._folder / f"answer-{self._asked}"
        path.write_bytes(self._answer(url, parameters or {}))
        return Download(url, path, _DAY, "", "application/json", False)


def _parts(data: bytes, wrap: Callable[[Any], Any]) -> Answered:
    """Answer each list of a document by its name in the address; what is no document is the answer to everything."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        tree = None

    def answer(url: str, _: Mapping[str, str]) -> bytes:
        name = url.rstrip("/").rpartition("/")[2]
        if isinstance(tree, dict) and name in tree:
            return json.dumps(wrap(tree[name])).encode()
        return data

    return answer


def _fetch(module: str, wrap: Callable[[Any], Any] | None = None) -> Callable[[bytes, Path], None]:
    def run(data: bytes, folder: Path) -> None:
        import importlib

        source = importlib.import_module(f"kansenbeeld.sources.{module}").SOURCE
        answer = (lambda *_: data) if wrap is None else _parts(data, wrap)
        fetched = source.fetch(Answering(folder, answer), ())
        for frame in fetched.frames.values():
            assert len(frame) > 0

    return run


def _statline(data: bytes, folder: Path) -> None:
    from kansenbeeld.sources.cbs import odata, positions

    odata.read(Answering(folder, _parts(data, lambda rows: {"value": rows})), positions.SOURCES[0], "85380NED")


def _statline_4(data: bytes, folder: Path) -> None:
    from kansenbeeld.sources.cbs import odata, positions

    asking = odata._Asking(
        Answering(folder, _parts(data, lambda rows: {"value": rows})), positions.SOURCES[0], "85380NED"
    )
    odata._read_v4(asking)


def _of_file(read: Callable[[Path], object]) -> Callable[[bytes, Path], None]:
    def run(data: bytes, folder: Path) -> None:
        path = folder / ("given.geojson" if data.lstrip().startswith(b"{") else "given.csv")
        path.write_bytes(data)
        read(path)

    return run


def _advice(path: Path) -> None:
    from kansenbeeld.sources.csv_files import read_csv
    from kansenbeeld.sources.duo import school_advice

    school_advice.parse(read_csv(path, "file.csv"), 2013 if b"2013" in path.read_bytes() else 2024)


def _positions(path: Path) -> None:
    from kansenbeeld.sources.csv_files import read_csv
    from kansenbeeld.sources.duo import school_positions

    school_positions.parse(read_csv(path, "file.csv"), 2023)


def _schools(path: Path) -> None:
    from kansenbeeld.sources.csv_files import read_csv
    from kansenbeeld.sources.duo import schools

    schools.parse(read_csv(path, "file.csv"), "po", "bo")


def _flow(path: Path) -> None:
    from kansenbeeld.sources import cohort_flow

    cohort_flow.parse(cohort_flow.read_table(path, "file.csv"))


def _definitions(path: Path) -> None:
    from kansenbeeld.sources import bbga_definitions

    bbga_definitions.read_export(path, "file.csv")


def _points(path: Path) -> None:
    from kansenbeeld.sources import districts

    districts.read_points(path)


def _postcodes(path: Path) -> None:
    from kansenbeeld.sources import districts

    districts.read_postcodes(path)


def _scores(path: Path) -> None:
    """The rows below the header of a sheet, one line each; the workbook around them has a target of its own."""
    from kansenbeeld.sources.cbs import disadvantage

    rows = [line.split(";")[:3] for line in path.read_bytes().decode("utf-8", "replace").splitlines()]
    whole = [[*row, "", "", ""][:3] for row in rows]
    disadvantage._school_year(" ".join(whole[0]) if whole else "", "file.xlsx", "Tabel 1")
    disadvantage._rows(whole[1:], "file.xlsx", "Tabel 1")


def _datastore(data: bytes, folder: Path) -> None:
    from kansenbeeld.sources.duo import datastore

    rows = list(datastore._records(Answering(folder, lambda *_: data), "wpoadvies-v1", {}, []))
    for row in rows:
        datastore._row(row, {"18BR00": "De Brug"})


def _layers(data: bytes, folder: Path) -> None:
    from kansenbeeld.sources import area_shapes

    path = folder / "layer.json"
    path.write_bytes(data)
    features = area_shapes.read_features(path, "layer.json")
    frame, _ = area_shapes.layer_shapes(features, "stadsdeel", "layer.json")
    area_shapes.outlines(frame, frame)


def _current(data: bytes, folder: Path) -> None:
    from kansenbeeld.sources import area_shapes

    path = folder / "layer.json"
    path.write_bytes(data)
    features = area_shapes.read_features(path, "layer.json")
    area_shapes.current_shapes(features, _DAY, "layer.json")


def _head(name: str, rows: int) -> bytes:
    return b"\n".join((_FILES / name).read_bytes().split(b"\n")[: rows + 1]) + b"\n"


def _small(name: str, rows: int) -> bytes:
    """A document with no more than some rows in each of its lists."""
    tree = json.loads((_FILES / name).read_bytes())
    if isinstance(tree, list):
        tree = tree[:rows]
    for key, value in tree.items() if isinstance(tree, dict) else ():
        if isinstance(value, list):
            tree[key] = value[:rows]
    return json.dumps(tree).encode()


def _key_figures() -> Seeds:
    """A page that answers the question for any variable, as it names none."""
    named = ("indicatorDefinitieId", "variabele")
    rows = json.loads(_small("bbga_kerncijfers.json", 4))
    plain = [{key: value for key, value in row.items() if key not in named} for row in rows]
    return {"page": json.dumps({"_embedded": {"kerncijfers": plain}}).encode()}


def _square(properties: Mapping[str, Any]) -> bytes:
    ring = [[4.9, 52.3], [4.92, 52.3], [4.92, 52.32], [4.9, 52.32], [4.9, 52.3]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def _records() -> Seeds:
    row = {
        "INSTELLINGSCODE": "18BR",
        "VESTIGINGSCODE": "00",
        "TYPE_PO": "BO",
        "PEILJAAR": 2023,
        "ADVIES": "HAVO",
        "AANTAL_LEERLINGEN": 12,
    }
    return {"one": json.dumps({"success": True, "result": {"total": 1, "records": [row]}}).encode()}


_CELLS: Final = (b"<5", b'"', b"\xa0", b"9" * 60, b"1e999", b"NaN", b"0363", b"\xb2", b"\xd9\xa3", b"\r", b"-1")


def _csv_target(name: str, read: Callable[[Path], None], seeds: Callable[[], Seeds]) -> Target:
    return Target(name, _of_file(read), seeds, 6_000, _CELLS)


TARGETS: Final = (
    _csv_target(
        "duo_advice",
        _advice,
        lambda: {str(year): _head(f"duo-advice-{year}-{year + 1}.csv", 6) for year in (2013, 2024)},
    ),
    _csv_target(
        "duo_positions", _positions, lambda: {str(year): _head(f"duo-vo-{year}.csv", 6) for year in (2019, 2023)}
    ),
    _csv_target("duo_schools", _schools, lambda: {one: _head(f"duo-schools-{one}.csv", 6) for one in ("bo", "vo")}),
    _csv_target("cohort_flow", _flow, lambda: {"file": _head("cohort_flow_gemeente.csv", 8)}),
    _csv_target("bbga_definitions", _definitions, lambda: {"file": _head("bbga_metadata.csv", 12)}),
    _csv_target("points", _points, lambda: {"file": b"postcode,longitude,latitude\n1011AB,4.9,52.37\n"}),
    _csv_target("postcodes", _postcodes, lambda: {"file": _square({"postcode": "1011"})}),
    _csv_target(
        "cbs_scores",
        _scores,
        lambda: {"file": b"Achterstandsscores 1 oktober 2023\n18BR00;120;34,5\n18BS00;.;.\n"},
    ),
    Target(
        "bbga",
        _fetch("bbga"),
        _key_figures,
        6_000,
        _JSON,
    ),
    Target("statline_3", _statline, lambda: {"file": _small("cbs_85380NED_v3.json", 6)}, 20_000, _JSON),
    Target("statline_4", _statline_4, lambda: {"file": _small("cbs_85380NED_v4.json", 6)}, 20_000, _JSON),
    Target("datastore", _datastore, _records, 4_000, _JSON),
    Target(
        "area_layers",
        _layers,
        lambda: {"one": _square({"Stadsdeelcode": "T", "Stadsdeel": "Zuidoost"})},
        5_000,
        (*_JSON, b'"GeometryCollection"', b'"MultiPolygon"'),
    ),
    Target(
        "area_versions",
        _current,
        lambda: {"one": _square({"code": "T", "naam": "Zuidoost", "beginGeldigheid": "2022-03-24T00:00:00"})},
        5_000,
        _JSON,
    ),
)
