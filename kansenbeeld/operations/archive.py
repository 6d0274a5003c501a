"""The file of a backup: a tar, compressed, whose first member says what the others must be.

Nothing of an archive is taken at its word: only plain files with names that a backup can hold, each with the length
and checksum that the list in front gives. The checksums find damage and mix-ups; whoever can write the whole archive
can also write its list, so the checksum of the file itself belongs somewhere else than the file.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final, cast

import pyarrow as pa

from kansenbeeld.operations.errors import BackupError

FORMAT: Final = 1
LIST: Final = "manifest.json"
ENDINGS: Final = (".tar.gz", ".tar.zst")

DATASET: Final = r"[a-z0-9][a-z0-9_-]{0,79}"
"""The name of a dataset, as a pattern; ``replaced-<moment>``, with its capitals, is none."""

_MOST_LIST: Final = 16 * 1024 * 1024
_CHUNK: Final = 1 << 20
_PART: Final = r"[^/\\\x00-\x1f.][^/\\\x00-\x1f]{0,149}"
"""A name in a folder; none begins with a dot, so none leads out of it."""

_NAME: Final = re.compile(
    r"store/kansenbeeld-[0-9a-f]{12}\.(?:duckdb|sha256)"
    r"|private/raw-[0-9a-f]{12}\.duckdb"
    r"|ledger/[a-z_]{1,60}\.jsonl"
    rf"|editions/{DATASET}/[0-9a-f]{{12}}(?:/{_PART}){{2,8}}"
)
_BROKEN: Final = (
    *(tarfile.TarError, EOFError, zlib.error, OSError, pa.ArrowException),
    # A map of holes that is none: tarfile reads it without looking.
    *(ValueError, IndexError, OverflowError),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup: its size in bytes and its sha256 (hex)."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds.

    Attributes:
        made: when, as ISO 8601.
        revision: of the tables of the ledger.
        database: ``sqlite`` or ``postgresql``, for who reads the list; either can be brought back into the other.
        pointed: the current version and those that were before, the latest first.
        history: the versions in the order in which each became current for the first time.
        step: number of the publication that the current version follows.
        private: whether raw counts are in it.
        left_out: editions (``dataset/edition``) that hold raw counts and are not in it.
        damaged: versions, and editions (``dataset/edition``), that nothing shows now and that were not whole any more.
        files: every other member.
    """

    made: str
    revision: str
    database: str
    pointed: tuple[str, ...]
    history: tuple[str, ...]
    step: int
    private: bool
    left_out: tuple[str, ...]
    damaged: tuple[str, ...]
    files: Mapping[str, Member]


Given = Path | bytes


def summed(given: Given) -> Member:
    """Return size and checksum of a file, or of bytes."""
    if isinstance(given, bytes):
        return Member(len(given), hashlib.sha256(given).hexdigest())
    with given.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Member(file.tell(), digest.hexdigest())


def write(target: Path, contents: Contents, given: Mapping[str, Given]) -> None:
    """Write an archive; ``given`` holds each member of ``contents.files``. What is there is replaced.

    Raises:
        OSError: it could not be written, or a file could not be read.
    """
    with _compressing(target) as stream, tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        text = json.dumps({"format": FORMAT, "product": "kansenbeeld", **asdict(contents)}, indent=1)
        _add(tar, LIST, text.encode("utf-8"))
        for name in contents.files:
            _add(tar, name, given[name])


def read(source: Path, into: Path | None = None) -> Contents:
    """Check a whole archive, and write its members below ``into`` where that is given.

    Args:
        source: the archive.
        into: an empty folder; ``None`` to look only.

    Raises:
        BackupError: it is no backup (``foreign``), of a later version (``format``), damaged or cut off (``damaged``),
            holds what it may not (``member``), or lacks something (``missing``).
        OSError: a member could not be written.
    """
    with _reading(source) as tar:
        contents = _list(source, tar)
        seen: set[str] = set()
        for name, file in _members(source, tar):
            expected = contents.files.get(name)
            if expected is None or name in seen:
                raise BackupError("member", file=source.name, member=name[:100])
            seen.add(name)
            if _taken(source, file, expected, None if into is None else into / name) != expected:
                raise BackupError("damaged", file=source.name)
    missing = sorted(contents.files.keys() - seen)
    if missing:
        raise BackupError("missing", file=source.name, member=missing[0])
    return contents


