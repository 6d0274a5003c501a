"""Spreadsheets that are made to do harm: refused with a sentence, before anything of them is in memory."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from kansenbeeld.datasets.untrusted.limits import Limits
from kansenbeeld.language import language
from kansenbeeld.sources import cohort_flow
from kansenbeeld.sources.cbs import disadvantage
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.spreadsheets import LIMITS, read_sheets


def _book(path: Path, **cells: dict[str, object]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, written in cells.items():
            sheet = book.add_worksheet(name)
            for place, value in written.items():
                sheet.write(place, value)
    return path


def _bomb(path: Path) -> Path:
    """A workbook whose sheet is a hundred megabytes of blanks."""
    _book(path, One={"A1": "x"})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/more.xml", "w") as member:
        for _ in range(100):
            member.write(b" " * 1_000_000)
    return path


def test_cells_are_text_as_a_csv_would_have_them(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", One={"A1": "a ", "B2": 12.0, "C3": 0.5}, Two={"A1": "x"}, Three={})
    found = read_sheets(path, "a.xlsx")
    assert found.names == ("One", "Two", "Three")
    assert found.rows == {"One": [["a", "", ""], ["", "12", ""], ["", "", "0.5"]]}
    assert read_sheets(path, "a.xlsx", "Two", "Three", "Four").rows == {"Two": [["x"]], "Three": []}


def test_a_bomb_is_refused_by_every_source_that_reads_spreadsheets(tmp_path: Path) -> None:
    path = _bomb(tmp_path / "bomb.xlsx")
    for reading in (cohort_flow.read_table, disadvantage.read_scores):
        with pytest.raises(SourceError) as caught:
            reading(path, path.name)
        assert caught.value.sentence(language("en")).startswith("bomb.xlsx holds far more than a table of figures")
        assert caught.value.sentence(language("nl")).startswith("bomb.xlsx bevat veel meer dan")


def test_a_cell_in_the_far_corner_does_not_eat_memory(tmp_path: Path) -> None:
    path = _book(tmp_path / "far.xlsx", One={"A1": "cohort", "XFD1048576": 1})
    with pytest.raises(SourceError) as caught:
        read_sheets(path, path.name)
    assert caught.value.code == "spreadsheet_size"


def test_a_sheet_with_too_many_cells_is_not_taken_into_memory(tmp_path: Path) -> None:
    path = _book(tmp_path / "wide.xlsx", One={"A1": "x", "ALL6000": 1})
    with pytest.raises(SourceError) as caught:
        read_sheets(path, path.name)
    assert caught.value.code == "spreadsheet_size"


@pytest.mark.parametrize("limits", [replace(LIMITS, sheets=1), replace(LIMITS, files=3), replace(LIMITS, seconds=0)])
def test_sheets_parts_and_time_have_limits(limits: Limits, tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", One={"A1": "x"}, Two={"A1": "x"})
    with pytest.raises(SourceError) as caught:
        read_sheets(path, path.name, limits=limits)
    assert caught.value.code == "spreadsheet_size"


@pytest.mark.parametrize("content", [b"PK\x03\x04 nothing more", b"<html>", b""])
def test_what_can_not_be_opened_says_so(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read_sheets(path, path.name)
    assert caught.value.code == "spreadsheet"
