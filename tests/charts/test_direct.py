"""Names at their lines: where there is room, and the legend where there is none."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from kansenbeeld.charts import theme
from kansenbeeld.charts.direct import Room, names
from kansenbeeld.charts.lines import lines, slope
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.charts.svg import draw

ROOM = Room((-0.35, 1.35), (0, 100), 350)


def series(key: str, name: str, *values: float, margin: float = 0) -> Series:
    return Series(key, name, tuple(Point(value, value - margin, value + margin) for value in values))


@pytest.mark.parametrize(
    ("values", "place"), [((30, 60), "bottom right"), ((60, 30), "top right"), ((2, 60), "top left")]
)
def test_a_name_stands_where_its_line_does_not_go(values: tuple[float, float], place: str) -> None:
    (note,) = names([series("wo", "hoog", *values)], ROOM)
    upright = {"bottom": "top", "top": "bottom"}[note["yanchor"]]
    across = {"right": "left", "left": "right"}[note["xanchor"]]
    assert (note["text"], f"{upright} {across}") == ("hoog", place)


def test_a_name_stands_at_a_mark_amid_its_line_where_the_ends_have_no_room() -> None:
    """The line falls on both sides of its highest mark, and another runs below it."""
    high, low = series("wo", "ouder met hbo of wo", 53, 58, 60, 58, 53), series("hbo", "mbo", 46, 50, 52, 50, 46)
    found = names([high, low], Room((-0.4, 4.6), (40, 75), 240))
    assert found and found[0]["x"] == 2 and found[0]["yanchor"] == "bottom"


def test_a_long_name_is_written_on_two_lines() -> None:
    (note,) = names([series("wo", "ouders met mbo of geen vervolgopleiding", 50, 50)], ROOM)
    assert note["text"] == "ouders met mbo of<br>geen vervolgopleiding"
    assert note["bgcolor"] == theme.PAPER, "no dotted line of a year runs through it"


def test_no_name_where_another_line_or_interval_or_edge_is() -> None:
    high, low = series("wo", "hoog opgetekend", 50, 50), series("hbo", "laag opgetekend", 46, 46)
    assert names([high, low], ROOM), "one above and one below"
    between = series("geen_hbo_wo", "midden opgetekend", 48, 48)
    assert not names([high, low, between], ROOM)
    assert not names(
        [series("wo", "hoog", 50, 50), series("hbo", "laag", 30, 30, margin=30)], Room((0, 1), (0, 60), 90)
    )
    endless = "een naam zo lang dat hij op een telefoon nooit naast een lijn past, ook niet op twee"
    assert not names([series("wo", endless, 50, 50)], ROOM)


def test_a_chart_has_names_or_a_legend_and_never_both() -> None:
    apart = [series("geen_hbo_wo", "laag", 32, 36), series("wo", "hoog", 74, 85)]
    near = [series("geen_hbo_wo", "laag", 52, 53), series("hbo", "midden", 53, 54), series("wo", "hoog", 54, 55)]
    for given, legend in ((apart, False), (near, True)):
        for figure in (
            slope(("toets", "advies"), given, separators=",."),
            lines(["2020", "2021"], given, separators=",.", unit_title="Aandeel"),
        ):
            assert figure["layout"]["showlegend"] is legend
            drawn = [
                "".join(text.itertext())
                for text in ET.fromstring(draw(figure)).iter("{http://www.w3.org/2000/svg}text")
            ]
            assert all(one.name in drawn for one in given)


def test_paper_behind_a_name_lies_under_the_marks() -> None:
    """In a narrow drawing a name may come so near to a mark that its paper would cut a corner off."""
    root = ET.fromstring(draw(slope(("toets", "advies"), [series("wo", "hoog", 74, 85)], separators=",."), width=390))
    named = [(one.tag.split("}")[1], one.attrib) for one in root]
    papers = [index for index, (tag, look) in enumerate(named) if tag == "rect" and look["width"] != "100%"]
    # The marks of the highest group are squares, drawn as paths with a fill.
    marks = [index for index, (tag, look) in enumerate(named) if tag == "path" and look.get("fill", "none") != "none"]
    assert len(papers) == 1 and len(marks) == 2
    assert papers[0] < marks[0]