def _add(tar: tarfile.TarFile, name: str, given: Given) -> None:
    # Neither owner nor time: equal contents are equal members.
    info = tarfile.TarInfo(name)
    info.mode = 0o600
    if isinstance(given, bytes):
        info.size = len(given)
        tar.addfile(info, io.BytesIO(given))
        return
    with given.open("rb") as file:
        info.size = given.stat().st_size
        tar.addfile(info, file)


@contextlib.contextmanager
def _compressing(target: Path) -> Iterator[IO[bytes]]:
    with pa.OSFile(str(target), "wb") as file, pa.CompressedOutputStream(file, _codec(target.name)) as stream:
        yield cast("IO[bytes]", stream)


def _codec(name: str) -> str:
    return "zstd" if ".tar.zst" in name else "gzip"


@contextlib.contextmanager
def _reading(source: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive by what it begins with, not by its name, and say what is wrong with it in one sentence."""
    with source.open("rb") as file:
        begin = file.read(4)
    codec = "gzip" if begin[:2] == b"\x1f\x8b" else "zstd" if begin == b"\x28\xb5\x2f\xfd" else ""
    if not codec:
        raise BackupError("foreign", file=source.name)
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(pa.OSFile(str(source), "rb"))
        stream = stack.enter_context(pa.CompressedInputStream(file, codec))
        try:
            tar = stack.enter_context(tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|"))
        except _BROKEN as error:
            raise BackupError("foreign", file=source.name) from error
        yield tar


def _members(source: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    while True:
        try:
            member = tar.next()
        except _BROKEN as error:
            raise BackupError("damaged", file=source.name) from error
        if member is None:
            return
        file = tar.extractfile(member) if member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) else None
        if file is None or member.issparse() or not (member.name == LIST or _NAME.fullmatch(member.name)):
            raise BackupError("member", file=source.name, member=member.name[:100])
        yield member.name, file


def _list(source: Path, tar: tarfile.TarFile) -> Contents:
    name, file = next(_members(source, tar), ("", None))
    if file is None or name != LIST:
        raise BackupError("foreign", file=source.name)
    try:
        text = file.read(_MOST_LIST + 1)
        given = json.loads(text) if len(text) <= _MOST_LIST else {}
    except (*_BROKEN, RecursionError) as error:
        raise BackupError("damaged", file=source.name) from error
    if not isinstance(given, dict) or given.get("product") != "kansenbeeld":
        raise BackupError("foreign", file=source.name)
    if given.get("format") != FORMAT:
        raise BackupError("format", file=source.name)
    try:
        return _contents(given)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BackupError("damaged", file=source.name) from error


def _contents(given: Mapping[str, Any]) -> Contents:
    files = {str(name): Member(int(one["size"]), str(one["sha256"])) for name, one in given["files"].items()}
    return Contents(
        made=str(given["made"]),
        revision=str(given["revision"]),
        database=str(given["database"]),
        pointed=_texts(given["pointed"]),
        history=_texts(given["history"]),
        step=int(given["step"]),
        private=bool(given["private"]),
        left_out=_texts(given["left_out"]),
        # Earlier backups were not made where something was damaged.
        damaged=_texts(given.get("damaged", ())),
        files=files,
    )


def _texts(given: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(one) for one in given)


def _taken(source: Path, file: IO[bytes], expected: Member, target: Path | None) -> Member:
    """Read a member, and write it where it is wanted; returns what it was. It is never longer than it should be."""
    digest, size = hashlib.sha256(), 0
    with contextlib.ExitStack() as stack:
        written: IO[bytes] | None = None
        if target is not None:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = stack.enter_context(target.open("xb"))
            target.chmod(0o600)
        while True:
            try:
                chunk = file.read(_CHUNK)
            except _BROKEN as error:
                raise BackupError("damaged", file=source.name) from error
            if not chunk:
                return Member(size, digest.hexdigest())
            size += len(chunk)
            if size > expected.size:
                raise BackupError("damaged", file=source.name)
            digest.update(chunk)
            if written is not None:
                written.write(chunk)
