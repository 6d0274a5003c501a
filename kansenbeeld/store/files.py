"""Names in the store folder, and the pointer that says which version is current.

A version's file is written once and never replaced: a process that has it open would go on seeing the old data.
The pointer is a small text file; one rename switches it, and readers look at it on every request. Its first line is
the current version; below it stand those that were current before, the latest first, so that where the current file
is damaged it is known what readers saw last, whatever the clocks say. Beside each version lies its checksum.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_POINTER: Final = "current"
_STEP: Final = "step"
_HISTORY: Final = "history"
_PREFIX: Final = "kansenbeeld-"
_VERSION: Final = re.compile(r"[0-9a-f]{12}")
_UNFINISHED: Final = (f"{_PREFIX}*.tmp", f"{_PREFIX}*.tmp.*", "private/raw-*.tmp", "private/raw-*.tmp.*")
_KEPT: Final = 20
"""How many earlier versions the pointer remembers."""

Identity = tuple[int, int, int, int]
"""Device, inode, size in bytes and moment of writing of a file: another file, or one written again, has another."""


def version_file(folder: Path, version: str) -> Path:
    """Return the path of a version's DuckDB file.

    Raises:
        ValueError: the text can't be a version, so it never reaches a path.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(f"'{version}' is not a data version")
    return folder / f"{_PREFIX}{version}.duckdb"


def is_version(text: str) -> bool:
    """Return whether a text can be the name of a version."""
    return _VERSION.fullmatch(text) is not None


def version_in(path: Path) -> str:
    """Return the version whose file a path is."""
    return path.stem.removeprefix(_PREFIX)


def versions(folder: Path) -> tuple[str, ...]:
    """Return the versions whose file is there, in order of name."""
    names = (version_in(path) for path in folder.glob(f"{_PREFIX}*.duckdb"))
    return tuple(sorted(name for name in names if _VERSION.fullmatch(name)))


def current(folder: Path) -> str | None:
    """Return the current version, or ``None`` when nothing was published yet or its file is gone."""
    known = pointed(folder)
    # One look at one file: this is asked on every request.
    return known[0] if known and version_file(folder, known[0]).is_file() else None


def pointed(folder: Path) -> tuple[str, ...]:
    """Return the version that should be current and those that were before, the latest first; their files may be gone.

    Empty where nothing was published yet, or where the pointer itself is damaged.
    """
    try:
        names = (folder / _POINTER).read_bytes().decode("ascii", "replace").split()
    except FileNotFoundError:
        return ()
    return tuple(names) if names and all(_VERSION.fullmatch(name) for name in names) else ()


def make_current(folder: Path, version: str) -> None:
    """Make a version the current one by one atomic rename; where it is already, nothing is written.

    Raises:
        FileNotFoundError: the version has no file.
    """
    if not version_file(folder, version).is_file():
        raise FileNotFoundError(f"there is no data version {version} in {folder.name}")
    before = pointed(folder)
    if before[:1] == (version,) and version in history(folder):
        # A store that may only be read can be built into again: a build of the same data changes nothing.
        return
    note_shown(folder, (*before[:1], version))
    earlier = [name for name in before if name != version]
    with aside(folder / _POINTER) as temporary:
        temporary.write_text("\n".join([version, *earlier[:_KEPT]]) + "\n", encoding="ascii")


def history(folder: Path) -> tuple[str, ...]:
    """Return the versions in the order in which each became current for the first time."""
    try:
        names = (folder / _HISTORY).read_bytes().decode("ascii", "replace").split()
    except OSError:
        return ()
    return tuple(dict.fromkeys(name for name in names if _VERSION.fullmatch(name)))


def note_shown(folder: Path, shown: tuple[str, ...]) -> None:
    """Add versions to the history, in this order; those that it holds already keep their place."""
    known = history(folder)
    new = [name for name in dict.fromkeys(shown) if name not in known]
    if new:
        # Added at the end in one go: two processes lose nothing of each other, and a half line is no version.
        with (folder / _HISTORY).open("ab") as file:
            file.write(("\n" + "\n".join(new) + "\n").encode("ascii"))


