"""Write a dataset as a folder: its tables as CSV, and the ``datapackage.json`` that describes them.

The other way round of ``packages``: what this writes, ``packages.read_packages`` reads.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kansenbeeld.datasets.contracts import COHORT_FLOW, CONTRACTS, OUTLINES
from kansenbeeld.datasets.packages import DESCRIPTOR, Package, read_package, read_tables_alone

Texts = Mapping[str, str]
"""A text in both languages: ``{"nl": ..., "en": ...}``."""

_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True, slots=True)
class TableDescription:
    """What a reader must know of one table.

    Attributes:
        name: lower-case letters, digits and ``_``; its file is ``<name>.csv``, or ``<name>.geojson`` for outlines.
        contract: a key of ``CONTRACTS``, or ``OUTLINES``.
        title: in both languages.
        status: one of ``domain.STATUSES``.
        chips: the definition chips of ``domain.CHIPS`` without ``status``.
    """

    name: str
    contract: str
    title: Texts
    status: str
    chips: Mapping[str, str]

    @property
    def is_table(self) -> bool:
        """Whether its file is a table, not outlines."""
        return self.contract != OUTLINES


@dataclass(frozen=True, slots=True)
class Description:
    """What a reader must know of a dataset: who published what about when and where, under which licence.

    Attributes:
        name: lower-case letters, digits and ``_``; the name of its folder.
        title, period, place: in both languages.
        publisher: who published the figures.
        licence_name, licence_title, licence_url: short code, words, address (may be empty).
        sources: title and address (may be empty) of each, at least one.
        retrieved: the day on which the figures were taken from the publisher.
        caveats: what a reader must not conclude, at least one, in both languages.
        tables: at least one.
    """

    name: str
    title: Texts
    publisher: str
    period: Texts
    place: Texts
    licence_name: str
    licence_title: str
    licence_url: str
    sources: tuple[tuple[str, str], ...]
    retrieved: date
    caveats: tuple[Texts, ...]
    tables: tuple[TableDescription, ...]


def describe(package: Package, *, outlines: bool = False) -> Description:
    """Return the description of a dataset that was read, to write it again with other tables; its outlines if asked."""
    return Description(
        name=package.name,
        title=package.title,
        publisher=package.publisher,
        period=package.period,
        place=package.place,
        licence_name=package.licence_name,
        licence_title=package.licence_title,
        licence_url=package.licence_url,
        sources=package.sources,
        retrieved=package.retrieved,
        caveats=package.caveats,
        tables=tuple(
            TableDescription(
                resource.name,
                resource.contract,
                resource.title,
                resource.status,
                {chip: value for chip, value in resource.chips.items() if chip != "status"},
            )
            for resource in package.resources
            if resource.is_table or (outlines and resource.contract == OUTLINES)
        ),
    )


def descriptor(description: Description) -> dict[str, Any]:
    """Return the content of ``datapackage.json`` (Data Package v2, our own properties under ``kansenbeeld``)."""
    licence = {"name": description.licence_name, "title": description.licence_title}
    if description.licence_url:
        licence["path"] = description.licence_url
    return {
        "$schema": _PROFILE,
        "name": description.name,
        "title": description.title["en"],
        "licenses": [licence],
        "sources": [{"title": title} | ({"path": url} if url else {}) for title, url in description.sources],
        "contributors": [{"title": description.publisher, "roles": ["publisher"]}],
        "created": f"{description.retrieved.isoformat()}T00:00:00Z",
        "resources": [_resource(table) for table in description.tables],
        "kansenbeeld": {
            "title": dict(description.title),
            "publisher": description.publisher,
            "period": dict(description.period),
            "place": dict(description.place),
            "retrieved": description.retrieved.isoformat(),
            "caveats": [dict(caveat) for caveat in description.caveats],
        },
    }


def write(parent: Path, description: Description, frames: Mapping[str, pd.DataFrame | Path]) -> Path:
    """Write a dataset as the folder ``parent/<name>``, aside first, checked, then renamed.

    Args:
        parent: the folder of datasets; made when it does not exist. An earlier folder of that name is replaced whole.
        description: the dataset.
        frames: by name of the table, a frame with the columns of its contract, or the path of a CSV (UTF-8, commas)
            that is taken as it is; of outlines, a GeoDataFrame in EPSG:4326 with code, name, level and vintage.

    Returns:
        The folder.

    Raises:
        DatasetError: the description or a table is not as it should be; nothing was written.

    A dataset with raw counts is for its owner only: the folder 0700, its files 0600.
    """
    parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{description.name}.", dir=parent))
    try:
        folder = aside / description.name
        folder.mkdir()
        text = json.dumps(descriptor(description), ensure_ascii=False, indent=2)
        (folder / DESCRIPTOR).write_text(f"{text}\n", encoding="utf-8")
        for table in description.tables:
            _write_table(folder / file_of(table), frames[table.name], table.contract)
        if any(table.contract == COHORT_FLOW for table in description.tables):
            folder.chmod(0o700)
            for path in folder.iterdir():
                path.chmod(0o600)
        read_tables_alone(read_package(folder))
        target = parent / description.name
        if target.exists():
            target.replace(aside / "earlier")
        folder.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def file_of(table: TableDescription) -> str:
    """Return the name of the file that a table is written to, within the folder of its dataset."""
    return f"{table.name}.{'geojson' if table.contract == OUTLINES else 'csv'}"


def _resource(table: TableDescription) -> dict[str, Any]:
    if table.contract == OUTLINES:
        kind: dict[str, Any] = {"format": "geojson", "mediatype": "application/geo+json", "encoding": "utf-8"}
    else:
        kind = {
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": CONTRACTS[table.contract].table_schema(),
        }
    return {
        "name": table.name,
        "path": file_of(table),
        **kind,
        "kansenbeeld": {
            "contract": table.contract,
            "title": dict(table.title),
            "status": table.status,
            "chips": dict(table.chips),
        },
    }


def _write_table(path: Path, table: pd.DataFrame | Path, contract: str) -> None:
    if isinstance(table, Path):
        shutil.copyfile(table, path)
    elif contract == OUTLINES:
        shapes: Any = table
        path.write_text(shapes.to_json(drop_id=True, ensure_ascii=False), encoding="utf-8")
    else:
        columns = list(CONTRACTS[contract].columns)
        table[columns].to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
    if contract == OUTLINES:
        from kansenbeeld.datasets.outlines import outlines

        outlines(path)
