"""A file through all stages: what is reported, what is written, and that a fault of ours is a sentence."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
import small_files

from kansenbeeld import paths
from kansenbeeld.datasets.contract_pages import example
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.examples import EXAMPLES
from kansenbeeld.datasets.tables import read_table
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.screening.checks import header, keys, table
from kansenbeeld.screening.intake import LIMITS, read
from kansenbeeld.screening.report import STAGES
from kansenbeeld.screening.screen import Screened, screen
from kansenbeeld.screening.targets import targets, unreadable
from kansenbeeld.screening.written import WIDTH, as_json, as_text
from kansenbeeld.store.scratch import Scratch

OURS = {"types.fits", "codes.fits", "codes.years_or_school_year", "key.fits"}
"""What is found in a table that is in our notation already."""


def _file(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([columns, *rows])
    return path


def _codes(screened: Screened, result: str = "fail") -> set[str]:
    return {check.code for check in screened.report.checks if check.result == result}


def test_a_file_in_the_notation_of_others_is_written_in_ours(tmp_path: Path) -> None:
    rows = [
        ("N", "2019/2020", "FINAL_ADVICE", "HAVO", "total", "total", "1 200", "54,5"),
        ("t", "20192020", "final_advice", "VMBO_GT_HAVO", "total", "total", "", "70,25"),
    ]
    columns = ("area_code", "Cohort", *small_files.SHARES[2:])
    path = _file(tmp_path / "cijfers.csv", columns, rows, ";")
    seen: list[tuple[float, str]] = []
    screened = screen(path, work=tmp_path / "work", progress=lambda share, key: seen.append((share, key)))
    assert screened.report.result == "warning", screened.report.checks
    assert (screened.report.contract, screened.report.rows, screened.report.exit_status) == ("outcome_shares", 2, 1)
    assert screened.table == tmp_path / "work" / "outcome_shares.csv"
    assert screened.table.read_text(encoding="utf-8").splitlines() == [
        ",".join(small_files.SHARES),
        "2019/20,N,final_advice,havo,total,total,1200,54.5",
        "2019/20,T,final_advice,vmbo-gt/havo,total,total,,70.25",
    ]
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["outcome_shares.csv"]
    assert [share for share, _ in seen] == sorted(share for share, _ in seen)
    for _, key in seen:
        assert language("nl").text(key)


@pytest.mark.parametrize("name", list(CONTRACTS))
def test_the_example_of_every_contract_fits_and_is_written_as_it_is(name: str, tmp_path: Path) -> None:
    path = tmp_path / "example.csv"
    path.write_text(example(CONTRACTS[name]), encoding="utf-8")
    screened = screen(path, work=tmp_path / "work")
    stages = ("file", "header", "types", "codes", "key")
    assert {check.result for check in screened.report.checks if check.stage in stages} == {"pass"}
    assert screened.contract is CONTRACTS[name]
    if screened.table is not None:
        assert len(read_table(screened.table, path.name, CONTRACTS[name])) == 3
        assert screened.table.read_text(encoding="utf-8").count("\n") == 4


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in paths.DATA.glob("*/datapackage.json")))
def test_what_the_product_ships_comes_out_as_it_went_in(folder: str, tmp_path: Path) -> None:
    for target in targets(paths.DATA / folder):
        contract = CONTRACTS[target.contract]
        with Scratch(tmp_path) as scratch:
            given, _ = read(target.path, target.name, scratch, LIMITS)
            assert given is not None
            # The contract is not told, so that the header has to tell it.
            matched, checks = header.match(given, "")
            assert matched is not None and matched.contract is contract, checks
            made, checks, sound = table.typed(given, matched)
            assert {check.code for check in (*checks, *keys.check(made))} <= OURS
            assert sound == set(contract.columns)
            written = table.write(made, tmp_path)
        before, after = (read_table(path, path.name, contract) for path in (target.path, written))
        assert after.equals(before)


def test_everything_that_types_codes_and_key_find_is_reported_at_once(tmp_path: Path) -> None:
    good = small_files.ADVICE
    rows = [
        good,
        small_files.changed(small_files.SCHOOL, good, pupils="1.5"),
        small_files.changed(small_files.SCHOOL, good, advice="vwo", pupils="abc"),
        small_files.changed(small_files.SCHOOL, good, advice="vwo", pupils="abd"),
    ]
    screened = screen(_file(tmp_path / "a.csv", small_files.SCHOOL, rows), work=tmp_path)
    assert {"types.fraction", "types.not_integer", "key.double"} <= _codes(screened)
    by_code = {check.code: check for check in screened.report.checks}
    assert (by_code["types.not_integer"].times, by_code["types.not_integer"].place.row) == (2, 4)
    assert (by_code["key.double"].times, by_code["key.double"].place.row) == (2, 3)
    order = [STAGES.index(check.stage) for check in screened.report.checks]
    assert order == sorted(order)
    assert screened.table is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]
    leaning = {"references", "totals", "plausibility", "disclosure"}
    assert not leaning & {check.stage for check in screened.report.checks}


def test_a_key_of_cells_that_could_not_be_read_makes_no_doubles(tmp_path: Path) -> None:
    rows = [small_files.changed(small_files.SCHOOL, small_files.ADVICE, advice=advice) for advice in ("x1", "x2")]
    screened = screen(_file(tmp_path / "a.csv", small_files.SCHOOL, rows), work=tmp_path)
    assert _codes(screened) == {"codes.unknown"}


def test_an_earlier_table_stays_where_a_check_fails(tmp_path: Path) -> None:
    work = tmp_path / "work"
    good = screen(_file(tmp_path / "a.csv", small_files.SHARES, [small_files.SHARE]), work=work)
    assert good.table is not None
    before = good.table.read_bytes()
    bad = small_files.changed(small_files.SHARES, small_files.SHARE, percentage="200")
    assert screen(_file(tmp_path / "b.csv", small_files.SHARES, [bad]), work=work).table is None
    assert good.table.read_bytes() == before


STRANGE = (
    *("'", '"', "\\", "%", "%s", "{value}", "1e999", "1e-05", "١٢", "5-", "--5", "<", "<<5", "≤0", "é" * 300, "\u200e"),
    *("'; drop table given; --", "$1", "?", "C", "2019/20", "1.234", "1,234", "45%", "okt-19", "-", "9" * 40, "🙂"),
)


@pytest.mark.parametrize("name", list(CONTRACTS))
def test_no_value_in_any_column_breaks_the_check(name: str, tmp_path: Path) -> None:
    first = EXAMPLES[name][0]
    rows = [(*first[:column], value, *first[column + 1 :]) for value in STRANGE for column in range(len(first))]
    report = screen(_file(tmp_path / "a.csv", CONTRACTS[name].columns, rows), work=tmp_path / "work").report
    assert "broke" not in {check.code for check in report.checks}
    assert {"types", "codes"} <= {check.stage for check in report.checks}, report.checks
    for code in LANGUAGES:
        assert as_text(report, language(code))
        assert as_json(report, language(code))


def test_a_fault_of_ours_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret of the machine")

    monkeypatch.setattr("kansenbeeld.screening.checks.keys.check", broken)
    screened = screen(_file(tmp_path / "a.csv", small_files.SHARES, [small_files.SHARE]), work=tmp_path / "work")
    (check,) = (check for check in screened.report.checks if check.result == "fail")
    assert (check.stage, check.code) == ("key", "broke")
    assert "secret" not in as_text(screened.report, language("en"))
    assert "secret" not in caplog.text
    assert "a.csv broke at stage key: ZeroDivisionError in test_screen.py:" in caplog.text
    assert list((tmp_path / "work").iterdir()) == []


def test_a_file_that_is_not_there_is_a_check(tmp_path: Path) -> None:
    screened = screen(tmp_path / "none.csv", work=tmp_path / "work")
    assert screened.report.exit_status == 2
    assert screened.table is None


def test_a_file_beside_its_description_uses_it(tmp_path: Path) -> None:
    folder = tmp_path / "ocw_same_direction"
    shutil.copytree(paths.DATA / "ocw_same_direction", folder)
    (target,) = targets(folder / "year3.csv")
    assert target.contract == "outcome_shares"
    assert target.description is not None
    assert [table.name for table in target.description.tables] == ["year3"]
    assert targets(folder) == targets(folder / "datapackage.json") == (target,)
    (folder / "datapackage.json").write_text("{", encoding="utf-8")
    assert targets(folder / "year3.csv")[0].description is None
    with pytest.raises(DatasetError) as error:
        targets(folder)
    assert unreadable(folder, error.value).exit_status == 2


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_report_in_words_fits_a_terminal(code: str, tmp_path: Path) -> None:
    words = language(code)  # type: ignore[arg-type]
    rows = [
        small_files.changed(small_files.SHARES, small_files.SHARE, percentage="1" * 200),
        small_files.changed(small_files.SHARES, small_files.SHARE, area_code="Nieuw-West"),
    ]
    report = screen(_file(tmp_path / "a.csv", small_files.SHARES, rows), work=tmp_path).report
    text = as_text(report, words)
    assert max(len(line) for line in text.splitlines()) <= WIDTH
    assert text.splitlines()[-1] == words.text("screening.written.outcome.fail", fails=1, warnings=1)
    parsed = json.loads(as_json(report, words))
    assert (parsed["contract"], parsed["rows"], parsed["exit_status"]) == ("outcome_shares", 2, 2)
    assert [check["code"] for check in parsed["checks"]] == [check.code for check in report.checks]
    assert all(check["sentence"] for check in parsed["checks"])
