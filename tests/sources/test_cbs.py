"""Tables of StatLine in both versions of OData, and scores per school from a spreadsheet."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from publisher import FIXTURES, Publisher

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.descriptions import write
from kansenbeeld.sources.cbs import advice, disadvantage, odata, positions
from kansenbeeld.sources.describing import describe, table
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.errors import SourceError

POSITIONS = positions.SOURCES[0]
Lists = dict[str, list[dict[str, Any]]]


def lists(name: str) -> Lists:
    found: Lists = json.loads((FIXTURES / f"{name}.json").read_text())
    return found


def serve_v3(publisher: Publisher, number: str, found: Lists) -> None:
    """Answer as version 3: ``$top`` and ``$skip``, and of the first list a link to its second half."""
    for name, rows in found.items():

        def answer(query: Mapping[str, str], rows: list[dict[str, Any]] = rows) -> dict[str, Any]:
            start = int(query.get("$skip", "0"))
            return {"odata.metadata": "…", "value": rows[start : start + int(query.get("$top", "10000"))]}

        publisher.serve_json(f"/OData/{number}/{name}", answer)


def serve_v4(publisher: Publisher, number: str, found: Lists) -> None:
    """Answer as version 4: a hundred observations at a time, with a link to the next."""
    publisher.serve_json(f"/v1/CBS/{number}/Properties", lambda _: {"Title": "Vo; leerlingen, leerjaar, woonregio"})
    for name, rows in found.items():

        def answer(query: Mapping[str, str], rows: list[dict[str, Any]] = rows, name: str = name) -> dict[str, Any]:
            start = int(query.get("$skip", "0"))
            page: dict[str, Any] = {"@odata.context": "…", "value": rows[start : start + 100]}
            if start + 100 < len(rows):
                page["@odata.nextLink"] = f"{publisher.address}/v1/CBS/{number}/{name}?$skip={start + 100}"
            return page

        publisher.serve_json(f"/v1/CBS/{number}/{name}", answer)


def test_version_3_has_padded_keys_and_pages(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(odata, "_TOP", 50)
    serve_v3(publisher, "85380NED", lists("cbs_85380NED_v3"))
    publisher.mirrors(POSITIONS, monkeypatch, "/OData")
    read = odata.read(downloader, POSITIONS, "85380NED")
    assert len(read.rows) == 144
    assert read.rows["Regiokenmerken"].unique().tolist() == ["NL01", "GM0363", "GM0518"]
    assert (read.measures, read.units) == ({"Leerlingen_1": "Leerlingen"}, {"Leerlingen_1": "aantal"})
    assert [asked.query["$skip"] for asked in publisher.asked if asked.path.endswith("TypedDataSet")] == [
        "0",
        "50",
        "100",
    ]


def test_both_versions_give_the_same_figures(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serve_v3(publisher, "85380NED", lists("cbs_85380NED_v3"))
    serve_v4(publisher, "85380NED", lists("cbs_85380NED_v4"))
    publisher.mirrors(POSITIONS, monkeypatch, "/OData")
    older = POSITIONS.fetch(downloader, ()).frames["year3"]
    publisher.mirrors(POSITIONS, monkeypatch, "/v1/CBS")
    fetched = POSITIONS.fetch(downloader, ())
    newer = fetched.frames["year3"]
    key = ["period", "area_code", "indicator"]
    pd.testing.assert_frame_equal(
        older.sort_values(key, ignore_index=True), newer.sort_values(key, ignore_index=True), check_dtype=False
    )
    # Six types, two areas, two years; pro in Amsterdam is empty, and totals and algemene leerjaren are no place.
    assert len(newer) == 22
    assert set(newer["area_code"]) == {"STAD", "NL"} and set(newer["period"]) == {"2021/22", "2022/23"}
    assert "cbs_leerlingen__vmbo_g_t" in set(newer["indicator"])
    assert fetched.description.tables[0].chips["loc_basis"] == "woon"
    write(tmp_path, fetched.description, fetched.frames)


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda found: found["Leerjaar"][1].update(Title="Leerjaar drie"), "cbs_titles"),
        (lambda found: found["Onderwijssoort"][1].update(Title="Vwo en hoger"), "cbs_titles"),
        (lambda found: found["TableInfos"][0].update(Title="Vo; leerlingen"), "cbs_region"),
        (lambda found: found["DataProperties"][4].update(Unit="mln euro"), "cbs_units"),
        (lambda found: found["DataProperties"][3].update(Type="Dimension"), "cbs_dimensions"),
        (lambda found: found["Regiokenmerken"].pop(), "cbs_code"),
        (lambda found: found["TypedDataSet"].append(dict(found["TypedDataSet"][24])), "cbs_twice"),
        (lambda found: [row.pop("Leerjaar") for row in found["TypedDataSet"]], "answer_shape"),
        (lambda found: found["DataProperties"][4].update(Key="Leerjaar"), "answer_shape"),
        (lambda found: found["Leerjaar"][1].update(Title="\ud800"), "answer_no_json"),
    ],
)
def test_a_table_that_is_not_understood_is_refused(
    publisher: Publisher,
    downloader: Downloader,
    monkeypatch: pytest.MonkeyPatch,
    break_it: Callable[[Lists], object],
    code: str,
) -> None:
    found = lists("cbs_85380NED_v3")
    break_it(found)
    serve_v3(publisher, "85380NED", found)
    publisher.mirrors(POSITIONS, monkeypatch, "/OData")
    with pytest.raises(SourceError) as caught:
        POSITIONS.fetch(downloader, ())
    assert caught.value.code == code


def test_advice_is_split_by_one_background_at_a_time(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serve_v3(publisher, "84274NED", lists("cbs_84274NED_v3"))
    publisher.mirrors(advice.SOURCE, monkeypatch, "/OData")
    fetched = advice.SOURCE.fetch(downloader, ())
    frame = fetched.frames["national"].set_index("indicator")
    # The total, two sexes and two origins, for two measures; never a sex within an origin.
    assert len(frame) == 10 and set(frame["area_code"]) == {"NL"} and set(frame["period"]) == {"2019/20"}
    assert frame.at["cbs_schooladvies_havo__marokko", "value"] == 1006
    assert frame.at["cbs_bijgesteld_advies", "unit"] == "percent"
    write(tmp_path, fetched.description, fetched.frames)


def workbook(path: Path, *, day: str = "1 oktober 2019", column: str = "Achterstandsscore", extra: Any = None) -> Path:
    """A spreadsheet as CBS gives it: three rows of titles, the header on row 4, an empty row, notes below."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Voorblad").write(0, 0, "Achterstandsscores scholen")
    for number, (name, words) in enumerate({"Tabel 1": "met drempel", "Tabel 2": "zonder drempel"}.items()):
        sheet = book.add_worksheet(name)
        sheet.write(0, 0, name)
        sheet.write(1, 0, f"Achterstandsscores per basisschoolvestiging {words}, {day}")
        sheet.write_row(3, 0, ["Vestigingsnummer", "Aantal leerlingen", column])
        rows = [
            ("99AA00", 200, 100 * number + 50),
            ("99AB00", 100, "250,5"),
            ("99AC00", 300, 0),
            ("99AD00", ".", "."),
        ]
        for place, row in enumerate([*rows, *([extra] if extra else [])]):
            sheet.write_row(5 + place, 0, row)
        sheet.write(12, 0, "Bron: CBS")
    book.close()
    return path


