"""The tables of a data version: those of each contract, what is made out of them, and what is said of them.

Facts keep dataset and resource, so that each figure leads back to the table of its publisher.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pandas as pd

from kansenbeeld.datasets.contracts import COHORT_FLOW, CONTRACTS, OUTLINES, PUPILS
from kansenbeeld.datasets.fields import Contract
from kansenbeeld.datasets.outlines import outlines, places
from kansenbeeld.datasets.packages import Package, Resource
from kansenbeeld.datasets.programme import Programme, to_rows
from kansenbeeld.store import flows
from kansenbeeld.store.errors import BuildError
from kansenbeeld.store.estimate import estimate
from kansenbeeld.store.progress import Progress

NamedTables = Iterator[tuple[str, pd.DataFrame]]
Rows = Iterator[dict[str, object]]


def of_datasets(
    packages: Sequence[Package],
    frames: Mapping[Resource, pd.DataFrame],
    programme: Programme,
    progress: Progress,
) -> dict[str, pd.DataFrame]:
    """Return every table of a data version by its name; raw counts are protected on the way.

    Args:
        packages: the datasets.
        frames: the rows of each of their tables, checked.
        programme: the conversations and their themes.
        progress: called with one line per step.

    Raises:
        BuildError: ``not_protected`` where raw counts can't be protected.
    """
    joined = dict(_contracts(frames))
    if not joined["outcome_shares"].empty and not joined["single_figures"].empty:
        joined["estimates"] = estimate(joined["outcome_shares"], joined["single_figures"])
    shapes = [resource for package in packages for resource in package.resources if resource.contract == OUTLINES]
    progress(f"drawing {len(shapes)} maps")
    joined[OUTLINES] = pd.concat([outlines(resource.path) for resource in shapes], ignore_index=True)
    return joined | dict(_flows(frames, progress)) | dict(_described(packages)) | {"programme": _programme(programme)}


def districts(frames: Mapping[Resource, pd.DataFrame]) -> set[str]:
    """Return the codes of the districts of 2022, out of the rows of each table."""
    areas = [frame for resource, frame in frames.items() if resource.contract == "areas"]
    return {
        code
        for frame in areas
        for code in frame.loc[(frame["area_vintage"] == 2022) & (frame["area_level"] == "stadsdeel"), "area_code"]
    }


def _contracts(frames: Mapping[Resource, pd.DataFrame]) -> NamedTables:
    for contract in sorted(CONTRACTS.keys() - {COHORT_FLOW}):
        parts = [
            frame.assign(dataset=resource.dataset, resource=resource.name)
            for resource, frame in frames.items()
            if resource.contract == contract
        ]
        # A kind of table that nobody has published yet is there without rows, so that a query answers "none".
        rows = pd.concat(parts, ignore_index=True) if parts else _no_rows(CONTRACTS[contract])
        if contract == "schools":
            rows = rows.join(places(rows["longitude"], rows["latitude"]))
        yield contract, rows


def _no_rows(contract: Contract) -> pd.DataFrame:
    types = {field.name: field.dtype for field in contract.fields} | {"dataset": "str", "resource": "str"}
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()})


def _programme(programme: Programme) -> pd.DataFrame:
    types = {"kind": "str", "id": "str", "position": "int64", "document": "str"}
    return pd.DataFrame(to_rows(programme), columns=list(types)).astype(types)


def _flows(frames: Mapping[Resource, pd.DataFrame], progress: Progress) -> NamedTables:
    """Protect raw counts; only what :func:`flows.publish` gives back goes on."""
    parts = []
    for resource, frame in frames.items():
        if resource.contract in (COHORT_FLOW, PUPILS):
            progress(f"protecting {resource.file}")
            try:
                parts.append(flows.publish(frame, resource.dataset, resource.name))
            except ValueError as error:
                raise BuildError("not_protected", resource.file, reason=error) from error
    for name, columns in (("counts", flows.COUNT_COLUMNS), ("results", flows.RESULT_COLUMNS)):
        empty = pd.DataFrame({column: pd.Series(dtype=_FLOW_TYPES.get(column, "str")) for column in columns})
        joined = pd.concat([empty, *(getattr(part, name) for part in parts)], ignore_index=True)
        yield f"flow_{name}", joined.astype({column: _FLOW_TYPES.get(column, "str") for column in columns})
    yield "disclosure", pd.DataFrame({"report": pd.Series([part.report for part in parts], dtype="str")})


_FLOW_TYPES: Final = {
    "years": "int64",
    "pupils": "Int64",
    "pupils_lo": "Int64",
    "pupils_hi": "Int64",
    "value": "float64",
    "low": "float64",
    "high": "float64",
}


def _described(packages: Sequence[Package]) -> NamedTables:
    """Give what people are told of the datasets: each of them, their tables, where they come from, and their limits."""
    for name, rows in (
        ("datasets", _datasets),
        ("resources", _resources),
        ("sources", _sources),
        ("caveats", _caveats),
    ):
        yield name, pd.DataFrame(row for package in packages for row in rows(package))


def _datasets(package: Package) -> Rows:
    yield {
        "dataset": package.name,
        **_both("title", package.title),
        "publisher": package.publisher,
        **_both("period", package.period),
        **_both("place", package.place),
        "licence": package.licence_title,
        "licence_url": package.licence_url,
        "retrieved": package.retrieved,
    }


def _resources(package: Package) -> Rows:
    for resource in package.resources:
        yield {
            "dataset": resource.dataset,
            "resource": resource.name,
            # What is left of pupil rows is the flow that was made of them.
            "contract": COHORT_FLOW if resource.contract == PUPILS else resource.contract,
            **_both("title", resource.title),
            "chips": json.dumps(dict(resource.chips)),
            "area_vintage": 2022 if resource.chips.get("area_version") == "2022" else 2015,
        }


def _sources(package: Package) -> Rows:
    for position, (title, url) in enumerate(package.sources, start=1):
        yield {"dataset": package.name, "position": position, "title": title, "url": url}


def _caveats(package: Package) -> Rows:
    for position, caveat in enumerate(package.caveats, start=1):
        yield {"dataset": package.name, "position": position, **_both("text", caveat)}


def _both(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_nl": texts["nl"], f"{name}_en": texts["en"]}
