"""Middleware: who may send this server more than a question. Only an analyst whose page shows where to put a file."""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kansenbeeld import measured, paths
from kansenbeeld.web import access
from kansenbeeld.web.access import Visitor, cookie
from kansenbeeld.web.plain_answer import plain_answer

MEGABYTES_VARIABLE: Final = paths.MEGABYTES_VARIABLE
_ONLY_ASK: Final = ("GET", "HEAD", "OPTIONS")
_FILE: Final = re.compile(r"(?:/[^/]+)*/_stcore/upload_file/(?P<session>[^/]+)/[^/]+")
_SECONDS: Final = 3600.0
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Permit:
    """Until when a session may send files, and whose it is."""

    until: float
    visitor: Visitor


_PERMITS: Final[dict[str, _Permit]] = {}
_PERMITTING: Final = threading.Lock()


class _TooLargeError(Exception):
    """More came in than may."""


def allow_uploads(session_id: str | None = None) -> None:
    """Let the session that draws a page now send files for an hour; does nothing for who is no analyst.

    Args:
        session_id: as Streamlit numbers it; by default that of the page that is drawn now.
    """
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    drawn = get_script_run_ctx(suppress_warning=True)
    permit(session_id or (drawn.session_id if drawn is not None else ""), access.visitor())


def permit(session_id: str, person: Visitor) -> None:
    """Let a session of somebody send files for an hour, no longer than his log-in holds; nothing for no analyst."""
    now = time.time()
    with _PERMITTING:
        for old in [old for old, given in _PERMITS.items() if given.until < now]:
            del _PERMITS[old]
        _PERMITS.pop(session_id, None)
        if "analyst" in person.roles:
            _PERMITS[session_id] = _Permit(min(now + _SECONDS, person.until), person)


def upload_megabytes() -> int:
    """Return how large a file may be, in megabytes of 1,048,576 bytes, the same number as screening has."""
    return paths.upload_megabytes()


def limit_uploads() -> None:
    """Tell Streamlit how large a file may be, which its pages say and its server checks as well."""
    from streamlit import config

    megabytes = upload_megabytes()
    if (os.environ.get(MEGABYTES_VARIABLE) or str(megabytes)).strip() != str(megabytes):
        most, usual = paths.MOST_MEGABYTES, paths.DEFAULT_MEGABYTES
        _LOG.error("%s must be a whole number from 1 to %s; it is taken as %s", MEGABYTES_VARIABLE, most, usual)
    config.set_option("server.maxUploadSize", megabytes)


class Uploads:
    """Refuse what would write, but for a file of an analyst that is not too large."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an ASGI application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] in _ONLY_ASK:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        address = _FILE.fullmatch(scope["path"])
        if address is None:
            measured.note("upload", "no_file", "refused")
            await plain_answer(request, 405, "access.only_reading")(scope, receive, send)
        elif not _may_send(request, address["session"]):
            measured.note("upload", "not_allowed", "refused")
            _LOG.warning("refused: a file from somebody who may not add data")
            await plain_answer(request, 403, "access.upload.refused")(scope, receive, send)
        else:
            await self._take(request, receive, send)

    async def _take(self, request: Request, receive: Receive, send: Send) -> None:
        """Pass a file on, as long as it is not too large by what its header says and by what comes in."""
        most, begun, counted = upload_megabytes() * paths.MEGABYTE, False, 0

        async def counting() -> Message:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if counted > most:
                raise _TooLargeError
            return message

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            if _length(request) > most:
                raise _TooLargeError
            await self._app(request.scope, counting, sending)
        except _TooLargeError:
            measured.note("upload", "too_large", "refused")
            if begun:
                raise
            answer = plain_answer(request, 413, "access.upload.too_large", limit=upload_megabytes())
            await answer(request.scope, receive, send)


def _may_send(request: Request, session_id: str) -> bool:
    """Whether a session may send files, and the request comes from the person whose session it is."""
    given = _PERMITS.get(session_id)
    if given is None or given.until < time.time():
        return False
    claims, origin = cookie.claims_of(request.cookies), request.headers.get("origin")
    if claims.get("origin") != origin:
        claims = {}
    ip = request.client.host if request.client is not None else ""
    person = access.of_request(ip, request.headers, claims)
    return "analyst" in person.roles and (person.name, person.login) == (given.visitor.name, given.visitor.login)


def _length(request: Request) -> int:
    """Return the length that a request says it has, 0 where it says none that makes sense."""
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
