"""The district map as a drawing of our own: what it says (``MapSpec``), its outlines, and a standalone SVG.

Plotly's map can't hatch, needs a topology from the network and can't be walked by keyboard; this one can, and
slide, paper and download get the same drawing as the page. The page's copy is drawn in the browser from the
same specification (``kansenbeeld.web.map_component``).
"""

from __future__ import annotations

from kansenbeeld.charts.map.drawing import to_svg
from kansenbeeld.charts.map.labels import MAX_NAMED
from kansenbeeld.charts.map.outlines import Outline, geometry_json, view_box
from kansenbeeld.charts.map.spec import MAX_CLASSES, MapArea, MapMark, MapSpec, colours

__all__ = [
    "MAX_CLASSES",
    "MAX_NAMED",
    "MapArea",
    "MapMark",
    "MapSpec",
    "Outline",
    "colours",
    "geometry_json",
    "to_svg",
    "view_box",
]
