"""The presentation of a conversation, served as the same one file that a speaker takes along."""

from __future__ import annotations

import functools
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kansenbeeld import measured
from kansenbeeld.conversations.deck import html as deck_html
from kansenbeeld.conversations.story import story
from kansenbeeld.datasets.programme import Conversation, Theme
from kansenbeeld.findings.outlines import outlines_of
from kansenbeeld.store import Snapshot, StoreError
from kansenbeeld.web import addresses, context, making
from kansenbeeld.web.routes import light_answers
from kansenbeeld.web.routes.asked import Asked
from kansenbeeld.web.routes.kept import Kept, answer
from kansenbeeld.web.workshop import WORKSHOP, WorkshopError

ADDRESS: Final = "/gesprek/{conversation}/presentatie"
_KEPT: Final = Kept(32)
"""Presentations in memory, some 250 kB each."""


def presentation(request: Request) -> Response:
    """Serve the presentation of a conversation.

    The address may hold ``lang`` and ``version``; and, where the programme leaves them open, ``theme`` and
    ``district`` to present anyway.

    Returns:
        The file, or one plain sentence (404) where there is no such conversation or data version, or no theme yet; one
        sentence (503) where the process that wrote it ended.
    """
    asked = Asked.of(request)
    back = light_answers.page_address("conversations", asked.newest())
    try:
        return _known(request, asked, back)
    except StoreError:
        return light_answers.missing(request, asked, "version", back)
    except WorkshopError:
        return light_answers.lost(request, asked, back)


def _known(request: Request, asked: Asked, back: str) -> Response:
    snapshot = context.store().snapshot(asked.version or None)
    # The figures are of the version asked for; what the conversations are is of now.
    known, _ = context.programme_now()
    given = next((one for one in known.conversations if one.id == request.path_params["conversation"]), None)
    if given is None:
        return light_answers.missing(request, asked, "conversation", back)
    conversation, asked = asked.about(given, known, snapshot)
    theme = known.theme_of(conversation)
    if theme is None:
        return light_answers.missing(request, asked, "theme", back)
    base = addresses.base_address(request)
    key = (snapshot.version, repr(conversation), repr(theme), asked, base)
    written = _KEPT.get(key, functools.partial(_write, snapshot, conversation, theme, asked, base))
    # Editors fill in dates and places: a browser asks each time, and gets nothing again if nothing changed.
    return answer(request, written, light_answers.headers(asked, "no-cache", deck_html.policy()))


@measured.watched("made", "deck")
def _write(snapshot: Snapshot, conversation: Conversation, theme: Theme, asked: Asked, base: str) -> str:
    told = story(snapshot, conversation, theme, asked.code, asked.choices)
    outlines = outlines_of(snapshot, [step.finding for step in told.steps])
    return WORKSHOP.make(making.presentation, told, outlines, base)


ROUTE: Final = Route(ADDRESS, presentation, methods=["GET"])
