"""The light page of any finding by itself: ``/f/{question}``."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kansenbeeld import findings
from kansenbeeld.exports import light_page
from kansenbeeld.exports.light_page import Links
from kansenbeeld.findings import Selection
from kansenbeeld.language import LanguageCode
from kansenbeeld.store import Snapshot, StoreError
from kansenbeeld.web import context
from kansenbeeld.web.routes import light_answers, room
from kansenbeeld.web.routes.asked import Asked, selection


def finding(request: Request, *, again: bool = False) -> Response:
    """Serve a finding; the address may hold the choices of a ``Selection``, ``lang``, ``version`` and ``embed``.

    Returns:
        The page, or one sentence (404) where there is no such question or data version. An address that pins the
        version may be kept for a day: its numbers stay, its words may be mended.
    """
    # What may be chosen for a conversation has no part in a finding by itself.
    asked = replace(Asked.of(request), theme="", district="")
    question = findings.questions().get(request.path_params["question"])
    if question is None:
        return light_answers.missing(request, asked, "question", light_answers.page_address("overview", asked.newest()))
    try:
        snapshot = context.store().snapshot(asked.version or None)
        chosen = selection(request.query_params, snapshot).only(question.controls)
        key = (snapshot.version, question.id, chosen, asked)
        page = light_answers.KEPT.get(key, functools.partial(_write, snapshot, question.id, chosen, asked))
    except StoreError as error:
        if error.kind == "damaged" and not again:
            # What stands in for it is there by now.
            return finding(request, again=True)
        onward = light_page.address(question.id, Selection(), "", asked.code)
        return light_answers.missing(request, asked, "version", onward)
    lasting = "public, max-age=86400" if asked.version else "public, max-age=60"
    return light_answers.send(request, page, asked, lasting)


def _write(snapshot: Snapshot, question: str, chosen: Selection, asked: Asked) -> str:
    def here(code: LanguageCode) -> str:
        return light_page.address(question, chosen, asked.version, code)

    found = findings.answer_or_fail(question, snapshot, chosen, asked.code)
    dashboard = light_answers.dashboard(found, snapshot, asked)
    links = Links(here(asked.code), here(light_answers.other(asked.code)), dashboard)
    return light_answers.write(snapshot, found, links, asked, None)


ROUTES: Final = (
    Route("/f/{question}", finding, methods=["GET"]),
    Route("/m/{conversation}", room.conversation, methods=["GET"]),
    Route("/m/{conversation}/{slide}", room.slide, methods=["GET"]),
    Route("/m/{conversation}/{slide}/{version}", room.slide, methods=["GET"]),
)
