"""Turn the bytes of one CSV file into a frame that fits its contract, or say what is wrong with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

import pandas as pd
import pandera.errors

from kansenbeeld.datasets.errors import DatasetError, Meaning, Phrase, listed, shown
from kansenbeeld.datasets.fields import (
    NO_SCHOOL_YEAR,
    OUT_OF_RANGE,
    TOO_LONG,
    UNKNOWN_CODE,
    WRONG_FORM,
    Contract,
    Field,
)

ROW: Final = "row"
"""Name of the index of a frame: the row number that an editor shows (the header is row 1)."""

_INTEGER: Final = r"-?\d{1,15}"
_NUMBER: Final = r"-?\d{1,15}(\.\d{1,15})?"
_OF_CELLS: Final = (UNKNOWN_CODE, OUT_OF_RANGE, WRONG_FORM, NO_SCHOOL_YEAR, TOO_LONG)


def read_table(path: Path, file: str, contract: Contract) -> pd.DataFrame:
    """Read the CSV at ``path`` into a frame of ``contract``, as ``packages.read_resource`` describes it.

    ``file`` is the name by which an error calls the file.

    Raises:
        DatasetError: the first thing that is wrong with the file.
    """
    text = _text_frame(file, read_text(path, file), contract)
    return _validated(file, _converted(file, text, contract), text, contract)


def read_text(path: Path, file: str) -> str:
    """Return the text of a UTF-8 file, without a byte order mark.

    Raises:
        DatasetError: the file is not there, or is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DatasetError("no_file", file) from None
    # Excel puts a byte order mark in front of UTF-8; it is no part of the first column's name.
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DatasetError("not_utf8", file, row=_row_at(content, error.start)) from None
    if "\0" in text:
        # UTF-16 decodes as UTF-8 with zero bytes in between.
        raise DatasetError("not_utf8", file, row=_row_at(content, content.index(b"\0")))
    return text


def _row_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _records(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the row in which it begins (a quoted cell may span rows)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        row = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DatasetError("quotes", file, row=row, reason=error) from None
        yield row, record


def _text_frame(file: str, text: str, contract: Contract) -> pd.DataFrame:
    records = list(_records(file, text.rstrip("\r\n")))
    if not records:
        raise DatasetError("empty_file", file, expected=",".join(contract.columns))
    header = records[0][1]
    _check_header(file, header, contract)
    if len(records) == 1:
        raise DatasetError("no_rows", file)
    for row, record in records[1:]:
        if len(record) != len(header):
            raise DatasetError("cells", file, row=row, value=len(record), expected=len(header))
    index = pd.Index([row for row, _ in records[1:]], name=ROW)
    frame = pd.DataFrame([record for _, record in records[1:]], columns=header, index=index, dtype="str")
    return frame[list(contract.columns)]


def _check_header(file: str, header: list[str], contract: Contract) -> None:
    separators = {";": "semicolons", "\t": "tabs", "|": "bars"}
    for separator, name in separators.items():
        if len(header) == 1 and separator in header[0]:
            raise DatasetError("delimiter", file, value=Phrase(name))
    for column in header:
        if column not in contract.columns:
            raise DatasetError("extra_column", file, column=column, expected=", ".join(contract.columns))
        if header.count(column) > 1:
            raise DatasetError("double_column", file, column=column)
    for field_ in contract.fields:
        if field_.name not in header:
            raise DatasetError("missing_column", file, column=field_.name, expected=Meaning(field_.name))


def _converted(file: str, text: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    problems: list[tuple[int, DatasetError]] = []
    columns: dict[str, pd.Series[Any]] = {}
    for field_ in contract.fields:
        column = text[field_.name]
        empty = column == ""
        if field_.required and empty.any():
            row = _first(empty)
            problems.append(
                (
                    row,
                    DatasetError("empty_cell", file, row=row, column=field_.name, expected=Meaning(field_.name)),
                )
            )
            continue
        bad = ~empty & ~_readable(column, field_)
        if bad.any():
            row = _first(bad)
            code = "not_integer" if field_.type == "integer" else "not_number"
            problems.append((row, DatasetError(code, file, row=row, column=field_.name, value=shown(column.loc[row]))))
            continue
        columns[field_.name] = _as_type(column.mask(empty), field_)
    if problems:
        raise min(problems, key=lambda problem: problem[0])[1]
    return pd.DataFrame(columns, index=text.index)


def _readable(column: pd.Series[Any], field_: Field) -> pd.Series[Any]:
    if field_.type == "string":
        return pd.Series(True, index=column.index)
    pattern = _INTEGER if field_.type == "integer" else _NUMBER
    # ASCII only: other digits are digits to a regular expression and not to a reader.
    return cast("pd.Series[Any]", column.str.fullmatch(pattern, flags=re.ASCII).astype(bool))


def _first(flags: pd.Series[Any]) -> int:
    """Row of the first true value."""
    return int(cast(int, flags.idxmax()))


def _as_type(column: pd.Series[Any], field_: Field) -> pd.Series[Any]:
    if field_.type == "string":
        return column
    if field_.type == "number":
        return column.astype("float64")
    whole = pd.array([pd.NA if pd.isna(value) else int(value) for value in column], dtype="Int64")
    series = pd.Series(whole, index=column.index)
    return series.astype("int64") if field_.required else series


def _validated(file: str, frame: pd.DataFrame, text: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    try:
        return contract.schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    ours = cases[cases["check"].isin(_OF_CELLS) & cases["index"].notna()]
    if not ours.empty:
        case = ours.sort_values("index", kind="stable").iloc[0]
        raise _cell_error(file, str(case["check"]), int(case["index"]), str(case["column"]), text, contract)
    _check_key(file, text, contract)
    raise DatasetError("not_fitting", file, contract=contract.name, reason=shown(cases.iloc[0]["check"]))


def _cell_error(file: str, code: str, row: int, column: str, text: pd.DataFrame, contract: Contract) -> DatasetError:
    field_ = contract.field(column)
    expected: str | Phrase = field_.example
    if code == UNKNOWN_CODE:
        expected = listed(field_.codes)
    elif code == OUT_OF_RANGE:
        expected = _range(field_)
    elif code == TOO_LONG:
        expected = str(field_.longest)
    return DatasetError(code, file, row=row, column=column, value=shown(text.loc[row, column]), expected=expected)


def _check_key(file: str, text: pd.DataFrame, contract: Contract) -> None:
    key = text[list(contract.key)]
    again = key.duplicated()
    if again.any():
        row = _first(again)
        values = key.loc[row]
        other = _first((key == values).all(axis=1))
        names = "', '".join(contract.key)
        shown = ", ".join(str(value) for value in values)
        raise DatasetError("duplicate", file, row=row, column=names, value=f"'{shown}'", other=other)


def _range(field_: Field) -> Phrase:
    low, high = field_.minimum, field_.maximum
    if low is None:
        return Phrase("at_most", high=f"{high:.0f}")
    return (
        Phrase("at_least", low=f"{low:.0f}")
        if high is None
        else Phrase("from_to", low=f"{low:.0f}", high=f"{high:.0f}")
    )
