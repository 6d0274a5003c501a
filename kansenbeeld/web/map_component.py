"""The district map on a page: the drawing of ``kansenbeeld.charts.map``, with pointer, touch and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import streamlit as st

from kansenbeeld.charts import theme
from kansenbeeld.charts.map import MapArea, MapMark, MapSpec, colours
from kansenbeeld.web import scripts

_HERE: Final = Path(__file__).parent


def _lean(source: str) -> str:
    """Drop whole-line comments and indentation: Streamlit sends the style with every redraw."""
    lines = []
    in_comment = False
    for line in map(str.strip, source.splitlines()):
        in_comment = in_comment or line.startswith("/*")
        if line and not in_comment and not line.startswith("//"):
            lines.append(line)
        if line.endswith("*/"):
            in_comment = False
    return "\n".join(lines)


_STYLE: Final = _lean((_HERE / "map_component.css").read_text(encoding="utf-8"))

# Streamlit sends the script of a component again with every redraw. So it gets a loader of a few lines, and the
# browser fetches the script itself once, at an address that changes with its content.
_LOADER: Final = """
const scripts = [...document.querySelectorAll("script[src], link[rel=modulepreload]")];
const bundle = scripts.map((mark) => mark.src || mark.href).find((address) => address.includes("/static/js/"));
const root = bundle.slice(0, bundle.lastIndexOf("/static/js/") + 1);
const script = import(root + "app/static/map_component.js?v=VERSION");
export default function (component) {
  let leave = null;
  let gone = false;
  script.then((loaded) => { if (!gone) leave = loaded.default(component); });
  return () => { gone = true; leave?.(); };
}
""".replace("VERSION", scripts.version("map_component.js"))

_INK_CSS: Final = ":host {" + "".join(f"--map-{use}:{colour};" for use, colour in theme.MAP_INK.items()) + "}\n"

_component = st.components.v2.component(
    "kansenbeeld_map",
    html='<div class="map"></div>',
    css=_INK_CSS + _STYLE,
    js=_LOADER,
)


def message(spec: MapSpec, *, geometry_url: str, selected: str | None) -> dict[str, Any]:
    """Return what the browser gets for one redraw: texts, classes and flags, never an outline.

    Areas are rows (code, name, value, short value, description, class or -1, hatched as 0 or 1, numbers of notes),
    marks rows (name, value, x, y, class or -1, uncertain as 0 or 1), legend entries pairs (colour, label) from low to
    high. Names of fields would be half of the message.
    """
    areas = []
    for area in spec.areas:
        areas.append(
            (
                area.code,
                area.name,
                area.value_text,
                area.label,
                area.description,
                _class(spec, area),
                int(area.hatched),
                area.note,
            )
        )
    return {
        "title": spec.title,
        "geometry": geometry_url,
        "selected": selected or "",
        "areas": areas,
        "legend": list(zip(colours(len(spec.legend)), spec.legend, strict=True)),
        "legendTitle": spec.legend_title,
        "hatched": spec.hatched_label,
        "missing": spec.missing_label,
        "marks": [
            (mark.name, mark.value_text, mark.x, mark.y, _class(spec, mark), int(mark.uncertain)) for mark in spec.marks
        ],
    }


def _class(spec: MapSpec, shown: MapArea | MapMark) -> int:
    group = spec.class_of(shown)
    return -1 if group is None else group


def district_map(
    spec: MapSpec,
    *,
    geometry_url: str,
    selected: str | None,
    key: str,
    on_select: Callable[[str], None],
) -> None:
    """Draw a map in which areas can be chosen by click, tap or keyboard. Not inside ``st.form``.

    The map holds no choice of its own: it shows ``selected``, and tells ``on_select`` what was asked for.

    Args:
        spec: what the map says.
        geometry_url: address of the outlines (``geometry_json``), relative to the root of the app. The
            browser loads it once for a visit, so outlines that change need another address.
        selected: code of the area to outline, or ``None`` (or ``""``).
        key: key of the widget, unique on the page.
        on_select: called before the page runs again, with the code of the chosen area, or ``""`` if the
            choice is taken back (the selected area again, or Escape).
    """

    def picked() -> None:
        # A trigger lives for one run, and in a callback only session state holds it.
        code = st.session_state[key].get("picked")
        if code is not None:
            on_select(str(code))

    _component(
        key=key,
        data=message(spec, geometry_url=geometry_url, selected=selected),
        on_picked_change=picked,
    )
