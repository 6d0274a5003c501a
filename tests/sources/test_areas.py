"""Districts and areas of the municipality: two interfaces, one division, compared with what the dashboard has."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from publisher import FIXTURES, Publisher

from kansenbeeld.datasets.descriptions import write
from kansenbeeld.datasets.outlines import outlines
from kansenbeeld.sources import area_shapes, areas, areas_api
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.errors import SourceError

STADSDEEL = json.loads((FIXTURES / "INDELING_STADSDEEL.json").read_text())
GEBIED = json.loads((FIXTURES / "INDELING_GEBIED.json").read_text())


def serve_export(publisher: Publisher, patch: pytest.MonkeyPatch, layers: Mapping[str, Any]) -> None:
    publisher.serve_json("/geojson_lnglat.php", lambda query: layers[query["KAARTLAAG"]])
    publisher.mirrors(areas.SOURCE, patch)


def serve_api(publisher: Publisher, patch: pytest.MonkeyPatch) -> None:
    """Answer twenty features a page, with the list of links that the interface gives in GeoJSON."""
    for table in ("stadsdelen", "ggwgebieden"):
        whole = json.loads((FIXTURES / f"gebieden_{table}.geojson").read_text())

        def answer(query: Mapping[str, str], whole: dict[str, Any] = whole, table: str = table) -> dict[str, Any]:
            page = int(query.get("page", "1"))
            found = {**whole, "features": whole["features"][20 * (page - 1) : 20 * page]}
            if 20 * page < len(whole["features"]):
                href = f"{publisher.address}/{table}/?_format=geojson&page={page + 1}"
                found["_links"] = [{"href": href, "rel": "next", "type": "application/geo+json", "title": "next page"}]
            return found

        publisher.serve_json(f"/{table}/", answer)
    publisher.mirrors(areas_api.SOURCE, patch)


def test_the_map_export_gives_the_division_of_the_dashboard(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serve_export(publisher, monkeypatch, {"INDELING_STADSDEEL": STADSDEEL, "INDELING_GEBIED": GEBIED})
    fetched = areas.SOURCE.fetch(downloader, ())
    whole = fetched.frames["areas"]
    table = whole[whole["area_vintage"] == 2022].set_index("area_code")
    # The older division comes along as it is, so that the dataset can take the place of the shipped one.
    assert (len(whole), len(table)) == (70, 37)
    assert (table.at["GK11", "parent_code"], table.at["T", "parent_code"]) == ("K", "STAD")
    # Westpoort has no areas: its feature has no code of that level.
    assert {note.code for note in fetched.notes} == {"areas_without_code", "areas_read"}
    folder = write(tmp_path, fetched.description, fetched.frames)
    drawn = outlines(folder / "areas_2022.geojson")
    assert len(drawn) == 25 and len(outlines(folder / "districts_2022.geojson")) == 9
    assert len(outlines(folder / "districts_2015.geojson")) == 8
    assert json.loads((folder / "datapackage.json").read_text())["resources"][2]["format"] == "geojson"


def test_pieces_of_an_area_are_joined_without_a_seam() -> None:
    joined, without = area_shapes.layer_shapes(GEBIED["features"], "gebied", "INDELING_GEBIED")
    assert without == 1
    shape = joined.set_index("code").geometry["GK11"]
    assert shape.geom_type == "Polygon" and len(shape.interiors) == 0


def test_a_layer_of_smaller_areas_gives_its_districts() -> None:
    whole, _ = area_shapes.layer_shapes(STADSDEEL["features"], "stadsdeel", "INDELING_STADSDEEL")
    joined, _ = area_shapes.layer_shapes(GEBIED["features"], "stadsdeel", "INDELING_GEBIED")
    assert joined["code"].tolist() == whole["code"].tolist()
    difference = joined.geometry.symmetric_difference(whole.geometry, align=False).area
    assert (difference / whole.geometry.area < 0.02).all()


def test_the_interface_gives_versions_of_which_one_holds(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serve_api(publisher, monkeypatch)
    fetched = areas_api.SOURCE.fetch(downloader, ())
    assert len(fetched.frames["areas"]) == 70
    assert {note.code: note.details for note in fetched.notes}["areas_past"] == {"rows": 1}
    assert len([asked for asked in publisher.asked if asked.path == "/ggwgebieden/"]) == 2
    write(tmp_path, fetched.description, fetched.frames)


@pytest.mark.parametrize("system", ["metres", "degrees", "latitude first"])
def test_coordinates_are_told_from_their_values(system: str) -> None:
    features = json.loads((FIXTURES / "gebieden_stadsdelen.geojson").read_text())["features"]
    metres, _ = area_shapes.current_shapes(features, dt.date(2026, 1, 1), "stadsdelen")
    if system != "metres":
        frame = gpd.GeoSeries([shapely.geometry.shape(one["geometry"]) for one in features], crs=28992).to_crs(4326)
        shapes = frame.to_numpy()
        if system == "latitude first":
            shapes = shapely.transform(shapes, lambda pairs: pairs[:, ::-1])
        features = [
            {**one, "geometry": shapely.geometry.mapping(shape)} for one, shape in zip(features, shapes, strict=True)
        ]
    found, past = area_shapes.current_shapes(features, dt.date(2026, 1, 1), "stadsdelen")
    assert past == 1
    assert found.geometry.geom_equals_exact(metres.geometry, 0.1).all()


def test_before_weesp_another_version_holds() -> None:
    features = json.loads((FIXTURES / "gebieden_stadsdelen.geojson").read_text())["features"]
    found, _ = area_shapes.current_shapes(features, dt.date(2021, 12, 31), "stadsdelen")
    assert found["code"].tolist() == ["T"]


def test_differences_with_the_dashboard_are_reported(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = json.loads(json.dumps(GEBIED))
    for feature in changed["features"]:
        if feature["properties"]["Gebiedcode"] == "GA01":
            feature["properties"]["Gebied"] = "Binnenstad"
        if feature["properties"]["Gebiedcode"] == "GT24":
            feature["properties"]["Gebiedcode"] = "GT26"
    serve_export(publisher, monkeypatch, {"INDELING_STADSDEEL": STADSDEEL, "INDELING_GEBIED": changed})
    notes = {note.code: note.details for note in areas.SOURCE.fetch(downloader, ()).notes}
    assert notes["areas_renamed"] == {"codes": "GA01"}
    assert (notes["areas_new"], notes["areas_gone"]) == ({"codes": "GT26"}, {"codes": "GT24"})


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        ({"properties": {"Stadsdeel": "Oost"}}, "areas_column"),
        ({"properties": {"Stadsdeelcode": "", "Stadsdeel": "Oost"}}, "areas_none"),
        ({"geometry": None}, "areas_shape"),
        ({"geometry": {"type": "Point", "coordinates": [4.9, 52.3]}}, "areas_shape"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}, "areas_coordinates"),
    ],
)
def test_what_is_no_area_is_refused(feature: dict[str, Any], code: str) -> None:
    with pytest.raises(SourceError) as caught:
        area_shapes.layer_shapes([{**STADSDEEL["features"][0], **feature}], "stadsdeel", "INDELING_STADSDEEL")
    assert caught.value.code == code