def test_scores_go_to_the_districts_of_schools(tmp_path: Path) -> None:
    scores = disadvantage.read_scores(workbook(tmp_path / "scores.xlsx"), "scores.xlsx")
    assert (scores.school_year, len(scores.frame), scores.hidden) == ("2019/20", 6, 2)
    schools = pd.DataFrame(
        [
            ("99AA00", "A", 2022),
            ("99AB00", "A", 2022),
            ("99AC00", "N", 2022),
            ("99AA00", "B", 2015),
            ("99ZZ00", "K", 2022),
        ],
        columns=["school_code", "area_code", "area_vintage"],
    )
    frame, notes = disadvantage.by_district(scores, schools)
    found = frame.set_index(["area_code", "indicator"])["value"]
    assert found[("A", "disadvantage_score_per_pupil")] == 1.34  # (150 + 250.5) / 300
    assert found[("A", "disadvantage_score_per_pupil_threshold")] == 1.0  # (50 + 250.5) / 300
    assert found[("NL", "disadvantage_score_per_pupil")] == 0.67
    assert "B" not in frame["area_code"].tolist()
    assert notes[1].details == {"schools": 3, "unmatched": 1}


def test_february_belongs_to_the_school_year_before_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "scores.xlsx", day="1 februari 2024")
    assert disadvantage.read_scores(path, "scores.xlsx").school_year == "2023/24"


def test_schools_come_from_what_was_fetched_before(
    downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KANSENBEELD_SOURCE_CBS_DISADVANTAGE", str(workbook(tmp_path / "scores.xlsx")))
    monkeypatch.setenv("KANSENBEELD_SOURCES", str(tmp_path / "sources"))
    with pytest.raises(SourceError, match="disadvantage_no_schools"):
        disadvantage.SOURCE.fetch(downloader, ())
    row = {
        "school_code": "99AA00",
        "school_name": "School",
        "sector": "po",
        "school_type": "bo",
        "municipality_code": "0363",
        "location": "postcode6",
        "area_vintage": 2022,
        "area_code": "A",
        "district_by": "point",
    }
    frame = pd.DataFrame([row]).reindex(columns=list(CONTRACTS["schools"].columns))
    tables = (table("schools", "schools", "areas_table", cohort_basis="none", area_version="2022", source="DUO"),)
    description = describe(
        "practice_schools",
        key="areas",
        publisher="DUO",
        period={"nl": "2022", "en": "2022"},
        sources=(("DUO", ""),),
        retrieved=[dt.date(2026, 11, 1)],
        caveats=("areas_today",),
        tables=tables,
    )
    write(tmp_path / "sources" / "datasets", description, {"schools": frame})
    fetched = disadvantage.SOURCE.fetch(downloader, ())
    assert sorted(fetched.frames["district"]["area_code"].unique()) == ["A", "NL"]
    assert fetched.description.tables[0].status == "berekend"
    write(tmp_path / "out", fetched.description, fetched.frames)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"day": "najaar 2019"}, "sheet_day"),
        ({"column": "Gewicht"}, "sheet_column"),
        ({"extra": ("99AA00", 10, 1)}, "sheet_twice"),
        ({"extra": ("99AE00", "veel", 1)}, "sheet_cell"),
        ({"extra": ("School", 10, 1)}, "sheet_cell"),
    ],
)
def test_spreadsheets_that_are_refused(tmp_path: Path, change: dict[str, Any], code: str) -> None:
    with pytest.raises(SourceError) as caught:
        disadvantage.read_scores(workbook(tmp_path / "scores.xlsx", **change), "scores.xlsx")
    assert caught.value.code == code


def test_a_file_that_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "scores.xlsx"
    path.write_text("<html>")
    with pytest.raises(SourceError, match="spreadsheet"):
        disadvantage.read_scores(path, path.name)
