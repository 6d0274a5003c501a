"""What the browser is told of each page: names that Streamlit's own parts really have, and styles in the dark."""

from __future__ import annotations

from pathlib import Path

import streamlit

from kansenbeeld.charts import theme
from kansenbeeld.web import headers, page_language

BUNDLE = Path(streamlit.__file__).parent / "static" / "static" / "js"


def test_streamlit_has_the_parts_that_are_translated_and_mended() -> None:
    """Another Streamlit may name them otherwise: then the page would be in two languages again."""
    code = "".join(path.read_text(encoding="utf-8") for path in BUNDLE.glob("*.js"))
    for name in page_language.PARTS:
        # Of two sentences the second is put behind the first.
        for part in name.removesuffix(".").split(". "):
            assert part in code, name
    for part in (
        "`Help for ${",
        "} more`",
        "`Remove ${",
        "} per file`",
        "`File must be ${",
        "} or smaller.`",
        "stFileChip",
    ):
        assert part in code, part
    for part in (
        "stLogoLink",
        "stTopNavSection",
        "stSkipToContent",
        "stTooltipHoverTarget",
        "stHeaderActionElements",
        "data-collapsed",
        "stFileChip",
    ):
        assert part in code, part


def test_styles_of_every_page_hold_the_colour_of_the_theme() -> None:
    styles = headers._STYLES.decode()
    assert theme.colours(dark=True)["on-accent"] in styles
    assert "ON_ACCENT" not in styles and styles.count("<style>") == 1
