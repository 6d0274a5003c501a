"""What stands above and below every page: page settings, language, title, and the data version."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kansenbeeld import paths
from kansenbeeld.language import Language
from kansenbeeld.web import controls
from kansenbeeld.web.page_language import set_page_language

_ICON: Final = str(paths.ROOT / "kansenbeeld" / "web" / "static" / "icon.svg")

PAGES: Final = (
    ("overview", "browse/overview.py", "overzicht", ":material/home:"),
    ("districts", "browse/districts.py", "stadsdelen", ":material/map:"),
    ("groups", "browse/groups.py", "groepen", ":material/groups:"),
    ("time", "browse/time.py", "door-de-tijd", ":material/timeline:"),
    ("placement", "browse/placement.py", "advies-en-plaatsing", ":material/moving:"),
    ("certainty", "browse/certainty.py", "zekerheid", ":material/rule:"),
    ("data", "browse/data.py", "data-en-methode", ":material/menu_book:"),
)
"""Name, script, address and icon of each page. The name is that of ``Question.pages`` and of the catalogue."""


def begin() -> Language:
    """Set the page up and return the language that the reader chose."""
    words = controls.chosen_language()
    st.set_page_config(page_title=words.text("app.name"), page_icon=_ICON, layout="wide")
    return words


def title(page: str, words: Language) -> None:
    """Write the title of a page, with the choice of language beside it."""
    left, right = st.columns([5, 1], vertical_alignment="top")
    left.title(words.text(f"page.{page}.title"), anchor=False)
    with right:
        controls.language_control(words)


def end(words: Language) -> None:
    """Write the foot of a page: the data version, and a choice of earlier ones."""
    st.divider()
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    info = controls.snapshot().info
    left.markdown(
        words.text("footer.version", version=info.version, date=words.date(info.data_date))
        + " "
        + words.text("footer.made")
    )
    with right:
        controls.version_control(words)
    set_page_language(words.code)
