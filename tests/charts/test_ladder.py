"""Names above the marks of a first row: never over each other, a line, or the edge; else a legend."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations, permutations
from typing import Any

import pytest

from kansenbeeld.charts import theme
from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.charts.svg import draw
from kansenbeeld.charts.svg.text import Text

SVG = "{http://www.w3.org/2000/svg}"
KEYS = ("1", "2", "3", "4", "5")
NAMES = ("laagste 20% inkomens", "tweede 20%", "middelste 20%", "vierde 20%", "hoogste 20% inkomens")


def groups(*values: float, names: tuple[str, ...] = NAMES, margin: float = 0.0) -> tuple[Series, ...]:
    return tuple(
        Series(key, name, (Point(value, value - margin, value + margin), Point(value)))
        for key, name, value in zip(KEYS, names, values, strict=False)
    )


def figure(series: tuple[Series, ...], **extra: Any) -> dict[str, Any]:
    return dots(["Amsterdam", "Centrum"], [Panel("Aandeel", series)], separators=",.", **extra)


def boxes(root: ET.Element, names: tuple[str, ...]) -> list[tuple[str, float, float, float, float]]:
    """The letters of names as left, right, top and bottom; halos are left out."""
    words = {word for name in names for word in name.split()}
    found = []
    for text in root.iter(f"{SVG}text"):
        written = "".join(text.itertext())
        if "aria-hidden" in text.attrib or not words & set(re.split(r"[\s\xa0:]+", written)):
            continue
        size, x, y = (float(text.attrib[key]) for key in ("font-size", "x", "y"))
        wide = Text.read(written).width(size)
        left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
        found.append((written, left, left + wide, y - 0.75 * size, y + 0.2 * size))
    return found


@pytest.mark.parametrize("values", [*permutations((33, 46, 86)), (33, 37, 46, 63, 86), (12, 50), (48, 54), (10, 90)])
@pytest.mark.parametrize(("width", "scale"), [(400, 1.15), (960, 1.0), (1500, 2.0)])
def test_names_lie_over_nothing(values: tuple[float, ...], width: int, scale: float) -> None:
    series = groups(*values)
    made = figure(series)
    assert made["layout"]["showlegend"] is False
    root = ET.fromstring(draw(made, width=width, scale=scale))
    names = tuple(one.name for one in series)
    written = boxes(root, names)
    assert all(any(word in text for text, *_ in written) for name in names for word in name.split()[:1])
    for one, other in combinations(written, 2):
        assert one[1] >= other[2] or other[1] >= one[2] or one[3] >= other[4] or other[3] >= one[4], (one, other)
    for _, left, right, top, _ in written:
        assert left >= 0 and right <= width and top >= 0
    paths = (re.fullmatch(r"M(\S+) (\S+)V(\S+)", path.attrib["d"]) for path in root.iter(f"{SVG}path"))
    downs = [tuple(map(float, found.groups())) for found in paths if found and float(found[2]) > float(found[3])]
    assert len(downs) == len(series)
    for x, foot, head in downs:
        for text, left, right, top, bottom in written:
            assert not (left < x < right and head < bottom and top < foot), (text, x)


def test_each_name_has_the_colour_of_its_mark_that_can_be_read_and_its_value() -> None:
    made = figure(groups(33, 86))
    notes = [note for note in made["layout"]["annotations"] if not note["showarrow"]]
    lines = [note for note in made["layout"]["annotations"] if note["showarrow"]]
    assert [note["text"] for note in notes] == [f"{NAMES[0]}:\xa0<b>33%</b>", f"{NAMES[1]}:\xa0<b>86%</b>"]
    assert [note["arrowcolor"] for note in lines] == [theme.GROUP_COLOURS["1"], theme.GROUP_COLOURS["2"]]
    assert [note["font"]["color"] for note in notes] == [theme.text_colour(note["arrowcolor"]) for note in lines]
    chosen = figure(groups(33, 86), highlighted=1)
    assert [note["text"] for note in chosen["layout"]["annotations"] if not note["showarrow"]] == [*NAMES[:2]]
    assert [trace["text"] for trace in chosen["data"]] == [["", "33%"], ["", "86%"]], "the chosen row has its values"


def test_a_line_never_runs_down_over_a_mark_above_it() -> None:
    """Marks of a row below each other: the line of a lower one would cross the mark or the interval above it."""
    assert figure(groups(40, 60), dodged=True)["layout"]["showlegend"] is False
    assert figure(groups(40, 60, margin=25), dodged=True)["layout"].get("showlegend", True)
    assert figure(groups(40, 42), dodged=True)["layout"].get("showlegend", True)


def test_without_room_or_without_a_mark_the_legend_stays() -> None:
    endless = ("een naam zo lang dat hij op een telefoon nooit naast een lijn past, ook niet op twee", "kort")
    for made in (
        figure(groups(40, 60, names=endless)),
        figure((*groups(40), Series("2", "leeg", (None, Point(3.0))))),
    ):
        assert "annotations" not in made["layout"] and made["layout"].get("showlegend", True)
        assert all(trace["showlegend"] for trace in made["data"])
