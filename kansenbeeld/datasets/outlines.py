"""Turn GeoJSON outlines of areas into small SVG paths that share one coordinate system.

All files use the same origin and unit, so that districts and areas of both vintages lie exactly on each
other.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd  # type: ignore[import-untyped, unused-ignore]
import numpy as np
import pandas as pd
import shapely  # type: ignore[import-untyped, unused-ignore]

from kansenbeeld.datasets.errors import DatasetError, Phrase, listed

UNIT_M: Final = 5
"""Metres per unit of the paths."""

ORIGIN_RD: Final = (109_000, 495_500)
"""The point 0,0 of the paths in RD metres (EPSG:28992): north-west of every outline."""

_RD: Final = 28992
_PROPERTIES: Final = {
    "vintage": "area_vintage",
    "level": "area_level",
    "code": "area_code",
    "name": "area_name",
}
_LARGEST_GAP_M2: Final = 50_000
_DRAWN: Final[dict[tuple[str, float], pd.DataFrame]] = {}
"""What was drawn before, by the content of the file: every build draws the same maps, half a second each."""

_MOST_DRAWN: Final = 32
_TOKEN: Final = re.compile(r"[Mlz]|-?\d+")


def outlines(geojson_path: Path, simplify_m: float = 15.0) -> pd.DataFrame:
    """Read the outlines in a GeoJSON file (EPSG:4326) as SVG paths.

    Borders are simplified to about ``simplify_m`` metres and stay shared: neighbours keep the same points.
    The frame has one row per area, sorted by code: ``area_vintage`` (whole number), ``area_level``,
    ``area_code``, ``area_name``, ``path`` (SVG path data: ``M`` absolute, ``l`` relative, ``z``) and
    ``label_x``, ``label_y`` (a point well inside the area). Coordinates are whole units of ``UNIT_M`` metres
    from ``ORIGIN_RD``, with x to the east and y to the south, so that north is up in an SVG. Draw with
    ``fill-rule: evenodd``.

    Raises:
        DatasetError: the file cannot be read, or holds anything but named polygons.
    """
    try:
        key = (hashlib.sha256(geojson_path.read_bytes()).hexdigest(), simplify_m)
    except OSError:
        return _drawn(geojson_path, simplify_m)
    if key not in _DRAWN:
        if len(_DRAWN) >= _MOST_DRAWN:
            _DRAWN.clear()
        _DRAWN[key] = _drawn(geojson_path, simplify_m)
    return _DRAWN[key].copy()


def _drawn(geojson_path: Path, simplify_m: float) -> pd.DataFrame:
    frame = _read(geojson_path)
    shapes = shapely.coverage_simplify(_shared_borders(frame.geometry.to_numpy()), simplify_m)
    labels = [_label(shape) for shape in shapes]
    result = pd.DataFrame({ours: frame[theirs] for theirs, ours in _PROPERTIES.items()})
    result["area_vintage"] = result["area_vintage"].astype("int64")
    result["path"] = [_path(shape) for shape in shapes]
    result["label_x"] = [x for x, _ in labels]
    result["label_y"] = [y for _, y in labels]
    return result.sort_values("area_code", ignore_index=True)


def places(longitude: pd.Series[float], latitude: pd.Series[float]) -> pd.DataFrame:
    """Return points (degrees, WGS 84) as the columns ``map_x`` and ``map_y``, in units of the outlines.

    Whole numbers (``Int64``), missing where a degree is missing; the index is that of the input.
    """
    known = longitude.notna() & latitude.notna()
    points = gpd.points_from_xy(longitude[known], latitude[known], crs=4326).to_crs(_RD)
    units = _units(shapely.get_coordinates(points)) if known.any() else np.empty((0, 2), dtype=int)
    columns = {name: pd.Series(units[:, axis], known.index[known]) for axis, name in enumerate(("map_x", "map_y"))}
    return pd.DataFrame(columns).astype("Int64").reindex(known.index)


def rings(path: str) -> list[Any]:
    """Return the rings of a path made by ``outlines``: arrays of absolute x, y, without closing point.

    Raises:
        ValueError: the path uses other commands than ``M``, ``l`` and ``z``.
    """
    if _TOKEN.sub("", path).strip():
        raise ValueError("the path holds other commands than M, l and z")
    found = []
    for part in path.split("z"):
        numbers = [int(token) for token in _TOKEN.findall(part) if token not in "Mlz"]
        if numbers:
            # The first pair is absolute and the others are steps from it, so that a running sum gives the
            # points.
            found.append(np.array(numbers).reshape(-1, 2).cumsum(axis=0))
    return found


def _read(path: Path) -> Any:
    # Two last parts: the name that a person sees when the data folder is open.
    file = f"{path.parent.name}/{path.name}"
    try:
        frame = gpd.read_file(path)
    except Exception as error:
        # pyogrio raises its own errors, some of which no common class covers.
        raise DatasetError("no_outline", file, reason=Phrase("not_read")) from error
    missing = [name for name in _PROPERTIES if name not in frame.columns or not _holds(name, frame[name])]
    if missing or frame.empty:
        raise DatasetError(
            "no_outline", file, reason=Phrase("without", names=listed(missing)) if missing else Phrase("no_areas")
        )
    if not frame.geom_type.isin(["Polygon", "MultiPolygon"]).all() or not frame.is_valid.all():
        raise DatasetError("no_outline", file, reason=Phrase("no_polygon"))
    return frame.to_crs(_RD)


def _holds(name: str, values: pd.Series[Any]) -> bool:
    """Whether each area has a property in its form: a year, or a text."""
    if name == "vintage":
        return bool(pd.to_numeric(values, errors="coerce").between(1900, 2200).all())
    return all(isinstance(value, str) and value.strip() for value in values)


def _shared_borders(shapes: Any) -> Any:
    """Make neighbours share their border exactly.

    The municipality's outlines were simplified one by one, so neighbours overlap and gape by a few metres.
    All borders together cut the map into faces: each area gets the faces that it alone covers, an overlap
    goes to the larger of the areas that cover it, and a sliver that nobody covers to the area with which it
    shares most border.
    """
    lines = shapely.node(shapely.union_all(shapely.boundary(shapes)))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    owned: list[list[Any]] = [[] for _ in shapes]
    gaps = []
    for face in faces:
        owner = _covering(face, shapes)
        if owner is not None:
            owned[owner].append(face)
        elif shapely.area(face) < _LARGEST_GAP_M2:
            gaps.append(face)
    for gap in gaps:
        border = shapely.boundary(gap)
        shared = [
            sum(shapely.length(shapely.intersection(border, shapely.boundary(face))) for face in own) for own in owned
        ]
        owned[int(np.argmax(shared))].append(gap)
    return np.array([shapely.coverage_union_all(own) for own in owned])


def _covering(face: Any, shapes: Any) -> int | None:
    covering = np.flatnonzero(shapely.covers(shapes, shapely.point_on_surface(face)))
    if not len(covering):
        return None
    return int(covering[np.argmax(shapely.area(shapes[covering]))])


def _units(points: Any) -> Any:
    x0, y0 = ORIGIN_RD
    return np.rint((np.asarray(points)[:, :2] - [x0, y0]) * [1, -1] / UNIT_M).astype(int)


def _label(shape: Any) -> tuple[int, int]:
    # The middle of the largest circle inside: further from the border than shapely's own representative
    # point.
    centre = shapely.get_coordinates(shapely.maximum_inscribed_circle(shape, tolerance=UNIT_M))[:1]
    x, y = _units(centre)[0]
    return int(x), int(y)


def _path(shape: Any) -> str:
    polygons = shapely.get_parts(shape)
    return "".join(_ring_path(_units(ring.coords)) for polygon in polygons for ring in _polygon_rings(polygon))


def _polygon_rings(polygon: Any) -> list[Any]:
    return [polygon.exterior, *polygon.interiors]


def _ring_path(points: Any) -> str:
    steps = np.diff(points, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    # The last step only leads back to the start, which z does.
    steps = steps[:-1]
    if len(steps) < 2:
        return ""
    start = f"M{points[0][0]} {points[0][1]}"
    return start + "l" + _packed(steps.ravel()) + "z"


def _packed(numbers: Any) -> str:
    """Write numbers with a space only where no minus sign parts them already."""
    text = " ".join(str(number) for number in numbers)
    return text.replace(" -", "-")
