"""Findings and datasets as tables in a file."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from typing import Final

import pandas as pd

from kansenbeeld.findings import Finding
from kansenbeeld.findings.finding import round_count
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

_FORMULA_STARTS: Final = tuple("=+-@|%")
_UNSEEN: Final = ("Cc", "Cf", "Zs", "Zl", "Zp")
"""Kinds of signs that a spreadsheet may take off before it looks: those that steer or are not seen, and blanks."""


def finding_csv(finding: Finding, language: Language) -> bytes:
    """Write the numbers of a finding as CSV that a spreadsheet in the reader's language opens by a double click.

    Percentages and points keep one decimal, numbers of pupils are rounded as on the page. Each row names the
    source, status, data version and date, and the notes on the chart where there are any.

    Returns:
        UTF-8 with a byte order mark; ``;`` and a decimal comma in Dutch, ``,`` and a point in English.
    """
    frame = pd.DataFrame(
        {
            column.label: finding.table.frame[column.key].map(round_count, na_action="ignore")
            if column.kind == "count"
            else finding.table.frame[column.key]
            for column in finding.table.columns
        }
    )
    frame[language.text("column.source")] = "; ".join(f"{one.publisher}, {one.title}" for one in finding.sources)
    frame[language.text("chip.status")] = language.text(f"chip.status.{finding.status}")
    frame[language.text("control.version")] = finding.version
    frame[language.text("column.retrieved")] = finding.data_date.isoformat()
    if finding.notes:
        frame[language.text("note.heading")] = " ".join(note.whole for note in finding.notes)
    dutch = language.code == "nl"
    text = _inert_frame(frame).to_csv(
        index=False, sep=";" if dutch else ",", decimal="," if dutch else ".", float_format="%.1f"
    )
    return text.encode("utf-8-sig")


def resource_frame(snapshot: Snapshot, dataset: str, resource: str, contract: str) -> pd.DataFrame:
    """Return all rows of one table of a dataset, as its publisher gave them, with the data version beside them.

    Raises:
        QueryError: there is no such kind of table.
    """
    frame = snapshot.query(f"rows_{contract}", dataset=dataset, resource=resource)
    return frame.assign(dataset=dataset, data_version=snapshot.version)


def to_csv(frame: pd.DataFrame) -> bytes:
    """Write a table as plain CSV: UTF-8, commas, decimal points, for programs to read."""
    return _inert_frame(frame).to_csv(index=False).encode("utf-8")


def to_parquet(frame: pd.DataFrame, metadata: Mapping[str, str]) -> bytes:
    """Write a table as Parquet; publisher, licence and such go along in the file's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **metadata})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def inert(value: object) -> object:
    """Keep a spreadsheet from running a text as a formula: such a text gets an apostrophe before it.

    A text counts as a formula by its first sign that is seen, wide forms of it included.
    NUL is taken out and a bare carriage return, which some programs read as the end of a row, becomes a line end.
    What is not a text, such as a number, is given back as it is.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    first = next((sign for sign in text if unicodedata.category(sign) not in _UNSEEN), "")
    is_formula = unicodedata.normalize("NFKC", first).startswith(_FORMULA_STARTS)
    return f"'{text}" if is_formula else text


def _inert_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of which neither the cells nor the names of the columns can be formulas."""
    safe = frame.map(inert)
    return safe.set_axis([inert(name) for name in frame.columns], axis="columns")
