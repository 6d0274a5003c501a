"""The session pack on the page of a conversation, through Streamlit's own test runner."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from kansenbeeld.exports import images
from kansenbeeld.language import language
from kansenbeeld.paths import LEDGER_VARIABLE, STORE_VARIABLE
from kansenbeeld.web import context, server
from kansenbeeld.web.workshop import WORKSHOP

NL = language("nl")


@pytest.fixture
def app(store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The pages on a machine without Chromium, where a pack is made in a second."""
    monkeypatch.setenv(STORE_VARIABLE, str(store_folder))
    monkeypatch.setenv(LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("BROWSER_PATH", "")
    for cached in (context.store, context.ledger, images.browser):
        cached.cache_clear()
    # Its processes have the environment of the moment in which they were started.
    WORKSHOP.close()
    yield AppTest.from_file(server.SHELL, default_timeout=60)
    context.ledger().close()
    WORKSHOP.close()
    monkeypatch.undo()
    for cached in (context.store, context.ledger, images.browser):
        cached.cache_clear()


def _open(app: AppTest, address: str) -> AppTest:
    app._page_hash = calc_hash(address)
    app.run()
    assert not app.exception
    return app


def test_the_button_makes_a_pack_to_download(app: AppTest) -> None:
    _open(app, "stadsgesprek-1")
    assert not [button for button in app.get("download_button") if button.proto.label == NL.text("pack.download")]
    app.button("pack_make").click().run()
    assert not app.exception
    assert [button for button in app.get("download_button") if button.proto.label == NL.text("pack.download")]
    kept = app.session_state["pack_made"]
    with zipfile.ZipFile(io.BytesIO(kept["zip"])) as opened:
        assert f"{kept['name']}/presentatie.pptx" in opened.namelist()
    assert any("presentatie.pdf" in one.value and "Chromium" in one.value for one in app.markdown)


def test_a_pack_is_not_offered_on_the_page_of_another_conversation(app: AppTest) -> None:
    _open(app, "stadsgesprek-1")
    app.button("pack_make").click().run()
    _open(app, "stadsgesprek-2")
    assert app.button("pack_make")
    assert not [button for button in app.get("download_button") if button.proto.label == NL.text("pack.download")]


def test_without_a_theme_there_is_no_pack(app: AppTest) -> None:
    _open(app, "stadsgesprek-3")
    assert not [button for button in app.button if button.key == "pack_make"]
