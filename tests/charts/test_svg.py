from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from kansenbeeld.charts import theme
from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.funnel import Dot, Limits, funnel_chart
from kansenbeeld.charts.lines import Mark, lines, slope
from kansenbeeld.charts.ranges import Range, ranges_chart
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.charts.svg import dark_css, draw, themed
from kansenbeeld.charts.svg.text import Text

SVG = "{http://www.w3.org/2000/svg}"


def series(key: str, name: str, *values: float | None) -> Series:
    points = (
        None if value is None else Point(value, value - 4, value + 6, f"<b>{name}</b><br>{value}") for value in values
    )
    return Series(key, name, tuple(points))


def two_panels() -> dict[str, Any]:
    return dots(
        ["Amsterdam", "Noord", "Oost & <West>"],
        [
            Panel("Aandeel", (series("geen_hbo_wo", "laag", 30, 40, 50), series("wo", "hoog", 60, None, 90))),
            Panel("Verschil", (series("total", "", 30, 20, 40),), 0.4, (0, 80), ("30", "20", "40"), in_legend=False),
        ],
        separators=",.",
        highlighted=1,
        reference=45,
    )


def texts(root: ET.Element) -> dict[str, tuple[float, float]]:
    return {
        "".join(text.itertext()): (float(text.attrib["x"]), float(text.attrib["y"])) for text in root.iter(f"{SVG}text")
    }


def marks(root: ET.Element) -> dict[str, ET.Element]:
    return {group.attrib["data-hover"]: group for group in root.iter(f"{SVG}g") if group.get("class") == "mark"}


def between(value: float, low: tuple[float, float], high: tuple[float, float]) -> float:
    """Place of a value, from the places of two others."""
    return low[1] + (value - low[0]) / (high[0] - low[0]) * (high[1] - low[1])


@pytest.mark.parametrize(("width", "scale"), [(400, 1.15), (960, 1.0), (1500, 2.0)])
def test_dots_stand_where_the_numbers_of_the_axis_say(width: int, scale: float) -> None:
    figure = dots(["A", "B"], [Panel("Aandeel", (series("wo", "hoog", 10, 82.5),))], separators=",.")
    root = ET.fromstring(draw(figure, width=width, scale=scale))
    places = texts(root)
    for value in (10, 82.5):
        square = marks(root)[f"hoog\n{value}"].findall(f"{SVG}path")[-1]
        xs = [float(x) for x in re.findall(r"[ML]([\d.]+) ", square.attrib["d"])]
        expected = between(value, (25, places["25%"][0]), (75, places["75%"][0]))
        assert (min(xs) + max(xs)) / 2 == pytest.approx(expected, abs=0.02)
        assert max(xs) - min(xs) == pytest.approx(10 * scale, abs=0.02)


def test_intervals_reach_from_low_to_high() -> None:
    figure = dots(["A"], [Panel("Aandeel", (series("geen_hbo_wo", "laag", 40),))], separators=",.")
    root = ET.fromstring(draw(figure))
    places = texts(root)
    bar = next(marks(root)["laag\n40"].iter(f"{SVG}path"))
    line, *ends = bar.attrib["d"].split("M")[1:]
    start, end = re.findall(r"^([\d.]+) [\d.]+H([\d.]+)$", line)[0]
    # As on a page: with ends, so that it is no line that joins marks, and less high than a mark.
    assert [one.split(" ")[0] for one in ends] == [start, end]
    assert all(float(top) - float(foot) == -8 for one in ends for top, foot in [one.split(" ")[1].split("V")])
    assert figure["data"][0]["error_x"]["width"] * 2 < figure["data"][0]["marker"]["size"]
    tens = (25, places["25%"][0]), (75, places["75%"][0])
    assert float(start) == pytest.approx(between(36, *tens), abs=0.02)
    assert float(end) == pytest.approx(between(46, *tens), abs=0.02)


