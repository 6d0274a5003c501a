"""What was fetched before: a folder with the body of each file and, beside it, a JSON that says what it is.

Both are written aside and renamed. A body that no longer has the checksum of its JSON counts as not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that was fetched.

    Attributes:
        url: where from, with parameters.
        etag, last_modified: as the publisher gave them; empty where it did not.
        sha256: of the body, in hexadecimal.
        retrieved: the day on which the publisher last said that this is the file.
        content_type: as declared; of a CSV that came in a zip that of the zip.
        body: the file in the cache.
    """

    url: str
    etag: str
    last_modified: str
    sha256: str
    retrieved: date
    content_type: str
    body: Path = field(default=Path())

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for the file only if it has changed."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


class Cache:
    """The folder of what was fetched."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder

    def find(self, url: str) -> Entry | None:
        """Return what is kept of an address, or ``None`` where nothing is or where it is broken."""
        body, beside = self._paths(url)
        try:
            kept = json.loads(beside.read_text(encoding="utf-8"))
            entry = Entry(**(kept | {"retrieved": date.fromisoformat(kept["retrieved"]), "body": body}))
            return entry if entry.url == url and entry.sha256 == checksum(body) else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def keep(self, entry: Entry, body: Path) -> Entry:
        """Move a complete file into the cache and return its entry, with checksum and path."""
        target, _ = self._paths(entry.url)
        whole = replace(entry, sha256=checksum(body), body=target)
        # What a person pointed at may be raw counts.
        body.chmod(0o600)
        body.replace(target)
        return self.confirm(whole)

    def confirm(self, entry: Entry) -> Entry:
        """Write what an entry is beside its body, and return it."""
        _, beside = self._paths(entry.url)
        told = {name: value for name, value in asdict(entry).items() if name != "body"}
        told["retrieved"] = entry.retrieved.isoformat()
        handle, aside = tempfile.mkstemp(prefix=".entry-", dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(told, file, indent=1)
        Path(aside).replace(beside)
        return entry

    def _paths(self, url: str) -> tuple[Path, Path]:
        key = hashlib.sha256(url.encode()).hexdigest()[:32]
        return self.folder / f"{key}.body", self.folder / f"{key}.json"


def checksum(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
