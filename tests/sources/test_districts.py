"""Schools in districts: by point, by postcode area, outside, and near a border."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from publisher import Publisher

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.sources import districts, placing, postcode_points
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.errors import SourceError

DAM = (4.8932, 52.3731)
"""Dam square, in the middle of Centrum."""


def schools(*rows: tuple[str, str | None]) -> pd.DataFrame:
    """Schools that are not placed yet: code and postcode."""
    contract = CONTRACTS["schools"]
    given = {
        "school_name": "School",
        "sector": "po",
        "school_type": "bo",
        "municipality_code": "0363",
        "location": "none",
        "area_vintage": 2022,
        "district_by": "none",
    }
    frame = pd.DataFrame([{**given, "school_code": code, "postcode": postcode} for code, postcode in rows])
    return frame.reindex(columns=list(contract.columns))


def near_border(metres: float) -> tuple[float, float]:
    """A point in Zuid, so far from its border with Centrum."""
    shapes = districts.shipped_districts().to_crs(28992).set_index("code").geometry
    shared = shapely.line_merge(shapely.intersection(shapes["K"].boundary, shapes["A"].boundary))
    middle = shapely.get_parts(shared)[0].interpolate(0.5, normalized=True)
    inner = shapely.buffer(shapes["K"], -metres)
    point = shapely.ops.nearest_points(inner, middle)[0]
    there = gpd.GeoSeries([point], crs=28992).to_crs(4326).iloc[0]
    return there.x, there.y


def test_a_point_is_in_a_district_or_outside_all() -> None:
    points = pd.DataFrame([("1012JS", *DAM), ("1181AA", 4.86, 52.30)], columns=["postcode", "longitude", "latitude"])
    placed, notes = districts.place(schools(("01AA00", "1012JS"), ("02AA00", "1181AA")), points=points)
    first, second = placed.to_dict("records")
    assert (first["area_code"], first["district_by"], first["location"]) == ("A", "point", "postcode6")
    assert first["border_m"] > 500 and first["area_vintage"] == 2022
    assert pd.isna(second["area_code"]) and second["district_by"] == "point"
    told = {note.code: note.details for note in notes}
    assert told["schools_outside"]["codes"] == "02AA00"
    assert (told["schools_placed"]["by_point"], told["schools_placed"]["without"]) == (1, 1)
    CONTRACTS["schools"].schema.validate(placed)


def test_a_point_of_the_school_comes_before_one_of_its_street() -> None:
    points = pd.DataFrame(
        [("01AA00", "", *DAM), ("", "1012JS", 4.95, 52.30)],
        columns=["school_code", "postcode", "longitude", "latitude"],
    )
    placed, _ = districts.place(schools(("01AA00", "1012JS")), points=points)
    assert placed[["area_code", "location"]].iloc[0].tolist() == ["A", "address"]


@pytest.mark.parametrize(("metres", "reported"), [(60, True), (160, False)])
def test_schools_near_a_border_are_reported(metres: float, reported: bool) -> None:
    points = pd.DataFrame([("1071AA", *near_border(metres))], columns=["postcode", "longitude", "latitude"])
    placed, notes = districts.place(schools(("01AA00", "1071AA")), points=points)
    assert placed["border_m"].iloc[0] == pytest.approx(metres, abs=2)
    assert ("schools_near_border" in {note.code for note in notes}) == reported


def _areas(centre: float) -> gpd.GeoDataFrame:
    shapes = districts.shipped_districts().to_crs(28992).set_index("code").geometry
    west = shapely.intersection(shapes["A"], shapely.buffer(shapes["A"].representative_point(), 300))
    # An area of which a part lies in Centrum and the rest in Oost.
    size = west.area / centre * (1 - centre)
    other = shapely.buffer(shapes["M"].representative_point(), (size / 3.14159) ** 0.5) if centre < 1 else None
    shape = west if other is None else shapely.union_all([west, shapely.intersection(other, shapes["M"])])
    return gpd.GeoDataFrame({"postcode": ["1011"]}, geometry=[shape], crs=28992)


@pytest.mark.parametrize(("centre", "expected"), [(1.0, "A"), (0.97, "A"), (0.9, None)])
def test_a_postcode_area_decides_where_nearly_all_of_it_is_in_one_district(centre: float, expected: str | None) -> None:
    placed, notes = districts.place(schools(("01AA00", "1011AB"), ("02AA00", "9999ZZ")), postcodes=_areas(centre))
    first, second = placed.to_dict("records")
    assert first["location"] == "postcode4" and second["location"] == "none"
    assert (first["area_code"] if expected else pd.isna(first["area_code"])) == (expected or True)
    assert first["district_by"] == ("postcode" if expected else "none")
    assert ("schools_undecided" in {note.code for note in notes}) == (expected is None)
    assert pd.isna(first["border_m"])
    CONTRACTS["schools"].schema.validate(placed)


def test_an_area_of_six_signs_comes_before_one_of_four() -> None:
    shapes = districts.shipped_districts().to_crs(28992).set_index("code").geometry
    areas = gpd.GeoDataFrame(
        {"postcode": ["1011", "1011AB"]},
        geometry=[shapely.buffer(shapes[code].representative_point(), 100) for code in ("A", "M")],
        crs=28992,
    )
    placed, _ = districts.place(schools(("01AA00", "1011AB"), ("02AA00", "1011CD")), postcodes=areas)
    assert placed[["area_code", "location"]].to_numpy().tolist() == [["M", "postcode6"], ["A", "postcode4"]]


def test_the_division_of_the_outlines_is_recorded() -> None:
    points = pd.DataFrame([("1012JS", *DAM)], columns=["postcode", "longitude", "latitude"])
    placed, _ = districts.place(schools(("01AA00", "1012JS")), points=points, vintage=2015)
    assert placed["area_vintage"].iloc[0] == 2015


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("postcode;longitude;latitude\n1011AB;4,9;52,3\n", "points_columns"),
        ("postcode,longitude,latitude\n1011AB,52.3,4.9\n", "points_value"),
        ("longitude,latitude\n4.9,52.3\n", "points_columns"),
    ],
)
def test_files_of_points_that_are_none(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(SourceError) as caught:
        districts.read_points(path)
    assert caught.value.code == code


def test_settings_say_where_points_come_from(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = schools(("01AA00", "1012JS"), ("02AA00", None))
    publisher.mirrors(postcode_points.PLACES, monkeypatch)
    # The service does not answer: the schools stay as they are, and this is said.
    same, notes = placing.placed(given, downloader)
    assert same["area_code"].isna().all() and notes[0].code == "schools_not_placed"

    def answer(query: Mapping[str, str]) -> dict[str, Any]:
        assert (query["fq"], query["q"]) == ("type:postcode", "postcode:(1012JS)")
        docs = [{"postcode": "1012JS", "centroide_ll": f"POINT({DAM[0]} {DAM[1]})"}]
        return {"response": {"numFound": 1, "start": 0, "maxScore": 9.9, "docs": docs}}

    publisher.serve_json("/free", answer)
    placed, _ = placing.placed(given, downloader)
    assert placed[["area_code", "location"]].iloc[0].tolist() == ["A", "postcode6"]
    assert placed["district_by"].iloc[1] == "none"
    asked = len(publisher.asked)
    (tmp_path / "points.csv").write_text("school_code,longitude,latitude\n02AA00,4.95,52.30\n")
    monkeypatch.setenv(placing.POINTS, str(tmp_path / "points.csv"))
    placed, _ = placing.placed(given, downloader)
    assert placed["area_code"].tolist()[1] == "T" and pd.isna(placed["area_code"].iloc[0])
    assert len(publisher.asked) == asked
    _areas(1.0).to_file(tmp_path / "areas.gpkg")
    monkeypatch.setenv(placing.POSTCODES, str(tmp_path / "areas.gpkg"))
    placed, _ = placing.placed(schools(("01AA00", "1011AB"), ("02AA00", None)), downloader)
    assert placed[["area_code", "district_by"]].to_numpy().tolist() == [["A", "postcode"], ["T", "point"]]
    monkeypatch.setenv(placing.POINTS, str(tmp_path / "gone.csv"))
    with pytest.raises(SourceError, match="given_no_file"):
        placing.placed(given, downloader)
