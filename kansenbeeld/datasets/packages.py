"""Read the datasets in a data folder: first their metadata, then each table against its contract.

Nothing is ever half-loaded: the first thing that is wrong raises a ``DatasetError``, which says in one
sentence what is wrong, where, and what to do.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import CONTRACTS, OUTLINES, PUPILS
from kansenbeeld.datasets.errors import DatasetError, Phrase, shown
from kansenbeeld.datasets.nodes import LANGUAGES, Node
from kansenbeeld.datasets.programme_files import programme_files
from kansenbeeld.datasets.pupil_files import OBJECT_STORE, PupilRows
from kansenbeeld.datasets.references import check_references
from kansenbeeld.datasets.tables import ROW, read_table, read_text

__all__ = [
    "CHIP_CODES",
    "LANGUAGES",
    "ROW",
    "DatasetError",
    "Package",
    "Resource",
    "check_references",
    "fingerprint",
    "read_package",
    "read_packages",
    "read_resource",
    "read_tables",
    "read_tables_alone",
]

DESCRIPTOR: Final = "datapackage.json"

CHIP_CODES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "rule": ("none", "laagste", "interval", "ocw_same_direction", "mixed"),
        "advice_moment": ("none", "test", "first", "final", "not_stated", "mixed"),
        "havo_cut": ("none", *domain.HAVO_CUTS, "both"),
        "loc_basis": ("none", "woon", "po_school", "vo_school", "mixed"),
        "area_version": ("none", *(str(vintage) for vintage in domain.AREA_VINTAGES)),
        "status": domain.STATUSES,
    }
)
"""The values of the chips with a closed list.

