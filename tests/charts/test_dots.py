"""Rows of dots: where values are written."""

from __future__ import annotations

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Point, Series


def test_a_value_stands_before_an_interval_that_begins_at_nothing() -> None:
    """A limit of 0 is a limit: the text is not written over the line."""
    point = Point(95.0, low=0.0, high=99.0)
    figure = dots(["A"], [Panel("share", (Series("total", "a", (point,)),))], separators=",.", dodged=True)
    (text,) = (trace for trace in figure["data"] if trace["mode"] == "text")
    assert (text["x"], text["textposition"]) == ([0.0], ["middle left"])


def test_a_value_near_zero_stands_beside_the_line_of_zero() -> None:
    points = (Point(-3.0), Point(1.0), Point(0.0))
    panel = Panel("points", (Series("total", "a", points),), limits=(-10, 10), labels=("−3", "+1", "0"))
    (marks,) = dots(["A", "B", "C"], [panel], separators=",.")["data"]
    assert marks["textposition"] == ["top left", "top right", "top right"]


def test_beside_another_panel_titles_and_names_are_broken_for_a_phone() -> None:
    panel = Panel("Aandeel met advies havo", (Series("total", "a", (Point(40.0),)),))
    both = dots(["Heeft ouder met wo"], [panel, panel], separators=",.")["layout"]
    assert both["xaxis"]["title"]["text"] == "Aandeel met<br>advies havo"
    assert both["yaxis"]["ticktext"] == ["<b>Heeft ouder<br>met wo</b>"]
    alone = dots(["Heeft ouder met wo"], [panel], separators=",.")["layout"]
    assert alone["xaxis"]["title"]["text"] == panel.title
    assert alone["yaxis"]["ticktext"] == ["<b>Heeft ouder met wo</b>"]
