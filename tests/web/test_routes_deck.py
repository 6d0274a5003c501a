"""The presentation over HTTP, without a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kansenbeeld import paths
from kansenbeeld.conversations.ledger.entries import Details
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.conversations.programme import programme
from kansenbeeld.datasets.programme import Programme
from kansenbeeld.language import language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import context, server

HTML = {"accept": "text/html,*/*"}


@pytest.fixture
def client(store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Our routes and middleware, a store, and an empty ledger."""
    monkeypatch.setenv(paths.STORE_VARIABLE, str(store_folder))
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    monkeypatch.setenv(paths.ADDRESS_VARIABLE, "https://kansenbeeld.example")
    context.store.cache_clear()
    context.ledger.cache_clear()
    with TestClient(Starlette(routes=server.ROUTES, middleware=server.MIDDLEWARE)) as client:
        yield client
    context.store.cache_clear()
    context.ledger.cache_clear()


@pytest.fixture
def known(snapshot: Snapshot) -> Programme:
    return programme(snapshot)


def open_one(known: Programme) -> str:
    """Return the number of a conversation whose theme is not known."""
    return next(one.id for one in known.conversations if one.theme is None)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_presentation_of_the_first_conversation(client: TestClient, known: Programme, code: str) -> None:
    answer = client.get(f"/gesprek/1/presentatie?lang={code}", headers=HTML)
    theme = known.theme_of(known.conversation("1"))
    assert answer.status_code == 200 and theme is not None
    assert f'<html lang="{code}">' in answer.text
    assert theme.title[code] in answer.text
    assert "https://kansenbeeld.example/m/1/2?version=" in answer.text
    assert "window.__streamlit" not in answer.text, "the middleware leaves the file as it is"


def test_the_policy_allows_only_the_script_of_the_file(client: TestClient) -> None:
    policy = client.get("/gesprek/1/presentatie", headers=HTML).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "script-src 'sha256-" in policy


def test_the_language_of_the_browser_is_told_to_caches(client: TestClient) -> None:
    asked = client.get("/gesprek/1/presentatie", headers={**HTML, "accept-language": "en"})
    assert '<html lang="en">' in asked.text and asked.headers["content-language"] == "en"
    assert "Accept-Language" in asked.headers["vary"]
    named = client.get("/gesprek/1/presentatie?lang=nl", headers={**HTML, "accept-language": "en"})
    assert named.headers["content-language"] == "nl" and "Accept-Language" not in named.headers["vary"]


@pytest.mark.parametrize("path", ["gesprek/1/presentatie", "m/1", "m/1/2"])
def test_a_pinned_version_without_a_current_one_is_a_sentence(
    client: TestClient,
    snapshot: Snapshot,
    store_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    folder = Path(shutil.copytree(store_folder, tmp_path / "store"))
    (folder / "current").unlink()
    monkeypatch.setenv(paths.STORE_VARIABLE, str(folder))
    context.store.cache_clear()
    answer = client.get(f"/{path}?version={snapshot.version}&lang=nl", headers=HTML)
    assert answer.status_code == 404
    assert language("nl").text("share.missing.version") in answer.text


def test_what_did_not_change_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/gesprek/1/presentatie", headers=HTML)
    again = client.get("/gesprek/1/presentatie", headers={**HTML, "if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content
    other = client.get("/gesprek/1/presentatie?lang=en", headers=HTML)
    assert other.headers["etag"] != first.headers["etag"]


def test_what_editors_fill_in_is_shown_at_once(client: TestClient, known: Programme) -> None:
    number = open_one(known)
    before = client.get(f"/gesprek/{number}/presentatie", headers=HTML)
    assert before.status_code == 404
    theme = next(iter(known.themes.values()))
    Ledger(paths.ledger_url()).fill_in(number, 0, Details(theme=theme.id, place="Tolhuistuin"), editor="test")
    after = client.get(f"/gesprek/{number}/presentatie", headers=HTML)
    assert after.status_code == 200 and "Tolhuistuin" in after.text


def test_a_conversation_without_theme_or_district_can_be_tried_with_one(client: TestClient, known: Programme) -> None:
    number, theme = open_one(known), next(reversed(known.themes.values()))
    answer = client.get(f"/gesprek/{number}/presentatie?theme={theme.id}&district=N", headers=HTML)
    assert answer.status_code == 200 and theme.title["nl"] in answer.text and "· Noord" in answer.text
    assert client.get(f"/gesprek/{number}/presentatie?theme=x&district=N", headers=HTML).status_code == 404
    phone = re.search(r'class="code" href="https://kansenbeeld.example([^"]+)"', answer.text)
    assert phone is not None
    followed = client.get(unescape(phone[1]), headers=HTML)
    assert followed.status_code == 200 and "Noord" in followed.text, "the room follows what was chosen"


@pytest.mark.parametrize("code", ["nl", "en"])
def test_unknown_conversation_version_and_theme_in_one_sentence(
    client: TestClient, known: Programme, code: str
) -> None:
    words, number = language(code), open_one(known)  # type: ignore[arg-type]
    expected = {
        "/gesprek/9/presentatie": "conversation",
        "/gesprek/<b>/presentatie": "conversation",
        "/gesprek/1/presentatie?version=000": "version",
        f"/gesprek/{number}/presentatie": "theme",
    }
    for address, what in expected.items():
        answer = client.get(address, params={"lang": code, **({"version": "000"} if "version" in address else {})})
        assert answer.status_code == 404
        assert words.text(f"share.missing.{what}") in answer.text and f'lang="{code}"' in answer.text
        assert "<b>/" not in answer.text