def checksum_file(folder: Path, version: str) -> Path:
    """Return the path of the sha256 (hex) of a version's file; errors as :func:`version_file`."""
    return version_file(folder, version).with_suffix(".sha256")


def note_checksum(folder: Path, version: str, path: Path) -> None:
    """Write down what the bytes of a version must be, before its file ``path`` takes its place."""
    with aside(checksum_file(folder, version)) as temporary:
        temporary.write_text(f"{_sha256(path)}\n", encoding="ascii")


def intact(folder: Path, version: str) -> bool:
    """Return whether a version's file holds the bytes that its build wrote.

    A file without a checksum, from before there were any, is taken at its word.
    """
    path = version_file(folder, version)
    try:
        expected = checksum_file(folder, version).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return path.is_file()
    try:
        return _sha256(path) == expected
    except OSError:
        return False


def identity(path: Path) -> Identity | None:
    """Return what tells a file from another one in its place, ``None`` where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def put_aside(path: Path) -> None:
    """Keep a damaged file, for whoever wants to know what happened to it, under a name that no version has."""
    free = (path.with_name(f"{path.name}.damaged-{number}") for number in itertools.count(1))
    with contextlib.suppress(FileNotFoundError):
        path.rename(next(name for name in free if not name.exists()))


def remove_unfinished(folder: Path) -> None:
    """Remove what builds left that were killed. Only for who holds the lock of the folder: nobody else builds there."""
    for path in {path for pattern in _UNFINISHED for path in folder.glob(pattern)}:
        # A large build keeps a folder of its own beside its file.
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def take_over(candidates: Path, folder: Path, version: str) -> None:
    """Move a version's file, and that of its raw counts, from a folder of candidates to the store folder.

    Harmless where there is no such candidate, also when another process moves it at the same moment.
    """
    target = version_file(folder, version)
    raw = Path("private") / f"raw-{version}.duckdb"
    if not version_file(candidates, version).is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if (candidates / raw).is_file():
            (candidates / raw).replace(private_folder(folder) / raw.name)
    with contextlib.suppress(FileNotFoundError):
        checksum_file(candidates, version).replace(checksum_file(folder, version))
    if target.is_file() and not intact(folder, version):
        put_aside(target)
    with contextlib.suppress(FileNotFoundError):
        version_file(candidates, version).replace(target)


def private_folder(folder: Path) -> Path:
    """Return the folder of raw counts within a store folder, made if need be, which only its owner can enter."""
    private = folder / "private"
    private.mkdir(mode=0o700, exist_ok=True)
    if stat.S_IMODE(private.stat().st_mode) != 0o700:
        private.chmod(0o700)
    return private


def step(folder: Path) -> int:
    """Return the number of the publication that the current version follows, 0 where there was none."""
    try:
        text = (folder / _STEP).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return 0
    return int(text) if text.isdecimal() else 0


def note_step(folder: Path, number: int) -> None:
    """Remember the number of the publication that the current version follows."""
    with aside(folder / _STEP) as temporary:
        temporary.write_text(f"{number}\n", encoding="ascii")


@contextlib.contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a temporary path beside ``target``; on success it takes the target's place, on failure it is removed."""
    # Not the number of the process: in a container each process has the same.
    temporary = target.with_name(f"{target.name}.{secrets.token_hex(6)}.tmp")
    try:
        yield temporary
        # On the disk before it has its name, so that not even a power cut leaves a name with half a file.
        _to_disk(temporary)
        temporary.replace(target)
        _to_disk(target.parent)
    finally:
        for left in (temporary, temporary.with_name(f"{temporary.name}.wal")):
            left.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    if os.name != "posix":
        # A folder can't be opened there.
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
