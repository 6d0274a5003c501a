"""The page of the letter through Streamlit's own test runner: what is recorded, to read and to download."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from streamlit.testing.v1 import AppTest

from kansenbeeld import cli, findings, measured
from kansenbeeld.conversations.ledger.entries import About, Entry
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.exports import images
from kansenbeeld.findings import Selection
from kansenbeeld.language import language
from kansenbeeld.paths import LEDGER_VARIABLE, STORE_VARIABLE
from kansenbeeld.store import Store
from kansenbeeld.web import context, letter_view, metrics, server
from kansenbeeld.web.workshop import Workshop

ODD = "<script>alert(1)</script> *sterren* $x$"


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    monkeypatch.setenv(LEDGER_VARIABLE, url)
    return Ledger(url)


@pytest.fixture
def app(store_folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(STORE_VARIABLE, str(store_folder))
    context.store.cache_clear()
    context.ledger.cache_clear()
    return AppTest.from_file(server.SHELL, default_timeout=30)


def _open(app: AppTest) -> AppTest:
    app.run()
    app.switch_page("../../pages/show/letter.py").run()
    assert not app.exception
    return app


def _written(app: AppTest) -> str:
    return " ".join([*(one.proto.body for one in app.get("html")), *(one.value for one in app.markdown)])


@pytest.mark.parametrize("code", ["nl", "en"])
def test_without_items_it_says_what_to_do(app: AppTest, code: str) -> None:
    app.query_params["lang"] = code
    words = language(code)  # type: ignore[arg-type]
    _open(app)
    assert [one.value for one in app.info] == [words.text("letter.empty", link="resultaten")]
    assert words.text("letter.salutation") in _written(app)


def test_it_shows_what_was_recorded_and_its_figure(app: AppTest, ledger: Ledger, store_folder: Path) -> None:
    snapshot = Store(store_folder).snapshot()
    about = About("gap_map", {"district": "T"}, snapshot.version)
    ledger.record(Entry("1", "recommendation", ODD, "parent", about=about), editor="verslag")
    app.query_params["gesprek"] = "1"
    _open(app)
    assert not app.info
    written = _written(app)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; *sterren* $x$" in written and "<script" not in written
    assert findings.answer("gap_map", snapshot, Selection(district="T"), "nl").headline in written
    assert snapshot.version in written


def test_without_chromium_only_word_can_be_downloaded(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "browser", lambda: None)
    _open(app)
    disabled = {one.proto.label: one.proto.disabled for one in app.get("download_button")}
    words = language("nl")
    assert disabled == {words.text("letter.download.pdf"): True, words.text("letter.download.docx"): False}
    assert words.text("letter.no_browser") in _written(app)


def test_the_server_counts_letters_and_asks_a_new_process_where_one_was_lost(
    ledger: Ledger, store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STORE_VARIABLE, str(store_folder))
    context.store.cache_clear()
    context.ledger.cache_clear()
    asked, heard = [], metrics.Metrics()

    class LostOnce(Workshop):
        def make(self, function: Any, *arguments: Any, **named: Any) -> Any:
            asked.append(function)
            # The first time, it ends as a process does for which there was no memory.
            return super().make(*((os._exit, 3) if len(asked) == 1 else (function, *arguments)), **named)

    shop = LostOnce()
    monkeypatch.setattr(letter_view, "WORKSHOP", shop)
    measured.listen(heard.heard)
    try:
        assert letter_view._written(letter_view.compose("1", language("nl")), "docx")[:2] == b"PK"
    finally:
        measured.stop_listening(heard.heard)
        shop.close()
    assert len(asked) == 2
    told = generate_latest(heard.registry).decode()
    assert 'kansenbeeld_made_seconds_count{name="letter",outcome="done"} 1.0' in told


def test_a_ledger_that_cannot_be_read_is_said(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LEDGER_VARIABLE, "mysql://host/database")
    _open(app)
    assert [one.value for one in app.error] == [language("nl").text("letter.ledger.address")]


def test_the_command_writes_the_letter(
    ledger: Ledger,
    store_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(images, "browser", lambda: None)
    out = tmp_path / "brief"
    command = ["--store", str(store_folder), "letter", "1", "--out", str(out), "--date", "2026-11-24"]
    assert cli.main(command) == 0
    assert [path.name for path in out.iterdir()] == ["raadsbrief-gesprek-1-2026-11-24-nl.docx"]
    assert language("nl").text("letter.no_browser") in capsys.readouterr().out
    monkeypatch.setenv(LEDGER_VARIABLE, "mysql://host/database")
    assert cli.main(command) == 1
    assert "KANSENBEELD_DATABASE_URL" in capsys.readouterr().err
