"""Tell the browser, and so a screen reader, what it can't know by itself: the language, and where a page opens."""

from __future__ import annotations

import streamlit as st

_COMPONENT = st.components.v2.component(
    "kansenbeeld_page_language",
    html="<span hidden></span>",
    js="""
let shown = 0
export default function (component) {
  const { language, anchor, visit } = component.data
  document.documentElement.lang = language
  if (visit === shown) return
  shown = visit
  // Streamlit scrolls to the top of a page that it opens; charts that come later push the heading down.
  const place = () => {
    const heading = anchor ? document.getElementById(anchor) : document.querySelector("h1")
    if (!heading) return false
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
    heading.scrollIntoView({ block: anchor ? "start" : "end" })
    return true
  }
  let left = 20
  const wait = setInterval(() => { if (place() || --left === 0) clearInterval(wait) }, 100)
}
""",
)


def tell_page(code: str, anchor: str = "", visit: int = 0) -> None:
    """Set the language of the whole page, and once for each visit where it opens.

    Args:
        code: ``nl`` or ``en``.
        anchor: id of the heading that gets the keyboard; empty for the title of the page.
        visit: how often a page was opened so; 0 where none was.
    """
    _COMPONENT(data={"language": code, "anchor": anchor, "visit": visit}, key="page_language", height=1)
