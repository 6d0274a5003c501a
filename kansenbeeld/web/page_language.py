"""Tell the browser, and so a screen reader, what changes without a new document: the language and the page."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from kansenbeeld.language import Language
from kansenbeeld.web import scripts

_COMPONENT: Final = scripts.component("page_language", "page.js")


PARTS: Final = MappingProxyType(
    {
        "Skip to main content": "skip",
        "Navigate to home page": "home",
        "Sidebar": "sidebar",
        "App pages": "pages",
        "Expand sidebar": "expand",
        "Collapse sidebar": "collapse",
        "Link to heading": "heading",
        "Open": "open",
        "Close": "close",
        "Clear value": "clear",
        "Upload": "choose",
        "file upload": "choose",
        "Add files": "choose_other",
        "Page not found": "not_found",
        "The page that you have requested does not seem to exist. Running the app's main page.": "no_page",
    }
)
"""Names that Streamlit 1.67 gives its own parts, in English on every page, and the ends of our keys for them."""

NAMED: Final = MappingProxyType({"help": "name", "more": "number", "remove": "name", "drop": "size", "large": "size"})
"""Names with a part that differs: the ends of our keys, and what that part is called there; ``page.js`` finds them."""


def tell_browser(words: Language, address: str, anchor: str = "", visit: int = 0, field: str = "") -> None:
    """Set the language of the whole page, and begin at its title where the reader came from another page.

    Args:
        words: the reader's language.
        address: of the page, without a slash; empty is the first page.
        anchor: id of the heading that a reader who looked for it gets to; empty for the title of the page.
        visit: how often a page was opened so; 0 where none was.
        field: key of the text field in which a page that is opened begins instead; empty for none.
    """
    said = {
        "table": words.text("accessibility.wide_table"),
        "named": {end: words.text(f"accessibility.named.{end}", **{part: "{}"}) for end, part in NAMED.items()},
        "parts": {name: words.text(f"accessibility.part.{end}") for name, end in PARTS.items()},
    }
    data = {"language": words.code, "address": address, "said": said, "anchor": anchor, "visit": visit, "field": field}
    _COMPONENT(data=data, key="page_language", height=1)
