"""Find the district in which a school stands: by point in polygon, or by the area of its postcode.

A point is better than an area. A postcode area decides only where nearly all of it lies in one district; else the
school stays without a district, and is reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kansenbeeld import domain, paths
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Note

SHARE_IN_ONE: Final = 0.95
"""Part of a postcode area that must lie in one district before it decides."""

BORDER_M: Final = 100
"""Schools within so many metres of a border are reported: a point may be a street off."""

_DECIMALS: Final = 6
"""Decimals of a degree that are kept."""

_RD: Final = 28992
_WGS84: Final = 4326
_LISTED: Final = 20
"""Codes of schools that a note names at most."""

PLACED: Final = ("longitude", "latitude", "location", "area_vintage", "area_code", "district_by", "border_m")
"""The columns of the contract ``schools`` that ``place_schools`` fills in."""


def shipped_districts(vintage: int = domain.AREA_VINTAGES[-1]) -> Any:
    """Return the outlines of the districts that come with the dashboard, a GeoDataFrame with ``code``, ``vintage``."""
    import geopandas as gpd

    return gpd.read_file(paths.DATA / "geo" / f"districts_{vintage}.geojson")


def read_points(path: Path) -> pd.DataFrame:
    """Read a file of points: CSV with commas, ``longitude``, ``latitude``, and ``postcode`` or ``school_code``.

    Longitude and latitude are degrees (WGS 84); a postcode has six signs, with or without a space.

    Raises:
        SourceError: the file is not so.
    """
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise SourceError("points_file", file=path.name) from error
    keys = [name for name in ("school_code", "postcode") if name in frame.columns]
    if not keys or not {"longitude", "latitude"} <= set(frame.columns):
        raise SourceError("points_columns", file=path.name)
    for name, (least, most) in {"longitude": (3, 8), "latitude": (50, 54)}.items():
        numbers = pd.to_numeric(frame[name], errors="coerce")
        wrong = ~numbers.between(least, most)
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise SourceError(
                "points_value", file=path.name, row=row + 2, column=name, value=frame[name].iloc[row][:20]
            )
        frame[name] = numbers
    if "postcode" in frame.columns:
        frame["postcode"] = frame["postcode"].str.replace(" ", "").str.upper()
    return frame[[*keys, "longitude", "latitude"]]


def read_postcodes(path: Path) -> Any:
    """Read polygons of postcode areas: a file that geopandas reads, with a column ``postcode`` of 4 or 6 signs.

    Raises:
        SourceError: the file is not so.
    """
    import geopandas as gpd

    try:
        frame = gpd.read_file(path)
    except Exception as error:  # pyogrio raises errors of its own that no common class covers.
        raise SourceError("postcodes_file", file=path.name) from error
    if "postcode" not in frame.columns or frame.crs is None or not frame.geom_type.str.endswith("Polygon").all():
        raise SourceError("postcodes_file", file=path.name)
    return frame[["postcode", "geometry"]].assign(
        postcode=frame["postcode"].astype(str).str.replace(" ", "").str.upper()
    )


def place_schools(
    schools: pd.DataFrame, districts: Any, *, postcodes: Any = None, points: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Say in which district schools stand.

    Args:
        schools: the contract ``schools``; ``PLACED`` is filled in anew. Only ``longitude`` and ``latitude`` that are
            there already are kept, and come before everything else.
        districts: a GeoDataFrame with ``code`` and one ``vintage``, with its coordinate system.
        postcodes: of ``read_postcodes``, or ``None``.
        points: of ``read_points``, or ``None``. A point of the school itself comes before one of its postcode.

    Returns:
        The schools, in their order; and notes: how each was placed, and which schools lie in no district, in a
        postcode area of several districts, or close to a border.
    """
    placed = _located(schools, points)
    metres = districts.to_crs(_RD)
    placed["area_vintage"] = int(metres["vintage"].iloc[0])
    placed["area_code"] = pd.array([pd.NA] * len(placed), dtype="string")
    placed["district_by"] = "none"
    placed["border_m"] = pd.array([pd.NA] * len(placed), dtype="Int64")
    _by_point(placed, metres)
    undecided = _by_postcode(placed, metres, postcodes) if postcodes is not None else []
    return placed[list(schools.columns)], _notes(placed, undecided)


