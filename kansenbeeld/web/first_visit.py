"""The tour of a first visit: four steps beside a page with findings, which can be skipped and do not return.

Whether a reader had it is kept in his own browser (:data:`KEY`), and told to nobody.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from kansenbeeld import findings
from kansenbeeld.charts import theme
from kansenbeeld.language import Language
from kansenbeeld.web import scripts
from kansenbeeld.web.search import view
from kansenbeeld.web.search.matching import Entry

KEY: Final = "kansenbeeld_visit"
"""Under which name a browser keeps that the tour was finished or skipped."""

STEPS: Final = ("answer", "chart", "choices", "behind")
"""What each step is about: the sentence, the chart, the controls, and what stands behind the chart."""

_WORDS: Final = ("name", "next", "back", "skip", "done")
"""What the tour is called, and its buttons."""

_ASKED: Final = "tour_asked"
"""Where the session keeps how often a reader asked for the tour."""


_COMPONENT: Final = scripts.component("first_visit", "first_visit.js")


def style() -> str:
    """Return the style sheet of the tour in the colours of the theme, light and dark."""
    sheet = Path(__file__).with_name("first_visit.css").read_text(encoding="utf-8").replace("FONT", theme.FONT)
    for mark, dark in (("LIGHT", False), ("DARK", True)):
        colours = "".join(f"--tour-{use}:{colour};" for use, colour in theme.colours(dark=dark).items())
        sheet = sheet.replace(mark, colours)
    return sheet


def button(page: str, first: str, words: Language) -> None:
    """Draw the button that begins the tour again, at the foot of a page.

    Args:
        page: name of the page. One without findings has nothing to show, so that the tour begins at the first page.
        first: address of the first page.
        words: the reader's language.
    """

    def ask() -> None:
        st.session_state[_ASKED] = st.session_state.get(_ASKED, 0) + 1
        if not findings.on_page(page):
            st.session_state[view.FOUND] = Entry("page", "", first, ())

    st.button(words.text("visit.name"), icon=":material/explore:", type="tertiary", key="tour_again", on_click=ask)


def offer(page: str, address: str, anchor: str, words: Language) -> None:
    """Offer the tour to who reads a page with findings for the first time, or asked for it; at the end of a page.

    Args:
        page: name of the page.
        address: of the page, without a slash; empty is the first page.
        anchor: id of the heading to which the search led the reader, who is then left alone; empty for none.
        words: the reader's language.
    """
    steps = [
        {
            "name": name,
            "count": words.text("visit.count", number=number, all=len(STEPS)),
            "title": words.text(f"visit.{name}.title"),
            "text": words.text(f"visit.{name}.text"),
        }
        for number, name in enumerate(STEPS, start=1)
    ]
    data = {
        "key": KEY,
        "address": address,
        "findings": bool(findings.on_page(page)),
        "led": bool(anchor),
        "asked": st.session_state.get(_ASKED, 0),
        "steps": steps,
        "words": {name: words.text(f"visit.{name}") for name in _WORDS},
    }
    _COMPONENT(data=data, key="first_visit", height=1)
