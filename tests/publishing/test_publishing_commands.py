"""The commands that publish, list, take back and restore."""

from __future__ import annotations

import argparse
import io
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from publishing_places import DATASET, Place

from kansenbeeld import findings, paths
from kansenbeeld.cli import main
from kansenbeeld.commands import publishing
from kansenbeeld.findings import Selection
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.publishing import editions
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.store import Snapshot, Store, files


@pytest.fixture
def command(sqlite: Place, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words before each command."""
    monkeypatch.setenv(paths.LEDGER_VARIABLE, sqlite.url)
    monkeypatch.setenv(paths.EDITIONS_VARIABLE, str(sqlite.editions))
    return ["--store", str(sqlite.store)]


def test_publish_list_and_take_back(
    command: list[str],
    sqlite: Place,
    given: dict[str, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shipped = files.current(sqlite.store)
    assert main([*command, "publications", "--lang", "en"]) == 0
    assert "Nothing was published yet" in capsys.readouterr().out
    words = ["publish", str(given["small"]), "--why", "A corrected figure.", "--lang", "en"]
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert main([*command, *words]) == 1
    said = capsys.readouterr()
    assert "Rows in table group8: 0 new, 0 gone, 1 different, 799 the same." in said.out
    assert said.err == "Nothing was published.\n"
    assert files.current(sqlite.store) == shipped
    assert main([*command, *words, "--who", "noor", "--yes"]) == 0
    version = files.current(sqlite.store)
    assert capsys.readouterr().out.splitlines()[-1] == f"Step 1 is done: readers now see data version {version}."
    assert main([*command, "build"]) == 0
    assert files.current(sqlite.store) == version != shipped
    capsys.readouterr()
    assert main([*command, "publications", "--lang", "en"]) == 0
    assert f"{DATASET} published" in (line := capsys.readouterr().out)
    assert line.startswith("1. ")
    assert line.endswith(f"noor: A corrected figure. · data version {version}\n")
    assert main([*command, "take-back", "1", "--why", "Too early."]) == 0
    assert files.current(sqlite.store) == shipped
    assert main([*command, "restore", "1", "--why", "Good after all."]) == 0
    assert files.current(sqlite.store) == version


def test_a_note_is_published_and_taken_back_as_any_table(
    command: list[str], sqlite: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = files.current(sqlite.store)
    given = Path(shutil.copytree(paths.DATA / "notes", tmp_path / "notes"))
    with (given / "notes.csv").open("a", encoding="utf-8") as file:
        file.write("dicht,,,N,2022,dicht,closed,Een school ging dicht.,A school closed.,all,Bureau,Jaarverslag,,\n")
    assert main([*command, "check", str(given), "--lang", "en"]) == 0
    assert main([*command, "publish", str(given), "--why", "A school closed.", "--lang", "en", "--yes"]) == 0
    said = capsys.readouterr().out
    assert "Rows in table notes: 1 new, 0 gone, 0 different" in said
    assert "Headlines that would change: 0 of" in said
    version = files.current(sqlite.store)
    found = findings.answer("gap_map", Store(sqlite.store).snapshot(version), Selection(), "nl")
    assert [note.said for note in found.notes] == ["1. Noord: Een school ging dicht."]
    assert main([*command, "take-back", "1", "--why", "It did not."]) == 0
    assert files.current(sqlite.store) == shipped != version


@pytest.mark.parametrize(("answer", "agreed"), [("", False), ("n\n", False), ("maybe\n", False), ("J\n", True)])
def test_only_a_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, answer: str, agreed: bool) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert publishing._agreed("?", language("nl")) is agreed


def test_refusals_are_in_the_language_of_the_command(
    command: list[str], given: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    why, table = ["--why", "x"], str(given["new"] / "advice_2022.csv")
    cases: list[tuple[list[str], PublishError]] = [
        (["restore", "9", *why], PublishError("no_step", number=9)),
        (["take-back", "9", *why], PublishError("no_step", number=9)),
        (["publish", table, *why], PublishError("no_description", file="advice_2022.csv")),
        (["publish", table, *why, "--description", "/nope.json"], PublishError("no_file", file="/nope.json")),
        (["publish", "/nope", *why], PublishError("no_file", file="/nope")),
    ]
    for words, error in cases:
        for lang in LANGUAGES:
            assert main([*command, *words, "--lang", lang]) == 1
            assert capsys.readouterr().err.rstrip("\n") == error.sentence(language(lang))


@pytest.mark.parametrize("words", [["publish", "/nope"], ["take-back", "9"], ["restore", "9"]])
def test_a_reason_comes_before_anything_else(
    command: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, *words, "--why", " "]) == 1
    assert capsys.readouterr().err == "Vul in waarom u dit doet.\n"


def test_a_database_that_is_away_is_said_in_dutch(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "away").write_text("", encoding="utf-8")
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'away' / 'ledger.sqlite'}")
    assert main([*command, "publications"]) == 1
    assert "geeft geen antwoord" in capsys.readouterr().err


def test_what_was_screened_is_what_is_published(snapshot: Snapshot, given: dict[str, Path], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(given["small"], tmp_path / "given" / DATASET))
    table = folder / "group8.csv"
    ours = table.read_text(encoding="utf-8")
    table.write_text(ours.replace(",", ";").replace(".", ","), encoding="utf-8")
    options = argparse.Namespace(given=folder, description=None)
    taken = editions.take_in(
        publishing._screened(options, tmp_path / "work", snapshot, language("nl")), tmp_path / "editions"
    )
    published = pd.read_csv(taken.folder / "group8.csv")
    pd.testing.assert_frame_equal(published, pd.read_csv(io.StringIO(ours)), check_like=True, check_dtype=False)


def test_one_table_needs_a_description(
    command: list[str], given: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, why = given["new"] / "advice_2022.csv", ["--why", "x", "--yes"]
    assert main([*command, "publish", str(table), *why]) == 1
    assert "--description" in capsys.readouterr().err
    broken = tmp_path / "broken.json"
    for text in ("[", "[]", '{"name": "a", "resources": []}', '{"name": "../a", "resources": [{"name": "b"}]}'):
        broken.write_text(text, encoding="utf-8")
        assert main([*command, "publish", str(table), *why, "--description", str(broken)]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
    described = json.loads((given["new"] / "datapackage.json").read_text(encoding="utf-8"))
    assert described["resources"][0]["path"] == table.name
    described["sources"][0]["path"] = "https://example.org/figures"
    good = tmp_path / "good.json"
    good.write_text(json.dumps(described), encoding="utf-8")
    assert main([*command, "publish", str(table), *why, "--description", str(good)]) == 0
