"""Every question, for every selection, in both languages: whole, honest, and the numbers of the sources."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import duckdb
import pytest

from kansenbeeld import findings
from kansenbeeld.charts.map import MapSpec
from kansenbeeld.domain import CITY, THRESHOLDS
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.finding import HIGH_GROUPS
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.store import Snapshot

DISTRICTS = (CITY, "A", "E", "F", "K", "M", "N", "T", "S")
QUESTIONS = tuple(findings.questions())
SELECTIONS = tuple(
    Selection(district, high, threshold, areas)
    for district, high, threshold, areas in itertools.product(DISTRICTS, HIGH_GROUPS, THRESHOLDS, (False, True))
)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_whole(question: str, code: str, snapshot: Snapshot) -> None:
    for selection in SELECTIONS:
        finding = findings.answer(question, snapshot, selection, code)  # type: ignore[arg-type]
        assert finding.headline.endswith(".") and "{" not in finding.headline
        assert finding.title and finding.sources and finding.version == snapshot.version
        chips = {chip.code for chip in finding.chips}
        assert {"source", "status"} <= chips
        if finding.chart is None:
            continue
        assert finding.alt and finding.limits and len(finding.table.frame) > 0
        written = finding.table.written(language(code))  # type: ignore[arg-type]
        assert list(written.columns) == [column.label for column in finding.table.columns]
        assert len(set(written.columns)) == len(written.columns)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_axis_of_shares_that_does_not_start_at_zero_is_said(question: str, code: str, snapshot: Snapshot) -> None:
    finding = findings.answer(question, snapshot, Selection(), code)  # type: ignore[arg-type]
    if isinstance(finding.chart, dict) and finding.chart["layout"]["meta"]["form"] == "lines":
        start = finding.chart["layout"]["yaxis"]["range"][0]
        assert (f"{start}%" in finding.reading) == (start != 0), finding.reading


def _answer(question: str, snapshot: Snapshot, **selection: object) -> Finding:
    return findings.answer(question, snapshot, Selection(**selection), "nl")  # type: ignore[arg-type]


def test_the_gap_is_42_points_at_the_test_and_50_at_the_advice(snapshot: Snapshot) -> None:
    finding = _answer("test_to_advice", snapshot)
    rows = finding.table.frame.set_index("group")
    test = rows.loc["ouder met universiteit (wo)", "test"] - rows.loc["geen ouder met hbo of wo", "test"]
    advice = rows.loc["ouder met universiteit (wo)", "advice"] - rows.loc["geen ouder met hbo of wo", "advice"]
    assert (test, advice) == (pytest.approx(41.67, abs=0.005), pytest.approx(49.54, abs=0.005))
    assert "42 punten bij de toets en 50 punten bij het advies" in finding.headline


def test_advice_gap_of_the_city(snapshot: Snapshot) -> None:
    city = _answer("advice_gap", snapshot).table.frame.iloc[0]
    assert (city["area"], city["wo"], city["hbo"], city["geen_hbo_wo"]) == (
        "Amsterdam",
        pytest.approx(85.25, abs=0.005),
        pytest.approx(66.0, abs=0.005),
        pytest.approx(35.71, abs=0.005),
    )
    assert city["low"] < city["gap"] < city["high"]


def test_the_map_hatches_what_may_be_chance(snapshot: Snapshot) -> None:
    finding = _answer("gap_map", snapshot)
    assert isinstance(finding.chart, MapSpec)
    rows = finding.table.frame.set_index("area")
    for area in finding.chart.areas:
        low, high = rows.loc[area.name, "difference_low"], rows.loc[area.name, "difference_high"]
        assert area.missing == (area.name == "Westpoort")
        assert area.hatched == (bool(low <= 0 <= high) and not area.missing)
    assert any(area.hatched for area in finding.chart.areas)
    assert not all(area.hatched for area in finding.chart.areas)


def test_the_second_level_of_the_map_has_22_areas(snapshot: Snapshot) -> None:
    finding = _answer("gap_map", snapshot, areas=True)
    assert isinstance(finding.chart, MapSpec)
    assert len(finding.chart.areas) == 22
    assert finding.chart.geometry == "2015-gebied"


def test_two_cohorts_are_never_in_one_panel(snapshot: Snapshot) -> None:
    chart = _answer("advice_and_position", snapshot).chart
    assert isinstance(chart, dict)
    axes = [trace["xaxis"] for trace in chart["data"] if "markers" in trace["mode"]]
    assert axes == ["x", "x2"]
    assert not [trace for trace in chart["data"] if trace["mode"] == "lines"]


@pytest.mark.parametrize("moment", ["advice", "position"])
def test_the_margins_of_the_figure_stand_in_the_table(moment: str, snapshot: Snapshot) -> None:
    finding = _answer("advice_and_position", snapshot)
    assert isinstance(finding.chart, dict)
    marks = [trace for trace in finding.chart["data"] if "markers" in trace["mode"]]
    trace = marks[("advice", "position").index(moment)]
    for row, (_, values) in enumerate(finding.table.frame.iterrows()):
        assert values[moment] == trace["x"][row]
        assert values[f"{moment}_high"] - values[moment] == pytest.approx(trace["error_x"]["array"][row])
        assert values[moment] - values[f"{moment}_low"] == pytest.approx(trace["error_x"]["arrayminus"][row])


def test_no_line_crosses_the_missing_test(snapshot: Snapshot) -> None:
    chart = _answer("school_advice", snapshot, district="N").chart
    assert isinstance(chart, dict)
    drawn = [trace for trace in chart["data"] if "lines" in trace["mode"]]
    assert len(drawn) == 9
    for trace in drawn:
        assert trace["y"][1] is None
        assert trace["x"][1] == 0.5
        assert trace["connectgaps"] is False
    assert "2019/20" in chart["layout"]["annotations"][0]["text"]


def test_no_line_crosses_the_new_order_of_advice_and_test(snapshot: Snapshot) -> None:
    chart = _answer("same_direction", snapshot).chart
    assert isinstance(chart, dict)
    for trace in chart["data"]:
        assert [x for x, y in zip(trace["x"], trace["y"], strict=True) if y is None] == [3.5, 7.5]


def test_the_policy_indicator_as_printed(snapshot: Snapshot) -> None:
    frame = _answer("same_direction", snapshot).table.frame.set_index("year")
    assert frame.loc["2021/22", "gap"] == pytest.approx(7.3805, abs=1e-4)
    assert len(frame) == 9


def test_two_definitions_go_two_ways(snapshot: Snapshot) -> None:
    frame = _answer("two_definitions", snapshot).table.frame.set_index("year")
    first, last = frame.loc["2014/15"], frame.loc["2019/20"]
    assert (last["laagste"] - first["laagste"], last["incl_gth"] - first["incl_gth"]) == (
        pytest.approx(-1.6, abs=0.051),
        pytest.approx(2.8, abs=0.051),
    )
    assert (first["double"], last["double"]) == (pytest.approx(15.5, abs=0.051), pytest.approx(28.9, abs=0.051))


def test_a_district_is_set_against_the_rest_and_never_against_itself(snapshot: Snapshot) -> None:
    frame = _answer("district_profile", snapshot, district="N").table.frame.set_index("measure")
    rest = 100 * (0.5425 * 26636 - 0.4546 * 3751) / (26636 - 3751)
    assert frame.loc["Advies, alle kinderen", "rest"] == pytest.approx(rest, abs=0.01)


def test_profile_without_a_choice_sets_the_city_against_the_country(snapshot: Snapshot) -> None:
    finding = _answer("district_profile", snapshot)
    assert "rest van Nederland" in finding.headline


def test_what_the_source_does_not_print_is_said_plainly(snapshot: Snapshot) -> None:
    finding = _answer("advice_gap", snapshot, threshold="vmbo-gt/havo")
    assert finding.chart is None
    assert "geeft de bron hier geen cijfers" in finding.headline


def test_a_district_without_figures_by_home_falls_back_to_the_city(snapshot: Snapshot) -> None:
    assert "Amsterdam" in _answer("advice_gap", snapshot, district="S").headline
    assert "Weesp" in _answer("school_advice", snapshot, district="S").headline


def test_answers_are_built_once(snapshot: Snapshot) -> None:
    first = _answer("same_direction", snapshot)
    assert _answer("same_direction", snapshot, district="N", high="hbo") is first
    assert _answer("advice_gap", snapshot, district="N") is not _answer("advice_gap", snapshot)


def test_a_version_that_lacks_what_a_question_needs_has_no_answer(
    snapshot: Snapshot, store_folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"kansenbeeld-{snapshot.version}.duckdb"
    shutil.copy(store_folder / path.name, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from outcome_shares; delete from resources; drop table context_indicators")
    lacking = Snapshot(path, snapshot.version)
    answers = [findings.answer_or_none(question, lacking, Selection(), "nl") for question in findings.questions()]
    assert None in answers
    assert findings.answer_or_none("nothing", snapshot, Selection(), "nl") is None
    assert findings.answer_or_none("advice_gap", snapshot, Selection(), "nl") is findings.answer(
        "advice_gap", snapshot, Selection(), "nl"
    )


def test_selection_from_the_address_is_checked() -> None:
    found = Selection.checked("<b>", "phd", "mavo", True, "x", ("A", "N"))
    assert found == Selection(areas=True)
    assert Selection.checked("N", "hbo", "vwo", False, "interval", ("A", "N")) == Selection(
        "N", "hbo", "vwo", rule="interval"
    )


def test_numbers_of_pupils_are_rounded_everywhere(snapshot: Snapshot) -> None:
    finding = _answer("advice_gap", snapshot)
    exact = {int(n) for n in finding.table.frame["n_wo"]}
    written = finding.table.written(language("nl"))
    shown = {int(text.replace(".", "")) for text in written["Leerlingen, ouder met universiteit (wo) (afgerond)"]}
    assert all(n % 50 == 0 for n in shown if n >= 100)
    assert shown != exact


def test_the_funnel_marks_only_what_was_chosen(snapshot: Snapshot) -> None:
    for selection, marked in ((Selection(), 0), (Selection(district="N"), 1), (Selection(district="N", areas=True), 3)):
        chart = findings.answer("funnel_plot", snapshot, selection, "nl").chart
        assert isinstance(chart, dict)
        squares = [len(trace["x"]) for trace in chart["data"] if trace.get("marker", {}).get("symbol") == "square"]
        assert sum(squares) == marked
