"""Middleware: the language of the page for screen readers, and headers that keep the browser on this server."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import anyio
from starlette.datastructures import MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kansenbeeld.charts import theme
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, LanguageCode, language
from kansenbeeld.web import first_visit, page_head
from kansenbeeld.web.frame import PAGES

_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        # Streamlit draws with styles and scripts that it makes, and components are loaded as a blob.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "worker-src 'self' blob:",
        # The address of a web socket to this server is part of 'self'.
        "connect-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'self'",
        # Logging in goes by an address, not by a form, so a form never leaves.
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""Everything comes from this server: a page that asked another host would not draw without network. No other site may
put a page in a frame, where a click could be led astray; light pages, which are for frames, have a policy of their own.
"""

_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    # No other site gets hold of a window of ours, or takes a file of ours into its pages.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_BY_HTTPS: Final = {"Strict-Transport-Security": "max-age=31536000"}
"""Only where the visitor came by https; behind a proxy that is what ``X-Forwarded-Proto`` says, and we send it."""

_ENGLISH_PAGE: Final = b'<html lang="en">'

_HISTORY: Final = (Path(__file__).parent / "history.js").read_bytes()

_ROOT_SCRIPT: Final = (
    b'<head><script>window.__streamlit = {BACKEND_BASE_URL: location.origin + "/"}</script>'
    b"<script>" + _HISTORY + b"</script>"
)
"""Tells Streamlit's page where its server is. Without it the page asks below its own address first, and a deep link
such as ``/stadsdelen`` starts with two answers "404" in the browser's console. The history comes before any script of
Streamlit, see there."""

_STYLE: Final = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_COLOURED: Final = (
    _STYLE.replace("ON_ACCENT", theme.colours(dark=True)["on-accent"])
    .replace("/* LIGHT */", theme.css())
    .replace("/* DARK */", theme.css(dark=True))
)
_STYLES: Final = f"<style>{_COLOURED}{first_visit.style()}</style>".encode()


class PageHead:
    """Set ``<html lang>`` to the language in the address (Streamlit fixes it to English) and add our headers."""

    def __init__(self, app: ASGIApp, own: tuple[str, ...] = ()) -> None:
        """Wrap an ASGI application; what lies below a path of ``own`` is whole as it is and only gets headers."""
        self._app = app
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(self._own):
            await self._app(scope, receive, _with_headers(send, scope))
            return
        await self._app(_uncompressed(scope), receive, _Page(_with_headers(send, scope), scope).send)


def _with_headers(send: Send, scope: Scope) -> Send:
    """Add our headers to a response, without those that its route set itself."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            ours = {**_HEADERS, **_BY_HTTPS} if scope.get("scheme") == "https" else _HEADERS
            for name, value in ours.items():
                headers.setdefault(name, value)
        await send(message)

    return send_on


class _Page:
    """Passes a response on; of an HTML page it holds back the start until language, name and preview are in it."""

    def __init__(self, send: Send, scope: Scope) -> None:
        self._send = send
        self._scope = scope
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if message["status"] == 200 and headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
            await self._send(message)
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                # The first answer of a page may have to be made, and others are not to wait for it.
                body = await anyio.to_thread.run_sync(_written_into, self._body, self._scope)
                MutableHeaders(scope=self._start)["content-length"] = str(len(body))
                await self._send(self._start)
                await self._send({"type": "http.response.body", "body": body, "more_body": False})


def _written_into(body: bytes, scope: Scope) -> bytes:
    code = _language_of(scope)
    body = body.replace(_ENGLISH_PAGE, f'<html lang="{code}">'.encode(), 1)
    body = body.replace(b"<head>", _ROOT_SCRIPT + _STYLES, 1)
    # The first page has no name in its address.
    page = next((entry for entry in PAGES if entry.address == scope["path"].strip("/")), PAGES[0])
    query = QueryParams(scope.get("query_string", b""))
    try:
        html = body.decode("utf-8")
    except UnicodeDecodeError:
        return body
    return page_head.head(html, page, query, language(code)).encode("utf-8")


def _query(scope: Scope) -> dict[str, list[str]]:
    return parse_qs(scope.get("query_string", b"").decode("latin-1"))


def _uncompressed(scope: Scope) -> Scope:
    """Ask for a page as it is, since a compressed one can't be written into; it is some 2 kB. All else stays."""
    headers = dict(scope["headers"])
    if b"text/html" not in headers.get(b"accept", b""):
        return scope
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": kept}


def _language_of(scope: Scope) -> LanguageCode:
    asked = _query(scope).get("lang", [""])[0]
    return next((code for code in LANGUAGES if code == asked), DEFAULT_LANGUAGE)
