"""What a page says of itself before it is opened: its name in the tab of a browser, and a preview of a shared link."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from starlette.datastructures import QueryParams

from kansenbeeld import findings
from kansenbeeld.exports import light_page
from kansenbeeld.findings import Finding
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot, StoreError
from kansenbeeld.web import context
from kansenbeeld.web.routes.asked import selection

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


def head(html: str, page: PageEntry, query: QueryParams, words: Language) -> str:
    """Write name and preview of a page into Streamlit's own HTML, which is the same for every page.

    The preview of a page with findings is its first: the sentence, and a picture of it.

    Args:
        html: the whole page.
        page: one of ``frame.PAGES``.
        query: what the address chooses, of unknown origin.
        words: the language of the address.
    """
    about: tuple[str, ...] = ()
    lead: Finding | None = None
    # The page itself says what is wrong, in a sentence.
    with contextlib.suppress(StoreError):
        newest = context.store().snapshot()
        about = places(page, query.get("district"), query.getlist("compare"), newest)
        lead = _lead(page, query, words)
    name, description = title(page, about, words), words.text(f"page.{page.name}.help")
    meta = {
        "og:type": "website",
        "og:site_name": words.text("app.name"),
        "og:locale": "nl_NL" if words.code == "nl" else "en_GB",
        "og:title": name if lead is None else lead.headline,
        "og:description": description if lead is None else light_page.told_with(lead, words),
        "og:image": light_page.card_address(light_page.CARD if lead is None else light_page.picture(lead, words.code)),
        "og:image:width": str(light_page.CARD_SIZE[0]),
        "og:image:height": str(light_page.CARD_SIZE[1]),
        "og:image:alt": words.text("app.card") if lead is None else lead.headline,
    }
    written = "".join(f'<meta property="{key}" content="{escape(value)}">' for key, value in meta.items())
    # The picture as large as it is, for sites that show a small one otherwise.
    written += '<meta name="twitter:card" content="summary_large_image">'
    written += f'<meta name="description" content="{escape(description)}">'
    return html.replace(_TITLE, f"<title>{escape(name)}</title>{written}", 1)


def _lead(page: PageEntry, query: QueryParams, words: Language) -> Finding | None:
    """Return the first finding of a page for the choices in its address; ``None`` where it has no figures to show.

    A question that is optional and has no figures is passed over.

    Raises:
        StoreError: the data version of the address is not there.
    """
    snapshot = context.store().snapshot(query.get("version") or None)
    # The address of a page calls the level from which an advice counts otherwise than that of a finding.
    asked = QueryParams([("threshold" if name == "cut" else name, value) for name, value in query.multi_items()])
    chosen = selection(asked, snapshot)
    for question in findings.on_page(page.name):
        found = findings.answer_or_none(question.id, snapshot, chosen, words.code)
        if found is None or found.chart is not None:
            return found
        if not question.optional:
            return None
    return None
