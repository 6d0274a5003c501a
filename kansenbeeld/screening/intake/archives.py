"""Zips: the one table that may be in them."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from kansenbeeld.datasets.untrusted import zips
from kansenbeeld.datasets.untrusted.limits import Limits
from kansenbeeld.datasets.untrusted.refused import RefusedError
from kansenbeeld.screening.intake.names import ending_of, safe_name

_DESCRIPTOR: Final = "datapackage.json"


def unpack_table(path: Path, target: Path, limits: Limits) -> str:
    """Unpack the one CSV file of a zip to ``target`` and return its name, for showing only.

    A description, ``datapackage.json``, may lie beside it; it is left for who wants it.

    Raises:
        RefusedError: as ``zips.measure``, and ``zip_nested``, ``zip_many`` or ``zip_without``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in zips.declared(archive, path, limits) if not _is_beside(member)]
            names = [safe_name(member.filename) for member in members]
            if any(ending_of(name) in ("zip", "gz", "7z", "rar", "xz", "bz2") for name in names):
                raise RefusedError("zip_nested")
            tables = [member for member in members if ending_of(member.filename) in ("csv", "tsv", "txt")]
            if not tables:
                raise RefusedError("zip_without")
            described = any(PurePosixPath(member.filename).name == _DESCRIPTOR for member in members)
            if len(members) > 1 + described:
                shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
                raise RefusedError("zip_many", files=len(members), names=shown)
            if zips.count(archive, tables[0], limits.unpacked_bytes, target)[0] > limits.unpacked_bytes:
                raise zips.bomb(limits)
            return safe_name(tables[0].filename)
    except zips.FAULTS as error:
        raise RefusedError("zip_broken") from error


def _is_beside(member: zipfile.ZipInfo) -> bool:
    """Whether an entry is what a Mac puts beside the files."""
    parts = member.filename.split("/")
    return parts[0] == "__MACOSX" or parts[-1] == ".DS_Store"
