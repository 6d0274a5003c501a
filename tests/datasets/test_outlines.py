"""Outlines: small, on one grid, without gaps or overlaps, and drawn in the right place."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from kansenbeeld.datasets import outlines as module
from kansenbeeld.datasets.outlines import ORIGIN_RD, UNIT_M, outlines, rings
from kansenbeeld.datasets.packages import DatasetError, read_packages, read_resource

GEO = Path(__file__).parents[2] / "data" / "geo"
FILES = {"districts_2015": 8, "districts_2022": 9, "areas_2015": 22, "areas_2022": 25}


@pytest.fixture(scope="module")
def drawn() -> dict[str, pd.DataFrame]:
    return {name: outlines(GEO / f"{name}.geojson") for name in FILES}


def shapes(frame: pd.DataFrame) -> gpd.GeoSeries:
    polygons = []
    for path in frame["path"]:
        outer, *holes = rings(path)
        polygons.append(shapely.Polygon(outer, holes))
    return gpd.GeoSeries(polygons, index=frame["area_code"])


@pytest.mark.parametrize("name", FILES)
def test_columns_and_sizes(drawn: dict[str, pd.DataFrame], name: str) -> None:
    frame = drawn[name]
    assert list(frame.columns) == [
        "area_vintage", "area_level", "area_code", "area_name", "path", "label_x", "label_y",
    ]  # fmt: skip
    assert len(frame) == FILES[name]
    assert set(frame["area_vintage"]) == {int(name[-4:])}
    assert frame["path"].str.len().sum() < (25_000 if name.startswith("districts") else 40_000)


def test_the_same_file_is_drawn_once_and_a_changed_one_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "districts_2022.geojson"
    text = (GEO / "districts_2022.geojson").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    first = outlines(path)
    first["path"] = ""
    monkeypatch.setattr(module, "_drawn", lambda *_: pytest.fail("drawn again"))
    assert outlines(path)["path"].ne("").all(), "who changes a frame changes no other"
    monkeypatch.undo()
    path.write_text(text.replace("Centrum", "Binnenstad"), encoding="utf-8")
    assert "Binnenstad" in set(outlines(path)["area_name"])


@pytest.mark.parametrize("name", FILES)
def test_neighbours_neither_overlap_nor_gape(drawn: dict[str, pd.DataFrame], name: str) -> None:
    polygons = shapes(drawn[name])
    assert polygons.is_valid.all()
    assert polygons.union_all().area == pytest.approx(polygons.area.sum(), rel=0.001)
    whole = shapely.get_parts(polygons.union_all())
    gaps = [shapely.Polygon(ring) for part in whole for ring in part.interiors]
    assert sum(gap.area for gap in gaps) < 0.001 * polygons.area.sum()


@pytest.mark.parametrize("name", FILES)
def test_area_is_that_of_the_source(drawn: dict[str, pd.DataFrame], name: str) -> None:
    source = gpd.read_file(GEO / f"{name}.geojson").to_crs(28992).set_index("code").area
    ours = shapes(drawn[name]).area * UNIT_M**2
    assert (ours / source[ours.index]).between(0.99, 1.01).all()


@pytest.mark.parametrize(("one", "other"), [("A", "E"), ("A", "M"), ("K", "F"), ("T", "S"), ("N", "A")])
def test_neighbours_share_border(drawn: dict[str, pd.DataFrame], one: str, other: str) -> None:
    polygons = shapes(drawn["districts_2022"])
    assert polygons[one].boundary.intersection(polygons[other].boundary).length * UNIT_M > 500


@pytest.mark.parametrize("name", FILES)
def test_labels_lie_inside(drawn: dict[str, pd.DataFrame], name: str) -> None:
    frame = drawn[name]
    points = gpd.GeoSeries.from_xy(frame["label_x"], frame["label_y"], index=frame["area_code"])
    assert shapes(frame).contains(points).all()


def test_all_files_share_one_coordinate_system(drawn: dict[str, pd.DataFrame]) -> None:
    districts, areas = shapes(drawn["districts_2022"]), shapes(drawn["areas_2022"])
    assert areas["GS25"].symmetric_difference(districts["S"]).area < 0.01 * districts["S"].area
    assert shapes(drawn["districts_2015"])["N"].symmetric_difference(districts["N"]).area < 0.01 * districts["N"].area


def test_north_is_up_and_the_dam_lies_in_centrum(drawn: dict[str, pd.DataFrame]) -> None:
    frame = drawn["districts_2022"].set_index("area_code")
    assert frame.loc["N", "label_y"] < frame.loc["A", "label_y"] < frame.loc["T", "label_y"]
    assert frame.loc["F", "label_x"] < frame.loc["A", "label_x"] < frame.loc["S", "label_x"]
    dam = ((121_390 - ORIGIN_RD[0]) / UNIT_M, (ORIGIN_RD[1] - 487_360) / UNIT_M)
    assert shapes(drawn["districts_2022"])["A"].contains(shapely.Point(dam))


def test_driemond_is_in_zuidoost_in_2015_and_in_weesp_in_2022(drawn: dict[str, pd.DataFrame]) -> None:
    old, new = shapes(drawn["districts_2015"]), shapes(drawn["districts_2022"])
    driemond = shapes(drawn["areas_2015"])["DX22"].difference(shapes(drawn["areas_2022"])["GT24"])
    assert driemond.area * UNIT_M**2 / 1e6 == pytest.approx(2.2, abs=0.1)
    assert old["T"].intersection(driemond).area > 0.98 * driemond.area
    assert new["S"].intersection(driemond).area > 0.98 * driemond.area


def test_no_point_lies_left_of_or_above_the_origin(drawn: dict[str, pd.DataFrame]) -> None:
    left, top, *_ = shapes(drawn["districts_2022"]).total_bounds
    assert left > 0 and top > 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "it cannot be read"),
        ('{"type": "FeatureCollection", "features": []}', "this is no GeoJSON with outlines"),
        (
            '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "A", '
            '"name": "x", '
            '"level": "gebied", "vintage": 2015}, "geometry": {"type": "Point", "coordinates": [4.9, '
            "52.3]}}]}",
            "a shape is no valid polygon",
        ),
    ],
)
def test_bad_outlines(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "areas_2015.geojson"
    path.write_text(text)
    with pytest.raises(DatasetError, match=reason) as caught:
        outlines(path)
    assert str(tmp_path.parent) not in str(caught.value)


def test_outlines_are_no_table() -> None:
    geo = next(package for package in read_packages(GEO.parent) if package.name == "geo")
    named = {resource.name: resource for resource in geo.resources}
    assert not named["areas_2022"].is_table
    with pytest.raises(ValueError, match="holds outlines"):
        read_resource(named["areas_2022"])


def test_rings_refuse_other_commands() -> None:
    with pytest.raises(ValueError, match="other commands"):
        rings("M0 0c1 1 2 2 3 3z")
