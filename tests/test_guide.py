"""The guides for analysts: every command in them runs, and prints what the guide says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from kansenbeeld import cli, paths

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ("adding-data.md", "data-toevoegen.md")
_BLOCK = re.compile(r"^```console\n\$ python -m kansenbeeld (.+)\n((?:.*\n)*?)```$", re.MULTILINE)


def _fits(said: str, printed: str) -> bool:
    """Whether an output is what the guide says; three dots in the guide stand for anything."""
    pattern = ".*".join(re.escape(part) for part in said.strip().split("..."))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


@pytest.mark.parametrize("guide", GUIDES)
def test_the_commands_of_a_guide_print_what_it_says(
    guide: str,
    store_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(store_folder, tmp_path / "store")
    monkeypatch.setenv(paths.STORE_VARIABLE, str(tmp_path / "store"))
    monkeypatch.setenv(paths.EDITIONS_VARIABLE, str(tmp_path / "editions"))
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    monkeypatch.chdir(ROOT)
    blocks = _BLOCK.findall((ROOT / "docs" / guide).read_text(encoding="utf-8"))
    assert [shlex.split(command)[0] for command, _ in blocks] == ["check", "check", "publish", "take-back"]
    statuses = []
    for command, said in blocks:
        statuses.append(cli.main(shlex.split(command)))
        printed = capsys.readouterr().out
        assert _fits(said, printed), f"{command} prints:\n{printed}"
    assert statuses == [2, 0, 0, 0]


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_points_at_is_there(guide: str) -> None:
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    assert targets
    assert [target for target in targets if not (ROOT / "docs" / target).is_file()] == []


def test_the_repaired_example_holds_the_shipped_figures() -> None:
    """The example differs from a table that ships in its notation, and in one cell before it is repaired."""
    shipped = (paths.DATA / "ocw_same_direction" / "year3.csv").read_text(encoding="utf-8").splitlines()
    examples = ROOT / "docs" / "example"
    repaired = (examples / "year3_repaired.csv").read_text(encoding="utf-8").splitlines()
    given = (examples / "year3_from_excel.csv").read_text(encoding="utf-8").splitlines()
    assert [line.replace(",", ".").replace(";", ",") for line in repaired] == shipped
    assert [row for row, (one, other) in enumerate(zip(given, repaired, strict=True), 1) if one != other] == [8]
