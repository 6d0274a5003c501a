"""What light pages share: how a finding is written and sent, where it leads, and what is said where it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kansenbeeld import findings
from kansenbeeld.domain import CITY, MUNICIPALITY
from kansenbeeld.exports import light_page
from kansenbeeld.exports.light_page import Links, Place
from kansenbeeld.findings import Finding, Selection, municipality
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import context
from kansenbeeld.web.frame import PAGES
from kansenbeeld.web.routes.asked import Asked
from kansenbeeld.web.routes.kept import Kept, Written, answer

Missing = Literal["question", "version", "conversation", "slide", "theme"]

KEPT: Final = Kept(256)
"""Light pages in memory, some 60 kB and 15 kB compressed each."""

_CONTROLS: Final = {"high": "high", "threshold": "cut", "areas": "areas", "rule": "rule"}
"""Fields of a selection and their names in the address of the dashboard, beside the district."""


def write(snapshot: Snapshot, found: Finding, links: Links, asked: Asked, place: Place | None) -> str:
    """Write the light page of a finding."""
    outlines = outlines_for(snapshot, found)
    area = _area_name(light_page.area_of(found), snapshot)
    return light_page.page(found, language(asked.code), outlines, links, area=area, place=place, embed=asked.embed)


def send(request: Request, page: Written, asked: Asked, lasting: str) -> Response:
    """Send a page that may be kept by browsers as ``lasting`` says, a value of ``Cache-Control``."""
    return answer(request, page, headers(asked, lasting, light_page.policy()))


def missing(request: Request, asked: Asked, what: Missing, onward: str, other_language: str = "") -> Response:
    """Say in one sentence what is not there, with a link to the address ``onward``, and one to the other language."""
    words = language(asked.code)
    link = (words.text(f"share.onward.{what}"), onward)
    page = Written.of(light_page.missing(words.text(f"share.missing.{what}"), link, words, other_language))
    return answer(request, page, headers(asked, "no-cache", light_page.policy()), status=404)


def lost(request: Request, asked: Asked, onward: str) -> Response:
    """Say in one sentence that what was being made was lost, with a link to the address ``onward``."""
    words = language(asked.code)
    link = (words.text("share.onward.conversation"), onward)
    page = Written.of(light_page.missing(words.text("workshop.lost"), link, words, ""))
    return answer(request, page, headers(asked, "no-store", light_page.policy()), status=503)


def other(code: LanguageCode) -> LanguageCode:
    """Return the other language."""
    return next(one for one in LANGUAGES if one != code)


def dashboard(found: Finding, snapshot: Snapshot, asked: Asked) -> str:
    """Return the address of the page that has a finding, with the same choices, as the page itself writes them."""
    query: dict[str, str | list[str]] = {}
    if found.selection.compared:
        query["compare"] = [context.district_names(snapshot)[code] for code in found.selection.compared]
    if found.selection.district != CITY:
        query["district"] = context.district_names(snapshot)[found.selection.district]
    if found.selection.municipality != MUNICIPALITY:
        query["municipality"] = municipality.names(snapshot)[found.selection.municipality]
    for name, control in _CONTROLS.items():
        value = getattr(found.selection, name)
        if value != getattr(Selection(), name):
            query[control] = "true" if value is True else str(value)
    homes = findings.questions()[found.question].pages
    return page_address(next((entry.name for entry in PAGES if entry.name in homes), "overview"), asked, query)


def page_address(name: str, asked: Asked, query: Mapping[str, str | list[str]] | None = None) -> str:
    """Return the address of a page of the dashboard in the reader's language and data version.

    Args:
        name: of the page, or its address.
        asked: language and data version.
        query: what else the address holds; a list is written as one name for each.
    """
    path = next((entry.address for entry in PAGES if entry.name == name), name)
    full = dict(query or {})
    if asked.code != DEFAULT_LANGUAGE:
        full["lang"] = asked.code
    if asked.version:
        full["version"] = asked.version
    # The first page has no name in its address.
    return f"/{'' if path == PAGES[0].address else path}" + (f"?{urlencode(full, doseq=True)}" if full else "")


def headers(asked: Asked, lasting: str, policy: str) -> dict[str, str]:
    """Return the headers of a page: how long it may be kept, its Content-Security-Policy, and its language.

    Where the browser chose the language, a cache must keep the page for each of them.
    """
    sent = {"Cache-Control": lasting, "Content-Security-Policy": policy, "Content-Language": asked.code}
    # A light page may stand in a frame of any site.
    sent["Cross-Origin-Resource-Policy"] = "cross-origin"
    return sent if asked.named else {**sent, "Vary": "Accept-Language"}


def _area_name(code: str, snapshot: Snapshot) -> str:
    names = context.district_names(snapshot)
    return "Amsterdam" if code == CITY else names.get(code, "")
