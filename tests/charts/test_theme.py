"""The theme through the eyes of everybody: contrast, colour blindness and grey, on paper and in the dark."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Any, Final

import pytest
from colour_vision import SEEN_BY, apart, contrast, lab, lightness, seen

from kansenbeeld import findings, paths
from kansenbeeld.charts import theme, typeface
from kansenbeeld.charts.map import MAX_CLASSES, MapSpec, colours
from kansenbeeld.charts.map.spec import shade
from kansenbeeld.charts.theme import GROUP_COLOURS, in_dark
from kansenbeeld.findings import Selection
from kansenbeeld.store import Snapshot

LEAST_APART: Final = 9.0
"""CIEDE2000 between two groups of one chart, for whoever looks. 2 to 3 is seen side by side; marks of a chart lie apart
and are small, so three times as much."""
LEAST_IN_GREY: Final = 8.0
"""Difference in lightness of two groups of one chart, of 100. A mark of its own shape goes with each."""

TOGETHER: Final = (
    ("geen_hbo_wo", "hbo", "wo"),
    ("max_mbo1", "mbo2_havo_vwo", "hbo_wo"),
    ("mbo_or_none", "hbo_wo"),
    ("1", "2", "3", "4", "5"),
    ("raw", "standard"),
    ("rest", "total"),
    ("havo", "vmbo-gt/havo"),
    ("compared_1", "compared_2", "compared_3", "compared_4"),
)
"""Groups that stand in one chart."""
SETS: Final = {
    **{"-".join(keys): tuple(GROUP_COLOURS[key] for key in keys) for keys in TOGETHER},
    "ladder": theme.LADDER_COLOURS,
    "funnel": (GROUP_COLOURS["geen_hbo_wo"], theme.ACCENT),
    "context": (theme.CONTEXT, theme.INK),
}
ROOMS: Final[dict[str, Callable[[str], str]]] = {"paper": str, "dark": in_dark}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("name", SETS)
def test_groups_of_one_chart_stay_apart_for_everybody(name: str, room: str) -> None:
    for one, other in combinations(map(ROOMS[room], SETS[name]), 2):
        for who in SEEN_BY:
            distance = apart(lab(seen(one, who)), lab(seen(other, who)))
            assert distance >= LEAST_APART, f"{one} and {other} look alike to {who}: {distance:.1f}"
        assert abs(lightness(one) - lightness(other)) >= LEAST_IN_GREY, f"{one} and {other} are one grey"


def test_groups_of_one_chart_have_marks_of_their_own() -> None:
    for keys in TOGETHER:
        assert len({theme.GROUP_SYMBOLS[key] for key in keys}) == len(keys), keys
    assert set(theme.GROUP_SYMBOLS) == set(GROUP_COLOURS)


def test_every_chart_draws_only_groups_that_stay_apart(snapshot: Snapshot, practice: Snapshot) -> None:
    known = [{colour.lower() for colour in colours} for colours in SETS.values()]
    always = {colour.lower() for colour in (theme.INK, theme.FAINT, theme.MUTED, theme.CONTEXT, theme.PAPER)}
    drawn = 0
    for figure in _figures(snapshot, practice):
        used = {one.lower() for trace in figure["data"] for one in _marks_of(trace)} - always
        assert len(used) < 2 or any(used <= colours for colours in known), used
        drawn += len(used) > 1
    assert drawn > 5


@pytest.mark.parametrize("room", ROOMS)
def test_text_and_marks_have_contrast(room: str) -> None:
    to = ROOMS[room]
    for ground in (theme.PAPER, theme.PANEL, theme.HIGHLIGHT):
        for text in (theme.INK, theme.MUTED):
            assert contrast(to(text), to(ground)) >= 4.5, (text, ground)
    for ground in (theme.PAPER, theme.PANEL, theme.ACCENT_SOFT):
        assert contrast(to(theme.ACCENT), to(ground)) >= 4.5, ground
    for mark in {
        *GROUP_COLOURS.values(),
        *theme.LADDER_COLOURS,
        theme.ACCENT,
        theme.CONTEXT,
        theme.MAP_INK["missing-line"],
    }:
        assert contrast(to(mark), to(theme.PAPER)) >= 3, mark
    for mark in (*GROUP_COLOURS.values(), theme.ACCENT, theme.MUTED):
        assert contrast(to(theme.text_colour(mark)), to(theme.PAPER)) >= 4.5, mark


@pytest.mark.parametrize("steps", range(2, MAX_CLASSES + 1))
def test_maps_darken_in_steps_that_everybody_sees(steps: int) -> None:
    for one, other in pairwise(colours(steps)):
        assert lightness(one) - lightness(other) >= 7
        assert all(apart(lab(seen(one, who)), lab(seen(other, who))) >= 5 for who in SEEN_BY)


def test_scales_run_one_way_in_lightness() -> None:
    assert [step.lower() for step in theme.SEQUENTIAL] == [shade(step / 9) for step in range(10)]
    falls = [one - other for one, other in pairwise(map(lightness, theme.SEQUENTIAL))]
    assert min(falls) > 0 and max(falls) < 2 * min(falls)
    light = list(map(lightness, theme.DIVERGING))
    assert light[:5] == sorted(light[:5]) and light[5:] == sorted(light[5:], reverse=True)
    for low, high in zip(theme.DIVERGING[:4], theme.DIVERGING[:5:-1], strict=True):
        # What lies as far below as above the middle: another hue for everybody.
        assert all(apart(lab(seen(low, who)), lab(seen(high, who))) >= 15 for who in SEEN_BY), (low, high)
    ladder = list(map(lightness, theme.LADDER_COLOURS))
    assert ladder == sorted(ladder, reverse=True)


def test_the_simulator_gives_published_distances() -> None:
    # Pairs 1, 7, 13, 17, 20 and 25 of table 1 of Sharma, Wu and Dalal (2005).
    for one, other, distance in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, -0.001, 2.49), (50, 0.0011, -2.49), 4.7461),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (50, 3.1736, 0.5854), 1.0),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ):
        assert apart(one, other) == pytest.approx(distance, abs=6e-5)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    red, green = lab(seen("#c00000", "deutan")), lab(seen("#6a6a00", "deutan"))
    assert apart(red, green) < apart(lab(seen("#c00000", "everybody")), lab(seen("#6a6a00", "everybody"))) / 2


def test_the_settings_of_pages_are_the_theme() -> None:
    given = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert tuple(given["chartSequentialColors"]) == theme.SEQUENTIAL
    assert tuple(given["chartDivergingColors"]) == theme.DIVERGING
    assert given["font"].startswith(theme.FAMILY) and "base" not in given, "both themes follow the reader's device"
    for dark in (False, True):
        colours, look = theme.colours(dark=dark), given["dark" if dark else "light"]
        assert {name: value for name, value in look.items() if isinstance(value, str)} == {
            "primaryColor": colours["accent"],
            "backgroundColor": colours["paper"],
            "secondaryBackgroundColor": colours["panel"],
            "textColor": colours["ink"],
            "borderColor": colours["line"],
            "linkColor": colours["accent"],
            "grayTextColor": colours["soft"],
            "grayBackgroundColor": colours["panel"],
        }
        own = {in_dark(one) if dark else one.lower() for one in (*GROUP_COLOURS.values(), theme.ACCENT)}
        assert set(look["chartCategoricalColors"]) <= own
    for face in given["fontFaces"]:
        assert face["family"] == theme.FAMILY
        assert (paths.FONTS / face["url"].removeprefix("app/static/fonts/")).read_bytes().startswith(b"wOF2")
        assert face["unicodeRange"] in typeface.RANGES.values()
    assert len(given["fontFaces"]) == len(typeface.WEIGHTS) * len(typeface.RANGES)


def test_no_colour_stands_outside_the_theme() -> None:
    """Also none in a template or style sheet; black and white of QR codes, shadows and curtains are no colours."""
    ours = {one.lower() for one in (*theme.SEQUENTIAL, *theme.DIVERGING, *theme.DARK, *theme.DARK.values())}
    ours |= {"#000000", "#ffffff"}
    for path in sorted(paths.ROOT.joinpath("kansenbeeld").rglob("*")):
        if path.suffix in {".py", ".css", ".j2", ".js"}:
            found = {one.lower() for one in re.findall(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))}
            assert found <= ours, path.relative_to(paths.ROOT)


def test_every_colour_of_a_chart_is_known_in_the_dark(snapshot: Snapshot, practice: Snapshot) -> None:
    for figure in _figures(snapshot, practice):
        for colour in re.findall(r"#[0-9A-Fa-f]{6}", json.dumps(figure, default=list)):
            assert in_dark(colour)


def test_a_dark_figure_is_the_same_figure_in_other_colours(snapshot: Snapshot) -> None:
    for figure in _figures(snapshot):
        dark = theme.darkened(figure)
        given, made = (json.dumps(one, default=list) for one in (figure, dark))
        assert re.sub(r"#[0-9A-Fa-f]{6}", "#", given) == re.sub(r"#[0-9A-Fa-f]{6}", "#", made)
        assert dark["layout"]["paper_bgcolor"] == in_dark(theme.PAPER) and theme.INK not in made
    assert theme.darkened("#D9770066") == in_dark("#D97700") + "66", "half seen through stays so"


def test_the_typeface_travels_with_what_stands_alone() -> None:
    drawing = typeface.worn('<svg xmlns="http://www.w3.org/2000/svg"><text>1</text></svg>')
    assert drawing.count("data:font/woff2;base64,d09GMg") == 2 and len(drawing) < 45_000
    assert (paths.FONTS / "OFL.txt").read_text(encoding="utf-8").count("SIL OPEN FONT LICENSE") == 1
    assert theme.FAMILY in typeface.linked() and "data:" not in typeface.linked()
    assert all(f"/app/static/fonts/{path.name}" in typeface.linked() for path in paths.FONTS.glob("*.woff2"))


def _figures(*snapshots: Snapshot) -> Iterator[dict[str, Any]]:
    for snapshot in snapshots:
        for question in findings.questions():
            for selection in (Selection(), Selection(district="N")):
                finding = findings.answer_or_none(question, snapshot, selection, "nl")
                if finding is not None and finding.chart is not None and not isinstance(finding.chart, MapSpec):
                    yield from finding.beside or (finding.chart,)


def _marks_of(trace: dict[str, Any]) -> Iterator[str]:
    for colour in (trace.get("marker", {}).get("color"), trace.get("line", {}).get("color"), trace.get("fillcolor")):
        for one in [colour] if isinstance(colour, str) else colour or ():
            # Without the last two digits: how much of what lies below shows through.
            yield one[:7]
