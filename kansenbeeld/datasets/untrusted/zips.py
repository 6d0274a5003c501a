"""Zips, and workbooks as the zips that they are: measured before anything is unpacked, counted while it is."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final

from kansenbeeld.datasets.untrusted.limits import MEGABYTE, Limits
from kansenbeeld.datasets.untrusted.refused import RefusedError

_PIECE: Final = 2**20
_ENCRYPTED: Final = 0x1
_ERROR_CELL: Final = b' t="e"'

FAULTS: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
    KeyError,
    MemoryError,
    IndexError,
    zlib.error,
    struct.error,
)
"""What reading a zip that is damaged or made to do harm can raise."""


def measure(path: Path, limits: Limits) -> int:
    """Refuse a workbook that holds more than it may, first by what it declares and then by what really comes out.

    Returns:
        In how many cells of an XLSX an error stands, such as #N/A, which its reader gives as empty.

    Raises:
        RefusedError: ``zip_files``, ``zip_encrypted``, ``zip_bomb`` or ``zip_broken``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = declared(archive, path, limits)
            left = limits.unpacked_bytes
            errors = 0
            for member in members:
                size, found = count(archive, member, left, None)
                left -= size
                errors += found if member.filename.startswith("xl/worksheets/") else 0
                if left < 0:
                    raise bomb(limits)
            return errors
    except FAULTS as error:
        raise RefusedError("zip_broken") from error


def declared(archive: zipfile.ZipFile, path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the files in a zip.

    Raises:
        RefusedError: it declares too many, too large or encrypted ones: ``zip_files``, ``zip_bomb``, ``zip_encrypted``.
    """
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(archive.infolist()) > limits.files:
        raise RefusedError("zip_files", files=len(archive.infolist()), limit=limits.files)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise RefusedError("zip_encrypted")
    unpacked = sum(member.file_size for member in members)
    packed = min(path.stat().st_size, sum(member.compress_size for member in members))
    if unpacked > limits.unpacked_bytes or (unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1)):
        raise bomb(limits)
    return members


def count(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, target: Path | None) -> tuple[int, int]:
    """Unpack a member to ``target`` or to nowhere, and stop soon after ``most`` bytes.

    Returns:
        The bytes that came out, and how many cells with an error are among them.
    """
    size = errors = 0
    before = b""
    with archive.open(member) as source, Path(target or os.devnull).open("wb") as file:
        while size <= most and (piece := source.read(_PIECE)):
            size += len(piece)
            errors += (before + piece).count(_ERROR_CELL)
            before = piece[1 - len(_ERROR_CELL) :]
            if target:
                file.write(piece)
    return size, errors


def bomb(limits: Limits) -> RefusedError:
    """Return what is raised for a zip that holds too much."""
    return RefusedError("zip_bomb", limit=limits.unpacked_bytes // MEGABYTE)
