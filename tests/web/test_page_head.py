"""What a page says of itself in the tab of a browser and where its address is shared."""

from __future__ import annotations

import re
import struct
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kansenbeeld import paths
from kansenbeeld.exports import light_page
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.web import context, server
from kansenbeeld.web.frame import PAGES

STREAMLITS = '<!DOCTYPE html>\n<html lang="en">\n  <head>\n    <title>Streamlit</title></head><body></body></html>'


@pytest.fixture
def client(store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Our routes and middleware around a page such as Streamlit's."""
    monkeypatch.setenv(paths.STORE_VARIABLE, str(store_folder))
    monkeypatch.delenv("KANSENBEELD_ADDRESS", raising=False)
    context.store.cache_clear()

    async def page(_: Request) -> Response:
        return HTMLResponse(STREAMLITS)

    routes = [*server.ROUTES, Route("/", page), Route("/{page}", page)]
    return TestClient(Starlette(routes=routes, middleware=server.MIDDLEWARE))


def _head(client: TestClient, address: str) -> dict[str, str]:
    text = client.get(address, headers={"accept": "text/html"}).text
    found = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', text))
    titles = re.findall(r"<title>([^<]*)</title>", text)
    # The marks of a drawing have titles too.
    assert titles
    return {key: unescape(value) for key, value in (found | {"title": titles[0]}).items()}


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/stadsdelen?district=Noord", "Noord · Stadsdelen · Kansenbeeld"),
        ("/stadsdelen?district=Noord&lang=en", "Noord · Districts · Kansenbeeld"),
        ("/", "Overzicht · Kansenbeeld"),
        ("/?district=Zuid", "Zuid · Overzicht · Kansenbeeld"),
        ("/stadsdelen?district=Amsterdam", "Stadsdelen · Kansenbeeld"),
        ("/stadsdelen?district=<script>", "Stadsdelen · Kansenbeeld"),
        ("/data-en-methode?district=Noord", "Data en methode · Kansenbeeld"),
        ("/vergelijken?compare=Zuid&compare=Noord&compare=Atlantis", "Zuid, Noord · Vergelijken · Kansenbeeld"),
        ("/stadsgesprek-2", "Stadsgesprek 2 · Kansenbeeld"),
    ],
)
def test_the_title_names_place_and_page(client: TestClient, address: str, title: str) -> None:
    found = _head(client, address)
    assert found["title"] == found["og:title"] == title


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_has_a_preview_in_the_language_of_its_address(client: TestClient, code: str) -> None:
    words = language(code)  # type: ignore[arg-type]
    for page in PAGES:
        found = _head(client, f"/{page.address}?lang={code}")
        assert words.text(f"page.{page.name}") in found["og:title"]
        assert found["og:description"] == words.text(f"page.{page.name}.help")
        assert found["og:image"] == light_page.CARD


def test_a_finding_has_a_preview_with_its_headline(client: TestClient) -> None:
    found = _head(client, "/f/advice_gap?lang=nl&district=N")
    assert found["og:title"].startswith("In Noord")
    assert (found["og:image"], found["og:image:width"]) == (light_page.CARD, "1200")


def test_the_picture_has_a_whole_address_where_the_site_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never one that a request names."""
    monkeypatch.setenv("KANSENBEELD_ADDRESS", "https://kansenbeeld.example")
    assert light_page.card_address() == "https://kansenbeeld.example/app/static/card.png"


def test_the_picture_is_there_and_as_large_as_is_said() -> None:
    picture = (paths.ROOT / "kansenbeeld" / "web" / "static" / Path(light_page.CARD).name).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == light_page.CARD_SIZE
    assert len(picture) < 40_000
