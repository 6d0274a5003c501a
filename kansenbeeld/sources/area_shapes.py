"""Outlines of districts and areas as the municipality gives them, brought to those of the dashboard.

Two files are read. The map export has a feature per smallest area of its layer, with the codes of all levels above it,
so that features are joined by code. The interface ``gebieden`` has a feature per version of an area, with the days
between which it holds. Neither is asked which coordinates it uses: the numbers tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.sources import answers
from kansenbeeld.sources.areas_known import shipped_areas, vintage_of
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Note

RD: Final = 28992
"""The Dutch grid, in metres."""

WGS84: Final = 4326

_LAYER_COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "stadsdeel": ("Stadsdeelcode", "Stadsdeel"),
    "gebied": ("Gebiedcode", "Gebied"),
}
_DEGREES_EAST: Final = (3.0, 8.0)
_DEGREES_NORTH: Final = (50.0, 54.0)
_METRES_EAST: Final = (0.0, 300_000.0)
_METRES_NORTH: Final = (300_000.0, 650_000.0)
_SEAM_M: Final = 5.0
"""Outlines are simplified one by one: neighbours gape a few metres, which joining them closes."""

_SAME: Final = 0.02
"""A relative difference in surface up to which an area is the same: outlines differ in how they were simplified."""


def layer_shapes(features: Iterable[Mapping[str, Any]], level: str, file: str) -> tuple[Any, int]:
    """Return the areas of a level in a layer of the map export, and how many features had no code of that level.

    Args:
        features: of a layer of that level or of a smaller one.
        level: ``stadsdeel`` or ``gebied``.
        file: the name of the file, for sentences.

    Returns:
        A GeoDataFrame in ``RD`` with ``code``, ``name`` and ``geometry``, sorted by code, and the number.

    Raises:
        SourceError: a column is missing, a shape is broken, or the coordinates are not of the Netherlands.
    """
    code_column, name_column = _LAYER_COLUMNS[level]
    rows = list(features)
    for feature in rows:
        missing = [name for name in (code_column, name_column) if name not in _properties(feature)]
        if missing:
            raise SourceError("areas_column", file=file, column=", ".join(missing))
    coded = [feature for feature in rows if str(_properties(feature)[code_column] or "").strip()]
    names = {str(_properties(row)[code_column]).strip(): str(_properties(row)[name_column]).strip() for row in coded}
    if not names:
        raise SourceError("areas_none", file=file)
    frame = _shapes(coded, file).assign(code=[str(_properties(row)[code_column]).strip() for row in coded])
    return _joined(frame, names), len(rows) - len(coded)


def current_shapes(features: Iterable[Mapping[str, Any]], today: date, file: str) -> tuple[Any, int]:
    """Return the areas of the interface ``gebieden`` that hold on a day, and how many versions do not.

    Returns and raises: as ``layer_shapes``.
    """
    rows = list(features)
    for feature in rows:
        missing = [name for name in ("code", "naam") if name not in _properties(feature)]
        if missing:
            raise SourceError("areas_column", file=file, column=", ".join(missing))
    current = [feature for feature in rows if _holds(_properties(feature), today, file)]
    codes = [str(_properties(feature)["code"] or "").strip() for feature in current]
    if not codes or not all(codes):
        raise SourceError("areas_none", file=file)
    if len(set(codes)) < len(codes):
        raise SourceError("areas_twice", file=file, code=next(code for code in codes if codes.count(code) > 1))
    names = {code: str(_properties(row)["naam"]).strip() for code, row in zip(codes, current, strict=True)}
    frame = _shapes(current, file).assign(code=codes)
    return _joined(frame, names), len(rows) - len(current)


def read_features(path: Path, file: str) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON.

    Raises:
        SourceError: it is none.
    """
    return answers.part(answers.parsed(path, file), "features", file)


def outlines(districts: Any, areas: Any) -> tuple[Any, Any, int]:
    """Return districts and areas as resources of the contract ``outlines``, and their division.

    Args:
        districts, areas: of ``layer_shapes`` or ``current_shapes``.

    Returns:
        Two GeoDataFrames in ``WGS84`` with ``code``, ``name``, ``level``, ``vintage``, ``area_km2`` and ``geometry``,
        the second with ``district_code`` too; and the year of the division.

    Raises:
        SourceError: codes of two divisions stand together, or an area lies in no district.
    """
    try:
        vintage = vintage_of([*districts["code"], *areas["code"]]) or domain.AREA_VINTAGES[-1]
    except ValueError:
        raise SourceError("two_divisions", period="gebieden") from None
    inside = areas.geometry.representative_point().apply(
        lambda point: next(iter(districts.loc[districts.geometry.contains(point), "code"]), "")
    )
    if (inside == "").any():
        raise SourceError("areas_outside", code=areas.loc[inside == "", "code"].iloc[0])
    return (
        _finished(districts, "stadsdeel", vintage),
        _finished(areas.assign(district_code=inside), "gebied", vintage),
        vintage,
    )


