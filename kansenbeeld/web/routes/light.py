"""The light page of any finding by itself, ``/f/{question}``, and the picture of its preview."""

from __future__ import annotations

import functools
import threading
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from kansenbeeld import findings, paths
from kansenbeeld.exports import card, images, light_page
from kansenbeeld.exports.light_page import Links
from kansenbeeld.findings import Selection
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import LanguageCode, language
from kansenbeeld.store import Snapshot, StoreError
from kansenbeeld.web import context
from kansenbeeld.web.routes import light_answers, room
from kansenbeeld.web.routes.asked import Asked, selection

_CARD: Final = paths.ROOT / "kansenbeeld" / "web" / "static" / "card.png"
_WAITING: Final = threading.BoundedSemaphore(4)
"""Previews that are made or wait for it: each takes a fifth of a second, and a thread that readers need as well."""


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


def picture(request: Request, *, again: bool = False) -> Response:
    """Serve the preview of a finding as PNG: only who shares a link asks for it, and only then is it made.

    Returns:
        The picture, or one sentence (404) where there is no such question or data version. Where no picture can be
        made, or several are being made, it is that of the site.
    """
    asked = replace(Asked.of(request), version=request.path_params["version"], theme="", district="", embed=False)
    question = findings.questions().get(request.path_params["question"])
    if question is None:
        return light_answers.missing(request, asked, "question", light_answers.page_address("overview", asked.newest()))
    try:
        snapshot = context.store().snapshot(asked.version)
        chosen = selection(request.query_params, snapshot).only(question.controls)
        drawn = _picture(snapshot, question.id, chosen, asked.code)
    except StoreError as error:
        if error.kind == "damaged" and not again:
            return picture(request, again=True)
        return light_answers.missing(
            request, asked, "version", light_page.address(question.id, Selection(), "", asked.code)
        )
    except (images.NoBrowserError, _BusyError):
        return FileResponse(_CARD, headers=light_answers.headers(asked, "no-cache", light_page.policy()))
    sent = light_answers.headers(asked, "public, max-age=86400", light_page.policy())
    return Response(drawn, media_type="image/png", headers=sent)


class _BusyError(Exception):
    """Several previews are being made."""


@functools.lru_cache(maxsize=64)
def _picture(snapshot: Snapshot, question: str, chosen: Selection, code: LanguageCode) -> bytes:
    """Draw a preview, 100 to 160 kB; what fails is not kept."""
    if not _WAITING.acquire(blocking=False):
        raise _BusyError
    try:
        found = findings.answer_or_fail(question, snapshot, chosen, code)
        return card.png(found, language(code), outlines_for(snapshot, found))
    finally:
        _WAITING.release()


ROUTES: Final = (
    Route("/f/{question}", finding, methods=["GET"]),
    Route("/f/{question}/{version}.png", picture, methods=["GET"]),
    Route("/m/{conversation}", room.conversation, methods=["GET"]),
    Route("/m/{conversation}/{slide}", room.slide, methods=["GET"]),
    Route("/m/{conversation}/{slide}/{version}", room.slide, methods=["GET"]),
)
