"""What a page says of itself in the tab of a browser and where its address is shared."""

from __future__ import annotations

import re
import struct
import threading
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kansenbeeld import findings, paths
from kansenbeeld.charts import theme
from kansenbeeld.exports import card, images, light_page
from kansenbeeld.findings import Selection
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import context, server
from kansenbeeld.web.frame import PAGES
from kansenbeeld.web.routes import light

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
    assert _head(client, address)["title"] == title


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_has_a_preview_in_the_language_of_its_address(client: TestClient, code: str) -> None:
    words = language(code)  # type: ignore[arg-type]
    for page in PAGES:
        found = _head(client, f"/{page.address}?lang={code}")
        if found["og:image"] == light_page.CARD:
            assert words.text(f"page.{page.name}") in found["og:title"]
            assert found["og:description"] == words.text(f"page.{page.name}.help")
        else:
            assert findings.on_page(page.name)
            assert found["og:title"] == found["og:image:alt"] and found["og:title"].endswith(".")


@pytest.mark.parametrize(
    ("address", "question", "choices"),
    [
        ("/stadsdelen?district=Noord&cut=vwo&lang=nl", "gap_map", "district=N&threshold=vwo&lang=nl"),
        ("/?district=Atlantis&cut=havo", "advice_gap", "lang=nl"),
        ("/f/advice_gap?district=N&lang=en", "advice_gap", "district=N&lang=en"),
    ],
)
def test_the_preview_of_a_page_is_its_first_finding_with_what_was_chosen(
    client: TestClient, snapshot: Snapshot, address: str, question: str, choices: str
) -> None:
    found = _head(client, address)
    assert found["og:image"] == f"/f/{question}/{snapshot.version}.png?{choices}"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    chosen = dict(parse_qsl(choices))
    selection = Selection(**{name: value for name, value in chosen.items() if name != "lang"})  # type: ignore[arg-type]
    told = findings.answer(question, snapshot, selection, chosen["lang"])  # type: ignore[arg-type]
    assert found["og:title"] == told.headline
    words = language(chosen["lang"])  # type: ignore[arg-type]
    for said in (told.title, images.version_line(told, words), *(chip.text for chip in told.chips)):
        assert said in found["og:description"], said
    assert told.sources[0].publisher in found["og:description"]


def test_a_page_without_figures_and_a_version_that_is_not_there_have_the_preview_of_the_site(
    client: TestClient,
) -> None:
    for address in ("/data-en-methode", "/vergelijken", "/?version=000000000000", "/?version=../../etc&cut=%00"):
        found = _head(client, address)
        assert found["og:image"] == light_page.CARD, address
        assert found["og:title"].endswith("Kansenbeeld")


def test_a_finding_has_a_preview_with_its_headline(client: TestClient) -> None:
    found = _head(client, "/f/advice_gap?lang=nl&district=N")
    assert found["og:title"].startswith("In Noord")
    assert found["og:title"] == found["og:image:alt"]


def _size(picture: bytes) -> tuple[int, int]:
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    wide, tall = struct.unpack(">II", picture[16:24])
    return wide, tall


def test_a_preview_is_a_picture_as_large_as_is_said_and_is_made_when_it_is_asked_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not images.can_draw():
        pytest.skip("no browser to draw it")
    made = []
    draw = images.raster
    monkeypatch.setattr(images, "raster", lambda drawing: made.append(drawing) or draw(drawing))
    light._picture.cache_clear()
    address = _head(client, "/f/gap_map?lang=en&district=N")["og:image"]
    assert not made
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert _size(answer.content) == light_page.CARD_SIZE
    assert len(answer.content) < 200_000
    assert "max-age=86400" in answer.headers["cache-control"]
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    # Whatever else an address says is the same picture, made once.
    assert client.get(f"{address}&district=N&x=<script>&high=Atlantis").content == answer.content
    assert len(made) == 1


def test_a_preview_that_is_not_there_says_so(client: TestClient, snapshot: Snapshot) -> None:
    for path in (f"/f/nothing/{snapshot.version}.png", "/f/gap_map/000000000000.png"):
        answer = client.get(path, headers={"accept-language": "nl"})
        assert answer.status_code == 404
        assert "text/html" in answer.headers["content-type"] and '<html lang="nl">' in answer.text


def test_where_no_picture_can_be_made_it_is_that_of_the_site(
    client: TestClient, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    light._picture.cache_clear()
    site = (paths.ROOT / "kansenbeeld" / "web" / "static" / Path(light_page.CARD).name).read_bytes()
    address = f"/f/gap_map/{snapshot.version}.png?lang=nl"
    with monkeypatch.context() as without:
        without.setattr(images, "can_draw", lambda: False)
        answer = client.get(address)
    assert (answer.content, answer.headers["cache-control"]) == (site, "no-cache")
    monkeypatch.setattr(light, "_WAITING", threading.BoundedSemaphore(1))
    with light._WAITING:
        assert light.picture(_request(address, snapshot.version)).headers["cache-control"] == "no-cache"


def _request(address: str, version: str) -> Request:
    path, _, query = address.partition("?")
    given = {"question": "gap_map", "version": version}
    return Request({"type": "http", "path": path, "query_string": query.encode(), "headers": [], "path_params": given})


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_headline_fits_on_its_preview(snapshot: Snapshot, code: LanguageCode) -> None:
    """The longest too, in letters that can be read in a chat; and nothing of a headline is markup."""
    for question in findings.questions():
        found = findings.answer(question, snapshot, Selection(), code)
        drawn = ElementTree.fromstring(card.svg(found, language(code), outlines_for(snapshot, found)))
        lines = [one for one in drawn if one.tag.endswith("text") and one.get("fill") == theme.INK]
        assert "".join(" ".join(str(one.text) for one in lines).split()).replace("\N{WORD JOINER}", "") == "".join(
            found.headline.split()
        )
        assert {float(one.get("font-size", 0)) for one in lines} <= {30, 27, 24, 22, 20}, question
        tops = [float(one.get("y", 0)) for one in lines]
        assert min(tops) > 30 and max(tops) < 315 - 52
        foot = [one for one in drawn if one.tag.endswith("text") and one.get("text-anchor") == "end"]
        said = " ".join(str(one.text) for one in foot)
        # No figure without who published it, and whether it is worked out or estimated.
        assert found.sources[0].publisher in said, question
        assert said.endswith(language(code).text(f"chip.status.{found.status}")), question


def test_the_picture_has_a_whole_address_where_the_site_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never one that a request names."""
    monkeypatch.setenv("KANSENBEELD_ADDRESS", "https://kansenbeeld.example")
    assert light_page.card_address() == "https://kansenbeeld.example/app/static/card.png"


def test_the_picture_is_there_and_as_large_as_is_said() -> None:
    picture = (paths.ROOT / "kansenbeeld" / "web" / "static" / Path(light_page.CARD).name).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == light_page.CARD_SIZE
    assert len(picture) < 40_000
