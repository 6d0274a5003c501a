"""The commands that publish, list, take back and restore."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from publishing_places import DATASET, Place

from kansenbeeld import paths
from kansenbeeld.cli import main
from kansenbeeld.store import files


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
    for answer in ("n\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        assert main([*command, *words]) == 1
        said = capsys.readouterr()
        assert "Table group8: 0 rows new, 0 rows gone, 1 rows different, 799 rows the same." in said.out
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
    assert main([*command, "restore", "9", "--why", "x"]) == 1
    assert "no publication with number 9" in capsys.readouterr().err


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
