"""Bad requests: writing without the right to, too much, at an address where nothing is taken."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bad_input import BadInput
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kansenbeeld.conversations.ledger.audit import Audit
from kansenbeeld.language import language
from kansenbeeld.web import access, context, server, uploads
from kansenbeeld.web.access.settings import read
from kansenbeeld.web.access.visitor import Role

SESSION = "11111111-2222-3333-4444-555555555555"
FILE = f"/_stcore/upload_file/{SESSION}/one"
AUTH = {
    "redirect_uri": "http://localhost/oauth2callback",
    "cookie_secret": "only for tests, and long enough to count",
    "client_id": "kansenbeeld",
    "client_secret": "kansenbeeld",
    "server_metadata_url": "https://login.example/.well-known/openid-configuration",
}


async def _taken(request: Request) -> Response:
    await request.body()
    return Response(status_code=204)


def _ask(method: str, path: str, status: int, *, ip: str = "127.0.0.1", **sent: Any) -> tuple[str, str]:
    """Send a request to the product around a server that takes everything; return its sentence in both languages."""
    app = Starlette(
        routes=[Route("/{path:path}", _taken, methods=["GET", "PUT", "POST", "DELETE"])], middleware=server.MIDDLEWARE
    )
    headers = sent.pop("headers", {})
    body: Callable[[], Any] = sent.pop("body", lambda: b"a,b")
    said = []
    with TestClient(app, base_url="http://localhost", client=(ip, 50000)) as client:
        for code in ("en", "nl"):
            answer = client.request(method, path, content=body(), headers={**headers, "Accept-Language": code}, **sent)
            assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
            said.append(answer.text)
    return said[0], said[1]


def _permitted(megabytes: str, **sent: Any) -> tuple[str, str]:
    """Send a file as an analyst at the machine whose page asked for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KANSENBEELD_ADDRESS", raising=False)
        patch.delenv("KANSENBEELD_EDITING", raising=False)
        patch.setenv(uploads.MEGABYTES_VARIABLE, megabytes)
        uploads.permit(SESSION, access.of_request("127.0.0.1", {"host": "localhost"}, {}))
        try:
            return _ask("PUT", FILE, **sent)
        finally:
            uploads.permit(SESSION, access.NOBODY)


def _logged_in(method: str, path: str, status: int, **sent: Any) -> tuple[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "settings", lambda: read({}, AUTH))
        return _ask(method, path, status, **sent)


def _write(role: Role, action: str, folder: Path) -> tuple[str, str]:
    """Do what a forged message would: reach a write without the role for it."""
    log = Audit(f"sqlite:///{folder / 'ledger.sqlite'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "audit", lambda: log)
        try:
            access.checked(role, action, "forged")
        except access.NotAllowedError as error:
            key = f"access.refused.{error.role}"
            assert [entry.outcome for entry in log.entries()] == ["refused"]
            return language("en").text(key), language("nl").text(key)
        finally:
            log.close()
    raise AssertionError("it was allowed")


def _pieces() -> Iterator[bytes]:
    """A body without a length: two megabytes in pieces."""
    for _ in range(32):
        yield b"x" * 65536


def _request(name: str, what: str, send: Callable[[], tuple[str, str]]) -> BadInput:
    return BadInput(name, "request", what, lambda _: send())


_PROXY = {"X-Forwarded-For": "127.0.0.1"}
_FOREIGN = {"Origin": "https://another.example"}
_FORGED = {"Cookie": "_streamlit_user=eyJyb2xlcyI6WyJhbmFseXN0Il19.aaaaaa.forged", "Origin": "http://localhost"}

CASES: tuple[BadInput, ...] = (
    _request(
        "upload_viewer",
        "a file sent from another computer to the address for files",
        functools.partial(_ask, "PUT", FILE, 403, ip="192.0.2.7"),
    ),
    _request(
        "upload_unasked",
        "a file sent to a session whose page does not ask for one",
        functools.partial(_ask, "PUT", FILE, 403),
    ),
    _request(
        "upload_through_proxy",
        "a file of an analyst's session, sent through a proxy that looks local",
        functools.partial(_permitted, "1", status=403, headers=_PROXY),
    ),
    _request(
        "upload_other_site",
        "a file of an analyst's session, sent by a page of another site",
        functools.partial(_permitted, "1", status=403, headers=_FOREIGN),
    ),
    _request(
        "upload_delete",
        "removing a file that somebody else sent",
        functools.partial(_ask, "DELETE", FILE, 403, ip="192.0.2.7"),
    ),
    _request(
        "upload_too_long",
        "a file whose header says that it is larger than the limit",
        functools.partial(_permitted, "1", status=413, body=lambda: b"x" * (1024 * 1024 + 1)),
    ),
    _request(
        "upload_endless",
        "a file that does not say how long it is, and goes on beyond the limit",
        functools.partial(_permitted, "1", status=413, body=_pieces),
    ),
    _request(
        "upload_forged_cookie",
        "a file sent with a log-in that we did not sign",
        functools.partial(_logged_in, "PUT", FILE, 403, headers=_FORGED),
    ),
    _request(
        "upload_at_machine_with_log_in",
        "a file sent at the machine itself, where roles come from a log-in",
        functools.partial(_logged_in, "PUT", FILE, 403),
    ),
    _request("post_to_page", "a form sent to a page", functools.partial(_ask, "POST", "/resultaten", 405)),
    _request(
        "delete_map", "removing the outlines of a map", functools.partial(_ask, "DELETE", "/geo/x/2015-wijk.json", 405)
    ),
    _request(
        "put_beside_uploads",
        "a file sent to an address that only looks like that for files",
        functools.partial(_ask, "PUT", f"/_stcore/upload_file/{SESSION}/one/two", 405),
    ),
    _request(
        "log_in_without_provider",
        "logging in where there is no log-in",
        functools.partial(_ask, "GET", "/auth/login?provider=x", 404, body=lambda: None),
    ),
    _request(
        "callback_without_provider",
        "coming back from a log-in that is not there",
        functools.partial(_ask, "GET", "/oauth2callback?state=x&code=y", 404, body=lambda: None),
    ),
    BadInput(
        "forged_record",
        "request",
        "writing a recommendation without a role",
        functools.partial(_write, "editor", "record"),
    ),
    BadInput(
        "forged_publish",
        "request",
        "publishing a dataset without a role",
        functools.partial(_write, "analyst", "publish"),
    ),
)
