from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from kansenbeeld import findings
from kansenbeeld.charts.map import MapSpec, Outline
from kansenbeeld.charts.svg import themed
from kansenbeeld.charts.svg.text import Text
from kansenbeeld.exports import drawings
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import context

SVG = "{http://www.w3.org/2000/svg}"
WORDS = language("nl")
SIZES = [(400, 1.15), (960, 1.0), (1500, 2.0)]


@pytest.fixture(params=["snapshot", "practice"])
def answers(request: pytest.FixtureRequest) -> list[tuple[Finding, dict[str, Outline]]]:
    """Every finding that has a chart, with the outlines that it needs, of the shipped and the practice data."""
    snapshot: Snapshot = request.getfixturevalue(request.param)
    chosen = (findings.answer(question, snapshot, Selection(district="N"), "nl") for question in findings.questions())
    return [(finding, dict(outlines_for(snapshot, finding))) for finding in chosen if finding.chart is not None]


def outside(root: ET.Element) -> Iterator[str]:
    """Name what is drawn outside of a drawing of a figure."""
    width, height = (float(root.attrib[side]) for side in ("width", "height"))
    for element in root.iter():
        tag, at = element.tag.removeprefix(SVG), element.attrib
        xs, ys = [], []
        if tag == "circle":
            radius = float(at["r"])
            xs, ys = [float(at["cx"]) - radius, float(at["cx"]) + radius], [float(at["cy"]) - radius]
        elif tag == "text":
            size = float(at["font-size"])
            wide = Text.read("".join(element.itertext())).width(size) * 0.96
            start = float(at["x"]) - wide * {"middle": 0.5, "end": 1.0}.get(at.get("text-anchor", ""), 0.0)
            xs, ys = [start, start + wide], [float(at["y"]) - 0.8 * size, float(at["y"]) + 0.2 * size]
        elif tag == "path":
            for command in re.findall(r"[MLHV][^MLHVZ]*", at["d"]):
                values = [float(value) for value in command[1:].split()]
                xs += values[:1] if command[0] in "MLH" else []
                ys += values[-1:] if command[0] in "MLV" else []
        if any(not -0.1 <= x <= width + 0.1 for x in xs) or any(not -0.1 <= y <= height + 0.1 for y in ys):
            yield f"{tag} {at}"


@pytest.mark.parametrize(("width", "scale"), SIZES)
def test_every_chart_is_whole(answers: list[tuple[Finding, dict[str, Outline]]], width: int, scale: float) -> None:
    for finding, outlines in answers:
        if isinstance(finding.chart, MapSpec) or finding.chart is None:
            continue
        drawn = drawings.drawing(finding, WORDS, outlines, width=width, scale=scale)
        root = ET.fromstring(drawn)
        written = " ".join(" ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text")).split())
        if width > 400 or not finding.beside:
            assert not list(outside(root)), finding.question
        hovers = [mark.attrib["data-hover"] for mark in root.iter(f"{SVG}g") if mark.get("class") == "mark"]
        expected = []
        for trace in finding.chart["data"]:
            if trace.get("hoverinfo") == "name":
                expected.append(trace["name"])
            elif trace.get("hoverinfo") != "skip":
                values = trace["y"] if trace.get("error_y") else trace["x"]
                expected += [text for text, value in zip(trace["customdata"], values, strict=True) if value is not None]
        assert sorted(hovers) == sorted(Text.read(text).plain() for text in expected if text)
        assert hovers
        layout = finding.chart["layout"]
        wanted = [text for key, axis in layout.items() if "axis" in key for text in axis.get("ticktext", [])]
        if layout.get("showlegend", True):
            wanted += [trace["name"] for trace in finding.chart["data"] if trace.get("showlegend") and trace["name"]]
        for text in wanted:
            for word in Text.read(text).joined().plain().split():
                assert word in written, (finding.question, text)
        sizes = [float(text.attrib["font-size"]) for text in root.iter(f"{SVG}text")]
        assert min(sizes) >= 12 * scale - 0.01


