"""``check`` and ``contracts`` as a person runs them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from kansenbeeld import cli, paths
from kansenbeeld.datasets.contract_pages import WRITTEN, document
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.examples import EXAMPLES

HEADER = "cohort,area_code,moment,measure,group_by,grp,n,percentage"
ROW = "2019/20,STAD,final_advice,havo,total,total,1200,54.5"


@pytest.fixture
def empty_store(tmp_path: Path) -> list[str]:
    """The words that point the command at a store without versions."""
    return ["--store", str(tmp_path / "store")]


def _write(path: Path, *lines: str) -> str:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return str(path)


def test_nothing_is_wrong(tmp_path: Path, store_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = shutil.copy(paths.DATA / "geo" / "areas.csv", tmp_path)
    assert cli.main(["--store", str(store_folder), "check", str(file), "--lang", "en"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "areas.csv: contract areas, number of rows: 70"
    assert printed[-1] == "All is well; this file can be published."


def test_warnings_only(tmp_path: Path, empty_store: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    file = _write(tmp_path / "a.csv", HEADER.replace("percentage", "pct"), ROW)
    assert cli.main([*empty_store, "check", file]) == 1
    assert "LET OP" in capsys.readouterr().out


def test_a_file_that_must_not_be_published(
    tmp_path: Path, empty_store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = _write(tmp_path / "a.csv", HEADER, ROW.replace("54.5", "154.5"))
    assert cli.main([*empty_store, "check", file, "--format", "json", "--lang", "en"]) == 2
    read = json.loads(capsys.readouterr().out)
    (fail,) = (check for check in read["checks"] if check["result"] == "fail")
    assert fail["code"] == "types.out_of_range"
    assert fail["place"] == {"file": "a.csv", "sheet": "", "row": 2, "column": "percentage", "value": "154.5"}
    assert fail["sentence"] == "154.5 is too small or too large; give a number from 0 up to and including 100."


def test_a_contract_by_name(tmp_path: Path, empty_store: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    file = _write(tmp_path / "a.csv", HEADER, ROW)
    assert cli.main([*empty_store, "check", file, "--contract", "areas", "--lang", "en"]) == 2
    assert "area_vintage" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["none.csv", ""])
def test_nothing_to_check(
    name: str, tmp_path: Path, empty_store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*empty_store, "check", str(tmp_path / name), "--lang", "en"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1 and "Traceback" not in printed.err


@pytest.mark.parametrize("code", ["nl", "en"])
def test_where_it_cannot_work_it_says_so_and_that_is_no_warning(
    code: str,
    tmp_path: Path,
    store_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = shutil.copy(paths.DATA / "geo" / "areas.csv", tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert cli.main(["--store", str(store_folder), "check", str(file), "--lang", code]) == 2
    said = capsys.readouterr()
    assert not said.out and len(said.err.splitlines()) == 1


def test_a_version_that_is_not_there(tmp_path: Path, store_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _write(tmp_path / "a.csv", HEADER, ROW)
    assert cli.main(["--store", str(store_folder), "check", file, "--against", "none"]) == 2
    assert capsys.readouterr().err.strip()


def test_a_dataset_is_checked_table_by_table(
    tmp_path: Path, store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "geo"
    shutil.copytree(paths.DATA / "geo", folder)
    arguments = ["--store", str(store_folder), "check", str(folder), "--format", "json"]
    assert cli.main(arguments) in (0, 1)
    assert [report["contract"] for report in json.loads(capsys.readouterr().out)] == ["areas", "area_changes"]
    (folder / "datapackage.json").write_text("{", encoding="utf-8")
    assert cli.main(arguments) == 2
    assert json.loads(capsys.readouterr().out)["checks"][0]["code"] == "package.unreadable"


def test_what_is_no_file_is_said_to_be_none(empty_store: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*empty_store, "check", os.devnull]) == 2
    assert capsys.readouterr().err.startswith(f"{os.devnull} is geen gewoon bestand;")
    assert cli.main([*empty_store, "check", "/nowhere/a.csv", "--lang", "en"]) == 2
    assert "/nowhere/a.csv is not there" in capsys.readouterr().err


def test_contracts_are_listed_in_either_language(capsys: pytest.CaptureFixture[str]) -> None:
    lists = {}
    for code in ("nl", "en"):
        assert cli.main(["contracts", "--lang", code]) == 0
        lists[code] = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lists[code]] == list(WRITTEN)
    assert not set(lists["nl"]) & set(lists["en"])
    assert cli.main(["contracts", "school"]) == 2
    assert capsys.readouterr().err.startswith("Het contract 'school' bestaat niet")


def test_the_page_of_contracts_is_what_the_code_writes() -> None:
    written = (paths.ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    assert written == document(), "run `python -m kansenbeeld contracts --write`"


def test_every_contract_has_an_example_with_its_columns() -> None:
    assert EXAMPLES.keys() == CONTRACTS.keys()
    for name, rows in EXAMPLES.items():
        assert {len(row) for row in rows} == {len(CONTRACTS[name].columns)}, name


def test_a_contract_as_a_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["contracts", "school_advice", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == CONTRACTS["school_advice"].table_schema()
    assert cli.main(["contracts"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(WRITTEN)
    assert cli.main(["contracts", "schools"]) == 0
    assert capsys.readouterr().out.startswith("## schools")
    assert cli.main(["contracts", "school"]) == 2
    assert "schools" in capsys.readouterr().err
