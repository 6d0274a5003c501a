"""What a site says about itself: what may be indexed, what is known of its readers, and whom to tell of a weakness.

``/robots.txt``, ``/privacy`` and ``/.well-known/security.txt``. ``KANSENBEELD_CONTACT`` says who runs the site: a mail
address or the address of a web page.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kansenbeeld import clock
from kansenbeeld.datasets import addresses
from kansenbeeld.exports import light_page
from kansenbeeld.language import LanguageCode, language
from kansenbeeld.web.frame import PAGES
from kansenbeeld.web.routes import light_answers
from kansenbeeld.web.routes.asked import Asked

CONTACT_VARIABLE: Final = "KANSENBEELD_CONTACT"
PRIVACY: Final = "/privacy"
SECTIONS: Final = ("reader", "cookies", "log", "login", "who")
"""The parts of the privacy note, in its order."""

COOKIES: Final = {"xsrf": "_streamlit_xsrf", "login": "_streamlit_user", "back": "kansenbeeld_return"}
"""The names of the cookies that the note tells of."""

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
    asked = replace(Asked.of(request), theme="", district="", version="", embed=False)
    key = ("privacy", asked.code, contact())
    page = light_answers.KEPT.get(key, functools.partial(_write, asked.code, contact()))
    return light_answers.send(request, page, asked, "public, max-age=3600")


def _write(code: LanguageCode, where: str) -> str:
    words = language(code)
    parts = [
        (words.text(f"privacy.{section}.title"), words.text(f"privacy.{section}.text", **COOKIES).split("|"))
        for section in SECTIONS
    ]
    shown = where.removeprefix("mailto:")
    onward = light_answers.page_address("overview", Asked(code, True, "", False))
    other = f"{PRIVACY}?lang={light_answers.other(code)}"
    return light_page.note(words.text("privacy.title"), parts, (shown, where), onward, other, words)


ROUTES: Final = (
    Route("/robots.txt", robots, methods=["GET"]),
    Route("/.well-known/security.txt", security, methods=["GET"]),
    Route(PRIVACY, privacy, methods=["GET"]),
)
