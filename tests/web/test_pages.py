"""Every page through Streamlit's own test runner: no exception, the findings of the page, both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kansenbeeld import findings
from kansenbeeld.conversations.programme import programme
from kansenbeeld.language import language
from kansenbeeld.paths import PAGES, STORE_VARIABLE
from kansenbeeld.store import Store
from kansenbeeld.web import context, frame, server

NAMES = {entry.name: entry.script for entry in frame.PAGES if entry.script.startswith("browse/")}


@pytest.fixture
def app(store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The shell on the shipped data."""
    monkeypatch.setenv(STORE_VARIABLE, str(store_folder))
    context.store.cache_clear()
    return AppTest.from_file(server.SHELL, default_timeout=20)


def _open(app: AppTest, name: str) -> AppTest:
    app.run()
    if name != "overview":
        app.switch_page(f"../../pages/{NAMES[name]}").run()
    assert not app.exception
    return app


@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_page_shows_its_findings(app: AppTest, name: str, code: str) -> None:
    app.query_params["lang"] = code
    words = language(code)  # type: ignore[arg-type]
    _open(app, name)
    snapshot = context.store().snapshot()
    headlines = [element.value for element in [*app.title, *app.header]]
    if findings.on_page(name):
        assert f":gray[{words.text(f'page.{name}.title')}]" in [element.value for element in app.markdown]
        assert len(app.title) == 1
    else:
        assert app.title[0].value == words.text(f"page.{name}.title")
    for question in findings.on_page(name):
        found = findings.answer(question.id, snapshot, findings.Selection(), words.code)
        # What nobody has published yet takes no room on a page.
        assert (found.headline in headlines) is not (question.optional and found.chart is None)


def test_a_choice_changes_what_is_shown(app: AppTest) -> None:
    _open(app, "districts")
    app.selectbox(key="district").set_value("Noord").run()
    assert not app.exception
    assert any(element.value.startswith("In Noord") for element in app.header)


def test_an_address_with_nonsense_shows_the_city(app: AppTest) -> None:
    app.query_params.update({"district": "Atlantis", "high": "phd", "cut": "<b>"})
    _open(app, "overview")
    assert app.title[0].value.startswith("In Amsterdam kreeg 85,2%")


def test_page_scripts_are_short_and_never_directly_in_pages() -> None:
    assert list(PAGES.glob("*.py")) == []
    for path in PAGES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 60
        assert "select " not in text.lower() and "def " not in text


def test_every_question_is_on_a_page_that_exists(store_folder: Path) -> None:
    themes = programme(Store(store_folder).snapshot()).themes.values()
    told = {evidence.question for theme in themes for evidence in theme.evidence}
    for question in findings.questions().values():
        assert question.pages or question.id in told
        assert set(question.pages) <= set(NAMES)


def test_choosing_an_area_on_the_map_takes_its_district(store_folder: Path) -> None:
    snapshot = Store(store_folder).snapshot()
    assert context.district_of(snapshot, "DX22") == "T"
    assert context.district_of(snapshot, "N") == "N"
    assert context.district_of(snapshot, "") == ""
