"""Files that are the same, byte for byte, whenever they are made of the same content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip file can write down."""


def stable_zip(data: bytes, changed: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """Pack a zip file (DOCX, PPTX, XLSX) again with the same parts in the same order, all of the same fixed moment.

    Args:
        data: the zip file.
        changed: by name of a part, what is made of its content on the way.

    Raises:
        zipfile.BadZipFile: the bytes are no zip file.
    """
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for name in source.namelist():
            change = (changed or {}).get(name)
            content = source.read(name)
            _write(target, name, content if change is None else change(content))
    return packed.getvalue()


def new_zip(parts: Mapping[str, bytes]) -> bytes:
    """Pack contents by name as a zip file, in the order given; equal contents give equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name, content in parts.items():
            _write(target, name, content)
    return packed.getvalue()


def _write(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    part = zipfile.ZipInfo(name, date_time=_FIRST_DAY)
    part.compress_type = zipfile.ZIP_DEFLATED
    part.external_attr = 0o600 << 16
    # The same on every system: zipfile writes down where it ran.
    part.create_system = 3
    target.writestr(part, content)
