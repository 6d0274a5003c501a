"""The slides as PPTX, opened again with python-pptx."""

from __future__ import annotations

import dataclasses
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE as KIND
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

from kansenbeeld.charts.map import MapSpec
from kansenbeeld.conversations.deck.pptx import pptx
from kansenbeeld.conversations.deck.pptx.plots import plots
from kansenbeeld.conversations.deck.slides import Deck, deck
from kansenbeeld.conversations.story import Story
from kansenbeeld.findings import Finding
from kansenbeeld.findings.outlines import Outlines, outlines_of
from kansenbeeld.language import LanguageCode
from kansenbeeld.store import Snapshot

BY_ROW: dict[str, tuple[tuple[str, ...], ...]] = {
    "advice_gap": (("geen_hbo_wo", "hbo", "wo"), ("gap",)),
    "district_profile": (("rest", "here"), ("difference",)),
    "standardised": (("raw", "standard"),),
    "advice_and_position": (("advice",), ("position",)),
    "position_by_income": (("1", "2", "3", "4", "5"),),
    "two_definitions": (("laagste", "incl_gth"),),
    "same_direction": (("mbo_or_none", "hbo_wo"), ("gap",)),
    "school_disadvantage": (("score",),),
    "parents_hbo_wo": (("value",),),
}
"""Charts whose categories are the rows of the table: per chart, the columns that its series are."""

INTERVALS = {"advice_gap": "gap", "district_profile": "difference", "standardised": "standard"}
"""Columns whose interval stands in the columns ``low`` and ``high`` of the table."""


@pytest.fixture(scope="module")
def slides(every_question: Callable[[LanguageCode], Story]) -> Deck:
    return deck(every_question("nl"), "https://kansenbeeld.example")


@pytest.fixture(scope="module")
def areas(slides: Deck, snapshot: Snapshot) -> Outlines:
    return outlines_of(snapshot, [slide.finding for slide in slides.slides if slide.finding])


@pytest.fixture(scope="module")
def made(slides: Deck, areas: Outlines) -> bytes:
    return pptx(slides, areas)


@pytest.fixture(scope="module")
def opened(made: bytes) -> Any:
    return Presentation(io.BytesIO(made))


def of(question: str, slides: Deck, opened: Any) -> tuple[Finding, list[Any]]:
    """The finding about a question, and the charts of its slide."""
    for slide, page in zip(slides.slides, opened.slides, strict=True):
        if slide.finding is not None and slide.finding.question == question:
            return slide.finding, [shape.chart for shape in page.shapes if shape.has_chart]
    raise AssertionError(question)


def points(series: Any) -> list[float | None]:
    return [None if value is None else float(value) for value in series.values]


def test_every_slide_of_the_deck_is_there_with_its_title_in_the_placeholder(slides: Deck, opened: Any) -> None:
    assert len(opened.slides) == len(slides.slides)
    titles = [page.shapes.title.text_frame.text.replace("\v", " ") for page in opened.slides]
    assert titles == [slide.title for slide in slides.slides]


def test_a_slide_is_sixteen_to_nine(opened: Any) -> None:
    assert opened.slide_width / opened.slide_height == pytest.approx(16 / 9, abs=0.001)


def test_no_placeholder_is_left_empty_and_each_slide_has_a_number_and_a_footer(opened: Any) -> None:
    for page in opened.slides:
        kinds = [shape.placeholder_format.type for shape in page.placeholders]
        assert PP_PLACEHOLDER.SLIDE_NUMBER in kinds and PP_PLACEHOLDER.FOOTER in kinds
        assert all(shape.text_frame.text.strip() for shape in page.placeholders)


def test_names_of_shapes_are_unique_numbers_on_a_slide(opened: Any) -> None:
    for page in opened.slides:
        numbers = [shape.shape_id for shape in page.shapes]
        assert len(numbers) == len(set(numbers))


def test_a_chart_or_picture_is_described(opened: Any) -> None:
    found = 0
    for page in opened.slides:
        for shape in page.shapes:
            if shape.has_chart or (shape.shape_type is not None and shape.shape_type.name == "PICTURE"):
                found += 1
                assert len(shape._element.xpath("./*/p:cNvPr")[0].get("descr", "")) > 20
    assert found > 20


