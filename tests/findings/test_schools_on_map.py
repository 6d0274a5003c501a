"""Schools on the map: only what hidden counts allow, by name and never by rank, and nothing where nobody published."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from kansenbeeld import findings
from kansenbeeld.charts.map import MapSpec
from kansenbeeld.exports.drawings import drawing
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import language
from kansenbeeld.store import Snapshot, Store
from kansenbeeld.store.build import build

ADVICES = Path(__file__).parents[1] / "fixtures" / "practice" / "practice_schools" / "advice.csv"
UPPER = ["havo", "havo/vwo", "vwo"]
NO_LEVEL = ["vso", "geen advies"]


def answer(snapshot: Snapshot, **choice: str) -> Finding:
    return findings.answer("schools_on_map", snapshot, Selection(**choice), "nl")  # type: ignore[arg-type]


def test_without_schools_there_is_a_sentence_and_no_map(snapshot: Snapshot) -> None:
    found = answer(snapshot)
    assert found.chart is None
    assert not found.answered
    assert "nog geen cijfers per school" in found.headline


def test_each_school_shows_the_range_that_hidden_numbers_leave(practice: Snapshot) -> None:
    found = answer(practice)
    assert isinstance(found.chart, MapSpec)
    raw = pd.read_csv(ADVICES)
    raw = raw[~raw["advice"].isin(NO_LEVEL)]
    reached = raw["advice"].isin(UPPER)
    texts = {mark.name: mark.value_text for mark in found.chart.marks}
    assert len(texts) == raw["school_code"].nunique() == 86
    exact, ranges = 0, 0
    for name, text in texts.items():
        of_school = raw["school_name"] == name
        low = raw["pupils"].fillna(raw["pupils_lo"])
        high = raw["pupils"].fillna(raw["pupils_hi"])
        sure, most = low[of_school & reached].sum(), high[of_school & reached].sum()
        least_below, most_below = low[of_school & ~reached].sum(), high[of_school & ~reached].sum()
        if match := re.fullmatch(r"(\d+)(?: tot (\d+))?%", text):
            assert int(match[1]) == pytest.approx(100 * sure / (sure + most_below), abs=0.51)
            assert int(match[2] or match[1]) == pytest.approx(100 * most / (most + least_below), abs=0.51)
            assert sure >= 10
            assert least_below >= 10
            exact, ranges = exact + (match[2] is None), ranges + (match[2] is not None)
        elif text not in ("minder dan 10%", "meer dan 90%"):
            assert sure + least_below < 50 or min(sure, least_below) < 10
    assert ranges > 20


def test_a_school_is_coloured_only_where_its_class_can_be_told(practice: Snapshot) -> None:
    chart = answer(practice).chart
    assert isinstance(chart, MapSpec)
    for mark in chart.marks:
        ends = [float(end) for end in re.findall(r"\d+", mark.value_text)] if "tot" in mark.value_text else []
        spans = len(ends) == 2 and any(ends[0] < limit <= ends[1] for limit in chart.breaks)
        assert mark.uncertain is spans
        assert not (spans and mark.value is not None)


def test_the_headline_counts_what_the_map_shows(practice: Snapshot) -> None:
    chart = answer(practice).chart
    assert isinstance(chart, MapSpec)
    told = sum(mark.value is not None for mark in chart.marks)
    assert f"te zien voor {told} van de 86 scholen" in answer(practice).headline
    north = answer(practice, district="N")
    assert north.headline.startswith("In Noord loopt")
    assert len(north.table.frame) == 12


def test_two_tables_of_the_same_schools_count_once(practice_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(practice_data, data, ignore=shutil.ignore_patterns("practice_cohort"))
    once, twice = tmp_path / "once", tmp_path / "twice"
    build(once, data)
    again = data / "practice_twice"
    shutil.copytree(data / "practice_schools", again)
    text = (again / "datapackage.json").read_text(encoding="utf-8").replace("practice_schools", "practice_twice")
    (again / "datapackage.json").write_text(text, encoding="utf-8")
    build(twice, data)
    first, second = (answer(Store(folder).snapshot()) for folder in (once, twice))
    assert first.table.frame.equals(second.table.frame)
    assert isinstance(first.chart, MapSpec)
    assert isinstance(second.chart, MapSpec)
    assert first.chart.marks == second.chart.marks


def test_schools_stand_by_district_and_name_and_not_by_share(practice: Snapshot) -> None:
    frame = answer(practice).table.frame
    pairs = list(zip(frame["district"], frame["school"], strict=True))
    assert pairs == sorted(pairs)
    assert not {"parental_education", "group"} & set(frame.columns)


def test_the_same_map_is_drawn_for_slides(practice: Snapshot) -> None:
    found = answer(practice)
    svg = drawing(found, language("nl"), outlines_for(practice, found))
    assert svg.count("<circle") == 86
    assert "Oefenschool 1:" in svg
    assert "geen cijfer" not in svg
