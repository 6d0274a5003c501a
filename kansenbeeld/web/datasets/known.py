"""The datasets that are shown now: what the product ships, with what was published laid over it."""

from __future__ import annotations

import functools
import json
import logging
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld import paths
from kansenbeeld.language import Language
from kansenbeeld.web import context

if TYPE_CHECKING:
    from kansenbeeld.datasets.descriptions import Description, TableDescription
    from kansenbeeld.publishing.publication import Publication
    from kansenbeeld.publishing.publishing import Publishing

_LOGGER: Final = logging.getLogger(__name__)
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


def log() -> tuple[Publication, ...]:
    """Return every step, the oldest first; it is read again once there is another step.

    Raises:
        LedgerUnavailableError: nobody can say what was published.
    """
    return _log(publishing().current_step(), paths.ledger_url())


def datasets() -> Mapping[str, Known]:
    """Return the datasets that consist of tables, by name; those with outlines are the product's own.

    One that was published and whose files were damaged since is left out.

    Raises:
        DatasetError: what is shipped is broken.
        LedgerUnavailableError: nobody can say what was published.
    """
    return _datasets(publishing().current_step(), paths.ledger_url(), paths.data_folder(), paths.editions_folder())


@functools.lru_cache(maxsize=2)
def _log(step: int, ledger: str) -> tuple[Publication, ...]:
    """Return the steps of a ledger; what is kept is told apart by the number of the newest one."""
    del step, ledger
    return publishing().log()


@functools.lru_cache(maxsize=2)
def _datasets(step: int, ledger: str, data: Path, editions: Path) -> Mapping[str, Known]:
    from kansenbeeld.datasets.packages import read_package, read_packages
    from kansenbeeld.publishing.editions import found
    from kansenbeeld.publishing.errors import PublishError

    del step, ledger
    packages = {package.name: package for package in read_packages(data)}
    for name, edition in publishing().active().items():
        packages.pop(name, None)
        try:
            packages[name] = read_package(found(editions, name, edition).folder)
        except PublishError as error:
            # Gone or damaged: its tables must not be published again beside a new one.
            _LOGGER.warning("a published dataset is left out: %s", error)
    return MappingProxyType({name: _known(package) for name, package in packages.items() if _is_tables(package)})


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
            inside = [one for one in archive.infolist() if _is_descriptor(one.filename)]
            if not inside or inside[0].file_size > _DESCRIPTOR_BYTES:
                return None
            with archive.open(inside[0]) as file:
                # The size that a zip states may be a lie.
                return _description(json.loads(file.read(_DESCRIPTOR_BYTES)))
    except (OSError, zipfile.BadZipFile, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # What is wrong with the file is said by its report; a form without it is as good.
        _LOGGER.info("no description was taken from an uploaded zip: %s", error)
        return None
    except (RuntimeError, NotImplementedError) as error:
        _LOGGER.info("an uploaded zip is locked or packed in a way that is not known here: %s", error)
        return None


def _description(given: Any) -> Description:
    """Return what a ``datapackage.json`` says; the fields are looked at again when the form is confirmed."""
    import datetime as dt

    from kansenbeeld.datasets.contracts import CONTRACTS
    from kansenbeeld.datasets.descriptions import Description

    ours, licence = given["kansenbeeld"], given["licenses"][0]
    tables = [(one["name"], one["kansenbeeld"]) for one in given["resources"]]
    return Description(
        name=_text(given["name"]),
        title=_texts(ours["title"]),
        publisher=_text(ours["publisher"]),
        period=_texts(ours["period"]),
        place=_texts(ours["place"]),
        licence_name=_text(licence["name"]),
        licence_title=_text(licence["title"]),
        licence_url=_text(licence.get("path", "")),
        sources=tuple((_text(one["title"]), _text(one.get("path", ""))) for one in given["sources"]),
        retrieved=dt.date.fromisoformat(_text(ours["retrieved"])),
        caveats=tuple(_texts(caveat) for caveat in ours["caveats"]),
        tables=tuple(_table(_text(name), one) for name, one in tables if one["contract"] in CONTRACTS),
    )


def _table(name: str, given: Any) -> TableDescription:
    """Return what is said of one table; a status or a definition that the form can't offer is the first that it can."""
    from kansenbeeld.datasets.descriptions import TableDescription
    from kansenbeeld.domain import STATUSES
    from kansenbeeld.web.datasets import describing

    status = _text(given["status"])
    chips = {chip: describing.known_chip(chip, _text(given["chips"].get(chip, ""))) for chip in describing.CHOSEN_CHIPS}
    status = status if status in STATUSES else STATUSES[0]
    return TableDescription(name, _text(given["contract"]), _texts(given["title"]), status, chips)


def _texts(given: Any) -> dict[str, str]:
    return {"nl": _text(given["nl"]), "en": _text(given["en"])}


def _text(given: Any) -> str:
    """Return something as text that can be sent to a browser: half a pair of surrogates can't."""
    return str(given).encode("utf-8", "replace").decode()


def _is_descriptor(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and parts[-1] == "datapackage.json" and parts[0] != "__MACOSX"


def _is_tables(package: Any) -> bool:
    return all(resource.is_table for resource in package.resources)


def _known(package: Any) -> Known:
    from kansenbeeld.datasets.descriptions import describe

    return Known(describe(package), {resource.name: resource.path for resource in package.resources})
