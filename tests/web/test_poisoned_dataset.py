"""A dataset whose every text is live Markdown, on every page: nothing of it may live."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kansenbeeld import findings, paths
from kansenbeeld.findings import Selection
from kansenbeeld.language import language
from kansenbeeld.store.build import build
from kansenbeeld.web import context, finding_view, frame, server
from kansenbeeld.web.plain import plain, plain_table

POISON = (
    "[Log in](https://kwaad.example/in) :red[**rood**] $x^2$ <b>vet</b> ![p](https://kwaad.example/p.png) "
    ":smile: an@kwaad.example www.kwaad.example"
)
PRACTICE = Path(__file__).parent.parent / "fixtures" / "practice" / "practice_schools"
ADDRESS = "https://kwaad.example/) [tweede](https://kwaad.example"
KINDS = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success")


def _poisoned(text: dict[str, str]) -> dict[str, str]:
    # Both languages the same: the pages are opened in one.
    return dict.fromkeys(text, POISON)


def _poison(descriptor: Path) -> None:
    given = json.loads(descriptor.read_text(encoding="utf-8"))
    ours = given["kansenbeeld"]
    ours |= {name: _poisoned(ours[name]) for name in ("title", "period", "place")} | {"publisher": POISON}
    ours["caveats"] = [_poisoned(caveat) for caveat in ours["caveats"]]
    given["licenses"][0] |= {"title": POISON, "path": ADDRESS}
    given["sources"] = [{"title": POISON, "path": ADDRESS}]
    for resource in given["resources"]:
        resource["kansenbeeld"]["title"] = _poisoned(resource["kansenbeeld"]["title"])
    descriptor.write_text(json.dumps(given), encoding="utf-8")


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the shipped datasets and practice schools, with poison for every text and the name of a school."""
    root = tmp_path_factory.mktemp("poisoned")
    shutil.copytree(paths.DATA, root / "data")
    shutil.copytree(PRACTICE, root / "data" / PRACTICE.name)
    for descriptor in (root / "data").glob("*/datapackage.json"):
        _poison(descriptor)
    for table in (root / "data" / PRACTICE.name).glob("*.csv"):
        table.write_text(table.read_text(encoding="utf-8").replace("Oefenschool 1,", f"{POISON},"), encoding="utf-8")
    build(root / "store", root / "data")
    return root / "store"


@pytest.fixture
def app(poisoned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The shell on poisoned data."""
    monkeypatch.setenv(paths.STORE_VARIABLE, str(poisoned))
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    for kept in (context.store, context.ledger, context.audit):
        kept.cache_clear()
    yield AppTest.from_file(server.SHELL, default_timeout=120)
    for kept in (context.store, context.ledger, context.audit):
        kept.cache_clear()


def _texts(app: AppTest) -> list[str]:
    texts = [str(element.value) for kind in KINDS for element in app.get(kind)]
    for table in app.table:
        texts += [*table.value.columns, *(str(cell) for row in table.value.to_numpy().tolist() for cell in row)]
    return texts


def _live(text: str) -> str:
    """Return what is left of poison in a text, once what is plain and what is a link of ours to its address is gone."""
    ours = "](https://kwaad.example/%29%20%5Btweede%5D%28https://kwaad.example)"
    rest = text.replace(plain(POISON), "").replace(ours, "")
    return rest if "kwaad" in rest or "**rood**" in rest or "$x" in rest else ""


@pytest.mark.parametrize("entry", frame.PAGES, ids=lambda entry: str(entry.name))
def test_no_page_has_anything_live(app: AppTest, entry: Any) -> None:
    app.run()
    app.switch_page(f"../../pages/{entry.script}").run()
    assert not app.exception
    texts = _texts(app)
    assert len(texts) > 3
    assert [text for text in texts if _live(text)] == []
    if entry.name == "data":
        assert sum(plain(POISON) in text for text in texts) > 20, "the poison is there, as text"


def test_no_table_or_chip_of_a_finding_has_anything_live(app: AppTest) -> None:
    app.run()
    words = language("nl")
    found = 0
    for question in findings.questions():
        finding = findings.answer_or_none(question, context.store().snapshot(), Selection(), "nl")
        if finding is None:
            continue
        table = plain_table(finding.table.written(words))
        cells = [str(cell) for row in table.to_numpy().tolist() for cell in row]
        found += sum(plain(POISON) in cell for cell in cells)
        assert [cell for cell in (*cells, finding_view.chips(finding.chips, words)) if _live(cell)] == []
    assert found, "the name of the school stands in a table"
