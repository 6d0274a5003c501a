"""Requests beside the pages: files, the addresses of a log-in, and every address that could take something."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kansenbeeld.web import access, server, uploads
from kansenbeeld.web.access import returning
from kansenbeeld.web.access.settings import Settings

FILE = "/_stcore/upload_file/one/two"
KEPT = "kansenbeeld_return"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Somebody at the machine, before a server that takes everything that reaches it."""
    monkeypatch.delenv("KANSENBEELD_ADDRESS", raising=False)
    monkeypatch.delenv("KANSENBEELD_EDITING", raising=False)

    async def taken(request: Request) -> Response:
        return Response(str(len(await request.body())))

    async def home(_: Request) -> Response:
        return RedirectResponse("/", 302)

    routes = [Route("/oauth2callback", home), Route("/auth/login", home), Route("/auth/logout", home)]
    routes.append(Route("/{path:path}", taken, methods=["GET", "PUT"]))
    app = Starlette(routes=routes, middleware=server.MIDDLEWARE)
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50000), follow_redirects=False) as one:
        yield one
    uploads.permit("one", access.NOBODY)


def at_the_machine() -> access.Visitor:
    return access.of_request("127.0.0.1", {"host": "localhost"}, {})


def test_an_analyst_sends_a_file_for_an_hour(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.put(FILE, content=b"abc").status_code == 403
    uploads.permit("one", at_the_machine())
    assert client.put(FILE, content=b"abc").text == "3"
    assert client.put(FILE.replace("one", "other"), content=b"abc").status_code == 403
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.put(FILE, content=b"abc").status_code == 403


def test_a_page_that_is_drawn_for_a_viewer_takes_the_permit_away(client: TestClient) -> None:
    uploads.permit("one", at_the_machine())
    uploads.permit("one", access.NOBODY)
    assert client.put(FILE, content=b"abc").status_code == 403


def test_the_limit_is_exact(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(uploads.MEGABYTES_VARIABLE, "1")
    uploads.permit("one", at_the_machine())
    assert client.put(FILE, content=b"x" * 1024 * 1024).status_code == 200
    assert client.put(FILE, content=b"x" * (1024 * 1024 + 1)).status_code == 413
    lying = {"content-length": "3"}
    assert client.put(FILE, content=(b"x" * 65536 for _ in range(17)), headers=lying).status_code == 413


@pytest.mark.parametrize(
    ("text", "megabytes"), [("", 200), ("50", 50), (" 7 ", 7), ("0", 200), ("-1", 200), ("1e3", 200), ("9" * 12, 200)]
)
def test_the_limit_that_is_set(monkeypatch: pytest.MonkeyPatch, text: str, megabytes: int) -> None:
    monkeypatch.setenv(uploads.MEGABYTES_VARIABLE, text)
    assert uploads.upload_megabytes() == megabytes


def test_no_other_address_of_the_app_takes_anything(store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every route of Streamlit and of ours; a new one that writes shows up here."""
    from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

    class Runtime:
        """Stands for Streamlit's runtime, of which a process has one: only its routes are listed, none is reached."""

        _main_script_path = server.SHELL

        def __getattr__(self, name: str) -> Runtime:
            return self

    routes = [*create_streamlit_routes(Runtime()), *server.ROUTES]  # type: ignore[arg-type]
    reading = {"GET", "HEAD", "OPTIONS"}
    writing = {
        (getattr(route, "path", ""), method)
        for route in routes
        for method in (getattr(route, "methods", None) or set()) - reading
    }
    assert {path for path, _ in writing if "upload_file" in path}, "the one that there is"
    client = TestClient(Starlette(routes=routes, middleware=server.MIDDLEWARE), client=("192.0.2.7", 1))
    for path, method in writing:
        address = path.replace("{session_id}", "one").replace("{file_id}", "two").replace("{path:path}", "x")
        assert client.request(method, address).status_code in (403, 405), f"{method} {path}"


@pytest.fixture
def with_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "settings", lambda: Settings("ready"))


def kept(page: str) -> dict[str, str]:
    return {"Cookie": f"{KEPT}={base64.urlsafe_b64encode(page.encode()).decode()}"}


@pytest.mark.parametrize("step", ["/auth/login", "/auth/logout"])
def test_the_page_that_one_leaves_from_is_kept(client: TestClient, with_login: None, step: str) -> None:
    answer = client.get(step, headers={"Referer": "http://localhost/resultaten?gesprek=3&lang=en"})
    assert answer.headers["location"] == "/", "where Streamlit sends one stays"
    header = answer.headers["set-cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    value = header.split('"')[1]
    back = client.get("/oauth2callback", headers={"Cookie": f"{KEPT}={value}"})
    assert back.headers["location"] == "/resultaten?gesprek=3&lang=en"
    assert "Max-Age=0" in back.headers["set-cookie"]


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/a\\b",
        "/a\r\nSet-Cookie: x=y",
        "/a b",
        "",
        "resultaten",
        "/oauth2callback?x",
        "/auth/logout",
        "/" + "a" * 5000,
        "/\u00e9",
    ],
)
def test_nobody_is_sent_anywhere_else(client: TestClient, with_login: None, page: str) -> None:
    assert client.get("/oauth2callback", headers=kept(page)).headers["location"] == "/"


@pytest.mark.parametrize("referer", ["https://evil.example/x", "http://localhost.evil.example/", "http://[", "", "x"])
def test_a_page_of_another_site_is_not_kept(client: TestClient, with_login: None, referer: str) -> None:
    assert f'{KEPT}=""' in client.get("/auth/login", headers={"Referer": referer}).headers["set-cookie"]


@pytest.mark.parametrize("login", ["none", "broken"])
def test_without_a_log_in_its_addresses_are_not_there(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    monkeypatch.setattr(returning, "settings", lambda: Settings(login))  # type: ignore[arg-type]
    for path in ("/auth/login", "/auth/logout", "/oauth2callback"):
        assert client.get(path).status_code == 404
