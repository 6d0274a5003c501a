"""What stands above and below every page: page settings, language, title, and the data version."""

from __future__ import annotations

import copy
import functools
from collections.abc import Sequence
from typing import Final, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from kansenbeeld import paths
from kansenbeeld.findings.catalogue import holds_practice
from kansenbeeld.language import Language, LanguageCode, language
from kansenbeeld.store import StoreError
from kansenbeeld.web import access, context, controls, first_visit, page_head
from kansenbeeld.web.access import Role, control
from kansenbeeld.web.page_language import tell_browser
from kansenbeeld.web.search import view

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

    @property
    def number(self) -> str:
        """Number of the conversation that the page is of, as each has one of its own; empty for other pages."""
        return self.address.rpartition("-")[2] if self.name == "conversation" else ""

    def called(self, words: Language) -> str:
        """Return its name in the reader's language, a conversation's with its number."""
        return f"{words.text(f'page.{self.name}')} {self.number}".strip()


_AGAIN: Final = "once_more"
"""Where the session keeps that a page runs for the second time, since a data file was damaged under it."""

ADDRESS: Final = "address"
"""Where the session keeps the address of the page that runs, which a script that serves several pages asks."""

_OPENED: Final = "opened"
"""Where the session keeps at which heading a page was opened by the search, and how often that happened."""

FIELD: Final = "field"
"""Where the session keeps the key of the field in which a page that is opened now begins, if it is not at its title."""

CONVERSATIONS: Final = ("1", "2", "3", "4", "5", "6")
"""The conversations, each of which has a page of its own."""

PAGES: Final = (
    PageEntry("overview", "browse/overview.py", "overzicht", ":material/home:"),
    PageEntry("districts", "browse/districts.py", "stadsdelen", ":material/map:"),
    PageEntry("compare", "browse/compare.py", "vergelijken", ":material/compare_arrows:", False),
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


def name_of(address: str) -> str:
    """Return the name of the page at an address; the first page has none in its address."""
    return next((entry.name for entry in PAGES if entry.address == address), PAGES[0].name)


def begin() -> Language:
    """Begin a run, and return the language that the reader chose."""
    controls.begin()
    # Before the pages are known, whose icons Streamlit would ask another site for. The name comes in set_up.
    st.set_page_config(page_icon=_ICON, layout="wide")
    # Its name stands beside it by page.css.
    st.logo(_ICON)
    return controls.chosen_language()


def set_up(page: StreamlitPage, words: Language) -> None:
    """Set a page up before anything of it is drawn: its name in the tab, with the place that it is about."""
    address = page.url_path or PAGES[0].address
    entry = next(entry for entry in PAGES if entry.address == address)
    try:
        about = page_head.places(
            entry, controls.chosen("district"), controls.chosen_all("compare"), controls.snapshot()
        )
    except StoreError:
        # The page itself says so, in a sentence.
        about = ()
    st.set_page_config(page_title=page_head.title(entry, about, words), page_icon=_ICON, layout="wide")


def pages(words: Language, roles: frozenset[Role]) -> list[StreamlitPage]:
    """Return the pages for a reader with these roles. Of one run alone: Streamlit notes in them which one may run."""
    return [copy.copy(page) for page in _pages(words.code, roles)]


@functools.cache
def _pages(code: LanguageCode, roles: frozenset[Role]) -> tuple[StreamlitPage, ...]:
    # Made once: making one looks its script up on disk, for 18 pages some 3 ms of each run.
    words = language(code)
    return tuple(
        st.Page(
            paths.PAGES / entry.script,
            title=words.text(f"page.{entry.name}"),
            help=words.text(f"page.{entry.name}.help"),
            icon=entry.icon,
            url_path=entry.address,
            default=entry.name == "overview",
            visibility="visible" if entry.in_menu and (entry.role is None or entry.role in roles) else "hidden",
        )
        for entry in PAGES
    )


def follow(known: Sequence[StreamlitPage]) -> None:
    """Go to the page of what a reader chose in the search, if he did; of ``known``, where he is taken to the top."""
    found = st.session_state.get(view.FOUND)
    if found is None:
        return
    del st.session_state[view.FOUND]
    visits = st.session_state.get(_OPENED, ("", 0))[1]
    st.session_state[_OPENED] = (found.anchor, visits + 1)
    # The first page has no name in its address.
    address = "" if found.page == PAGES[0].address else found.page
    choices = {"district": found.district, "areas": "true" if found.areas else ""}
    asked = controls.unwritten(**{name: value for name, value in choices.items() if value})
    # Also when empty: without it Streamlit refuses to clear what is bound to a widget. The choices themselves are
    # kept, and come back in the address with their widgets.
    st.switch_page(next(page for page in known if page.url_path == address), query_params=asked)


def title(page: str, words: Language) -> None:
    """Write the title of a page, with the choice of language beside it."""
    heading(words.text(f"page.{page}.title"), words)


def heading(text: str, words: Language) -> None:
    """Write a title that is not the same for each visit to a script, with the choice of language beside it."""
    _head(words).title(text, anchor=False)


def lead(page: str, words: Language) -> DeltaGenerator:
    """Write the question of a page, and return the place below it, of which what the page found is the title."""
    place = _head(words).container(key="lead", gap="xxsmall")
    place.markdown(f":gray[{words.text(f'page.{page}.title')}]")
    return place


def _head(words: Language) -> DeltaGenerator:
    """Draw the choice of language and the search, and what a reader must know first; return the place beside them."""
    left, right = st.columns([7, 2], vertical_alignment="top")
    with right:
        with st.container(horizontal=True, vertical_alignment="center", key="top"):
            controls.language_control(words)
            view.draw(words, PAGES, access.visitor().roles)
        control.draw(words)
    _say_what_stands_in(words)
    if holds_practice(controls.snapshot()):
        st.warning(words.text("frame.practice"), icon=":material/science:")
    return left


def _say_what_stands_in(words: Language) -> None:
    """Say in one sentence that an earlier data version is shown, or that the files of this one are gone."""
    info, store = controls.snapshot().info, context.store()
    # Who chose a version sees what he chose.
    if info.version == store.current_version() and (stands_in := store.stands_in):
        st.warning(words.text(f"fault.shown.{stands_in}", date=words.date(info.data_date)), icon=":material/history:")


def run(page: StreamlitPage) -> None:
    """Run a page; where a data file turns out to be damaged under it, run it once more, with what stands in."""
    try:
        page.run()
    except StoreError as error:
        if error.kind != "damaged" or st.session_state.get(_AGAIN):
            raise
        st.session_state[_AGAIN] = True
        st.rerun()
    st.session_state.pop(_AGAIN, None)


def end(words: Language) -> None:
    """Write the foot of a page: the data version, and a choice of earlier ones."""
    st.divider()
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    info = controls.snapshot().info
    left.markdown(
        words.text("footer.version", version=info.version, date=words.date(info.data_date))
        + " "
        + words.text("footer.made")
        + f" [{words.text('privacy.link')}](/privacy?lang={words.code})"
        + f" · [{words.text('accessibility.link')}](/toegankelijkheid?lang={words.code})"
    )
    address = st.session_state.get(ADDRESS) or ""
    page, (anchor, visits) = name_of(address), st.session_state.get(_OPENED, ("", 0))
    with left:
        first_visit.button(page, PAGES[0].address, words)
    with right:
        controls.version_control(words)
    tell_browser(words, address, anchor, visits, st.session_state.pop(FIELD, ""))
    first_visit.offer(page, address, anchor, words)
    controls.end()
