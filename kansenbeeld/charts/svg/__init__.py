"""Our own figures as static SVG: no browser, the same bytes each time; for phones, slides, paper and other sites.

The same dictionaries that Plotly draws on a page go in. Only what ``kansenbeeld.charts`` makes of them is drawn:
add a form there, and draw it here.
"""

from __future__ import annotations

from kansenbeeld.charts.svg.dark import dark_css, darkened, themed
from kansenbeeld.charts.svg.drawing import draw

__all__ = ["dark_css", "darkened", "draw", "themed"]
