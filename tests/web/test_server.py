"""Routes, middleware, first build and the sentence in place of a traceback, without a browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kansenbeeld import paths
from kansenbeeld.datasets.packages import DatasetError
from kansenbeeld.store import Store, files
from kansenbeeld.store.build import build
from kansenbeeld.web import context, server, start

PAGE = '<!doctype html><html lang="en"><head><title>x</title></head><body>lang="en"</body></html>'


@pytest.fixture
def client(store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Our routes and middleware around a page such as Streamlit's."""
    monkeypatch.setenv(paths.STORE_VARIABLE, str(store_folder))
    context.store.cache_clear()

    async def page(_: Request) -> Response:
        return HTMLResponse(PAGE)

    async def text(_: Request) -> Response:
        return PlainTextResponse(PAGE)

    routes = [*server.ROUTES, Route("/text", text), Route("/{page}", page)]
    return TestClient(Starlette(routes=routes, middleware=server.MIDDLEWARE))


@pytest.mark.parametrize(
    ("address", "code"), [("/stadsdelen", "nl"), ("/stadsdelen?lang=en", "en"), ("/stadsdelen?lang=%22%3E", "nl")]
)
def test_language_of_the_page(client: TestClient, address: str, code: str) -> None:
    answer = client.get(address, headers={"accept": "text/html"})
    assert f'<html lang="{code}">' in answer.text
    assert answer.text.endswith('<body>lang="en"</body></html>')
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_only_pages_are_written_into(client: TestClient) -> None:
    assert client.get("/text").text == PAGE


def test_headers_keep_the_browser_on_this_server(client: TestClient) -> None:
    headers = client.get("/stadsdelen").headers
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_an_address_that_can_be_none_is_logged_and_the_server_starts(
    store_folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(paths.STORE_VARIABLE, str(store_folder))
    monkeypatch.setenv(paths.ADDRESS_VARIABLE, "kansenbeeld.example")
    monkeypatch.setattr(server, "_warm", lambda: None)
    context.store.cache_clear()
    with TestClient(Starlette(routes=server.ROUTES, lifespan=server.lifespan)) as client:
        assert client.get("/f/gap_map").status_code == 200
    assert "KANSENBEELD_ADDRESS" in caplog.text


def test_outlines_are_served_for_good(client: TestClient, store_folder: Path) -> None:
    version = files.current(store_folder)
    answer = client.get(f"/geo/{version}/2015-stadsdeel.json")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert set(json.loads(answer.text)["areas"]) == {"A", "B", "E", "F", "K", "M", "N", "T"}
    assert len(answer.content) < 12_000


@pytest.mark.parametrize("name", ["2015-buurt", "1999-stadsdeel", "stadsdeel", "2015-stadsdeel-x", "x-y"])
def test_outlines_that_are_not_there(client: TestClient, store_folder: Path, name: str) -> None:
    assert client.get(f"/geo/{files.current(store_folder)}/{name}.json").status_code == 404
    assert client.get("/geo/000000000000/2015-stadsdeel.json").status_code == 404


def test_first_start_builds_and_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    start.ensure_store(tmp_path / "store")
    assert Store(tmp_path / "store").snapshot()
    assert "Kansenbeeld: data version" in capfd.readouterr().err
    start.ensure_store(tmp_path / "store")
    assert capfd.readouterr().err == ""


def test_new_data_are_taken_at_the_next_start_and_a_version_taken_back_stays_back(tmp_path: Path) -> None:
    data, folder = Path(shutil.copytree(paths.DATA, tmp_path / "data")), tmp_path / "store"
    first = build(folder, data).version
    path = data / "kco_outcomes" / "group8.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",85.25\n", ",85.24\n"), encoding="utf-8")
    start.ensure_store(folder, data)
    assert files.current(folder) != first
    files.make_current(folder, first)
    start.ensure_store(folder, data)
    assert files.current(folder) == first


def test_broken_data_at_a_start_leave_the_earlier_version(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data, folder = Path(shutil.copytree(paths.DATA, tmp_path / "data")), tmp_path / "store"
    first = build(folder, data).version
    (data / "geo" / "areas.csv").write_text("nothing\n", encoding="utf-8")
    start.ensure_store(folder, data)
    assert files.current(folder) == first
    assert "areas.csv" in caplog.text
    with pytest.raises(DatasetError):
        start.ensure_store(tmp_path / "empty", data)