def test_lines_break_at_a_cut_and_their_marks_stand_at_their_heights() -> None:
    figure = lines(
        ["2013/14", "2014/15", "2015/16"],
        [series("havo", "met", 42, 50, 77)],
        separators=",.",
        unit_title="Aandeel havo of hoger",
        limits=(40, 80),
        broken_after=["2014/15"],
        marks=[Mark("2014/15", "geen<br>toets")],
    )
    root = ET.fromstring(draw(figure))
    places = texts(root)
    paths = [path.attrib["d"] for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "3"]
    # The line alone: its name stands beside it, and no legend has a sample of it.
    assert [path.count("M") for path in paths] == [1] and "met" in places
    square = marks(root)["met\n77"].findall(f"{SVG}path")[-1].attrib["d"]
    ys = [float(y) for y in re.findall(r" ([\d.]+)", square)]
    heights = (50, places["50%"][1]), (70, places["70%"][1])
    # Numbers of the axis are written around their line, all at the same distance.
    line = float(re.search(r'd="M[\d.]+ ([\d.]+)H', draw(figure))[1])  # type: ignore[index]
    below = places["40%"][1] - line
    assert (min(ys) + max(ys)) / 2 == pytest.approx(between(77, *heights) - below, abs=0.05)
    assert {"geen", "toets", "Aandeel havo of hoger", "2013/14"} <= set(places)


def test_bars_of_ranges_are_as_long_as_their_values() -> None:
    rows = [Range("wo", 70, 60, 83, 17, 100, "<b>wo</b><br>60-83"), Range("geen", 36, 35, 50, 18, 74, "geen")]
    figure = ranges_chart(rows, separators=",.", names=("kan", "schatting", "advies"), unit_title="Aandeel")
    root = ET.fromstring(draw(figure, name="one"))
    places = texts(root)
    bars = [rect for rect in root.iter(f"{SVG}rect") if rect.get("fill", "").startswith("url(#one-pattern-")]
    tens = (25, places["25%"][0]), (75, places["75%"][0])
    assert float(bars[0].attrib["x"]) == pytest.approx(between(60, *tens), abs=0.02)
    assert float(bars[0].attrib["width"]) == pytest.approx(between(83, *tens) - between(60, *tens), abs=0.03)
    ids = {pattern.attrib["id"] for pattern in root.iter(f"{SVG}pattern")}
    assert {bar.attrib["fill"] for bar in bars} == {f"url(#{name})" for name in ids}
    assert len(ids) == 1


def test_a_phone_gets_the_names_of_rows_above_their_marks() -> None:
    wide, phone = (ET.fromstring(draw(two_panels(), width=width)) for width in (900, 400))
    assert texts(wide)["Noord"][0] > 60  # it ends beside the chart
    name_x, name_y = texts(phone)["Noord"]
    assert name_x < 15
    circle = next(marks(phone)["laag\n40"].iter(f"{SVG}circle"))
    assert name_y < float(circle.attrib["cy"]) - float(circle.attrib["r"])
    band = next(rect for rect in phone.iter(f"{SVG}rect") if rect.get("fill") == theme.HIGHLIGHT)
    top, height = float(band.attrib["y"]), float(band.attrib["height"])
    assert top < name_y < float(circle.attrib["cy"]) < top + height


def test_everything_grows_with_the_scale() -> None:
    one, two = (ET.fromstring(draw(two_panels(), width=960 * scale, scale=scale)) for scale in (1, 2))
    assert float(two.attrib["height"]) == pytest.approx(2 * float(one.attrib["height"]), abs=0.05)
    for tag, size in (("text", "font-size"), ("circle", "r"), ("path", "stroke-width")):
        pairs = list(zip(one.iter(SVG + tag), two.iter(SVG + tag), strict=True))
        assert pairs
        for small, large in pairs:
            if size in small.attrib:
                assert float(large.attrib[size]) == pytest.approx(2 * float(small.attrib[size]), abs=0.02)