def test_notes_hold_what_is_said_the_limits_the_source_and_the_version(slides: Deck, opened: Any) -> None:
    for slide, page in zip(slides.slides, opened.slides, strict=True):
        notes = page.notes_slide.notes_text_frame.text
        assert slide.notes in notes
        assert slides.version in notes
        if slide.finding is not None:
            assert all(limit in notes for limit in slide.finding.limits)
            assert all(source.title in notes for source in slide.finding.sources)
            assert slide.finding.chart is None or slide.finding.reading in notes


def test_every_figure_has_native_charts_and_only_maps_and_flows_are_pictures(slides: Deck, opened: Any) -> None:
    for slide, page in zip(slides.slides, opened.slides, strict=True):
        if slide.finding is None or slide.finding.chart is None:
            continue
        charts = [shape for shape in page.shapes if shape.has_chart]
        native = (
            not isinstance(slide.finding.chart, MapSpec) and slide.finding.chart["layout"]["meta"]["form"] != "flow"
        )
        assert bool(charts) == native, slide.finding.question


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("advice_gap", [KIND.LINE_MARKERS, KIND.LINE_MARKERS]),
        ("district_profile", [KIND.BAR_CLUSTERED, KIND.BAR_CLUSTERED]),
        ("test_to_advice", [KIND.LINE_MARKERS]),
        ("same_direction", [KIND.LINE_MARKERS, KIND.LINE_MARKERS]),
        ("advice_to_placement", [KIND.COLUMN_STACKED]),
        ("funnel_plot", [KIND.XY_SCATTER]),
    ],
)
def test_each_form_has_its_kind_of_chart(question: str, kinds: list[Any], slides: Deck, opened: Any) -> None:
    _, charts = of(question, slides, opened)
    assert [chart.chart_type for chart in charts] == kinds


@pytest.mark.parametrize("question", BY_ROW)
def test_values_are_those_of_the_table(question: str, slides: Deck, opened: Any) -> None:
    finding, charts = of(question, slides, opened)
    frame = finding.table.frame
    for chart, columns in zip(charts, BY_ROW[question], strict=True):
        # A line of reference comes after the series.
        series = list(chart.plots[0].series)[: len(columns)]
        kept = [index for index, name in enumerate(chart.plots[0].categories) if name.strip()]
        for one, column in zip(series, columns, strict=True):
            shown = [points(one)[index] for index in kept]
            expected = [None if value != value else _number(value) for value in frame[column]]
            assert shown == pytest.approx(expected, abs=1e-9)


def test_values_over_years_are_those_of_the_table_with_a_gap_at_the_break(slides: Deck, opened: Any) -> None:
    finding, (chart,) = of("school_advice", slides, opened)
    frame = finding.table.frame.set_index("area")
    assert list(chart.plots[0].categories) == ["2019/20", " ", "2020/21", "2021/22"]
    for series in chart.plots[0].series:
        first, gap, *others = points(series)
        assert gap is None
        assert [first, *others] == pytest.approx(list(frame.loc[series.name, ["2019/20", "2020/21", "2021/22"]]))
    blank = chart._chartSpace.xpath("c:chart/c:dispBlanksAs")[0]
    assert blank.get("val") == "gap"


def test_values_at_two_moments_are_those_of_the_table(slides: Deck, opened: Any) -> None:
    finding, (chart,) = of("test_to_advice", slides, opened)
    shown = [points(series) for series in chart.plots[0].series]
    by_group = finding.table.frame.set_index("group")
    for series, values in zip(chart.plots[0].series, shown, strict=True):
        assert values == pytest.approx(list(by_group.loc[series.name, ["test", "advice"]]))


def test_stacked_ranges_add_up_to_the_table(slides: Deck, opened: Any) -> None:
    finding, (chart,) = of("advice_to_placement", slides, opened)
    columns, marks = chart.plots
    stacked = [points(series) for series in columns.series]
    for index, row in finding.table.frame.iterrows():
        ends, total = [], 0.0
        for series in stacked:
            total += series[index] or 0.0
            ends.append(total)
        assert ends == pytest.approx([row["bound_low"], row["low"], row["high"], row["bound_high"]])
        assert points(marks.series[0])[index] == pytest.approx(row["advice"])
    assert columns.series[0]._element.xpath("c:spPr/a:noFill"), "the base of the ranges is seen"
    assert columns.series[2]._element.xpath("c:spPr/a:pattFill"), "an estimate is not hatched"


