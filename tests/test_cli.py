from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kansenbeeld import paths
from kansenbeeld.cli import main
from kansenbeeld.store import files


def test_build_list_and_take_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path / "store")]
    data = Path(shutil.copytree(paths.DATA, tmp_path / "data"))
    assert main([*store, "build", "--data", str(data)]) == 0
    first = files.current(tmp_path / "store")
    readme = data / "kco_outcomes" / "group8.csv"
    readme.write_text(readme.read_text(encoding="utf-8").replace(",85.25\n", ",85.24\n"), encoding="utf-8")
    assert main([*store, "build", "--data", str(data)]) == 0
    second = files.current(tmp_path / "store")
    capsys.readouterr()
    assert main([*store, "versions"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [second, first]
    assert lines[0].endswith("(current)")
    assert all(re.search(r"  retrieved \d{4}-\d\d-\d\d  built \d{4}-\d\d-\d\d \d\d:\d\d", line) for line in lines)
    assert first is not None
    assert main([*store, "use", first]) == 0
    assert files.current(tmp_path / "store") == first


@pytest.mark.parametrize("version", ["000000000000", "../x", "current"])
def test_an_unknown_version_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], version: str) -> None:
    assert main(["--store", str(tmp_path), "use", version]) == 1
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert "versions" in error


@pytest.mark.parametrize("where", ["option", "variable"])
def test_an_address_that_can_be_none_is_one_sentence(
    store_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    words = ["--store", str(store_folder), "pack", "1", "--out", str(tmp_path / "pack")]
    if where == "option":
        words += ["--address", "kansenbeeld.example"]
    else:
        monkeypatch.setenv(paths.ADDRESS_VARIABLE, "kansenbeeld.example")
    assert main(words) == 1
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1 and "KANSENBEELD_ADDRESS" in error
    assert not (tmp_path / "pack").exists()


def test_broken_data_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = Path(shutil.copytree(paths.DATA, tmp_path / "data"))
    (data / "geo" / "datapackage.json").write_text("{", encoding="utf-8")
    assert main(["--store", str(tmp_path / "store"), "build", "--data", str(data)]) == 1
    error = capsys.readouterr().err
    assert "geo/datapackage.json" in error
    assert "Traceback" not in error


def test_nothing_built_yet_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", str(tmp_path), "versions"]) == 1
    assert "python -m kansenbeeld build" in capsys.readouterr().err
