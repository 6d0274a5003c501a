"""How much a file may be before nobody looks at it any further."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from kansenbeeld import paths

MEGABYTE: Final = paths.MEGABYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a file may hold.

    Attributes:
        bytes: of the file as it was given.
        unpacked_bytes: of all that is inside a zip, a workbook (which is a zip) or a Parquet file, together.
        ratio: unpacked bytes to packed bytes; small files are spared, see ``ratio_from``.
        ratio_from: unpacked bytes below which the ratio does not matter.
        rows: below the header.
        columns: of the table.
        cell: length of one cell in characters.
        sheets: of a workbook.
        files: inside a zip or a workbook.
        seconds, memory: for reading a workbook, which happens in a process of its own; memory in bytes.
    """

    bytes: int = paths.DEFAULT_MEGABYTES * MEGABYTE
    unpacked_bytes: int = 2_000 * MEGABYTE
    ratio: int = 200
    ratio_from: int = 10 * MEGABYTE
    rows: int = 5_000_000
    columns: int = 200
    cell: int = 10_000
    sheets: int = 50
    files: int = 1_000
    seconds: int = 120
    memory: int = 1_500 * MEGABYTE


def from_environment(environment: Mapping[str, str] = os.environ) -> Limits:
    """Return the limits, with KANSENBEELD_UPLOAD_MB and KANSENBEELD_UPLOAD_ROWS where these are whole and above 0.

    The unpacked bytes go along with the megabytes, ten to one.
    """
    megabytes = paths.upload_megabytes(environment)
    limits = replace(Limits(), bytes=megabytes * MEGABYTE, unpacked_bytes=10 * megabytes * MEGABYTE)
    if rows := _whole(environment.get("KANSENBEELD_UPLOAD_ROWS", "")):
        limits = replace(limits, rows=rows)
    return limits


def _whole(text: str) -> int:
    return int(text) if text.strip().isascii() and text.strip().isdecimal() and len(text) < 10 else 0


LIMITS: Final = from_environment()
"""The limits of this machine."""
