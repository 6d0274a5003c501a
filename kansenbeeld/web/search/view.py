"""The search as a reader sees it: a button, under it a box, and under that the answers while he types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from kansenbeeld.language import Language
from kansenbeeld.web import controls
from kansenbeeld.web.plain import plain
from kansenbeeld.web.search.entries import entries
from kansenbeeld.web.search.matching import Entry, Kind, find

if TYPE_CHECKING:
    from kansenbeeld.web.access.visitor import Role
    from kansenbeeld.web.frame import PageEntry

# Streamlit opens a popover at the end of the page and leaves the keyboard at its button, many stops before it.
_TO_THE_BOX: Final = st.components.v2.component(
    "kansenbeeld_search_focus",
    html="<span hidden></span>",
    js="""
export default function () {
  let left = 20
  const wait = setInterval(() => {
    const box = document.querySelector(".st-key-search_text input")
    if (box && !box.dataset.reached) {
      box.dataset.reached = "once"
      box.focus()
    }
    if (box || --left === 0) clearInterval(wait)
  }, 50)
  return () => clearInterval(wait)
}
""",
)

FOUND: Final = "found"
"""Where the session keeps what was chosen, until the shell goes there."""

_LONGEST: Final = 80
"""Letters that are looked at: who pastes a page into the box waits for nothing."""

_ICONS: Final[dict[Kind, str]] = {
    "district": ":material/map:",
    "area": ":material/location_on:",
    "school": ":material/school:",
    "question": ":material/help:",
    "page": ":material/article:",
}


@st.fragment
def draw(words: Language, pages: tuple[PageEntry, ...], roles: frozenset[Role]) -> None:
    """Draw the search. Typing in it runs this alone, and not the page.

    Args:
        words: the reader's language.
        pages: the pages of the dashboard.
        roles: of the reader.
    """
    popover = st.popover(words.text("search.button"), icon=":material/search:", key="search", on_change="rerun")
    # Nothing of it is made or sent before a reader opens it.
    if popover.open:
        with popover:
            _box(words, pages, roles)
    if FOUND in st.session_state:
        # A callback can't go to another page, and neither can a fragment: the shell does.
        st.rerun()


def _box(words: Language, pages: tuple[PageEntry, ...], roles: frozenset[Role]) -> None:
    typed = st.text_input(
        words.text("search.label"),
        placeholder=words.text("search.placeholder"),
        key="search_text",
        type="search",
        live=True,
    )
    _TO_THE_BOX(key="search_focus", height=1)
    if not typed:
        return
    answers = find(typed[:_LONGEST], entries(controls.snapshot(), words.code, pages, roles))
    if not answers:
        # An alert, which screen readers read out as it appears.
        st.info(words.text("search.nothing"))
        return
    for kind, found in answers:
        st.markdown(f"**{words.text(f'search.kind.{kind}')}**")
        with st.container(gap="xxsmall", key=f"search_{kind}"):
            for number, entry in enumerate(found):
                _answer(entry, f"search_{kind}_{number}")


def _answer(entry: Entry, key: str) -> None:
    label = plain(entry.label) + (f" :small[· {plain(entry.note)}]" if entry.note else "")
    if entry.page.startswith("/"):
        st.link_button(label, entry.page, icon=_ICONS[entry.kind], type="tertiary")
        return
    st.button(label, icon=_ICONS[entry.kind], type="tertiary", key=key, on_click=_choose, args=(entry,))


def _choose(entry: Entry) -> None:
    if entry.district:
        st.session_state["district"] = entry.district
    if entry.areas:
        st.session_state["areas"] = True
    st.session_state["search"] = False
    st.session_state[FOUND] = entry
