"""Editions: datasets as they were given, each in a folder of its own that is never written again.

An edition is ``<editions>/<dataset>/<first 12 hex digits of its checksum>/<dataset>/``. The folder is for its owner
only, since a dataset may hold raw counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kansenbeeld.datasets.packages import DESCRIPTOR, DatasetError, Package, read_package, read_tables_alone
from kansenbeeld.datasets.programme_files import FOLDER as PROGRAMME
from kansenbeeld.publishing.errors import PublishError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_EDITION: Final = re.compile(r"[0-9a-f]{12}")
_CHUNK: Final = 1 << 20

FAULTS: Final = ("edition_gone", "edition_damaged")
"""Codes of what can be wrong with an edition that was sound when it was taken in."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A dataset as it was given: its name, the edition, sha256 (hex) of its files, and the folder that holds them."""

    dataset: str
    name: str
    checksum: str
    folder: Path


def take_in(given: Path, editions: Path) -> Edition:
    """Copy a dataset aside, check the copy, and give it its place; the same files again are the same edition.

    Where the files in that place are not what they were any more, they are set aside beside it.

    Args:
        given: the folder of the dataset, named like it.
        editions: the folder of editions; made when it does not exist.

    Raises:
        PublishError: it is no dataset, holds what does not belong to it, or its tables are not as they should be; or
            others can enter the folder of editions, and it can't be closed.
    """
    if not given.is_dir():
        raise PublishError("no_folder", folder=given.name)
    name = checked_name(given.resolve().name)
    _close(editions)
    # Within the folder of editions, so that the rename below stays on one disk.
    with tempfile.TemporaryDirectory(prefix=".", dir=editions) as aside:
        place = Path(aside) / "edition"
        place.mkdir(mode=0o700)
        copy = place / name
        _copy(given, copy)
        _check(copy)
        checksum = checksum_of(copy)
        edition = checksum[:12]
        target = editions / name / edition
        target.parent.mkdir(mode=0o700, exist_ok=True)
        if target.exists() and not _is_whole(target / name, checksum):
            _set_aside(target)
        if not target.exists():
            _rename(place, target)
    return found(editions, name, edition)


def checked_name(name: str) -> str:
    """Return the name of a dataset or table.

    Raises:
        PublishError: it can't be one.
    """
    # The programme of conversations lies among the datasets and is none.
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name == PROGRAMME:
        raise PublishError("name", folder=str(name)[:60])
    return name


def found(editions: Path, dataset: str, edition: str) -> Edition:
    """Return an edition after looking whether its files are what they were.

    Raises:
        PublishError: it is not there, or its files have changed.
    """
    folder = editions / dataset / edition / dataset
    if not _NAME.fullmatch(dataset) or not _EDITION.fullmatch(edition) or not folder.is_dir():
        raise PublishError("edition_gone", dataset=dataset, edition=edition)
    checksum = checksum_of(folder)
    if checksum[:12] != edition:
        raise PublishError("edition_damaged", dataset=dataset, edition=edition)
    return Edition(dataset, edition, checksum, folder)


def listed(editions: Path) -> tuple[tuple[str, str], ...]:
    """Return dataset and edition of everything that was taken in, in order of name; nothing of it is looked at."""
    return tuple(
        (path.parent.name, path.name)
        for path in sorted(editions.glob("*/*/"))
        if _NAME.fullmatch(path.parent.name) and _EDITION.fullmatch(path.name) and (path / path.parent.name).is_dir()
    )


def checksum_of(folder: Path) -> str:
    """Return the sha256 (hex) of the files in a folder: their relative paths and content, in order of path."""
    digest = hashlib.sha256()
    for path in sorted(_files(folder), key=lambda path: path.relative_to(folder).as_posix()):
        # The length in front keeps two different sets of files from running together into the same bytes.
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _close(editions: Path) -> None:
    editions.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and stat.S_IMODE(editions.stat().st_mode) & 0o077:
        # An administrator made it beforehand, or a copy of it was put back.
        with contextlib.suppress(OSError):
            editions.chmod(0o700)
        if stat.S_IMODE(editions.stat().st_mode) & 0o077:
            raise PublishError("open_folder", folder=editions.name)


def _is_whole(folder: Path, checksum: str) -> bool:
    try:
        return folder.is_dir() and checksum_of(folder) == checksum
    except PublishError:
        # Links stand where files were.
        return False


def _set_aside(target: Path) -> None:
    """Keep what is there for whoever wants to know what happened to it, under a name that no edition has."""
    free = (target.with_name(f"{target.name}.damaged-{number}") for number in itertools.count(1))
    target.rename(next(path for path in free if not path.exists()))


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(parent) / name
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                # What it points at may be anybody's file, and may be another one tomorrow.
                raise PublishError("no_plain_file", file=f"{folder.name}/{path.relative_to(folder).as_posix()}")
        yield from (Path(parent) / name for name in names)


def _copy(given: Path, copy: Path) -> None:
    copy.mkdir(mode=0o700)
    for path in _files(given):
        target = copy / path.relative_to(given)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, target, follow_symlinks=False)
        # A dataset may hold raw counts, and is never written again.
        target.chmod(0o400)


def _check(folder: Path) -> Package:
    try:
        package = read_package(folder)
        belong = {folder / DESCRIPTOR, *(resource.path for resource in package.resources)}
        stray = sorted(path.relative_to(folder).as_posix() for path in _files(folder) if path not in belong)
        if stray:
            raise PublishError("stray_file", file=f"{folder.name}/{stray[0]}")
        read_tables_alone(package)
    except DatasetError as error:
        raise PublishError("refused", sentence=error) from error
    return package


def _rename(place: Path, target: Path) -> None:
    try:
        place.rename(target)
    except OSError:
        # Somebody else took the same files in at the same moment; theirs are looked at by the caller.
        if not target.is_dir():
            raise
