"""Names, numbers and marks keep clear of each other: lines over years, the funnel and the bands of a flow."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from kansenbeeld import findings
from kansenbeeld.charts.flow import Band, Flow, flow_chart
from kansenbeeld.charts.funnel import Dot, Limits, funnel_chart
from kansenbeeld.charts.lines import Mark, lines
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.findings import Selection
from kansenbeeld.store import Snapshot

YEARS = ("2019/20", "2020/21", "2021/22")


def series(key: str, name: str, *values: float) -> Series:
    return Series(key, name, tuple(Point(value) for value in values))


def named(*ends: float) -> Any:
    """Return the trace of the names at the right of lines that end at these percentages."""
    faint = [series("rest", f"gebied {end}", end, end, end) for end in ends]
    chart = lines(YEARS, [series("total", "stad", 95, 95, 95)], separators=",.", unit_title="", background=faint)
    return chart["data"][-1]


def test_names_near_each_other_go_up_and_down_alike() -> None:
    heights = named(60, 61, 20)["y"]
    assert heights == pytest.approx([20, 58, 63, 95])
    assert named(60, 70)["y"] == [60, 70, 95], "where there is room each stays at its line"


def test_many_names_keep_their_order_and_their_distance() -> None:
    ends = (28, 46, 52, 55, 56, 60, 63, 75, 81)
    heights = named(*ends)["y"]
    assert all(above - below >= 5 - 1e-9 for below, above in pairwise(heights))
    assert max(abs(height - end) for height, end in zip(heights, (*ends, 95), strict=True)) < 6


def test_a_name_at_the_right_is_clear_of_its_mark_at_any_width() -> None:
    trace = named(60)
    assert trace["x"] == [2, 2]
    assert all(text.removeprefix("<b>").startswith("\N{NO-BREAK SPACE}") for text in trace["text"])


def test_the_number_of_a_marked_year_stands_beside_the_line_of_the_mark() -> None:
    chart = lines(
        YEARS,
        [series("wo", "hoog", 60, 61, 62)],
        separators=",.",
        unit_title="",
        gap=series("total", "verschil", 7, 8, 9),
        marks=[Mark("2020/21", "scholen dicht")],
    )
    (gap,) = [trace for trace in chart["data"] if trace.get("yaxis") == "y2"]
    assert gap["textposition"] == ["top center", "top right", "top center"]
    assert [shape["layer"] for shape in chart["layout"]["shapes"]] == ["below"], "the mark is drawn over it"


def test_names_in_a_funnel_stand_away_from_its_limits() -> None:
    limits = Limits("95%", (20.0, 6000.0), (40.0, 53.0), (60.0, 55.0), "dash")
    dots = [Dot(3000, 45, "Noord", "Noord"), Dot(3000, 63, "Oost", "Oost")]
    chart = funnel_chart(dots, [limits], 54, separators=",.", titles=("Leerlingen", "Aandeel"), centre_name="stad")
    assert chart["data"][-1]["textposition"] == ["bottom center", "top center"]
    across = chart["layout"]["xaxis"]
    assert across["range"][0] < 0, "its 0 does not meet the 0% of the other axis"
    assert across["tickformat"] == ",", "thousands as in the rest of the page"


def test_areas_that_stand_out_are_named_in_the_legend_of_a_funnel(snapshot: Snapshot) -> None:
    for chosen, named in (("N", "Noord"), ("STAD", None)):
        chart = findings.answer("funnel_plot", snapshot, Selection(district=chosen, areas=True), "nl").chart
        assert isinstance(chart, dict)
        squares = [trace for trace in chart["data"] if trace.get("marker", {}).get("symbol") == "square"]
        assert [trace["name"] for trace in squares if trace["showlegend"]] == ([named] if named else [])
    chart = findings.answer("funnel_plot", snapshot, Selection(district="N"), "nl").chart
    assert isinstance(chart, dict)
    assert not chart["data"][-1]["showlegend"], "a district has its name beside it"


def test_the_label_of_a_band_begins_after_the_bar() -> None:
    chart = flow_chart(
        [Flow("groep", (Band(0, 0, 60, "60% · 600", ""), Band(1, 1, 40, "40% · 400", "")))],
        ["laag", "hoog"],
        ["laag", "hoog"],
        separators=",.",
        columns=("advies", "plek"),
    )
    bands = [trace for trace in chart["data"] if "text" in trace]
    bar_ends = max(max(trace["x"]) for trace in chart["data"] if "text" not in trace and min(trace["x"]) == 0)
    for band in bands:
        assert band["textposition"] == "middle right" and band["x"][-1] > bar_ends
