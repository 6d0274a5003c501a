"""Middleware: a number for each request, in its answer and in every line of the log about it."""

from __future__ import annotations

import logging
import re
import secrets
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kansenbeeld import logs, measured

HEADER: Final = "X-Request-ID"
_FITS: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_LOG: Final = logging.getLogger(__name__)


class RequestIds:
    """Give each request the id that a proxy gave it, or a new one. A page keeps the id of its connection."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an ASGI application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        number = given if _FITS.fullmatch(given) else secrets.token_hex(8)
        if number != given:
            # Streamlit shows a script the headers of its connection.
            MutableHeaders(scope=scope)[HEADER] = number

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        before = logs.REQUEST.set(number)
        try:
            await self._app(scope, receive, send_on)
        except Exception:
            if scope["type"] == "http":
                measured.note("error", "request", measured.FAILED)
                _LOG.error("a request failed: %s", scope["path"][:200])
            raise
        finally:
            logs.REQUEST.reset(before)