def area_table(districts: Any, areas: Any, vintage: int) -> pd.DataFrame:
    """Return the contract ``areas``: what lies above the districts as shipped, then districts, then areas."""
    shipped = shipped_areas()
    above = shipped[(shipped["area_vintage"] == vintage) & ~shipped["area_level"].isin(["stadsdeel", "gebied"])]
    parts = [above]
    for frame, parents in ((districts, [domain.CITY] * len(districts)), (areas, list(areas["district_code"]))):
        parts.append(
            pd.DataFrame(
                {
                    "area_vintage": vintage,
                    "area_code": frame["code"],
                    "area_name": frame["name"],
                    "area_level": frame["level"],
                    "parent_code": parents,
                    "area_km2": frame["area_km2"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def compared(table: pd.DataFrame, vintage: int) -> tuple[Note, ...]:
    """Say how a table of areas differs from the one that comes with the dashboard, in the same division."""
    levels = ["stadsdeel", "gebied"]
    shipped = shipped_areas()
    old = shipped[(shipped["area_vintage"] == vintage) & shipped["area_level"].isin(levels)].set_index("area_code")
    new = table[table["area_level"].isin(levels)].set_index("area_code")
    both = [code for code in new.index if code in old.index]
    changed = new.loc[both, ["area_name", "parent_code"]] != old.loc[both, ["area_name", "parent_code"]]
    sizes = old.loc[both, "area_km2"]
    # Both are rounded to a tenth, so that a tenth is no difference.
    resized = (new.loc[both, "area_km2"] - sizes).abs() > sizes * _SAME + 0.1001
    differences = {
        "areas_new": [code for code in new.index if code not in old.index],
        "areas_gone": [code for code in old.index if code not in new.index],
        "areas_renamed": list(changed.index[changed["area_name"]]),
        "areas_moved": list(changed.index[changed["parent_code"]]),
        "areas_resized": list(resized.index[resized]),
    }
    found = tuple(Note(code, {"codes": ", ".join(codes)}) for code, codes in differences.items() if codes)
    return (Note("areas_read", {"areas": len(new), "vintage": str(vintage)}), *found)


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _holds(properties: Mapping[str, Any], today: date, file: str) -> bool:
    """Whether a version holds on a day: from its first day on, up to but without its last."""
    try:
        first, last = (
            date.fromisoformat(str(properties[name])[:10]) if properties.get(name) else None
            for name in ("beginGeldigheid", "eindGeldigheid")
        )
    except ValueError:
        raise SourceError("areas_day", file=file, code=str(properties.get("code"))[:20]) from None
    return (first is None or first <= today) and (last is None or today < last)


def _shapes(features: list[Mapping[str, Any]], file: str) -> Any:
    """The shapes of features as a GeoDataFrame in ``RD``."""
    import geopandas as gpd
    import numpy as np
    import shapely

    try:
        shapes = np.array([shapely.geometry.shape(feature["geometry"]) for feature in features])
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
        raise SourceError("areas_shape", file=file) from None
    if not np.isin(shapely.get_type_id(shapes), [3, 6]).all() or shapely.is_empty(shapes).any():
        raise SourceError("areas_shape", file=file)
    points = shapely.get_coordinates(shapes)
    if _within(points[:, 0], _DEGREES_EAST) and _within(points[:, 1], _DEGREES_NORTH):
        epsg = WGS84
    elif _within(points[:, 1], _DEGREES_EAST) and _within(points[:, 0], _DEGREES_NORTH):
        # EPSG:4326 to the letter: first latitude, then longitude.
        epsg, shapes = WGS84, shapely.transform(shapes, lambda pairs: pairs[:, ::-1])
    elif _within(points[:, 0], _METRES_EAST) and _within(points[:, 1], _METRES_NORTH):
        epsg = RD
    else:
        raise SourceError("areas_coordinates", file=file)
    frame = gpd.GeoDataFrame(geometry=shapely.make_valid(shapely.force_2d(shapes)), crs=epsg)
    return frame.to_crs(RD)


def _within(numbers: Any, ends: tuple[float, float]) -> bool:
    return bool((numbers >= ends[0]).all() and (numbers <= ends[1]).all())


def _joined(frame: Any, names: Mapping[str, str]) -> Any:
    """One row per code; the seams between joined shapes are closed."""
    joined = frame.dissolve("code").reset_index()
    several = joined["code"].map(frame["code"].value_counts()) > 1
    if several.any():
        closed = joined.geometry[several].buffer(_SEAM_M, join_style="mitre").buffer(-_SEAM_M, join_style="mitre")
        joined.loc[several, "geometry"] = closed
    joined["name"] = joined["code"].map(dict(names))
    return joined[["code", "name", "geometry"]].sort_values("code", ignore_index=True)


def _finished(frame: Any, level: str, vintage: int) -> Any:
    import shapely

    finished = frame.assign(level=level, vintage=vintage, area_km2=(frame.geometry.area / 1e6).round(1)).to_crs(WGS84)
    # Six decimals of a degree are a tenth of a metre. A grid keeps the borders of neighbours equal.
    finished.geometry = shapely.set_precision(finished.geometry.to_numpy(), 1e-6)
    columns = [name for name in ("code", "name", "level", "vintage", "district_code", "area_km2") if name in finished]
    return finished[[*columns, "geometry"]]
