"""The datasets that are shown now: what the product ships, with what was published laid over it."""

from __future__ import annotations

import functools
import json
import logging
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld import paths
from kansenbeeld.language import Language
from kansenbeeld.web import context

if TYPE_CHECKING:
    from kansenbeeld.datasets.descriptions import Description
    from kansenbeeld.publishing.publishing import Publishing

_LOG: Final = logging.getLogger(__name__)
_DESCRIPTOR_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Known:
    """A dataset that is shown: its description, and the file of each of its tables by name."""

    description: Description
    tables: Mapping[str, Path]


@functools.cache
def publishing() -> Publishing:
    """Return the history of publications of this process.

    Raises:
        LedgerUnavailableError: its address is of no database that we know.
    """
    from kansenbeeld.publishing.publishing import Publishing

    return Publishing()


def datasets() -> dict[str, Known]:
    """Return the datasets that consist of tables, by name; those with outlines are the product's own.

    Raises:
        DatasetError: what is shipped is broken.
        LedgerUnavailableError: nobody can say what was published.
    """
    from kansenbeeld.datasets.packages import read_package, read_packages

    packages = {package.name: package for package in read_packages(paths.data_folder())}
    for name, edition in publishing().active().items():
        packages[name] = read_package(paths.editions_folder() / name / edition / name)
    return {name: _known(package) for name, package in packages.items() if _is_tables(package)}


def title(name: str, words: Language) -> str:
    """Return the title of a dataset that readers see now, its name where they see none of that name."""
    return titles(words).get(name, name)


def titles(words: Language) -> dict[str, str]:
    """Return the titles of the datasets that readers see now, by name."""
    return {row["dataset"]: row[f"title_{words.code}"] for row in context.store().snapshot().rows("datasets")}


def brought(path: Path, name: str) -> Description | None:
    """Return the description that came along in a zip, ``None`` where it has none that can be read.

    Args:
        path: the file.
        name: what the person calls it.
    """
    if not name.lower().endswith(".zip"):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [one for one in archive.infolist() if PurePosixPath(one.filename).name == "datapackage.json"]
            if not inside or inside[0].file_size > _DESCRIPTOR_BYTES:
                return None
            with archive.open(inside[0]) as file:
                # The size that a zip states may be a lie.
                return _description(json.loads(file.read(_DESCRIPTOR_BYTES)))
    except (OSError, zipfile.BadZipFile, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # What is wrong with the file is said by its report; a form without it is as good.
        _LOG.info("no description was taken from an uploaded zip: %s", error)
        return None
    except (RuntimeError, NotImplementedError) as error:
        _LOG.info("an uploaded zip is locked or packed in a way that is not known here: %s", error)
        return None


def _description(given: Any) -> Description:
    """Return what a ``datapackage.json`` says; the fields are looked at again when the form is confirmed."""
    import datetime as dt

    from kansenbeeld.datasets.contracts import CONTRACTS
    from kansenbeeld.datasets.descriptions import Description, TableDescription

    ours, licence = given["kansenbeeld"], given["licenses"][0]
    tables = [(one["name"], one["kansenbeeld"]) for one in given["resources"]]
    return Description(
        name=str(given["name"]),
        title=_texts(ours["title"]),
        publisher=str(ours["publisher"]),
        period=_texts(ours["period"]),
        place=_texts(ours["place"]),
        licence_name=str(licence["name"]),
        licence_title=str(licence["title"]),
        licence_url=str(licence.get("path", "")),
        sources=tuple((str(one["title"]), str(one.get("path", ""))) for one in given["sources"]),
        retrieved=dt.date.fromisoformat(str(ours["retrieved"])),
        caveats=tuple(_texts(caveat) for caveat in ours["caveats"]),
        tables=tuple(
            TableDescription(
                str(name),
                str(one["contract"]),
                _texts(one["title"]),
                str(one["status"]),
                {str(chip): str(code) for chip, code in one["chips"].items()},
            )
            for name, one in tables
            if one["contract"] in CONTRACTS
        ),
    )


def _texts(given: Any) -> dict[str, str]:
    return {"nl": str(given["nl"]), "en": str(given["en"])}


def _is_tables(package: Any) -> bool:
    return all(resource.is_table for resource in package.resources)


def _known(package: Any) -> Known:
    from kansenbeeld.datasets.descriptions import describe

    return Known(describe(package), {resource.name: resource.path for resource in package.resources})
