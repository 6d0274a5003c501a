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
