"""Chips, sources and status of a finding, read from the store and put in the reader's words."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kansenbeeld.domain import CHIPS, STATUSES, Status
from kansenbeeld.findings.finding import Chip, Source
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ResourceName = tuple[str, str]
"""Dataset and resource, such as ``("kco_outcomes", "group8")``."""

NONE = "none"
"""The value of a chip that does not apply to a table."""

MIXED = "mixed"
"""The value of a chip that differs from row to row."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the numbers of a finding come from and what they mean."""

    chips: tuple[Chip, ...]
    sources: tuple[Source, ...]
    status: Status
    version: str
    data_date: dt.date


def provenance(
    snapshot: Snapshot,
    language: Language,
    *resources: ResourceName,
    computed: bool = False,
    estimated: bool = False,
    chosen: Mapping[str, str] | None = None,
) -> Provenance:
    """Return the provenance of numbers that rest on the given resources.

    Args:
        snapshot: the data version.
        language: the reader's language.
        resources: the tables used, at least one.
        computed: whether the finding's main number is worked out here, as a gap or a rest of the city is.
        estimated: whether it is modelled.
        chosen: definitions that the reader chose, chip to value, in place of those of the tables.

    Raises:
        KeyError: the store has no such resource.
    """
    chips = {
        (chip.code, chip.value): chip
        for resource in resources
        for chip in chip_texts(snapshot, language, resource)
        if chip.code != "status" and chip.code not in (chosen or {})
    }
    definite = {code for code, value in chips if value != MIXED}
    chips = {key: chip for key, chip in chips.items() if key[1] != MIXED or key[0] not in definite}
    chips |= {(code, value): _chip(code, value, language) for code, value in (chosen or {}).items()}
    worked_out = [status for status, is_so in (("berekend", computed), ("schatting", estimated)) if is_so]
    status = _weakest([*(_chips(snapshot)[resource]["status"] for resource in resources), *worked_out])
    chips["status", status] = _chip("status", status, language)
    sources = tuple(source(snapshot, language, dataset) for dataset in dict.fromkeys(name for name, _ in resources))
    return Provenance(
        chips=tuple(sorted(chips.values(), key=lambda chip: CHIPS.index(chip.code))),
        sources=sources,
        status=status,
        version=snapshot.version,
        # Not of the whole data version: one new table makes the others no newer.
        data_date=max(one.retrieved for one in sources),
    )


def chip_texts(snapshot: Snapshot, language: Language, resource: ResourceName) -> tuple[Chip, ...]:
    """Return the chips of one table in the reader's words; those that do not apply to it are left out.

    Raises:
        KeyError: the store has no such table.
    """
    publisher = _datasets(snapshot)[resource[0]]["publisher"]
    return tuple(
        _chip(code, value, language, publisher) for code, value in _chips(snapshot)[resource].items() if value != NONE
    )


def _chip(code: str, value: str, language: Language, publisher: str = "") -> Chip:
    # A new dataset may bring codes that have no words yet: then the code itself is shown, which is a year for areas.
    key = f"chip.{code}.{value}"
    text = publisher if code == "source" and value != MIXED else language.text_or(key, value)
    return Chip(code, value, language.text(f"chip.{code}"), text)


def source(snapshot: Snapshot, language: Language, dataset: str) -> Source:
    """Return the source of a dataset in the reader's language.

    Raises:
        KeyError: the store has no such dataset.
    """
    row = _datasets(snapshot)[dataset]
    return Source(
        dataset=dataset,
        publisher=row["publisher"],
        title=row[f"title_{language.code}"],
        period=row[f"period_{language.code}"],
        licence=row["licence"],
        url=row["url"],
        retrieved=row["retrieved"],
    )


def caveats(snapshot: Snapshot, language: Language, *datasets: str) -> tuple[str, ...]:
    """Return what a reader must know before using the datasets, a sentence or two each."""
    rows = snapshot.rows("caveats")
    return tuple(row[f"text_{language.code}"] for row in rows if row["dataset"] in datasets)


def is_there(snapshot: Snapshot, resource: ResourceName) -> bool:
    """Whether a data version has a table."""
    return resource in _chips(snapshot)


def is_estimate(snapshot: Snapshot, resource: ResourceName) -> bool:
    """Whether the numbers of a table are modelled, so that nothing may be compared by them.

    Raises:
        KeyError: the store has no such table.
    """
    return _chips(snapshot)[resource]["status"] == "schatting"


def _weakest(statuses: Sequence[str]) -> Status:
    return max((status for status in STATUSES if status in statuses), key=STATUSES.index)


@functools.lru_cache(maxsize=8)
def _chips(snapshot: Snapshot) -> Mapping[ResourceName, Mapping[str, str]]:
    return {(row["dataset"], row["resource"]): json.loads(row["chips"]) for row in snapshot.rows("resources")}


@functools.lru_cache(maxsize=8)
def _datasets(snapshot: Snapshot) -> Mapping[str, Mapping[str, Any]]:
    urls: dict[str, str] = {}
    for row in snapshot.rows("sources"):
        urls.setdefault(row["dataset"], row["url"])
    return {row["dataset"]: {**row, "url": urls.get(row["dataset"], "")} for row in snapshot.rows("datasets")}
