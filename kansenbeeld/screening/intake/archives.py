"""Zips, and workbooks as the zips that they are: measured before anything is unpacked, counted while it is."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final

from kansenbeeld.screening.intake.kinds import FAULTS_OF_ZIP
from kansenbeeld.screening.intake.limits import MEGABYTE, Limits
from kansenbeeld.screening.intake.names import ending_of, safe_name
from kansenbeeld.screening.intake.refused import RefusedError

_PIECE: Final = 2**20
_ENCRYPTED: Final = 0x1
_ERROR_CELL: Final = b' t="e"'
_FAULTS: Final = (*FAULTS_OF_ZIP, zlib.error, struct.error)


def measure(path: Path, limits: Limits) -> int:
    """Refuse a workbook that holds more than it may, first by what it declares and then by what really comes out.

    Returns:
        In how many cells of an XLSX an error stands, such as #N/A, which its reader gives as empty.

    Raises:
        RefusedError: ``zip_files``, ``zip_encrypted``, ``zip_bomb`` or ``zip_broken``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _declared(archive, path, limits)
            left = limits.unpacked_bytes
            errors = 0
            for member in members:
                size, found = _count(archive, member, left, None)
                left -= size
                errors += found if member.filename.startswith("xl/worksheets/") else 0
                if left < 0:
                    raise _bomb(limits)
            return errors
    except _FAULTS as error:
        raise RefusedError("zip_broken") from error


def unpack_table(path: Path, target: Path, limits: Limits) -> str:
    """Unpack the one CSV file of a zip to ``target`` and return its name, for showing only.

    Raises:
        RefusedError: as ``measure``, and ``zip_nested``, ``zip_many`` or ``zip_without``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in _declared(archive, path, limits) if not _is_beside(member)]
            names = [safe_name(member.filename) for member in members]
            if any(ending_of(name) in ("zip", "gz", "7z", "rar", "xz", "bz2") for name in names):
                raise RefusedError("zip_nested")
            tables = [member for member in members if ending_of(member.filename) in ("csv", "tsv", "txt")]
            if not tables:
                raise RefusedError("zip_without")
            if len(members) > 1:
                shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
                raise RefusedError("zip_many", files=len(members), names=shown)
            if _count(archive, tables[0], limits.unpacked_bytes, target)[0] > limits.unpacked_bytes:
                raise _bomb(limits)
            return names[0]
    except _FAULTS as error:
        raise RefusedError("zip_broken") from error


def _declared(archive: zipfile.ZipFile, path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(archive.infolist()) > limits.files:
        raise RefusedError("zip_files", files=len(archive.infolist()), limit=limits.files)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise RefusedError("zip_encrypted")
    unpacked = sum(member.file_size for member in members)
    packed = min(path.stat().st_size, sum(member.compress_size for member in members))
    if unpacked > limits.unpacked_bytes or (unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1)):
        raise _bomb(limits)
    return members


def _count(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, target: Path | None) -> tuple[int, int]:
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


def _is_beside(member: zipfile.ZipInfo) -> bool:
    """Whether an entry is what a Mac puts beside the files."""
    parts = member.filename.split("/")
    return parts[0] == "__MACOSX" or parts[-1] == ".DS_Store"


def _bomb(limits: Limits) -> RefusedError:
    return RefusedError("zip_bomb", limit=limits.unpacked_bytes // MEGABYTE)
