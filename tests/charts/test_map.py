"""The drawing of the district map, without a browser: what is on it, and what is not."""

import json
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from kansenbeeld.charts.map import (
    MAX_CLASSES,
    MAX_NAMED,
    MapArea,
    MapSpec,
    Outline,
    colours,
    geometry_json,
    to_svg,
    view_box,
)

SVG = "{http://www.w3.org/2000/svg}"


def square(code: str, left: int, top: int = 0, side: int = 1000) -> Outline:
    path = f"M{left} {top}l{side} 0 0 {side} -{side} 0z"
    return Outline(code, code, path, left + side // 2, top + side // 2)


def area(code: str, value: float | None, *, name: str = "", hatched: bool = False) -> MapArea:
    text = "geen cijfer" if value is None else f"{value:.0f} punten"
    return MapArea(code, name or f"Wijk {code}", value, text, f"{code}: {text}.", hatched, value is None)


OUTLINES = {code: square(code, 1000 * place) for place, code in enumerate("ABCD")}
SPEC = MapSpec(
    title="Verschil per wijk",
    areas=(area("A", 10), area("B", 20, hatched=True), area("C", 35), area("D", None)),
    breaks=(20.0, 30.0),
    legend=("minder dan 20", "20 tot 30", "30 of meer"),
    legend_title="Verschil in punten",
    hatched_label="kan toeval zijn",
    missing_label="geen cijfer: te weinig leerlingen",
    geometry="2015-stadsdeel",
)


def draw(spec: MapSpec = SPEC, **options: object) -> ElementTree.Element:
    return ElementTree.fromstring(to_svg(spec, OUTLINES, **options))  # type: ignore[arg-type]


def texts(svg: ElementTree.Element) -> list[str]:
    """Texts as read: the halo under each label is a copy and is left out."""
    return [node.text or "" for node in svg.iter(f"{SVG}text") if node.get("aria-hidden") is None]


def shape(svg: ElementTree.Element, code: str) -> ElementTree.Element:
    found = svg.findall(f".//{SVG}path[@data-code='{code}']")
    assert len(found) == 1
    return found[0]


def lightness(colour: str) -> float:
    """Relative luminance of a colour, 0 to 1."""
    channels = [channel / 255 for channel in bytes.fromhex(colour[1:])]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("n", range(2, MAX_CLASSES + 1))
def test_colours_fall_in_lightness_and_stay_blue(n: int) -> None:
    ramp = colours(n)
    assert len(set(ramp)) == n
    assert all(lightness(high) < lightness(low) * 0.9 for low, high in pairwise(ramp))
    for colour in ramp:
        red, green, blue = bytes.fromhex(colour[1:])
        assert red < green < blue


@pytest.mark.parametrize("n", [0, MAX_CLASSES + 1])
def test_colours_refuses_what_cannot_be_told_apart(n: int) -> None:
    with pytest.raises(ValueError, match="classes"):
        colours(n)


def test_each_area_has_the_colour_of_its_class() -> None:
    svg = draw()
    low, middle, high = colours(3)
    assert shape(svg, "A").get("fill") == low
    assert shape(svg, "B").get("fill") == middle, "a value on a limit belongs to the class above it"
    assert shape(svg, "C").get("fill") == high


def test_hatching_lies_over_exactly_the_hatched_areas() -> None:
    svg = draw()
    assert [node.get("data-hatched") for node in svg.iter() if node.get("fill") == "url(#hatch)"] == ["B"]
    assert svg.find(f".//{SVG}pattern[@id='hatch']") is not None


@pytest.mark.parametrize("lost", [area("D", None, hatched=True), replace(area("D", 12), value=float("nan"))])
def test_an_area_without_figure_is_pale_and_dotted_and_never_hatched(lost: MapArea) -> None:
    svg = draw(replace(SPEC, areas=(*SPEC.areas[:3], lost)))
    path = shape(svg, "D")
    assert path.get("stroke-dasharray")
    assert path.get("fill") not in colours(3)
    assert not svg.findall(f".//{SVG}path[@data-hatched='D']")


def test_legend_explains_every_class_the_hatching_and_the_pale_areas() -> None:
    svg = draw()
    shown = texts(svg)
    for label in (SPEC.legend_title, *SPEC.legend, SPEC.hatched_label, SPEC.missing_label):
        assert label in shown
    fills = [node.get("fill") for node in svg.iter(f"{SVG}rect")]
    assert [fill for fill in fills if fill in colours(3)][:3] == list(colours(3))
    assert "url(#hatch-legend)" in fills


def test_selected_area_is_outlined_on_top() -> None:
    assert not draw().findall(f".//{SVG}path[@data-selected]")
    assert not draw(selected="nergens").findall(f".//{SVG}path[@data-selected]")
    paths = draw(selected="B").findall(f".//{SVG}path")
    assert [path.get("data-selected") for path in paths[-2:]] == ["B", "B"]
    assert [path.get("data-selected") for path in paths].count("B") == 2


def test_text_from_data_is_escaped() -> None:
    nasty = '<script>alert("&")</script>'
    spec = replace(
        SPEC,
        title=nasty,
        legend_title=nasty,
        areas=(replace(SPEC.areas[0], name=nasty, description=nasty), *SPEC.areas[1:]),
    )
    svg = draw(spec)
    assert svg.find(f"{SVG}title").text == nasty  # type: ignore[union-attr]
    assert nasty in svg.find(f"{SVG}desc").text  # type: ignore[union-attr, operator]
    assert not [node for node in svg.iter() if node.tag.endswith("script")]


def test_the_file_stands_by_itself_and_has_a_name() -> None:
    text = to_svg(SPEC, OUTLINES)
    assert "href" not in text and "url(http" not in text
    svg = ElementTree.fromstring(text)
    assert svg.tag == f"{SVG}svg"
    assert svg.get("role") == "img"
    named = {node.get("id"): node.text for node in svg}
    assert [named[name] for name in svg.get("aria-labelledby", "").split()] == [
        SPEC.title,
        "A: 10 punten. B: 20 punten. C: 35 punten. D: geen cijfer.",
    ]


def test_labels_give_name_and_value_with_unit_where_there_is_room() -> None:
    assert [text for text in texts(draw()) if text.startswith("Wijk")] == [
        "Wijk A",
        "Wijk B",
        "Wijk C",
        "Wijk D",
    ]
    assert {"10 punten", "20 punten", "35 punten", "geen cijfer"} <= set(texts(draw()))


def test_all_values_drop_their_unit_when_one_of_them_must() -> None:
    tight = {**OUTLINES, "B": square("B", 1000, 400, 80)}
    svg = ElementTree.fromstring(to_svg(SPEC, tight))
    assert {"10", "20", "35", "geen cijfer"} <= set(texts(svg))
    assert "Wijk B" not in texts(svg)
    assert not [text for text in texts(svg) if text.endswith("punten") and text[0].isdigit()]


def test_a_map_of_many_areas_shows_values_only() -> None:
    codes = [f"X{place}" for place in range(MAX_NAMED + 1)]
    many = replace(SPEC, areas=tuple(area(code, 11 + place) for place, code in enumerate(codes)))
    outlines = {code: square(code, 1000 * place) for place, code in enumerate(codes)}
    shown = texts(ElementTree.fromstring(to_svg(many, outlines)))
    assert not [text for text in shown if text.startswith("Wijk")]
    assert [text for text in shown if re.fullmatch(r"\d+", text)] == [str(11 + n) for n in range(len(codes))]


@pytest.mark.parametrize(
    ("value_text", "label"),
    [
        ("45 punten", "45"),
        ("4,5 punten", "4,5"),
        ("90 of meer", "90 of meer"),
        ("45%", "45%"),
        ("geen", "geen"),
    ],
)
def test_a_short_label_never_changes_what_the_value_says(value_text: str, label: str) -> None:
    given = replace(area("A", 45), value_text=value_text)
    assert given.label == label
    assert replace(given, short_text="≥ 90").label == "≥ 90"


@pytest.mark.parametrize(
    "path",
    [
        "M 10 20 L 110 20 L 110 70 L 10 70 Z",
        "M10,20 110,20 110,70 10,70Z",
        "m10 20l100 0 0 50-100 0z",
        "M10 20l50 0 50 0 0 50-100 0zm100 50l-10 0 0-10z",
    ],
)
def test_view_box_reads_absolute_and_relative_paths(path: str) -> None:
    assert view_box([Outline("A", "A", path, 0, 0)]) == (10, 20, 100, 50)


def test_a_ring_after_a_closed_ring_starts_from_where_that_one_began() -> None:
    # After z the point is back at 0 0, so the second ring reaches 30 and not 130.
    assert view_box([Outline("A", "A", "m0 0l100 0 0 100zm20 20l10 0 0 10z", 0, 0)]) == (0, 0, 100, 100)
    assert view_box([Outline("A", "A", "m0 0l10 0 0 10zm90 90l10 0 0 10z", 0, 0)]) == (0, 0, 100, 100)


@pytest.mark.parametrize("path", ["", "M0 0C1 1 2 2 3 3Z", "10 20", "M1.5 2L3 4Z", "M1 2L3"])
def test_view_box_refuses_what_it_cannot_read(path: str) -> None:
    with pytest.raises(ValueError):
        view_box([Outline("A", "A", path, 0, 0)])


def test_geometry_json_carries_every_outline_and_a_box_around_them() -> None:
    geometry = json.loads(geometry_json(list(OUTLINES.values())))
    assert list(geometry["areas"]) == list("ABCD")
    for code, outline in OUTLINES.items():
        got = geometry["areas"][code]
        assert (got["d"], got["x"], got["y"]) == (outline.path, outline.label_x, outline.label_y)
        assert got["w"] == 1000
    left, top, width, height = geometry["viewBox"]
    assert left < 0 and top < 0 and left + width > 4000 and top + height > 1000


def test_outlines_without_area_are_background_and_areas_without_outline_are_refused() -> None:
    svg = draw(replace(SPEC, areas=SPEC.areas[:3]))
    assert svg.find(f".//{SVG}path[@data-code='D']") is None
    assert OUTLINES["D"].path in [path.get("d") for path in svg.iter(f"{SVG}path")]
    with pytest.raises(ValueError, match="2015-stadsdeel for D"):
        to_svg(SPEC, {code: OUTLINES[code] for code in "ABC"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"breaks": (30.0, 20.0)},
        {"breaks": (20.0, 20.0)},
        {"legend": ("laag", "hoog")},
        {"areas": (SPEC.areas[0], SPEC.areas[0])},
    ],
)
def test_a_specification_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        replace(SPEC, **wrong)  # type: ignore[arg-type]