def test_the_funnel_has_every_area_of_the_table(slides: Deck, opened: Any) -> None:
    finding, (chart,) = of("funnel_plot", slides, opened)
    values = [value for series in list(chart.plots[0].series)[5:] for value in points(series)]
    assert sorted(values) == pytest.approx(sorted(finding.table.frame["value"]))


@pytest.mark.parametrize("question", INTERVALS)
def test_error_bars_are_the_intervals_of_the_table(question: str, slides: Deck, opened: Any) -> None:
    finding, charts = of(question, slides, opened)
    column, frame = INTERVALS[question], finding.table.frame
    chart, place = next(
        (chart, columns.index(column))
        for chart, columns in zip(charts, BY_ROW[question], strict=True)
        if column in columns
    )
    series = chart.plots[0].series[place]._element
    for which, expected in (("plus", frame["high"] - frame[column]), ("minus", frame[column] - frame["low"])):
        shown = [float(value.text) for value in series.xpath(f"c:errBars/c:{which}//c:v")]
        assert shown == pytest.approx(list(expected))


def test_the_sheet_behind_a_chart_holds_what_its_series_and_error_bars_refer_to(slides: Deck, opened: Any) -> None:
    _, (chart, _) = of("advice_gap", slides, opened)
    cells = dict(_cells(chart.part.chart_workbook.xlsx_part.blob))
    checked = 0
    for reference in chart._chartSpace.iter("{*}numRef"):
        column, first, last = re.fullmatch(r"Sheet1!\$([A-Z]+)\$(\d+):\$\1\$(\d+)", reference[0].text).groups()  # type: ignore[union-attr]
        sheet = [cells[f"{column}{row}"] for row in range(int(first), int(last) + 1)]
        assert sheet == pytest.approx([float(value.text) for value in reference.iter("{*}v")])
        checked += 1
    assert checked == 9, "three series with an interval above and below"


def test_an_axis_of_percentages_runs_from_0_to_100_and_writes_them(slides: Deck, opened: Any) -> None:
    _, charts = of("advice_gap", slides, opened)
    axis = charts[0].value_axis
    assert (axis.minimum_scale, axis.maximum_scale, axis.tick_labels.number_format) == (0, 100, '0"%"')
    assert charts[1].value_axis.tick_labels.number_format == "0"


def test_type_in_a_chart_is_at_least_18_points(opened: Any) -> None:
    sizes = [
        int(size)
        for page in opened.slides
        for shape in page.shapes
        if shape.has_chart
        for size in shape.chart._chartSpace.xpath("//a:defRPr/@sz | //a:rPr/@sz")
    ]
    assert sizes and min(sizes) >= 1800


ORDER = {
    "ser": "idx order tx spPr invertIfNegative marker dPt dLbls trendline errBars cat val xVal yVal smooth extLst",
    "dLbl": "idx delete layout tx numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName",
    "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId",
    "legend": "legendPos legendEntry layout overlay spPr txPr",
    "title": "tx layout overlay spPr txPr",
    "errBars": "errDir errBarType errValType noEndCap plus minus val spPr",
    "pPr": "lnSpc spcBef spcAft buClr buSzPct buFont buNone buAutoNum buChar tabLst defRPr extLst",
}
"""Elements whose children have a fixed order, without which PowerPoint does not open a file."""


def test_elements_stand_in_the_order_of_the_standard(opened: Any) -> None:
    trees = [page._element for page in opened.slides]
    trees += [shape.chart._chartSpace for page in opened.slides for shape in page.shapes if shape.has_chart]
    for name, order in ORDER.items():
        places = {child: place for place, child in enumerate(order.split())}
        found = [element for tree in trees for element in tree.iter(f"{{*}}{name}")]
        assert found, name
        for element in found:
            names = [str(child.tag).rsplit("}", 1)[-1] for child in element]
            known = [places[child] for child in names if child in places]
            assert known == sorted(known), (name, names)


def test_the_size_of_texts_stands_in_their_runs(opened: Any) -> None:
    for page in opened.slides:
        assert not page._element.xpath("//a:pPr/a:defRPr"), "PowerPoint passes over it"