``none``: does not apply; ``not_stated``: the source does not say; ``mixed``: differs per row, so that rows
are never comparable with each other.
"""

_FORMATS: Final = {OUTLINES: "geojson", PUPILS: "parquet"}
_CHIP_FORM: Final = re.compile(r"[A-Za-z0-9_]+")
_NAME: Final = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_NAME_FORM: Final = Phrase("name")


@dataclass(frozen=True)
class Resource:
    """One file of a dataset, with what a reader must know to compare its numbers.

    ``chips`` holds all nine definition chips of ``domain.CHIPS``, ``status`` included. ``path`` is the place
    on disk; ``file`` the same place relative to the data folder, with forward slashes. Of pupil rows it is a folder,
    and where they lie in object storage ``file`` is their address.
    """

    dataset: str
    name: str
    path: Path
    file: str
    contract: str
    title: Mapping[str, str] = field(compare=False)
    status: str
    chips: Mapping[str, str] = field(compare=False)
    format: str
    mediatype: str

    @property
    def is_table(self) -> bool:
        """Whether the file is a table (``read_resource``), not outlines (``outlines.outlines``) or pupil rows."""
        return self.contract not in (OUTLINES, PUPILS)

    @property
    def pupil_rows(self) -> PupilRows:
        """Where its pupil rows lie.

        Raises:
            ValueError: it holds none.
        """
        if self.contract != PUPILS:
            raise ValueError(f"{self.file} holds no pupil rows")
        return PupilRows(self.file if self.file.startswith(OBJECT_STORE) else str(self.path))


@dataclass(frozen=True)
class Package:
    """A dataset: who published what about when and where, under which licence, with which caveats."""

    name: str
    path: Path
    title: Mapping[str, str] = field(compare=False)
    publisher: str
    period: Mapping[str, str] = field(compare=False)
    place: Mapping[str, str] = field(compare=False)
    licence_name: str
    licence_title: str
    licence_url: str
    sources: tuple[tuple[str, str], ...]
    retrieved: date
    caveats: tuple[Mapping[str, str], ...] = field(compare=False)
    resources: tuple[Resource, ...]


def read_packages(data_dir: Path) -> tuple[Package, ...]:
    """Read and check the metadata of every dataset in ``data_dir``, sorted by name; no table is opened.

    A folder without tables and without ``datapackage.json`` belongs to somebody else and is skipped.

    Raises:
        DatasetError: there is no dataset, or one has broken or incomplete metadata, an unknown contract, a
        named
            file that is missing, or a table that is not named.
    """
    if not data_dir.is_dir():
        raise DatasetError("no_folder", data_dir.name)
    packages = [read_package(folder) for folder in sorted(data_dir.iterdir()) if _is_dataset(folder)]
    if not packages:
        raise DatasetError("no_packages", data_dir.name)
    return tuple(packages)


def _is_dataset(folder: Path) -> bool:
    if (folder / DESCRIPTOR).is_file():
        return True
    table = min(folder.glob("*.csv"), default=None) if folder.is_dir() else None
    if table is not None:
        raise DatasetError("no_descriptor", f"{folder.name}/{table.name}")
    return False


def read_package(folder: Path) -> Package:
    """Read and check the metadata of one dataset, the folder of that name; errors as ``read_packages``."""
    root = _read_json(folder)
    if root.text("name") != folder.name:
        raise root.wrong("name", Phrase("folder_name", folder=folder.name))
    if not _NAME.fullmatch(folder.name):
        raise root.wrong("name", _NAME_FORM)
    ours = root.node("kansenbeeld")
    licence = root.nodes("licenses")[0]
    resources = tuple(_read_resource_node(node, folder) for node in root.nodes("resources"))
    _check_files(root.file, folder, resources)
    return Package(
        name=folder.name,
        path=folder,
        title=ours.languages("title"),
        publisher=ours.text("publisher"),
        period=ours.languages("period"),
        place=ours.languages("place"),
        licence_name=licence.text("name"),
        licence_title=licence.text("title"),
        licence_url=licence.address("path"),
        sources=tuple((source.text("title"), source.address("path")) for source in root.nodes("sources")),
        retrieved=ours.day("retrieved"),
        caveats=tuple(caveat.languages() for caveat in ours.nodes("caveats")),
        resources=resources,
    )


def _read_json(folder: Path) -> Node:
    file = f"{folder.name}/{DESCRIPTOR}"
    text = read_text(folder / DESCRIPTOR, file)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise DatasetError("no_json", file, row=error.lineno, reason=error.msg) from None
    except RecursionError:
        raise DatasetError("no_json", file, row=1, reason=Phrase("nested")) from None
    except ValueError:
        # Python reads no number of thousands of digits, which would take it for ever.
        raise DatasetError("no_json", file, row=1, reason=Phrase("long_number")) from None
    if not isinstance(data, dict):
        raise DatasetError("no_json", file, row=1, reason=Phrase("no_object"))
    return Node(file, "", data)


def _read_resource_node(node: Node, folder: Path) -> Resource:
    ours = node.node("kansenbeeld")
    status = ours.choice("status", domain.STATUSES)
    contract = ours.choice("contract", (*CONTRACTS, OUTLINES, PUPILS))
    name = node.text("name")
    if not _NAME.fullmatch(name):
        raise node.wrong("name", _NAME_FORM)
    path = node.text("path")
    remote = contract == PUPILS and path.startswith(OBJECT_STORE)
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts or "\\" in path:
        raise node.wrong("path", Phrase("pupils_path") if contract == PUPILS else Phrase("path_inside"))
    return Resource(
        dataset=folder.name,
        name=name,
        path=folder / path,
        file=path if remote else f"{folder.name}/{path}",
        contract=contract,
        title=ours.languages("title"),
        status=status,
        chips=_read_chips(ours.node("chips"), status),
        format=node.choice("format", (_FORMATS.get(contract, "csv"),)),
        mediatype=node.text("mediatype"),
    )


def _read_chips(node: Node, status: str) -> Mapping[str, str]:
    chips: dict[str, str] = {}
    for chip in domain.CHIPS:
        if chip == "status":
            chips[chip] = status
        elif chip in CHIP_CODES:
            chips[chip] = node.choice(chip, CHIP_CODES[chip])
        else:
            chips[chip] = node.text(chip, Phrase("short_code"))
            if not _CHIP_FORM.fullmatch(chips[chip]):
                raise node.wrong(chip, Phrase("chip_code"))
    return MappingProxyType(chips)


def _check_files(file: str, folder: Path, resources: tuple[Resource, ...]) -> None:
    for what in ("name", "file"):
        seen: set[str] = set()
        for resource in resources:
            value = getattr(resource, what)
            if value in seen:
                raise DatasetError("twice", file, field=f"resources {what}", value=shown(value))
            seen.add(value)
    for resource in resources:
        # Object storage is looked at when it is read: nobody should need a network to see what there is.
        remote = resource.file.startswith(OBJECT_STORE)
        there = resource.path.is_dir() if resource.contract == PUPILS else resource.path.is_file()
        if not there and not remote:
            raise DatasetError("no_file", resource.file)
    named = {resource.path for resource in resources}
    for table in sorted(folder.glob("*.csv")):
        # A table that is silently left out would look as if it had been published.
        if table not in named:
            raise DatasetError("not_named", f"{folder.name}/{table.name}")


def fingerprint(data_dir: Path) -> str:
    """Return the sha256 (hex) of everything that the datasets in ``data_dir`` consist of.

    It covers the relative path and content of each ``datapackage.json``, of each file that one names and of the
    programme of conversations, and of nothing else; equal content gives an equal fingerprint on every machine. Pupil
    rows count by the hash of their files, or in object storage by the size and ETag of each.

    Raises:
        DatasetError: as ``read_packages``.
    """
    packages = read_packages(data_dir)
    files = {f"{package.name}/{DESCRIPTOR}": package.path / DESCRIPTOR for package in packages}
    resources = [resource for package in packages for resource in package.resources]
    files |= {resource.file: resource.path for resource in resources if resource.contract != PUPILS}
    files |= {f"{path.parent.name}/{path.name}": path for path in programme_files(data_dir)}
    digest = hashlib.sha256()
    for name in sorted(files):
        content = files[name].read_bytes()
        # The length in front keeps two different sets of files from running together into the same bytes.
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    for resource in sorted((one for one in resources if one.contract == PUPILS), key=lambda one: one.file):
        digest.update(f"{resource.file}\0{resource.pupil_rows.digest()}\0".encode())
    return digest.hexdigest()


def read_resource(resource: Resource) -> pd.DataFrame:
    """Read one table, check it against its contract and convert its columns.

    Returns a frame with the columns of the contract in its order (the order in the file is free): text as
    ``str``, whole numbers as ``int64`` (``Int64`` where they may be empty), other numbers as ``float64``,
    percentages 0-100, empty optional cells as missing. The index is called ``row`` and holds the row number
    that an editor shows, with the header as row 1.

    Raises:
        DatasetError: the first thing that is wrong with the file; nothing is returned then.
        ValueError: the resource is no table.
    """
    if not resource.is_table:
        raise ValueError(f"{resource.file} is no table but holds {resource.contract}")
    contract = CONTRACTS[resource.contract]
    return read_table(resource.path, resource.file, contract)


def read_tables(packages: Iterable[Package]) -> dict[Resource, pd.DataFrame]:
    """Read every table of the packages and check the references between them.

    Raises:
        DatasetError: as ``read_resource`` and ``check_references``.
    """
    tables = (resource for package in packages for resource in package.resources if resource.is_table)
    frames = {resource: read_resource(resource) for resource in tables}
    check_references(frames)
    return frames


def read_tables_alone(package: Package) -> dict[Resource, pd.DataFrame]:
    """Read every table of one dataset, each against its contract, without its references to other datasets.

    Raises:
        DatasetError: as ``read_resource``.
    """
    return {resource: read_resource(resource) for resource in package.resources if resource.is_table}
