"""What a page says of itself before it is opened: its name in the tab of a browser, and a preview of a shared link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from kansenbeeld import findings
from kansenbeeld.exports import light_page
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot, StoreError
from kansenbeeld.web import context

if TYPE_CHECKING:
    from kansenbeeld.web.frame import PageEntry

_TITLE: Final = "<title>Streamlit</title>"


def title(page: PageEntry, places: Sequence[str], words: Language) -> str:
    """Return the name of a page in the tab: ``Noord · Stadsdelen · Kansenbeeld``.

    Args:
        page: one of ``frame.PAGES``.
        places: what :func:`places` gives.
        words: the reader's language.
    """
    return " · ".join([*([", ".join(places)] if places else []), page.called(words), words.text("app.short")])


def places(page: PageEntry, district: str | None, compared: Iterable[str], snapshot: Snapshot) -> tuple[str, ...]:
    """Return the names of the districts that a page is about; none where it is about the whole city, or no place.

    Args:
        page: one of ``frame.PAGES``.
        district, compared: names of unknown origin of the chosen district, and of those side by side.
        snapshot: the data version.
    """
    known = context.district_names(snapshot).values()
    heard = {control for question in findings.on_page(page.name) for control in question.controls}
    if "compare" in heard:
        return tuple(name for name in dict.fromkeys(compared) if name in known)
    return (district,) if district is not None and "district" in heard and district in known else ()


def head(html: str, page: PageEntry, district: str | None, compared: Iterable[str], words: Language) -> str:
    """Write name and preview of a page into Streamlit's own HTML, which is the same for every page.

    Args:
        html: the whole page.
        page, district, compared: as for :func:`places`.
        words: the language of the address.
    """
    try:
        about = places(page, district, compared, context.store().snapshot())
    except StoreError:
        # The page itself says so, in a sentence.
        about = ()
    name, description = title(page, about, words), words.text(f"page.{page.name}.help")
    meta = {
        "og:type": "website",
        "og:site_name": words.text("app.name"),
        "og:locale": "nl_NL" if words.code == "nl" else "en_GB",
        "og:title": name,
        "og:description": description,
        "og:image": light_page.card_address(),
        "og:image:width": str(light_page.CARD_SIZE[0]),
        "og:image:height": str(light_page.CARD_SIZE[1]),
        "og:image:alt": words.text("app.card"),
    }
    written = "".join(f'<meta property="{key}" content="{escape(value)}">' for key, value in meta.items())
    written += f'<meta name="description" content="{escape(description)}">'
    return html.replace(_TITLE, f"<title>{escape(name)}</title>{written}", 1)