def test_a_slide_is_filled_and_a_legend_wraps() -> None:
    names = ("laagste 20% inkomens", "tweede 20%", "middelste 20%", "vierde 20%", "hoogste 20% inkomens")
    # No marks in the first row, at which the groups could be named.
    groups = tuple(series(str(number), name, None, 10 * number) for number, name in enumerate(names, start=1))
    figure = dots(["A", "B"], [Panel("Aandeel", groups)], separators=",.")
    assert ET.fromstring(draw(figure, width=1500, scale=2, height=700)).attrib["height"] == "700"
    rows = {texts(ET.fromstring(draw(figure, width=400)))[name][1] for name in names}
    assert len(rows) > 1
    assert len({texts(ET.fromstring(draw(figure, width=1500)))[name][1] for name in names}) == 1


def test_labels_beside_marks_never_lie_over_each_other() -> None:
    groups = [series(key, key, 50, 51 + index) for index, key in enumerate(("1", "2", "3"))]
    places = [
        (float(text.attrib["x"]), float(text.attrib["y"]))
        for text in ET.fromstring(draw(slope(("toets", "advies"), groups, separators=",."))).iter(f"{SVG}text")
        if (text.text or "").endswith("%") and text.get("font-size") == "15" and "aria-hidden" not in text.attrib
    ]
    left = sorted(y for x, y in places if x < 480)
    assert len(left) == 3
    assert min(after - before for before, after in pairwise(left)) > 14


def test_a_line_may_not_leave_its_axes_but_a_mark_may() -> None:
    limits = Limits("95%", (10.0, 400.0, 1200.0), (-20.0, 30.0, 40.0), (120.0, 70.0, 60.0), "dash")
    dot = Dot(900, 55, "Noord", "Noord", True)
    figure = funnel_chart([dot], [limits], 50, separators=",.", titles=("Leerlingen", "Aandeel"), centre_name="stad")
    root = ET.fromstring(draw(figure, name="f"))
    clips = [group.attrib["clip-path"] for group in root.iter(f"{SVG}g") if "clip-path" in group.attrib]
    assert set(clips) == {f"url(#{clip.attrib['id']})" for clip in root.iter(f"{SVG}clipPath")}
    assert len(clips) == 2  # the upper and the lower limit
    assert {"0", "500", "1.000"} <= set(texts(root))
    assert any("stroke-dasharray" in path.attrib for path in root.iter(f"{SVG}path"))


def test_what_stands_in_a_figure_is_written_safely_and_the_same_each_time() -> None:
    drawn = draw(two_panels(), title='Een "titel" & <meer>', description="a < b", name="x")
    assert drawn == draw(two_panels(), title='Een "titel" & <meer>', description="a < b", name="x")
    root = ET.fromstring(drawn)
    assert root.attrib["role"] == "img"
    named = {element.attrib["id"]: element.text for element in root if "id" in element.attrib}
    assert named == {"x-title": 'Een "titel" & <meer>', "x-desc": "a < b"}
    assert root.attrib["aria-labelledby"].split() == list(named)
    assert "Oost & <West>" in texts(root)
    assert not re.findall(r"\d\.\d{3}", drawn)
    assert marks(root)["laag\n40"].findtext(f"{SVG}title") == "laag\n40"


def test_an_unknown_trace_or_shape_is_refused_in_a_sentence() -> None:
    figure = two_panels()
    with pytest.raises(ValueError, match="type pie can't be drawn"):
        draw({**figure, "data": [{**figure["data"][0], "type": "pie"}]})
    odd = {**figure["data"][0], "marker": {"color": "#000000", "symbol": "star", "size": 9}}
    with pytest.raises(ValueError, match="shape star can't be drawn"):
        draw({**figure, "data": [odd]})


