"""Names in the store folder, and the pointer that says which version is current.

A version's file is written once and never replaced: a process that has it open would go on seeing the old data.
The pointer is a small text file; one rename switches it, and readers look at it on every request.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_POINTER: Final = "current"
_STEP: Final = "step"
_PREFIX: Final = "kansenbeeld-"
_VERSION: Final = re.compile(r"[0-9a-f]{12}")


def version_file(folder: Path, version: str) -> Path:
    """Return the path of a version's DuckDB file.

    Raises:
        ValueError: the text can't be a version, so it never reaches a path.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(f"'{version}' is not a data version")
    return folder / f"{_PREFIX}{version}.duckdb"


def versions(folder: Path) -> tuple[str, ...]:
    """Return the versions whose file is there, in order of name."""
    names = (path.stem.removeprefix(_PREFIX) for path in folder.glob(f"{_PREFIX}*.duckdb"))
    return tuple(sorted(name for name in names if _VERSION.fullmatch(name)))


def current(folder: Path) -> str | None:
    """Return the current version, or ``None`` when nothing was published yet."""
    try:
        version = (folder / _POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    # One look at one file: this is asked on every request.
    return version if _VERSION.fullmatch(version) and version_file(folder, version).is_file() else None


def make_current(folder: Path, version: str) -> None:
    """Make a version the current one by one atomic rename.

    Raises:
        FileNotFoundError: the version has no file.
    """
    if not version_file(folder, version).is_file():
        raise FileNotFoundError(f"there is no data version {version} in {folder.name}")
    with aside(folder / _POINTER) as temporary:
        temporary.write_text(f"{version}\n", encoding="ascii")


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
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    # In a container each process has the same number: one that was killed left its half here.
    for left in (temporary, temporary.with_name(f"{temporary.name}.wal")):
        left.unlink(missing_ok=True)
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
