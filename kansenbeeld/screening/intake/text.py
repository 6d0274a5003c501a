"""CSV: in which encoding and with which separator it is written, and a copy of it in UTF-8."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from kansenbeeld.datasets.untrusted.limits import MEGABYTE, Limits
from kansenbeeld.datasets.untrusted.refused import RefusedError
from kansenbeeld.screening.intake import header

Encoding = Literal["UTF-8", "UTF-16", "Windows-1252"]

SEPARATORS: Final = {";": "semicolon", ",": "comma", "\t": "tab"}
_PIECE: Final = 2**20
_HEAD_BYTES: Final = 2**17
_HEAD_ROWS: Final = 40
_TWICE_ENCODED: Final = re.compile("Ã[©¨«¯¶¼¤¡±²³´§]|â‚¬|â€[™œ“”]")
"""What letters such as é and ë in UTF-8 look like when they are read as Windows text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A CSV file as UTF-8.

    Attributes:
        path: the file to read, in UTF-8.
        encoding: in which it was given.
        separator: between the cells.
        header: the names of the columns.
        header_row: the row in which they stand.
    """

    path: Path
    encoding: Encoding
    separator: str
    header: tuple[str, ...]
    header_row: int


def read_text(path: Path, copy: Path, limits: Limits) -> Text:
    """Tell encoding, separator and header of a CSV file, and write ``copy`` in UTF-8 where it is not in UTF-8.

    Raises:
        RefusedError: ``encoding``, ``mixed_encoding``, ``utf16``, ``nul``, ``no_header``, ``no_separator``.
    """
    encoding = _encoding(path)
    if encoding != "UTF-8":
        _recode(path, copy, "utf-16" if encoding == "UTF-16" else "cp1252", limits)
        path = copy
    separator, rows = _head(path)
    row = header.header_row(rows)
    return Text(path, encoding, separator, header.names(rows[row - 1]), row)


def _encoding(path: Path) -> Encoding:
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "UTF-16"
        file.seek(0)
        try:
            for _ in _decoded(file, "utf-8"):
                pass
        except UnicodeDecodeError:
            return "Windows-1252"
    return "UTF-8"


def _recode(path: Path, copy: Path, encoding: str, limits: Limits) -> None:
    row, written = 1, 0
    with path.open("rb") as source, copy.open("w", encoding="utf-8", newline="") as target:
        try:
            for text in _decoded(source, encoding):
                if encoding == "cp1252" and (found := _TWICE_ENCODED.search(text)):
                    raise RefusedError("mixed_encoding", row=row + text.count("\n", 0, found.start()))
                row += text.count("\n")
                written += target.write(text)
                if written > limits.unpacked_bytes:
                    raise RefusedError("zip_bomb", limit=limits.unpacked_bytes // MEGABYTE)
        except UnicodeError as error:
            if encoding == "utf-16":
                raise RefusedError("utf16") from error
            before = error.object[: error.start].count(b"\n") if isinstance(error, UnicodeDecodeError) else 0
            raise RefusedError("encoding", row=row + before) from error


def _decoded(file: io.BufferedReader, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    while piece := file.read(_PIECE):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _head(path: Path) -> tuple[str, list[list[str]]]:
    """Return the separator that fills most columns of the header, and the first rows as it cuts them."""
    with path.open("rb") as file:
        text = file.read(_HEAD_BYTES).decode("utf-8-sig", errors="ignore")
    if not text.strip():
        raise RefusedError("no_header")
    best: tuple[int, str, list[list[str]]] = (0, "", [])
    for separator in SEPARATORS:
        rows = _cut(text, separator)
        try:
            width = len(rows[header.header_row(rows) - 1])
        except RefusedError:
            continue
        if width > best[0]:
            best = (width, separator, rows)
    if best[0] < 2:
        raise RefusedError("no_separator")
    return best[1], best[2]


def _cut(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # A cell too long: loading says in which row.
        rows.extend(islice(reader, _HEAD_ROWS))
    return rows
