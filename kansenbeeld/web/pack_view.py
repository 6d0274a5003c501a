"""The session pack on the page of a conversation: one button, a bar while it is made, and the zip."""

from __future__ import annotations

import threading
from typing import Final

import streamlit as st

from kansenbeeld import measured
from kansenbeeld.conversations.story import Story
from kansenbeeld.exports.browser import PrintError
from kansenbeeld.findings.outlines import outlines_of
from kansenbeeld.language import Language
from kansenbeeld.web import addresses, controls, making
from kansenbeeld.web.workshop import WORKSHOP, WorkshopError

_MADE: Final = "pack_made"
_ONE: Final = threading.Lock()


def show(told: Story, words: Language) -> None:
    """Draw the button that makes the pack of a story, and then the one that downloads it.

    Args:
        told: the conversation as the page shows it.
        words: the reader's language.
    """
    base = addresses.base_of(st.context.headers)
    if not addresses.reaches_phones(base):
        base = ""
    asked = (repr(told.conversation), told.theme.id, told.version, told.code, base)
    with st.container(border=True, key="pack"):
        st.markdown(f"**{words.text('pack.title')}**  \n{words.text('pack.explain')}")
        if st.button(words.text("pack.make"), icon=":material/inventory_2:", key="pack_make"):
            _make(told, base, asked, words)
        if base:
            st.markdown(addresses.codes_line(base, words))
        kept = st.session_state.get(_MADE)
        # What was made for another conversation, version or language is not offered here.
        if kept is None or kept["asked"] != asked:
            return
        st.download_button(
            words.text("pack.download"),
            data=kept["zip"],
            file_name=f"{kept['name']}.zip",
            mime="application/zip",
            icon=":material/download:",
            type="primary",
            key="pack_download",
            on_click="ignore",
        )
        if kept["missing"]:
            st.markdown(words.text("pack.readme.missing", files=", ".join(kept["missing"])))
        if not base:
            st.markdown(words.text("pack.readme.no_code"))


@measured.watched("made", "pack")
def _make(told: Story, base: str, asked: tuple[str, ...], words: Language) -> None:
    bar = st.progress(0.0, words.text("pack.progress.deck"))

    def advance(share: float, key: str) -> None:
        bar.progress(share, words.text(key))

    outlines = outlines_of(controls.snapshot(), [step.finding for step in told.steps])
    try:
        # One at a time: a pack keeps every core busy for some seconds.
        with _ONE:
            made = WORKSHOP.make_and_tell(advance, making.pack, told, outlines, base)
    except WorkshopError:
        st.error(words.text("workshop.lost"))
        return
    except PrintError:
        st.error(words.text("pack.print_failed"))
        return
    finally:
        bar.empty()
    st.session_state[_MADE] = {
        "asked": asked,
        "zip": made.zipped,
        "name": made.folder,
        "missing": made.missing,
    }
