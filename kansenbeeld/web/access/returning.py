"""Middleware around Streamlit's addresses of a log-in: back to the page that one came from, and out is out."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final
from urllib.parse import urlsplit

import anyio.to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kansenbeeld.web.access import cookie, login
from kansenbeeld.web.access.settings import settings
from kansenbeeld.web.plain_answer import plain_answer

_PATHS: Final = ("/auth/login", "/auth/logout", "/oauth2callback")
_COOKIE: Final = "kansenbeeld_return"
_SECONDS: Final = 900
_SAFE: Final = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1500}")
"""A path on this server: no second slash or backslash, which browsers take for another server, and no blanks."""


class Returning:
    """Keep the page from which somebody logs in or out, bring him back there, and end log-ins at log-out.

    Without a log-in that makes sense, these addresses are not there.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an ASGI application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        step = next((path for path in _PATHS if scope["type"] == "http" and scope["path"].endswith(path)), None)
        if step is None:
            await self._app(scope, receive, send)
            return
        if settings().login != "ready":
            await plain_answer(Request(scope), 404, "access.no_login")(scope, receive, send)
            return
        request = Request(scope)
        if step == "/auth/logout":
            # In a thread: it is written down, and a database that says nothing must hold up nobody else.
            await anyio.to_thread.run_sync(login.end, cookie.claims_of(request.cookies))
        if step == "/oauth2callback":
            await self._app(scope, receive, _with(send, _set_cookie(request, ""), _kept(request)))
        else:
            await self._app(scope, receive, _with(send, _set_cookie(request, _page(request))))


def _with(send: Send, set_cookie: str, address: str = "") -> Send:
    """Set a cookie with a response, and send a redirect to a page of ours on to the address."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.append("set-cookie", set_cookie)
            if address and "location" in headers:
                headers["location"] = address
        await send(message)

    return send_on


def _page(request: Request) -> str:
    """Return path and choices of the page that sent somebody here, empty where that is no page of ours."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if parts.netloc != request.headers.get("host") or parts.path.endswith(_PATHS):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _kept(request: Request) -> str:
    """Return the page that was kept, empty for none or for what is no path on this server."""
    try:
        page = base64.urlsafe_b64decode(request.cookies.get(_COOKIE, "")).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return page if _SAFE.fullmatch(page) and not urlsplit(page).path.endswith(_PATHS) else ""


def _set_cookie(request: Request, page: str) -> str:
    """Return the header that keeps a page for a quarter of an hour; without a page it takes the kept one away."""
    value = base64.urlsafe_b64encode(page.encode()).decode("ascii")
    header = f'{_COOKIE}="{value}"; Path=/; Max-Age={_SECONDS if page else 0}; HttpOnly; SameSite=Lax'
    return f"{header}; Secure" if request.scope.get("scheme") == "https" else header
