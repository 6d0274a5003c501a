"""What a site says about itself, and what it lets search engines keep."""

from __future__ import annotations

import html
import re
from urllib.robotparser import RobotFileParser

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.web.headers import PageHead
from kansenbeeld.web.routes import about_site
from kansenbeeld.web.server import MIDDLEWARE


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.delenv(about_site.CONTACT_VARIABLE, raising=False)
    heads = [one for one in MIDDLEWARE if one.cls is PageHead]
    return TestClient(Starlette(routes=about_site.ROUTES, middleware=heads))


def test_search_engines_keep_public_pages_and_nothing_else(client: TestClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    for path in ("/", "/stadsdelen", "/f/advice_gap", "/m/1", "/privacy", "/toegankelijkheid"):
        assert rules.can_fetch("anybody", path), path
    for path in ("/resultaten", "/dataset-toevoegen", "/media/x.csv", "/_stcore/health"):
        assert not rules.can_fetch("anybody", path), path
    assert "Disallow: /*version=" in answer.text.splitlines()


@pytest.mark.parametrize(("code", "other"), [("nl", "en"), ("en", "nl")])
def test_the_note_stands_by_itself_in_both_languages(client: TestClient, code: str, other: str) -> None:
    answer = client.get("/privacy", headers={"accept-language": code})
    assert answer.text.count(f'<html lang="{code}">') == 1
    assert f"/privacy?lang={other}" in answer.text
    assert "<script" not in answer.text and "set-cookie" not in answer.headers
    for name in (*about_site.COOKIES.values(), *about_site.KEPT.values()):
        assert name in answer.text
    assert "{" not in re.sub(r"<style>.*?</style>", "", answer.text, flags=re.DOTALL)


@pytest.mark.parametrize(("code", "other"), [("nl", "en"), ("en", "nl")])
def test_the_statement_says_what_was_tested_what_was_not_and_where_to_complain(
    client: TestClient, code: LanguageCode, other: str
) -> None:
    words = language(code)
    answer = client.get("/toegankelijkheid", headers={"accept-language": code})
    assert answer.text.count(f'<html lang="{code}">') == 1
    assert f"/toegankelijkheid?lang={other}" in answer.text
    told = html.unescape(answer.text)
    for part in about_site.STATEMENT:
        assert f"<h2>{words.text(f'accessibility.{part}.title')}</h2>" in told
    assert words.date(about_site.TESTED_ON) in told and "WCAG 2.2" in told
    assert words.text("privacy.no_contact") in told
    assert "{" not in re.sub(r"<style>.*?</style>", "", told, flags=re.DOTALL)


def test_a_version_that_the_statement_names_is_the_one_that_runs() -> None:
    running = ".".join(streamlit.__version__.split(".")[:2])
    for code in LANGUAGES:
        assert f"Streamlit {running}." in language(code).text("accessibility.short.text")


def test_the_statement_links_to_what_it_says_of_others(client: TestClient) -> None:
    text = client.get("/toegankelijkheid?lang=nl").text
    for issue in ("streamlit/streamlit/issues/1353", "streamlit/streamlit/issues/13500", "plotly/plotly.js/issues/562"):
        assert f'<a href="https://github.com/{issue}"' in text


@pytest.mark.parametrize("path", about_site.NOTES)
def test_each_note_leads_to_the_other(client: TestClient, path: str) -> None:
    text = client.get(f"{path}?lang=en").text
    for other in about_site.NOTES:
        assert f'href="{other}?lang=en"' in text


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("help@example.org", "mailto:help@example.org"),
        (" https://example.org/contact ", "https://example.org/contact"),
        ("javascript:alert(1)", ""),
        ("help@example.org\nExpires: never", ""),
        ('"><script>@example.org', ""),
        ("", ""),
    ],
)
def test_only_an_address_is_a_contact(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, said: str, address: str
) -> None:
    monkeypatch.setenv(about_site.CONTACT_VARIABLE, said)
    assert about_site.contact() == address
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == (200 if address else 404)
    if address:
        assert f"Contact: {address}\n" in answer.text and "Expires: 20" in answer.text
        for note in about_site.NOTES:
            assert f'href="{address}"' in client.get(note).text


def test_https_is_asked_for_only_where_it_is_there(client: TestClient) -> None:
    assert "strict-transport-security" not in client.get("/robots.txt").headers
    secure = TestClient(client.app, base_url="https://testserver")
    assert secure.get("/robots.txt").headers["strict-transport-security"] == "max-age=31536000"


def test_a_light_page_may_be_framed_and_the_rest_may_not(client: TestClient) -> None:
    assert client.get("/privacy").headers["cross-origin-resource-policy"] == "cross-origin"
    assert client.get("/robots.txt").headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("query", ["", "?district=Noord&lang=en"])
def test_the_first_page_is_found_by_its_name(client: TestClient, query: str) -> None:
    answer = client.get(f"/overzicht{query}", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == f"./{query}"
