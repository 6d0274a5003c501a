"""The presentation of a conversation, served as the same one file that a speaker takes along."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kansenbeeld.conversations import programme
from kansenbeeld.conversations.deck import html as deck_html
from kansenbeeld.conversations.deck.slides import deck
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.story import story
from kansenbeeld.datasets.programme import Conversation, Programme, Theme
from kansenbeeld.findings.outlines import outlines_of
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, Language, LanguageCode, language
from kansenbeeld.store import Snapshot, StoreError
from kansenbeeld.web import addresses, context

ADDRESS: Final = "/gesprek/{conversation}/presentatie"
_KEPT: Final = 32
"""Presentations kept in memory; one is some 250 kB."""

_POLICY_OF_SENTENCE: Final = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A presentation as it is sent: its bytes, and a tag that changes with them."""

    body: bytes
    tag: str


_kept: Final[OrderedDict[tuple[str, ...], _Rendered]] = OrderedDict()
_LOCK: Final = threading.Lock()


def presentation(request: Request) -> Response:
    """Serve the presentation of a conversation.

    The address may hold ``lang`` and ``version``; and, where the programme leaves them open, ``theme`` and
    ``district`` to present anyway.

    Returns:
        The file, or one plain sentence (404) where there is no such conversation or data version, or no theme yet.
    """
    asked = request.query_params
    words = language(next((code for code in LANGUAGES if code == asked.get("lang")), DEFAULT_LANGUAGE))
    number, version = request.path_params["conversation"], asked.get("version") or None
    try:
        snapshot = context.store().snapshot(version)
    except StoreError:
        return _sentence(words, words.text("deck.unknown_version", version=_name(version or "")))
    # The figures are of the version asked for; what the conversations are is of now.
    known = _programme(context.store().snapshot())
    try:
        conversation = known.conversation(number)
    except KeyError:
        return _sentence(words, words.text("deck.unknown", number=_name(number)))
    conversation = replace(
        conversation,
        theme=conversation.theme or asked.get("theme"),
        district=conversation.district or _district(snapshot, asked.get("district")),
    )
    theme = known.theme_of(conversation)
    if theme is None:
        return _sentence(words, words.text("deck.no_theme", number=number))
    return _answer(request, _rendered(snapshot, conversation, theme, words.code, addresses.base_address(request)))


def _programme(snapshot: Snapshot) -> Programme:
    """Return the programme with what editors filled in; without a ledger a room still gets its presentation."""
    try:
        return programme.current(snapshot, context.ledger())
    except LedgerUnavailableError:
        return programme.programme(snapshot)


def _district(snapshot: Snapshot, code: str | None) -> str | None:
    return code if code in context.district_names(snapshot) else None


def _rendered(snapshot: Snapshot, conversation: Conversation, theme: Theme, code: LanguageCode, base: str) -> _Rendered:
    """Return a presentation, made once for equal data, programme, language and address."""
    key = (snapshot.version, repr(conversation), repr(theme), code, base)
    with _LOCK:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    slides = deck(story(snapshot, conversation, theme, code), base)
    outlines = outlines_of(snapshot, [slide.finding for slide in slides.slides if slide.finding])
    body = deck_html.html(slides, outlines).encode("utf-8")
    made = _Rendered(body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')
    with _LOCK:
        _kept[key] = made
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made


def _answer(request: Request, made: _Rendered) -> Response:
    headers = {
        "ETag": made.tag,
        # Editors fill in dates and places: a browser asks each time, and gets nothing again if nothing changed.
        "Cache-Control": "no-cache",
        "Content-Security-Policy": deck_html.policy(),
    }
    if made.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(made.body, headers=headers)


def _sentence(words: Language, text: str) -> Response:
    link = f'<a href="/stadsgesprekken?lang={words.code}">{escape(words.text("deck.back"))}</a>'
    page = (
        f'<!doctype html><html lang="{words.code}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(words.text("app.name"))}</title>'
        "<style>body{font:1.3rem/1.5 sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}</style></head>"
        f"<body><main><h1>{escape(words.text('app.name'))}</h1><p>{escape(text)}</p><p>{link}</p></main></body></html>"
    )
    return HTMLResponse(page, status_code=404, headers={"Content-Security-Policy": _POLICY_OF_SENTENCE})


def _name(text: str) -> str:
    """Return what may be shown back of an address: only what can be a name."""
    return text[:20] if text.isalnum() else "?"


ROUTE: Final = Route(ADDRESS, presentation, methods=["GET"])