def test_text_breaks_at_spaces_and_slashes_and_keeps_its_weight() -> None:
    text = Text.read("<b>een twee</b> drie<br>vmbo-gt/havo")
    assert text.plain() == "een twee drie\nvmbo-gt/havo"
    assert text.wrapped(40, 10).plain() == "een\ntwee\ndrie\nvmbo-\ngt/havo"
    assert text.wrapped(1000, 10) == text
    assert [span.bold for span in text.lines[0]] == [True, False]
    assert text.joined().plain() == "een twee drie vmbo-gt/havo"
    assert Text.read("").lines == ()
    assert Text.read("mm").width(10) > Text.read("ii").width(10)


def test_themed_replaces_every_colour_and_nothing_else() -> None:
    drawn = draw(two_panels(), title='kleur fill="#202020"')
    dark = themed(drawn)
    left = set(re.findall(r'(?:fill|stroke)="(#[0-9A-Fa-f]{6})"', re.sub(r"<title.*?</title>", "", dark)))
    assert not left
    assert 'fill="var(--c-ffffff,#ffffff)"' in dark
    assert re.sub(r"var\(--c-[0-9a-f]{6},(#[0-9a-f]{6})\)", r"\1", dark).lower() == drawn.lower()
    given = dict(re.findall(r"(--c-[0-9a-f]{6}):(#[0-9a-f]{6});", dark_css()))
    assert set(re.findall(r"--c-[0-9a-f]{6}", dark)) <= set(given)
    ET.fromstring(dark)


def test_the_values_of_the_chosen_row_are_written_above_its_marks() -> None:
    root = ET.fromstring(draw(two_panels(), width=900))
    assert "40%" in texts(root) and "30%" not in texts(root)
    first = dots(["A", "B"], [Panel("Aandeel", (series("wo", "hoog", 10, 82.5),))], separators=",.")
    assert "10%" in texts(ET.fromstring(draw(first))) and "82%" not in texts(ET.fromstring(draw(first)))


@pytest.mark.parametrize(("low", "high"), [(48.0, 49.0), (48.0, 60.0), (48.0, 90.0)])
def test_values_of_marks_near_each_other_stand_apart(low: float, high: float) -> None:
    groups = series("geen_hbo_wo", "laag", low), series("wo", "hoog", high)
    lower = tuple(replace(group, points=(None, *group.points)) for group in groups)
    figure = dots(["B", "A"], [Panel("Aandeel", lower)], separators=",.", highlighted=1)
    root = ET.fromstring(draw(figure, width=400))
    shown = {"".join(text.itertext()): text for text in root.iter(f"{SVG}text")}
    left, right = shown[f"{low:.0f}%"], shown[f"{high:.0f}%"]
    half = {"start": 0.0, "middle": 0.5, "end": 1.0}
    ends = []
    for text, share in ((left, -1), (right, 1)):
        wide = Text.read("48%").width(float(text.attrib["font-size"]))
        before = half[text.get("text-anchor", "start")] * wide
        ends.append(float(text.attrib["x"]) - before + (wide if share < 0 else 0))
    assert ends[0] <= ends[1] + 1


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("width", [375, 960])
def test_marks_below_each_other_stand_in_their_own_row(width: int, count: int) -> None:
    """Apart from each other; on a phone under the name of their row, and above that of the next."""
    several = [series("geen_hbo_wo", f"group {number}", 40, 60) for number in range(count)]
    figure = dots(["First", "Second"], [Panel("Share", tuple(several))], separators=",.", dodged=True)
    root = ET.fromstring(draw(figure, width=width, scale=1.3))
    places = [
        [
            float(marks(root)[f"group {number}\n{value}"].findall(f"{SVG}circle")[-1].attrib["cy"])
            for number in range(count)
        ]
        for value in (40, 60)
    ]
    assert all(below - above >= 12 * 1.3 for row in places for above, below in pairwise(row))
    assert max(places[0]) + 12 < min(places[1])
    if width == 375:
        names = texts(root)
        for row, name in zip(places, ("First", "Second"), strict=True):
            assert names[name][1] + 6 * 1.3 <= min(row)
        assert max(places[0]) + 6 * 1.3 < names["Second"][1] - 6 * 1.3
