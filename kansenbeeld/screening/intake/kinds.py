"""What a file is, told by its first bytes and not by its name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final, Literal

from kansenbeeld.datasets.untrusted.refused import RefusedError
from kansenbeeld.datasets.untrusted.zips import FAULTS
from kansenbeeld.screening.intake.names import ending_of

Kind = Literal["text", "xlsx", "ods", "parquet", "zip"]

_WRITTEN: Final[dict[Kind, str]] = {"text": "CSV", "xlsx": "XLSX", "ods": "ODS", "parquet": "Parquet", "zip": "zip"}
_ENDINGS: Final[dict[str, Kind]] = {
    "csv": "text",
    "tsv": "text",
    "txt": "text",
    "xlsx": "xlsx",
    "ods": "ods",
    "parquet": "parquet",
    "zip": "zip",
}
_OTHER_ENDINGS: Final = ("xls", "xlsm", "xlsb", "pdf", "doc", "docx", "html", "json", "xml")
_HEAD: Final = 4096
_MARKUP: Final = re.compile(rb"\s*(<!doctype|<html|<\?xml|<table|\{\s*[\"}]|\[\s*[\[{])", re.IGNORECASE)
_OTHER: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ\x00", "packed"),
    (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"Rar!", "packed"),
    (b"\x28\xb5\x2f\xfd", "packed"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"{\\rtf", "document"),
)


def kind_of(path: Path) -> Kind:
    """Return what a file is by its content.

    Raises:
        RefusedError: it is empty or something that is not read here.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise RefusedError("empty")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(path)
    for start, code in _OTHER:
        if head.startswith(start):
            raise RefusedError(code)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise RefusedError("picture")
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise RefusedError("markup")
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and _control_signs(head) > len(head) // 100:
        raise RefusedError("unknown")
    return "text"


def check_ending(name: str, kind: Kind) -> None:
    """Refuse a name that says something else than the content; a name without a known ending says nothing.

    Raises:
        RefusedError: ``mismatch``.
    """
    ending = ending_of(name)
    said = _ENDINGS.get(ending)
    if ending in _OTHER_ENDINGS or (said is not None and said != kind):
        raise RefusedError("mismatch", ending=f".{ending}", kind=_WRITTEN[kind])


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").strip()
                if kind == b"application/vnd.oasis.opendocument.spreadsheet":
                    return "ods"
                if kind.startswith(b"application/vnd.oasis.opendocument."):
                    raise RefusedError("document")
    except FAULTS as error:
        raise RefusedError("zip_broken") from error
    if "xl/vbaProject.bin" in names or "xl/workbook.bin" in names:
        raise RefusedError("other_excel")
    if "[Content_Types].xml" in names:
        if names & {"word/document.xml", "ppt/presentation.xml"}:
            raise RefusedError("document")
        if "xl/workbook.xml" not in names:
            raise RefusedError("unknown")
        return "xlsx"
    return "zip"


def _control_signs(head: bytes) -> int:
    return sum(byte < 32 and byte not in b"\t\n\v\f\r" and byte != 0 for byte in head)