def test_every_chart_is_drawn_for_a_phone(answers: list[tuple[Finding, dict[str, Outline]]]) -> None:
    ids: list[str] = []
    for finding, outlines in answers:
        drawn = drawings.parts(finding, WORDS, outlines)
        assert drawn == drawings.parts(finding, WORDS, outlines)
        assert len(drawn) == max(1, len(finding.beside))
        for part in drawn:
            root = ET.fromstring(part)
            assert root.attrib["width"] == "400"
            assert root.findtext(f"{SVG}title")
            assert root.findtext(f"{SVG}desc")
            if not isinstance(finding.chart, MapSpec):
                assert not list(outside(root)), finding.question
            assert min(float(text.attrib["font-size"]) for text in root.iter(f"{SVG}text")) >= 13
            ids += [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
            used = set(re.findall(r"url\(#([^)]+)\)", part))
            assert used <= set(ids)
            # A dark room knows each colour but the steps of a map, which stay as they are.
            left = set(re.findall(r'(?:fill|stroke)="(#[0-9A-Fa-f]{6})"', themed(part)))
            assert not left or isinstance(finding.chart, MapSpec)
    assert len(ids) == len(set(ids))


def test_a_map_tells_each_area_and_outlines_the_chosen_one(snapshot: Snapshot) -> None:
    finding = findings.answer("gap_map", snapshot, Selection(district="N"), "nl")
    outlines = context.outlines(snapshot, 2015, "stadsdeel")
    root = ET.fromstring(drawings.drawing(finding, WORDS, outlines, width=400, scale=1.15, name="m"))
    assert isinstance(finding.chart, MapSpec)
    areas = [path for path in root.iter(f"{SVG}path") if path.get("class") == "mark"]
    assert {area.attrib["data-code"] for area in areas} == {area.code for area in finding.chart.areas}
    assert all(area.attrib["data-hover"] == area.findtext(f"{SVG}title") for area in areas)
    over = [path for path in root.iter(f"{SVG}path") if path.get("data-hatched") or path.get("data-selected")]
    assert {path.get("data-selected") for path in over} >= {"N"}
    assert all(path.get("pointer-events") == "none" for path in over)
    assert root.attrib["aria-labelledby"] == "m-map-title m-map-desc"


def test_a_slide_is_filled(practice: Snapshot) -> None:
    for question in ("advice_gap", "same_direction", "advice_to_placement"):
        finding = findings.answer(question, practice, Selection(), "nl")
        root = ET.fromstring(drawings.drawing(finding, WORDS, {}, width=1500, scale=2, height=760))
        assert root.attrib["height"] == "760"
        assert not list(outside(root)), question


def test_a_finding_without_a_chart_says_so(snapshot: Snapshot) -> None:
    finding = findings.answer("at_advice", snapshot, Selection(), "nl")
    for draw in (drawings.drawing, drawings.parts):
        with pytest.raises(ValueError, match="finding at_advice has no chart to draw"):
            draw(finding, WORDS, {})


VALUE = re.compile(r"\d+%")


@pytest.mark.parametrize(("width", "scale"), [(375, 1.3), (400, 1.15), (1416, 2.15), (1500, 2.0)])
def test_values_above_marks_lie_over_no_other_text(snapshot: Snapshot, width: int, scale: float) -> None:
    for question, district in itertools.product(findings.questions(), "TNMAEKFB"):
        finding = findings.answer(question, snapshot, Selection(district=district), "nl")
        if finding.chart is None or isinstance(finding.chart, MapSpec):
            continue
        if finding.chart["layout"]["meta"]["form"] != "dots":
            continue
        written = [
            box(text)
            for text in ET.fromstring(drawings.drawing(finding, WORDS, {}, width=width, scale=scale)).iter(f"{SVG}text")
        ]
        for one, other in itertools.combinations([each for each in written if each is not None], 2):
            if VALUE.fullmatch(one[0]) or VALUE.fullmatch(other[0]):
                across = min(one[2], other[2]) - max(one[1], other[1])
                down = min(one[4], other[4]) - max(one[3], other[3])
                assert across <= 1 or down <= 1, (question, district, one[0], other[0])


def box(text: ET.Element) -> tuple[str, float, float, float, float] | None:
    """Return a text with its left, right, top and bottom; nothing for the paper around letters."""
    if text.get("aria-hidden"):
        return None
    size, written = float(text.attrib["font-size"]), "".join(text.itertext())
    wide = Text.read(written).width(size) / 1.04
    left = float(text.attrib["x"]) - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
    base = float(text.attrib["y"])
    return written, left, left + wide, base - 0.72 * size, base


@pytest.mark.parametrize(("width", "height", "scale"), [(375, None, 1.3), (720, None, 1.0), (1416, 760, 2.15)])
def test_every_district_has_its_name_on_a_map(
    snapshot: Snapshot, width: int, height: float | None, scale: float
) -> None:
    finding = findings.answer("gap_map", snapshot, Selection(), "nl")
    outlines = context.outlines(snapshot, 2015, "stadsdeel")
    drawn = drawings.drawing(finding, WORDS, outlines, width=width, height=height, scale=scale)
    written = " ".join("".join(text.itertext()) for text in ET.fromstring(drawn).iter(f"{SVG}text"))
    assert isinstance(finding.chart, MapSpec)
    for area in finding.chart.areas:
        assert area.name in written.replace("Nieuw- Nieuw- West", "Nieuw-West"), area.name
