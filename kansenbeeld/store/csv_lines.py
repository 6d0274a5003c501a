"""Count the records of a CSV file from its bytes, so that a fast reader can be held against them."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

_CHUNK: Final = 2**18
"""Small enough to stay near the processor."""
_QUOTE: Final = ord('"')
_NEWLINE: Final = ord("\n")
_RETURN: Final = ord("\r")
_ODD_BLANKS: Final = (b"\t", b"\v", b"\f", b"\xc2", b"\xe2", b"\xef")
"""Bytes of blanks besides the space: of the last three also the first byte of a few other signs, which does no harm."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What the bytes of a CSV file say about its records.

    Attributes:
        records: number of records, without empty lines at the end; a line end inside quotes ends none.
        delimiters: number of delimiters outside quotes.
        line_end: ``\\n`` or ``\\r\\n``, written as an escape for DuckDB.
        nul: whether there is a NUL.
        odd_blanks: whether there may be blanks around a value besides spaces.
        plain: whether a fast reader can be trusted with it: no NUL, an even number of quotes, line ends of one kind,
            no empty line between records.
    """

    records: int
    delimiters: int
    line_end: str
    nul: bool
    odd_blanks: bool
    plain: bool


def look(path: Path, delimiter: str) -> Lines:
    """Read a file once, a piece at a time, and return what its bytes say."""
    odd = [sign for sign in _ODD_BLANKS if sign != delimiter.encode()]
    counted = _Counted(ord(delimiter))
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            counted.add(chunk)
            if not counted.odd_blanks:
                counted.odd_blanks = any(sign in chunk.removeprefix(codecs.BOM_UTF8) for sign in odd)
    return counted.lines()


class _Counted:
    """Counts over the pieces of a file, with what has to be remembered from one piece to the next."""

    def __init__(self, delimiter: int) -> None:
        self.delimiter: Final = delimiter
        self.delimiters = 0
        self.size = self.quotes = self.newlines = self.returns = self.pairs = self.ends = self.trailing = 0
        self.nul = self.blank_between = self.odd_blanks = False
        self.last = -1
        self.last_end = -1

    def add(self, chunk: bytes) -> None:
        """Count one more piece."""
        piece = np.frombuffer(chunk, dtype=np.uint8)
        newlines = np.flatnonzero(piece == _NEWLINE)
        before = piece[newlines - 1]  # Of a newline that comes first this is the last of the piece; put right below.
        if newlines.size and newlines[0] == 0:
            before[0] = max(self.last, 0)
        self.nul = self.nul or b"\0" in chunk
        self.newlines += newlines.size
        self.pairs += int(np.count_nonzero(before == _RETURN))
        self.returns += chunk.count(b"\r")
        found = piece == self.delimiter
        quotes = chunk.count(b'"')
        if quotes or self.quotes % 2:
            # Counting on in eight bits overflows, which leaves odd and even as they are.
            outside = (np.cumsum(piece == _QUOTE, dtype=np.uint8) + np.uint8(self.quotes % 2)) & 1 == 0
            found &= outside
            ended = outside[newlines]
            self._add_ends(newlines[ended] + self.size, before[ended] == _RETURN)
        else:
            self._add_ends(newlines + self.size, before == _RETURN)
        self.delimiters += int(np.count_nonzero(found))
        self.quotes += quotes
        self.size += piece.size
        self.last = int(piece[-1])

    def _add_ends(self, ends: np.ndarray[Any, np.dtype[np.int64]], paired: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        if not ends.size:
            return
        empty = np.diff(ends, prepend=self.last_end) == 1 + paired
        filled = np.flatnonzero(~empty)
        if filled.size:
            self.blank_between = self.blank_between or self.trailing > 0 or bool(empty[: filled[-1]].any())
            self.trailing = int(ends.size - 1 - filled[-1])
        else:
            self.trailing += int(ends.size)
        self.ends += int(ends.size)
        self.last_end = int(ends[-1])

    def lines(self) -> Lines:
        """Return the sum."""
        unfinished = self.size > 0 and self.last != _NEWLINE
        one_kind = self.returns == self.pairs and self.pairs in (0, self.newlines)
        between = self.blank_between or (unfinished and self.trailing > 0)
        return Lines(
            records=self.ends + unfinished - self.trailing,
            delimiters=self.delimiters,
            line_end=r"\r\n" if self.pairs else r"\n",
            nul=self.nul,
            odd_blanks=self.odd_blanks or self.newlines > self.ends,
            plain=not self.nul and self.quotes % 2 == 0 and one_kind and not between,
        )
