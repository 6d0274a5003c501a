"""The link that presents a conversation: one click, and its slides fill the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import urlencode

import streamlit as st

from kansenbeeld.language import Language
from kansenbeeld.web import controls, scripts

_COMPONENT: Final = scripts.component("present", "present.js")

_TEXTS: Final = ("making", "lost_connection", "retry", "stop")
"""What present.js says, as ends of our keys."""


def link(
    conversation_id: str,
    words: Language,
    choices: Mapping[str, str] | None = None,
    kind: Literal["primary", "secondary"] = "secondary",
) -> None:
    """Draw the link to the slides of a conversation that has a theme.

    Args:
        conversation_id: its number.
        words: the reader's language.
        choices: theme and district that a reader chose where the programme leaves them open.
        kind: of button.
    """
    query = urlencode({"lang": words.code, "version": controls.snapshot().version, **(choices or {})})
    st.link_button(
        words.text("conversation.present"),
        # From the page's own address, so that a path which a proxy adds stays.
        f"./gesprek/{conversation_id}/presentatie?{query}",
        icon=":material/slideshow:",
        type=kind,
    )


def in_full_screen(words: Language) -> None:
    """Let the links of this page open in full screen, where the browser can; to be called once a page.

    Args:
        words: the reader's language, for what a room sees until there are slides.
    """
    _COMPONENT(key="present", height=1, data={name: words.text(f"deck.{name}") for name in _TEXTS})