def place(
    schools: pd.DataFrame,
    *,
    points: pd.DataFrame | None = None,
    postcodes: Any = None,
    vintage: int = domain.AREA_VINTAGES[-1],
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """``place_schools`` with the outlines that come with the dashboard."""
    return place_schools(schools, shipped_districts(vintage), points=points, postcodes=postcodes)


def _located(schools: pd.DataFrame, points: pd.DataFrame | None) -> pd.DataFrame:
    """Give each school the best point that there is, and say how precise it is."""
    placed = schools.copy()
    for name in PLACED:
        if name not in placed.columns:
            placed[name] = pd.NA
    for name in ("longitude", "latitude"):
        placed[name] = pd.to_numeric(placed[name], errors="coerce").astype("float64")
    given = placed["longitude"].notna() & placed["latitude"].notna()
    # A point that came along keeps what was said of it.
    known = given & placed["location"].isin(["address", "postcode6", "postcode4"])
    placed["location"] = placed["location"].where(known, "none").mask(given & ~known, "address")
    for key, precision in (("school_code", "address"), ("postcode", "postcode6")):
        if points is None or key not in points.columns:
            continue
        middle = points[points[key] != ""].groupby(key)[["longitude", "latitude"]].mean()
        wanted = placed["location"].eq("none") & placed[key].isin(middle.index)
        found = middle.reindex(placed.loc[wanted, key])
        placed.loc[wanted, ["longitude", "latitude"]] = found.to_numpy()
        placed.loc[wanted, "location"] = precision
    # A decimetre: the middle of several points has digits that say nothing, and that screening refuses.
    placed[["longitude", "latitude"]] = placed[["longitude", "latitude"]].round(_DECIMALS)
    return placed


def _by_point(placed: pd.DataFrame, districts: Any) -> None:
    import geopandas as gpd
    import shapely

    rows = placed.index[placed["longitude"].notna()]
    if rows.empty:
        return
    located = placed.loc[rows]
    points = gpd.GeoSeries(gpd.points_from_xy(located["longitude"], located["latitude"]), index=rows, crs=_WGS84)
    points = points.to_crs(_RD)
    borders = shapely.union_all(shapely.boundary(districts.geometry.to_numpy()))
    placed.loc[rows, "border_m"] = points.distance(borders).round().astype("int64").to_numpy()
    # On the border itself a point touches two districts: the first in order of code, always.
    ordered = districts.sort_values("code")
    inside = gpd.GeoDataFrame(geometry=points).sjoin(ordered[["code", "geometry"]], predicate="intersects")
    codes = inside.sort_values("code")["code"].groupby(level=0).first()
    placed.loc[codes.index, "area_code"] = codes.to_numpy()
    placed.loc[rows, "district_by"] = "point"


def _by_postcode(placed: pd.DataFrame, districts: Any, postcodes: Any) -> list[str]:
    """Place what has no point by its postcode area; return codes of schools whose area lies in several districts."""
    rows = placed.index[placed["district_by"].eq("none") & placed["postcode"].fillna("").ne("")]
    wanted = {*placed.loc[rows, "postcode"], *placed.loc[rows, "postcode"].str[:4]}
    areas = postcodes[postcodes["postcode"].isin(wanted)].to_crs(_RD).dissolve("postcode")
    shares = {str(code): _shares(shape, districts) for code, shape in areas.geometry.items()}
    undecided = []
    for row in rows:
        postcode = str(placed.at[row, "postcode"])
        key = next((code for code in (postcode, postcode[:4]) if code in shares), None)
        if key is None:
            continue
        placed.at[row, "location"] = f"postcode{len(key)}"
        district, share = max(shares[key].items(), key=lambda item: item[1], default=("", 0.0))
        if share >= SHARE_IN_ONE:
            placed.at[row, "area_code"] = district
            placed.at[row, "district_by"] = "postcode"
        elif share > 0:
            undecided.append(str(placed.at[row, "school_code"]))
    return undecided


def _shares(shape: Any, districts: Any) -> dict[str, float]:
    parts = districts.geometry.intersection(shape).area / shape.area
    return {code: float(part) for code, part in zip(districts["code"], parts, strict=True) if part > 0}


def _notes(placed: pd.DataFrame, undecided: Iterable[str]) -> tuple[Note, ...]:
    codes = placed["school_code"].astype(str)
    by_point, has_district = placed["district_by"].eq("point"), placed["area_code"].notna()
    counts = {
        "schools": len(placed),
        "by_point": int((by_point & has_district).sum()),
        "by_postcode": int(placed["district_by"].eq("postcode").sum()),
        "without": int((~has_district).sum()),
        "vintage": str(placed["area_vintage"].iloc[0]) if len(placed) else "",
    }
    near = placed["border_m"].le(BORDER_M).fillna(value=False).astype(bool)
    groups = {
        "schools_outside": list(codes[by_point & ~has_district]),
        "schools_undecided": list(undecided),
        "schools_near_border": list(codes[near]),
    }
    listed = tuple(
        Note(code, {"count": len(found), "codes": _listed(found), "metres": BORDER_M})
        for code, found in groups.items()
        if len(found)
    )
    return (Note("schools_placed", counts), *listed)


def _listed(codes: Iterable[str]) -> str:
    found = sorted(codes)
    return ", ".join(found[:_LISTED]) + (", …" if len(found) > _LISTED else "")
