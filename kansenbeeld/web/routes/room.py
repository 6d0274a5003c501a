"""What the room follows on its phones: the findings of a conversation, ``/m/{conversation}`` and ``/m/{…}/{slide}``.

The address that stands below a code, to type over, ends in the beginning of its version: ``/m/{…}/{slide}/3e1f``.
The programme is that of now; the figures are those of the pinned version, which are those on the slide.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kansenbeeld import findings
from kansenbeeld.conversations import story
from kansenbeeld.conversations.deck.slides import VERSION_LETTERS
from kansenbeeld.datasets.programme import Conversation, Theme
from kansenbeeld.exports import light_page
from kansenbeeld.exports.light_page import Links, Place
from kansenbeeld.language import Language, LanguageCode, language
from kansenbeeld.store import Snapshot, StoreError, files
from kansenbeeld.web import context
from kansenbeeld.web.routes import light_answers
from kansenbeeld.web.routes.asked import Asked

_LASTING: Final = "public, max-age=300"
_NO_VERSION: Final = "-"


def slide(request: Request) -> Response:
    """Serve the finding of a slide; the address may hold ``lang``, ``version`` and ``embed``.

    Returns:
        The page, or one sentence (404) where there is no such conversation, slide or data version, or no theme yet.
    """
    number = request.path_params["slide"]

    def page(snapshot: Snapshot, one: Conversation, theme: Theme | None, asked: Asked) -> Response:
        place = int(number) - story.FIRST_SLIDE if number.isascii() and number.isdigit() and len(number) < 4 else -1
        if theme is None:
            back = light_answers.page_address("conversations", asked.newest())
            same = _address(one, asked, f"/{place + story.FIRST_SLIDE}", light_answers.other(asked.code))
            return light_answers.missing(request, asked, "theme", back, same)
        steps = theme.evidence
        if not 0 <= place < len(steps):
            return light_answers.missing(request, asked, "slide", _address(one, asked))
        key = (snapshot.version, repr(one), repr(theme), place, asked)
        written = light_answers.KEPT.get(key, functools.partial(_write, snapshot, one, theme, place, asked))
        return light_answers.send(request, written, asked, _LASTING)

    return _known(request, page)


def conversation(request: Request) -> Response:
    """Serve the findings of a conversation as a list; what an address may hold, and errors, as :func:`slide`."""

    def page(snapshot: Snapshot, one: Conversation, theme: Theme | None, asked: Asked) -> Response:
        key = (snapshot.version, repr(one), repr(theme), asked)
        written = light_answers.KEPT.get(key, functools.partial(_list, snapshot, one, theme, asked))
        return light_answers.send(request, written, asked, _LASTING)

    return _known(request, page)


def _known(request: Request, page: Callable[[Snapshot, Conversation, Theme | None, Asked], Response]) -> Response:
    """Look the conversation and the data version up and make a page of them, or say what is not there."""
    asked, number = Asked.of(request), request.path_params["conversation"]
    if typed := request.path_params.get("version"):
        asked = replace(asked, version=_version_of(typed))
    try:
        known, _ = context.programme_now()
        one = next((one for one in known.conversations if one.id == number), None)
        if one is None:
            onward = light_answers.page_address("conversations", asked.newest())
            return light_answers.missing(request, asked, "conversation", onward)
    except StoreError:
        return light_answers.missing(request, asked, "version", light_answers.page_address("overview", asked.newest()))
    try:
        snapshot = context.store().snapshot(asked.version or None)
        one, asked = asked.about(one, known, snapshot)
        return page(snapshot, one, known.theme_of(one), asked)
    except StoreError:
        return light_answers.missing(request, asked, "version", _address(one, asked.newest()))


def _version_of(typed: str) -> str:
    """Return the data version that begins with what was typed; where not exactly one does, what is no version."""
    begin = typed.strip().lower()
    there = [version for version in files.versions(context.store().folder) if version.startswith(begin)]
    return there[0] if len(begin) >= VERSION_LETTERS and len(there) == 1 else _NO_VERSION


def _write(snapshot: Snapshot, one: Conversation, theme: Theme, place: int, asked: Asked) -> str:
    def at(number: int, code: LanguageCode = asked.code) -> str:
        inside = 0 <= number < len(theme.evidence)
        return _address(one, asked, f"/{number + story.FIRST_SLIDE}", code) if inside else ""

    evidence = theme.evidence[place]
    chosen = story.selection(evidence, one.district)
    found = findings.answer_or_fail(evidence.question, snapshot, chosen, asked.code)
    links = Links(
        at(place), at(place, light_answers.other(asked.code)), light_answers.dashboard(found, snapshot, asked)
    )
    title = _title(one, theme, language(asked.code))
    here = Place(title, place + story.FIRST_SLIDE, _address(one, asked), at(place - 1), at(place + 1))
    return light_answers.write(snapshot, found, links, asked, here)


def _list(snapshot: Snapshot, one: Conversation, theme: Theme | None, asked: Asked) -> str:
    words = language(asked.code)
    district = context.district_names(snapshot).get(one.district or "", "")
    day = "" if one.date is None else words.date(one.date)
    links = Links(
        _address(one, asked),
        _address(one, asked, code=light_answers.other(asked.code)),
        light_answers.page_address(f"stadsgesprek-{one.id}", asked),
    )
    about = words.text("share.no_theme") if theme is None else theme.about[asked.code]
    steps = () if theme is None else story.story(snapshot, one, theme, asked.code).steps
    numbers = [step.slide for step in steps]
    headlines = [
        (number, step.finding.headline, _address(one, asked, f"/{number}"))
        for number, step in zip(numbers, steps, strict=True)
    ]
    when = " · ".join(filter(None, (day, district, one.place)))
    return light_page.listing(_title(one, theme, words), when, about, headlines, links, words)


def _title(one: Conversation, theme: Theme | None, words: Language) -> str:
    if theme is None:
        return words.text("share.conversation", number=one.id)
    return words.text("deck.title", number=one.id, theme=theme.title[words.code])


def _address(one: Conversation, asked: Asked, slide: str = "", code: LanguageCode | None = None) -> str:
    """Return the address of a conversation, or of one of its slides (``"/3"``), in the version that was asked."""
    query = {"version": asked.version} if asked.version else {}
    return f"/m/{one.id}{slide}?{urlencode({**query, 'lang': code or asked.code, **asked.choices})}"
