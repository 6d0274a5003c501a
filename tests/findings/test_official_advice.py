"""The municipality's figures beside the shipped ones: each in a panel of its own, and a masked one as its range."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kansenbeeld import findings
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.language import LanguageCode
from kansenbeeld.store import Snapshot
from kansenbeeld.store.build import build


def answer(snapshot: Snapshot, district: str = "STAD", code: LanguageCode = "nl") -> Finding:
    return findings.answer("official_advice", snapshot, Selection(district=district), code)


def test_without_them_there_is_no_chart(snapshot: Snapshot) -> None:
    assert answer(snapshot).chart is None


def test_the_latest_year_stands_beside_the_shipped_figures(practice: Snapshot) -> None:
    found = answer(practice, "N")
    assert found.headline == (
        "Van de leerlingen in groep 8 die in Noord wonen, kreeg 44% advies havo of hoger; in heel Amsterdam was dat "
        "54% (2022/23, cijfers van Kansenbeeld (verzonnen))."
    )
    assert {"practice_indicators", "kco_outcomes", "duo_school_advice"} == {one.dataset for one in found.sources}
    row = found.table.frame.set_index("area").loc["Noord"]
    home = findings.answer("school_advice", practice, Selection(district="N"), "nl").table.frame.set_index("area")
    assert row["school"] == home.loc["Noord", "2021/22"]
    assert row["home"] == pytest.approx(48, abs=10)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (",percent,", ",count,", "is not the unit of the indicator 'advice_havo_vwo'; use 'percent'"),
        (",54.0,", ",154.0,", "'154.0' is no percentage; give a number from 0 to 100"),
    ],
)
def test_only_a_percentage_is_one(practice_data: Path, tmp_path: Path, old: str, new: str, sentence: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(practice_data, data, ignore=shutil.ignore_patterns("practice_cohort"))
    table = data / "practice_indicators" / "advice_2022.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DatasetError, match=sentence):
        build(tmp_path / "store", data)


def test_a_masked_share_is_a_range_and_no_point(practice: Snapshot) -> None:
    found = answer(practice, "A")
    assert "90 tot 100%" in found.headline
    assert isinstance(found.chart, dict)
    official = found.chart["data"][0]
    place = official["x"].index(90.0)
    assert official["error_x"]["array"][place] == 10
    assert official["error_x"]["arrayminus"][place] == 0


def test_panels_are_never_one_series(practice: Snapshot) -> None:
    assert isinstance(found := answer(practice).chart, dict)
    assert len({trace["xaxis"] for trace in found["data"]}) == 3
    places = {chip.value for chip in answer(practice).chips if chip.code == "loc_basis"}
    assert places == {"woon", "po_school"}
