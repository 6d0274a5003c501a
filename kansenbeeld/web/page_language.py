"""Tell the browser, and so a screen reader, when the reader changes the language without a new page."""

from __future__ import annotations

import streamlit as st

_COMPONENT = st.components.v2.component(
    "kansenbeeld_page_language",
    html="<span hidden></span>",
    js="""
export default function (component) {
  document.documentElement.lang = component.data.language
}
""",
)


def set_page_language(code: str) -> None:
    """Set the language of the whole page to ``nl`` or ``en``."""
    _COMPONENT(data={"language": code}, key="page_language", height=1)
