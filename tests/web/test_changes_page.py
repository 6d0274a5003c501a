"""The page "Wat is er veranderd?" and its command: with one version, with two, in both languages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kansenbeeld import paths
from kansenbeeld.cli import main
from kansenbeeld.conversations import changes, changes_text, programme
from kansenbeeld.conversations.changes import ConversationChanges
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.language import language
from kansenbeeld.paths import LEDGER_VARIABLE, STORE_VARIABLE
from kansenbeeld.store import Store
from kansenbeeld.store.build import build
from kansenbeeld.web import context, server

_ROW = re.compile(r"^(2014-2018,[A-Z]+,final_advice,havo,parental_education,geen_hbo_wo,\d+,)(\d+\.\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def two_versions(store_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store folder with the shipped data, and after them figures in which every gap in advice is larger."""
    folder = tmp_path_factory.mktemp("changed")
    data = Path(shutil.copytree(paths.DATA, folder / "data"))
    table = data / "kco_outcomes" / "group8.csv"
    text, rows = _ROW.subn(lambda row: f"{row[1]}{float(row[2]) - 15:.2f}", table.read_text(encoding="utf-8"))
    assert rows >= 8
    table.write_text(text, encoding="utf-8")
    store = Path(shutil.copytree(store_folder, folder / "store"))
    build(store, data)
    return store


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger in which nobody wrote anything yet."""
    monkeypatch.setenv(LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    return Ledger(paths.ledger_url())


def _open(store: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv(STORE_VARIABLE, str(store))
    context.store.cache_clear()
    context.ledger.cache_clear()
    app = AppTest.from_file(server.SHELL, default_timeout=20)
    app.query_params.update(address)
    app.run()
    app.switch_page("../../pages/show/changes.py").run()
    assert not app.exception
    return app


def _found(folder: Path, ledger: Ledger, code: str = "nl") -> tuple[ConversationChanges, ...]:
    store = Store(folder)
    before, after = (store.snapshot(info.version) for info in changes.in_time(store))
    return changes.changes(before, after, programme.current(store.snapshot(), ledger), code)  # type: ignore[arg-type]


def _texts(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def test_one_version_says_what_will_appear(
    store_folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = _open(store_folder, monkeypatch)
    words = language("nl")
    assert app.header[0].value == words.text("changes.nothing")
    assert words.text("changes.nothing.text") in _texts(app)
    assert not app.subheader
    capsys.readouterr()
    assert main(["--store", str(store_folder), "changes"]) == 0
    assert capsys.readouterr().out.strip() == words.text("changes.nothing")


@pytest.mark.parametrize("code", ["nl", "en"])
def test_two_versions_stand_side_by_side(
    code: str, two_versions: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open(two_versions, monkeypatch, lang=code)
    words = language(code)  # type: ignore[arg-type]
    found = _found(two_versions, ledger, code)
    assert any(step.change.kind == "grew" for one in found for step in one.steps)
    infos = changes.in_time(Store(two_versions))
    assert changes_text.compared(infos[0], infos[1], words) in _texts(app)
    for info in infos:
        assert info.built is not None and words.moment(info.built) in app.selectbox(key="before").help
    assert app.header[0].value == changes_text.lead(found, words)
    assert [one.value for one in app.subheader] == [changes_text.heading(one, words) for one in found]
    shown = _texts(app)
    for step in (step for one in found for step in one.steps):
        assert changes_text.why(step, words) in shown
        for finding in (step.before, step.after):
            assert finding is not None
            assert finding.headline in shown
            assert finding.version in shown
            assert step.change.kind == "same" or changes_text.number(finding, words) in shown


def test_one_conversation_and_the_way_to_it(
    two_versions: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _found(two_versions, ledger)
    chosen = found[-1]
    app = _open(two_versions, monkeypatch)
    app.selectbox(key="gesprek").set_value(chosen.conversation.id).run()
    assert not app.exception
    assert [one.value for one in app.subheader] == [changes_text.heading(chosen, language("nl"))]
    assert f"./stadsgesprek-{chosen.conversation.id}?lang=nl" in _texts(app)


def test_both_charts_are_drawn_when_opened(two_versions: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found(two_versions, ledger)
    one, step = next(
        (one, step)
        for one in found
        for step in one.steps
        if step.evidence.question == "advice_gap" and step.change.kind == "grew"
    )
    app = _open(two_versions, monkeypatch)
    assert not app.get("plotly_chart")
    app.session_state[f"charts_{one.conversation.id}_{step.slide}"] = True
    app.run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2


def test_a_version_is_not_compared_with_itself(
    two_versions: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open(two_versions, monkeypatch)
    app.selectbox(key="before").set_value(app.selectbox(key="after").value).run()
    assert not app.exception
    assert app.header[0].value == language("nl").text("changes.equal")


def test_a_pinned_version_is_compared_with_the_one_before_it(
    two_versions: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (info.version for info in changes.in_time(Store(two_versions)))
    app = _open(two_versions, monkeypatch)
    assert (app.selectbox(key="before").value, app.selectbox(key="after").value) == (first, second)
    pinned = _open(two_versions, monkeypatch, version=first)
    assert (pinned.selectbox(key="before").value, pinned.selectbox(key="after").value) == (second, first)


def test_without_the_ledger_the_programme_of_the_files_is_taken(
    two_versions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LEDGER_VARIABLE, "nonsense://nowhere")
    app = _open(two_versions, monkeypatch)
    assert [one.value for one in app.warning] == [language("nl").text("changes.no_ledger")]
    assert app.subheader


def test_the_command_says_the_same(
    two_versions: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(two_versions)]
    first, second = (info.version for info in changes.in_time(Store(two_versions)))
    assert main([*store, "changes"]) == 0
    text = capsys.readouterr().out
    words = language("nl")
    assert changes_text.lead(_found(two_versions, ledger), words) in text
    assert main([*store, "changes", first, second]) == 0
    assert capsys.readouterr().out == text
    assert main([*store, "changes", "--lang", "en"]) == 0
    assert changes_text.lead(_found(two_versions, ledger, "en"), language("en")) in capsys.readouterr().out


@pytest.mark.parametrize("words", [["000000000000"], ["000000000000", "111111111111"], ["../x"]])
def test_an_unknown_version_is_one_sentence(
    words: list[str], two_versions: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--store", str(two_versions), "changes", *words]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
