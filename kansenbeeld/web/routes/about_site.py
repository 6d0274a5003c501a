"""What a site says about itself: what may be indexed, what is known of its readers, for whom it works and for whom not
yet, and whom to tell of a weakness.

``/robots.txt``, ``/privacy``, ``/toegankelijkheid``, ``/.well-known/security.txt``, and ``/overzicht``, which leads to
the first page. ``KANSENBEELD_CONTACT`` says who runs the site: a mail address or the address of a web page.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kansenbeeld import clock
from kansenbeeld.datasets import addresses
from kansenbeeld.exports import light_page
from kansenbeeld.language import Language, LanguageCode, language
from kansenbeeld.web import first_visit
from kansenbeeld.web.frame import PAGES
from kansenbeeld.web.routes import light_answers
from kansenbeeld.web.routes.asked import Asked

CONTACT_VARIABLE: Final = "KANSENBEELD_CONTACT"
PRIVACY: Final = "/privacy"
ACCESSIBILITY: Final = "/toegankelijkheid"
NOTES: Final = (PRIVACY, ACCESSIBILITY)
"""Where the notes stand, each a light page."""

SECTIONS: Final = ("reader", "cookies", "log", "login", "who")
"""The parts of the privacy note, in its order."""

STATEMENT: Final = ("aim", "status", "tested", "untested", "short", "complaint")
"""The parts of the accessibility statement, in its order."""

TESTED_ON: Final = dt.date(2026, 11, 29)
"""When the statement was last compared with the product; the tests that it tells of run at each change."""

COOKIES: Final = {"xsrf": "_streamlit_xsrf", "login": "_streamlit_user", "back": "kansenbeeld_return"}
"""The names of the cookies that the note tells of."""

KEPT: Final = {"tour": first_visit.KEY}
"""What is kept in a reader's own browser and never sent, by its name there."""

_DAY: Final = "public, max-age=86400"
_MAIL: Final = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
_NOT_INDEXED: Final = (
    *(f"/{page.address}" for page in PAGES if page.name in ("results", "datasets")),
    *("/media/", "/geo/", "/auth/", "/_stcore/", "/health", "/metrics"),
    # A pinned version says the same as the page itself, of an earlier day.
    "/*version=",
    "/m/*/*/*",
)


def contact(environment: Mapping[str, str] = os.environ) -> str:
    """Return where who runs the site can be reached, as an address: ``mailto:`` or of a web page.

    Empty where ``KANSENBEELD_CONTACT`` is not set, or is neither.
    """
    text = (environment.get(CONTACT_VARIABLE) or "").strip()
    if _MAIL.fullmatch(text):
        return f"mailto:{text}"
    try:
        return addresses.web(text)
    except ValueError:
        return ""


def robots(_: Request) -> Response:
    """Say what search engines may keep: public pages; no results, no downloads, no earlier data versions."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_INDEXED)]
    return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": _DAY})


def security(_: Request) -> Response:
    """Say whom to tell of a weakness (RFC 9116); not there without a contact."""
    where = contact()
    if not where:
        return PlainTextResponse("Not found\n", status_code=404)
    until = dt.datetime.combine(clock.today() + dt.timedelta(days=180), dt.time(), dt.UTC)
    said = f"Contact: {where}\nExpires: {until:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: nl, en\n"
    return PlainTextResponse(said, headers={"Cache-Control": _DAY})


def privacy(request: Request) -> Response:
    """Say in plain words what is known of a reader and what is kept of who logs in."""
    return _note(request, PRIVACY, _privacy)


def accessibility(request: Request) -> Response:
    """Say in plain words how accessible the site is, how that was tested, what falls short and where to complain."""
    return _note(request, ACCESSIBILITY, _statement)


def _note(request: Request, path: str, write: Callable[[LanguageCode, str], str]) -> Response:
    asked = replace(Asked.of(request), theme="", district="", version="", embed=False)
    page = light_answers.KEPT.get((path, asked.code, contact()), functools.partial(write, asked.code, contact()))
    return light_answers.send(request, page, asked, "public, max-age=3600")


def _privacy(code: LanguageCode, where: str) -> str:
    words = language(code)
    parts = [
        (words.text(f"privacy.{section}.title"), words.text(f"privacy.{section}.text", **COOKIES, **KEPT).split("|"))
        for section in SECTIONS
    ]
    return _write(PRIVACY, words.text("privacy.title"), words.text("privacy.description"), parts, where, words)


def _statement(code: LanguageCode, where: str) -> str:
    words = language(code)
    given = {"date": words.date(TESTED_ON)}
    parts = [
        (
            words.text(f"accessibility.{section}.title"),
            words.text(f"accessibility.{section}.text", **given).split("|"),
        )
        for section in STATEMENT
    ]
    title, description = words.text("accessibility.title"), words.text("accessibility.description")
    return _write(ACCESSIBILITY, title, description, parts, where, words)


def _write(
    path: str, title: str, description: str, parts: Sequence[tuple[str, Sequence[str]]], where: str, words: Language
) -> str:
    shown = where.removeprefix("mailto:")
    onward = light_answers.page_address("overview", Asked(words.code, True, "", False))
    other = f"{path}?lang={light_answers.other(words.code)}"
    return light_page.note(title, description, parts, (shown, where), onward, other, words)


def front(request: Request) -> Response:
    """Lead the address that the first page would have, were it not the first, to where it is, with its choices."""
    # From the address itself, so that a path which a proxy adds stays.
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./", status_code=308)


ROUTES: Final = (
    Route(f"/{PAGES[0].address}", front, methods=["GET"]),
    Route("/robots.txt", robots, methods=["GET"]),
    Route("/.well-known/security.txt", security, methods=["GET"]),
    Route(PRIVACY, privacy, methods=["GET"]),
    Route(ACCESSIBILITY, accessibility, methods=["GET"]),
)
