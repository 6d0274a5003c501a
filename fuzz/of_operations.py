"""The entrance of operations: a backup that somebody brings back."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any, Final

from fuzz.target import BrokenError, Seeds, Target
from kansenbeeld.operations import archive
from kansenbeeld.operations.errors import BackupError
from kansenbeeld.operations.recover import look

_BLOCK: Final = tarfile.BLOCKSIZE
_SUM: Final = slice(148, 156)
"""Where a header of a tar keeps its own sum."""

_MEMBERS: Final = {
    "store/kansenbeeld-0123456789ab.sha256": b"0" * 64,
    "ledger/results.jsonl": b'{"id": 1}\n',
    "editions/practice/0123456789ab/practice/datapackage.json": b"{}",
}


def _backup(data: bytes, folder: Path) -> None:
    """A backup is whole, and then exactly what its list names is unpacked, or it is refused and says why."""
    given = folder / "given.tar.gz"
    given.write_bytes(_archive(data))
    stage = folder / "stage"
    stage.mkdir()
    said = ""
    try:
        contents = archive.read(given, stage)
    except BackupError as error:
        said = error.code
    try:
        looked = look(given)
    except BackupError as error:
        if error.code != said:
            raise BrokenError("looking at a backup says something else than reading it") from error
        raise
    if said or looked != contents:
        raise BrokenError("looking at a backup finds something else than reading it")
    written = {path.relative_to(stage).as_posix(): path for path in stage.rglob("*") if path.is_file()}
    if {name: archive.summed(path) for name, path in written.items()} != dict(contents.files):
        raise BrokenError("what a backup unpacks is not what its list names")


def _archive(data: bytes) -> bytes:
    """Return the archive that the first byte asks for; compression and sums would keep a fuzzer at the door."""
    match data[:1]:
        case b"L":
            return gzip.compress(_tar(data[1:]), 1)
        case b"T":
            return gzip.compress(_summed(data[1:]), 1)
        case _:
            return data[1:]


def _tar(text: bytes) -> bytes:
    """Return a tar whose list is ``text``, with all members that it could name."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in {archive.LIST: text, **_MEMBERS}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return body.getvalue().rstrip(b"\0") + bytes(3 * _BLOCK)


def _summed(tar: bytes) -> bytes:
    """Return a tar in which every block that has the mark of a header has the right sum."""
    body = bytearray(tar)
    for start in range(0, len(body) - _BLOCK + 1, _BLOCK):
        block = body[start : start + _BLOCK]
        if block[257:262] == b"ustar":
            block[_SUM] = b" " * 8
            body[start + _SUM.start : start + _SUM.stop] = b"%06o\0 " % sum(block)
    return bytes(body)


def _list(**more: Any) -> bytes:
    files = {name: {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()} for name, body in _MEMBERS.items()}
    told = {"format": archive.FORMAT, "product": "kansenbeeld", "made": "2026-11-01T00:00:00Z", "revision": "1"}
    lists = {"database": "sqlite", "pointed": ["0123456789ab"], "history": ["0123456789ab"], "left_out": []}
    return json.dumps({**told, **lists, "step": 2, "private": False, "files": files, **more}).encode()


def _backups() -> Seeds:
    tar = _tar(_list())
    return {
        "list": b"L" + _list(),
        "short": b"L" + _list(files={}),
        "tar": b"T" + tar,
        "packed": b"R" + gzip.compress(tar, 1),
    }


_WORDS: Final = (
    *(b"Infinity", b"1e999", b"NaN", b"9" * 20, b"-1", b"null", b"[[[[", b'"size": ', b"\\ud800", b"../", b"/etc/"),
    *(b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"ustar\x0000", b"ustar  \0", b"GNU.sparse.major=1\n", b"20 path=../x\n"),
    *(b"16 size=1e9999\n", b"\x80\x00\x00\x00\xff\xff\xff\xff"),
)

TARGETS: Final = (Target("backup", _backup, _backups, 12_000, _WORDS),)
