"""What stands above and below every page: page settings, language, title, and the data version."""

from __future__ import annotations

from typing import Final, NamedTuple

import streamlit as st

from kansenbeeld import paths
from kansenbeeld.findings.catalogue import holds_practice
from kansenbeeld.language import Language
from kansenbeeld.web import controls
from kansenbeeld.web.access import Role, control
from kansenbeeld.web.page_language import set_page_language

_ICON: Final = str(paths.ROOT / "kansenbeeld" / "web" / "static" / "icon.svg")


class PageEntry(NamedTuple):
    """A page: its name in ``Question.pages`` and the catalogue, script, address, icon, and whether the menu has it.

    With a ``role`` the menu has it for who has that role.
    """

    name: str
    script: str
    address: str
    icon: str
    in_menu: bool = True
    role: Role | None = None


ADDRESS: Final = "address"
"""Where the session keeps the address of the page that runs, which a script that serves several pages asks."""

CONVERSATIONS: Final = ("1", "2", "3", "4", "5", "6")
"""The conversations, each of which has a page of its own."""

PAGES: Final = (
    PageEntry("overview", "browse/overview.py", "overzicht", ":material/home:"),
    PageEntry("districts", "browse/districts.py", "stadsdelen", ":material/map:"),
    PageEntry("groups", "browse/groups.py", "groepen", ":material/groups:"),
    PageEntry("time", "browse/time.py", "door-de-tijd", ":material/timeline:"),
    PageEntry("placement", "browse/placement.py", "advies-en-plaatsing", ":material/moving:"),
    PageEntry("certainty", "browse/certainty.py", "zekerheid", ":material/rule:"),
    PageEntry("conversations", "show/conversations.py", "stadsgesprekken", ":material/forum:"),
    *(
        PageEntry("conversation", "show/conversation.py", f"stadsgesprek-{number}", ":material/forum:", False)
        for number in CONVERSATIONS
    ),
    PageEntry("results", "contribute/results.py", "resultaten", ":material/edit_note:", False),
    PageEntry("letter", "show/letter.py", "raadsbrief", ":material/mail:", False),
    PageEntry("changes", "show/changes.py", "wat-is-er-veranderd", ":material/difference:", False),
    PageEntry("data", "browse/data.py", "data-en-methode", ":material/menu_book:"),
    PageEntry("datasets", "contribute/datasets.py", "dataset-toevoegen", ":material/upload_file:", role="analyst"),
)
"""Every page in the order of the menu; the others are reached from the page of the conversations."""


def begin() -> Language:
    """Set the page up and return the language that the reader chose."""
    words = controls.chosen_language()
    st.set_page_config(page_title=words.text("app.name"), page_icon=_ICON, layout="wide")
    return words


def title(page: str, words: Language) -> None:
    """Write the title of a page, with the choice of language beside it."""
    heading(words.text(f"page.{page}.title"), words)


def heading(text: str, words: Language) -> None:
    """Write a title that is not the same for each visit to a script, with the choice of language beside it."""
    left, right = st.columns([5, 1], vertical_alignment="top")
    left.title(text, anchor=False)
    with right:
        controls.language_control(words)
        control.draw(words)
    if holds_practice(controls.snapshot()):
        st.warning(words.text("frame.practice"), icon=":material/science:")


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
