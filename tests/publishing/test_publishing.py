"""Publish, take back, restore: what readers see after each, and what is refused."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from publishing_places import DATASET, Place, rewritten

from kansenbeeld import findings, paths
from kansenbeeld.conversations.ledger.audit import Audit
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.findings import Selection
from kansenbeeld.publishing.changes import Proposal
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.publishing import Publishing
from kansenbeeld.publishing.said import LIMITS
from kansenbeeld.store import Store, files
from kansenbeeld.web import start

Given = dict[str, Path]
Proposals = dict[str, Proposal]


def _current(place: Place) -> str | None:
    return files.current(place.store)


def _code(error: pytest.ExceptionInfo[PublishError]) -> str:
    return error.value.code


def test_publish_twice_take_back_restore(publishing: Publishing, place: Place, proposals: Proposals) -> None:
    shipped = _current(place)
    assert publishing.current_step() == 0
    assert publishing.active() == {}
    versions = [shipped]
    for who, name in (("noor", "small"), ("sam", "large")):
        proposal = dataclasses.replace(proposals[name], base=len(versions) - 1)
        assert _current(place) == versions[-1], "a proposal shows nothing"
        assert proposal.version not in files.versions(place.store)
        step = publishing.publish(proposal, who=f" {who} ", why="Verbetering van de bron.")
        assert (step.who, step.active) == (who, {DATASET: proposal.edition})
        versions.append(proposal.version)
        assert _current(place) == step.version == proposal.version
    assert len(set(versions)) == 3
    back = publishing.take_back(2, who="sam", why="Te vroeg.")
    assert (back.number, back.version, _current(place)) == (3, versions[1], versions[1])
    back = publishing.take_back(1, who="sam", why="Ook te vroeg.")
    assert (back.active, _current(place)) == ({}, shipped)
    publishing.restore(2, who="noor", why="Toch goed.")
    assert _current(place) == versions[2]
    last = publishing.restore(0, who="noor", why="Terug naar het begin.")
    assert (last.number, last.active, _current(place)) == (6, {}, shipped)
    log = place.open().log()
    assert [step.number for step in log] == [1, 2, 3, 4, 5, 6]
    assert [step.action for step in log] == ["publish", "publish", "take_back", "take_back", "restore", "restore"]
    assert [step.version for step in log[:3]] == [*versions[1:], versions[1]]
    assert log[1].checksum.startswith(log[1].edition)
    assert {files.version_file(place.store, str(one)).is_file() for one in versions} == {True}
    audit = Audit(place.url)
    assert [(one.action, one.outcome) for one in audit.entries()][:2] == [("restore", "done"), ("restore", "done")]
    audit.close()


def test_readers_get_the_published_figures(here: Publishing, sqlite: Place, proposals: Proposals) -> None:
    store = Store(sqlite.store)
    question = "advice_gap"
    before = findings.answer(question, store.snapshot(), Selection(), "nl").headline
    here.publish(proposals["large"], who="noor", why="Nieuwe cijfers.")
    after = findings.answer(question, store.snapshot(), Selection(), "nl").headline
    assert before != after
    here.restore(0, who="noor", why="Terug.")
    assert findings.answer(question, store.snapshot(), Selection(), "nl").headline == before


def test_a_dataset_that_is_new_goes_away_again(here: Publishing, sqlite: Place, proposals: Proposals) -> None:
    shipped = _current(sqlite)
    proposal = proposals["new"]
    assert proposal.changes.tables[0].gone == 0
    assert {one.before.answered for one in proposal.changes.headlines if one.before} <= {False}
    here.publish(proposal, who="noor", why="Een nieuwe bron.")
    assert {row["dataset"] for row in Store(sqlite.store).snapshot().rows("datasets")} >= {proposal.dataset}
    here.take_back(1, who="noor", why="Hoort er niet bij.")
    assert _current(sqlite) == shipped


def test_taking_back_leaves_other_datasets_alone(here: Publishing, given: Given, proposals: Proposals) -> None:
    first = here.publish(proposals["small"], who="noor", why="Een.")
    second = here.publish(here.prepare(given["new"]), who="noor", why="Twee.")
    step = here.take_back(1, who="noor", why="Drie.")
    assert step.active == {second.dataset: second.edition}
    with pytest.raises(PublishError) as error:
        here.take_back(1, who="noor", why="Nog eens.")
    assert _code(error) == "not_shown"
    with pytest.raises(PublishError) as error:
        here.take_back(3, who="noor", why="Nog eens.")
    assert _code(error) == "no_publication"
    for number in (-1, 0, 4):
        with pytest.raises(PublishError) as error:
            here.take_back(number, who="noor", why="Nog eens.")
        assert _code(error) == "no_step"
    for number in (-1, 4):
        with pytest.raises(PublishError) as error:
            here.restore(number, who="noor", why="Nog eens.")
        assert _code(error) == "no_step"
    assert here.restore(1, who="noor", why="Vier.").active == {first.dataset: first.edition}


def test_what_is_shown_already_is_no_step(here: Publishing, given: Given, proposals: Proposals) -> None:
    with pytest.raises(PublishError) as error:
        here.prepare(paths.DATA / DATASET)
    assert _code(error) == "same"
    with pytest.raises(PublishError) as error:
        here.restore(0, who="noor", why="Zomaar.")
    assert _code(error) == "same"
    here.publish(proposals["small"], who="noor", why="Een.")
    with pytest.raises(PublishError) as error:
        here.prepare(given["small"])
    assert _code(error) == "same"
    assert here.current_step() == 1


def test_who_and_why(here: Publishing, sqlite: Place, proposals: Proposals) -> None:
    before, proposal = _current(sqlite), proposals["small"]
    for who, why, code in (
        ("  ", "Reden.", "blank_who"),
        ("noor", "\n", "blank_why"),
        ("x" * (LIMITS["who"] + 1), "Reden.", "long_who"),
        ("noor", "x" * (LIMITS["why"] + 1), "long_why"),
        ("noor\x00", "Reden.", "characters"),
        ("noor", "Reden\u202e.", "characters"),
        ("noor", "Reden\ud800.", "characters"),
    ):
        with pytest.raises(PublishError) as error:
            here.publish(proposal, who=who, why=why)
        assert (_code(error), here.log(), _current(sqlite)) == (code, (), before)


def test_tables_that_findings_lean_on_can_not_be_left_out(
    here: Publishing, sqlite: Place, given: Given, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(given["small"], tmp_path / "given" / DATASET))
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described["resources"] = [one for one in described["resources"] if one["name"] != "group8"]
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    (folder / "group8.csv").unlink()
    before = _current(sqlite)
    with pytest.raises(PublishError) as error:
        here.prepare(folder)
    assert _code(error) == "unanswered"
    assert (here.log(), _current(sqlite), files.versions(sqlite.store)) == ((), before, (before,))


def test_one_dataset_has_the_areas(here: Publishing, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(paths.DATA / "geo", tmp_path / "given" / "geo2"))
    path = folder / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"name": "geo"', '"name": "geo2"'), encoding="utf-8")
    with pytest.raises(PublishError, match="geo, geo2") as error:
        here.prepare(folder)
    assert _code(error) == "two_of_one"


def test_an_area_that_nobody_knows_is_told_in_the_sentence_of_the_reader(here: Publishing, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(paths.DATA / DATASET, tmp_path / "given" / DATASET))
    rewritten(folder, "group8", lambda row: row | {"area_code": "DX99"} if row["area_code"] == "DX01" else row)
    with pytest.raises(PublishError, match=r"group8\.csv, row 2, column 'area_code': 'DX99'") as error:
        here.prepare(folder)
    assert _code(error) == "refused"


def test_editions_that_are_damaged_stop_the_next_step_and_a_start(
    here: Publishing, sqlite: Place, given: Given, proposals: Proposals, caplog: pytest.LogCaptureFixture
) -> None:
    step = here.publish(proposals["small"], who="noor", why="Een.")
    path = sqlite.editions / DATASET / step.edition / DATASET / "group8.csv"
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace("85.24", "12.34"), encoding="utf-8")
    with pytest.raises(PublishError) as error:
        here.prepare(given["new"])
    assert _code(error) == "edition_damaged"
    with pytest.raises(PublishError) as error:
        here.settle()
    assert _code(error) == "edition_damaged"
    assert _current(sqlite) == step.version
    assert here.shown().version == step.version
    # Another edition of the same dataset needs nothing of the damaged one.
    assert here.prepare(given["large"]).version == proposals["large"].version
    assert here.take_back(1, who="noor", why="Dan maar zonder.").active == {}


def test_the_same_data_again_mend_a_damaged_edition(
    here: Publishing, sqlite: Place, given: Given, proposals: Proposals
) -> None:
    step = here.publish(proposals["small"], who="noor", why="Een.")
    path = sqlite.editions / DATASET / step.edition / DATASET / "group8.csv"
    path.chmod(0o644)
    path.write_text("x", encoding="ascii")
    with pytest.raises(PublishError) as error:
        here.settle()
    assert _code(error) == "edition_damaged"
    with pytest.raises(PublishError) as error:
        here.prepare(given["small"])
    assert _code(error) == "same", "readers see it already, and its files are whole again"
    here.settle()
    assert here.active() == {DATASET: step.edition}


def test_new_shipped_data_keep_what_was_published_over_them(
    here: Publishing, sqlite: Place, proposals: Proposals, tmp_path: Path
) -> None:
    step = here.publish(proposals["small"], who="noor", why="Een.")
    newer = Path(shutil.copytree(paths.DATA, tmp_path / "newer"))
    rewritten(newer / "single_figures", "figures", lambda row: row | {"printed_en": row["printed_en"] or "about"})
    after = Publishing(sqlite.url, editions=sqlite.editions, store=sqlite.store, shipped=newer)
    after.settle()
    version = _current(sqlite)
    assert version not in (None, step.version)
    assert after.active() == {DATASET: step.edition}
    files.make_current(sqlite.store, step.version)
    after.settle()
    assert _current(sqlite) == step.version, "what was taken back by hand stays so"
    assert after.rebuild().version == version == _current(sqlite)
    assert after.restore(0, who="noor", why="Zonder.").version not in (version, step.version)
    after.close()


def test_a_start_builds_what_was_published(
    sqlite: Place, proposals: Proposals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.LEDGER_VARIABLE, sqlite.url)
    monkeypatch.setenv(paths.EDITIONS_VARIABLE, str(sqlite.editions))
    publishing = sqlite.open()
    step = publishing.publish(proposals["small"], who="noor", why="Een.")
    publishing.close()
    shutil.rmtree(sqlite.store)
    start.ensure_store(sqlite.store)
    assert _current(sqlite) == step.version


def test_a_start_without_the_database(
    sqlite: Place,
    proposals: Proposals,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    publishing = sqlite.open()
    step = publishing.publish(proposals["small"], who="noor", why="Een.")
    publishing.close()
    (tmp_path / "away").write_text("", encoding="utf-8")
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'away' / 'ledger.sqlite'}")
    start.ensure_store(sqlite.store)
    assert _current(sqlite) == step.version
    assert "what was shown last stays" in caplog.text
    start.ensure_store(tmp_path / "empty")
    assert files.current(tmp_path / "empty") is not None
    away = Publishing(store=sqlite.store)
    with pytest.raises(LedgerUnavailableError):
        away.log()
