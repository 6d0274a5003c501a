"""Kinds of files that publishers give, told by what they declare and by their first bytes.

An error page with status 200 is no CSV, and a zip with one CSV in it is one.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kansenbeeld.sources.errors import SourceError

_ANY: Final = (
    "application/octet-stream",
    "binary/octet-stream",
    "application/x-download",
    "application/force-download",
)
_ZIP_TYPES: Final = ("application/zip", "application/x-zip-compressed")
_ZIP: Final = b"PK\x03\x04"
_PIECE: Final = 1 << 16
_MEMBERS: Final = 1_000
"""A zip with more files than this is not looked into."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes:
        types: content types under which publishers give it, the proper one first.
        begins: what its first bytes, after blanks, begin with; empty: any text that is no markup or JSON.
    """

    types: tuple[str, ...]
    begins: tuple[bytes, ...]


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "csv": Kind(("text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", *_ZIP_TYPES, *_ANY), ()),
        # Scripts in PHP declare all they give as HTML; the first byte tells JSON from a page.
        "json": Kind(
            (
                "application/json",
                "application/geo+json",
                "application/vnd.geo+json",
                "application/hal+json",
                "text/json",
                "text/plain",
                "text/html",
                "text/javascript",
                *_ANY,
            ),
            (b"{", b"["),
        ),
        "xlsx": Kind(
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", *_ZIP_TYPES, *_ANY), (_ZIP,)
        ),
        "zip": Kind((*_ZIP_TYPES, *_ANY), (_ZIP,)),
    }
)
"""What ``accept`` of ``Downloader.get`` may name."""


def checked_body(path: Path, declared: str, accept: tuple[str, ...], *, file: str, max_bytes: int) -> None:
    """Check that a file is of a kind that is asked, and unpack a zip that stands for a CSV in its place.

    Args:
        path: the file, complete; changed only where a zip is unpacked.
        declared: its content type without parameters; empty where none was declared.
        accept: kinds of ``KINDS``.
        file: its name, for sentences.
        max_bytes: of what is unpacked.

    Raises:
        SourceError: it is another kind of file, empty, or a zip that does not hold exactly one CSV within limits.
    """
    with path.open("rb") as stream:
        head = stream.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise SourceError("empty", file=file)
    if head[:1] == b"<" or (declared == "text/html" and "json" not in accept):
        raise SourceError("a_page", file=file)
    if declared and not any(declared in KINDS[kind].types for kind in accept):
        raise SourceError("wrong_type", file=file, declared=declared[:60], wanted=", ".join(accept).upper())
    if any(head.startswith(start) for kind in accept for start in KINDS[kind].begins):
        return
    if "csv" in accept and head.startswith(_ZIP):
        _unpack(path, file, max_bytes)
    elif "csv" not in accept or head[:1] in b"{[" or b"\x00" in head:
        raise SourceError("wrong_content", file=file, wanted=", ".join(accept).upper())


def _unpack(path: Path, file: str, max_bytes: int) -> None:
    """Put the only CSV of a zip in the place of the zip."""
    aside = path.with_name(f"{path.name}.unpacked")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            found = [member for member in members if member.filename.lower().endswith(".csv")]
            if len(found) != 1 or len(members) > _MEMBERS:
                raise SourceError("zip_content", file=file, count=len(found))
            written = 0
            with archive.open(found[0]) as packed, aside.open("wb") as unpacked:
                while piece := packed.read(_PIECE):
                    written += len(piece)
                    if written > max_bytes:
                        raise SourceError("too_big", file=file, limit=max_bytes // 1_000_000)
                    unpacked.write(piece)
        aside.replace(path)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise SourceError("zip_broken", file=file) from error
    finally:
        aside.unlink(missing_ok=True)
