"""The sheet behind a native chart: names, values, and beside them how far each interval reaches."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Final

from kansenbeeld.conversations.deck.pptx.plots import Line, Plot
from kansenbeeld.exports.stable import stable_zip
from kansenbeeld.language import Language

SHEET: Final = "Sheet1"
"""The name that python-pptx gives to a sheet, and refers to."""

TEXT_STAYS_TEXT: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""How xlsxwriter takes a text such as ``=1+1`` or ``http://...`` as no more than a text."""

_MOMENT: Final = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def workbook(plot: Plot, names: Sequence[str], words: Language, day: dt.date) -> bytes:
    """Write the numbers of a chart as XLSX; the same numbers give the same bytes.

    Args:
        plot: the chart; one with categories.
        names: of its series, as its legend has them.
        words: language of the headings.
        day: the date of the document.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **TEXT_STAYS_TEXT})
    sheet, written = book.add_worksheet(SHEET), book.add_format({"num_format": plot.number_format})
    sheet.write_column(1, 0, plot.categories)
    for column, (name, line) in enumerate(zip(names, plot.lines, strict=True), start=1):
        sheet.write(0, column, name)
        for row, value in enumerate(line.values, start=1):
            if value is not None:
                sheet.write_number(row, column, value, written)
        for which, values in (("minus", line.minus), ("plus", line.plus)):
            if values:
                place = reach_column(plot.lines, column - 1, which)
                sheet.write(0, place, words.text(f"pack.sheet.{which}", name=name))
                sheet.write_column(1, place, values)
    book.close()
    return settled(buffer.getvalue(), day)


def reach_column(lines: Sequence[Line], index: int, which: str) -> int:
    """Return the column (from 0) that holds how far the intervals of a series reach below or above its values."""
    return 1 + len(lines) + 2 * index + (which == "plus")


def settled(xlsx: bytes, day: dt.date) -> bytes:
    """Write a day over the moment at which a workbook was made."""
    return stable_zip(xlsx, {"docProps/core.xml": lambda part: _MOMENT.sub(f"{day}T00:00:00Z".encode(), part)})