def test_context_and_an_estimate_are_marked(slides: Deck, opened: Any) -> None:
    for slide, page in zip(slides.slides, opened.slides, strict=True):
        texts = {shape.text_frame.text for shape in page.shapes if shape.has_text_frame}
        assert ("Context" in texts) == slide.context
        assert ("Schatting" in texts) == (slide.finding is not None and slide.finding.status == "schatting")


def test_two_builds_are_equal_byte_for_byte(slides: Deck, areas: Outlines, made: bytes) -> None:
    assert pptx(slides, areas) == made


def test_no_part_says_when_it_was_made(slides: Deck, made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        books = [packed.read(name) for name in packed.namelist() if name.endswith(".xlsx")]
    assert books
    for content in (made, *books):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert {part.date_time[0] for part in packed.infolist()} == {1980}
            core = packed.read("docProps/core.xml").decode("utf-8")
        assert set(re.findall(r"\d{4}-\d\d-\d\d(?=T)", core)) == {slides.data_date.isoformat()}


def test_texts_say_their_language(every_question: Callable[[LanguageCode], Story], areas: Outlines) -> None:
    opened = Presentation(io.BytesIO(pptx(deck(every_question("en"), ""), areas)))
    for page in opened.slides:
        runs = page._element.xpath("//a:r/a:rPr/@lang")
        assert runs and set(runs) == {"en-GB"}


def test_without_an_address_there_is_no_code(every_question: Callable[[LanguageCode], Story], areas: Outlines) -> None:
    opened = Presentation(io.BytesIO(pptx(deck(every_question("nl"), ""), areas)))
    described = [text for page in opened.slides for text in page._element.xpath("//p:cNvPr/@descr")]
    assert described and not any("QR" in text for text in described)


def test_without_chromium_a_sentence_stands_in_place_of_a_picture(
    slides: Deck, areas: Outlines, monkeypatch: pytest.MonkeyPatch, no_browser: None
) -> None:
    opened = Presentation(io.BytesIO(pptx(slides, areas)))
    page = next(
        page
        for slide, page in zip(slides.slides, opened.slides, strict=True)
        if slide.finding is not None and isinstance(slide.finding.chart, MapSpec)
    )
    assert any("Chromium" in shape.text_frame.text for shape in page.shapes if shape.has_text_frame)


def test_a_flow_is_a_picture(practice: Snapshot) -> None:
    from kansenbeeld import findings

    chart = findings.answer("advice_to_placement", practice, findings.Selection(), "nl").chart
    assert isinstance(chart, dict) and plots(chart, "") == ()


def _number(value: float | str) -> float:
    """A value of a table, also where it is written as its publisher has it, such as ``about 50%``."""
    return float(re.sub(r"[^0-9.]", "", value)) if isinstance(value, str) else value


def _cells(xlsx: bytes) -> Iterator[tuple[str, float]]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as packed:
        sheet = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))
    for cell in sheet.findall(".//{*}c"):
        value = cell.find("{*}v")
        if value is not None and value.text and cell.get("t") != "s":
            yield cell.attrib["r"], float(value.text)


def test_titles_have_two_sizes_and_a_third_only_beyond_three_lines(slides: Deck, opened: Any) -> None:
    shown = [page for slide, page in zip(slides.slides, opened.slides, strict=True) if slide.kind != "title"]
    for page in shown:
        title = page.shapes.title.text_frame
        sizes = {run.font.size.pt for run in title.paragraphs[0].runs}
        assert sizes <= ({28, 22} if len(title.text) <= 172 else {18}), title.text
    assert any(len(page.shapes.title.text) > 172 for page in shown), "a title that needs the third size"


def test_an_axis_of_scores_is_written_in_whole_numbers(slides: Deck, opened: Any) -> None:
    _, charts = of("school_disadvantage", slides, opened)
    assert charts[0].value_axis.tick_labels.number_format == "0"


def test_a_code_without_an_address_to_type_stands_alone(slides: Deck, areas: Outlines) -> None:
    slide = next(slide for slide in slides.slides if slide.address)
    chosen = dataclasses.replace(slide, address=f"{slide.address}&district=N")
    page = Presentation(io.BytesIO(pptx(dataclasses.replace(slides, slides=(chosen,)), areas))).slides[0]
    assert [shape for shape in page.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert not [
        shape for shape in page.shapes if shape.has_text_frame and "kansenbeeld.example" in shape.text_frame.text
    ]
