"""What there is to screen at a place on disk: one file, or every table that a ``datapackage.json`` names."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from kansenbeeld.datasets.descriptions import Description, describe
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.packages import DESCRIPTOR, Package, read_package
from kansenbeeld.screening.report import Check, Place, Report


@dataclass(frozen=True, slots=True)
class Target:
    """One table to screen.

    Attributes:
        path: the file.
        name: what the report calls it.
        contract: a key of ``CONTRACTS``; empty where nothing says so.
        description: of its dataset, with this table alone; ``None`` where there is none.
    """

    path: Path
    name: str
    contract: str = ""
    description: Description | None = None


def targets(path: Path) -> tuple[Target, ...]:
    """Return what there is to screen.

    Args:
        path: a file; a folder with a ``datapackage.json``; or that file itself.

    Returns:
        The tables of the dataset in its order (none for outlines), or the file alone, with its description where the
        ``datapackage.json`` beside it names it.

    Raises:
        FileNotFoundError: there is no such file or folder, or the folder has no ``datapackage.json``.
        DatasetError: the ``datapackage.json`` that was asked for is not as it should be.
    """
    whole = path.resolve()
    if whole.is_dir() or whole.name == DESCRIPTOR:
        folder = whole if whole.is_dir() else whole.parent
        if not (folder / DESCRIPTOR).is_file():
            raise FileNotFoundError(path)
        return _tables(read_package(folder))
    if not whole.is_file():
        raise FileNotFoundError(path)
    beside = _beside(whole)
    return beside or (Target(path, path.name),)


def unreadable(path: Path, error: DatasetError) -> Report:
    """Return the report of a dataset whose ``datapackage.json`` can't be used."""
    place = Place(path.name)
    return Report(path.name, "", 0, (Check("metadata", "package.unreadable", "fail", place, {"reason": error}),))


def _tables(package: Package) -> tuple[Target, ...]:
    whole = describe(package)
    found = []
    for resource in package.resources:
        if resource.is_table:
            alone = tuple(table for table in whole.tables if table.name == resource.name)
            description = dataclasses.replace(whole, tables=alone)
            found.append(Target(resource.path, resource.path.name, resource.contract, description))
    return tuple(found)


def _beside(path: Path) -> tuple[Target, ...]:
    """The file as the ``datapackage.json`` in its folder describes it; nothing where that is no help."""
    if not (path.parent / DESCRIPTOR).is_file():
        return ()
    try:
        package = read_package(path.parent)
    except DatasetError:
        # It was not asked about, and may belong to something else.
        return ()
    return tuple(target for target in _tables(package) if target.path == path)
