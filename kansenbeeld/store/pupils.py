"""What a build makes of pupil rows: it checks them, counts them on an engine, and lets go of them.

Nothing of a row is kept: counts stay in memory until they are protected, and only what is protected goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import COHORT_FLOW, CONTRACTS, PUPIL_ROWS, PUPILS
from kansenbeeld.datasets.errors import DatasetError, Phrase, listed, shown
from kansenbeeld.datasets.fields import Field
from kansenbeeld.datasets.packages import Package, Resource
from kansenbeeld.measures.disclosure.primary import THRESHOLD
from kansenbeeld.store.engines import Engine, EngineError, PupilRows, chosen
from kansenbeeld.store.progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa

PLACE_COUNTS: Final = "place_counts"
_FIRST_COHORT: Final = 1950
_LAST_COHORT: Final = 2100


@dataclass(frozen=True, slots=True)
class Counted:
    """What is left of pupil rows.

    Attributes:
        flows: the raw flow of Amsterdam by resource, in the form of the contract ``cohort_flow``; to be protected.
        tables: rows that are protected already, by the name of their table.
    """

    flows: Mapping[Resource, pd.DataFrame]
    tables: Mapping[str, pd.DataFrame]


def counted(packages: Sequence[Package], districts: AbstractSet[str], progress: Progress) -> Counted:
    """Check and count the pupil rows of all datasets on the engine that is chosen.

    Args:
        packages: the datasets; without pupil rows no engine is started.
        districts: the codes of Amsterdam's districts.
        progress: called with one line per step.

    Raises:
        DatasetError: rows hold what is not known here, can't be read, or can't be protected, or a process that
            protects was ended; nothing of them is kept.
    """
    from kansenbeeld.store.national import no_places, publish

    resources = [one for package in packages for one in package.resources if one.contract == PUPILS]
    if len(resources) > 1:
        # Each would be protected by itself, and the two together might tell what either hides.
        raise DatasetError("pupils_twice", resources[1].file, other=resources[0].file)
    flows: dict[Resource, pd.DataFrame] = {}
    parts: list[Mapping[str, pd.DataFrame]] = [{PLACE_COUNTS: no_places()}]
    if resources:
        with chosen() as engine:
            for resource in resources:
                progress(f"counting pupil rows of {resource.file} on {engine.name}")
                check(engine, resource, districts)
                flow = cohort_flow(engine, resource.pupil_rows)
                if len(flow):
                    flows[resource] = flow
                try:
                    rows = resource.pupil_rows
                    parts.append(publish(engine, rows, resource.dataset, resource.name, progress))
                except ValueError as error:
                    raise DatasetError("not_protected", resource.file, reason=error) from error
                except (BrokenProcessPool, OSError) as error:
                    raise DatasetError("protecting_stopped", resource.file) from error
    names = dict.fromkeys(name for part in parts for name in part)
    return Counted(flows, {name: pd.concat([part[name] for part in parts if name in part]) for name in names})


def joined(tables: Mapping[str, pd.DataFrame], more: Counted) -> dict[str, pd.DataFrame]:
    """Return the tables of a store with the rows of ``more`` below those of the same table.

    Args:
        tables: by name, among them ``flow_counts`` and ``flow_results``, which hold the protected flows of ``more``
            already.
        more: what is left of pupil rows.
    """
    from kansenbeeld.store.national import of_flow

    both = dict(tables)
    counted_here = {(resource.dataset, resource.name) for resource in more.flows}
    flows = both["flow_counts"]
    own = [pair in counted_here for pair in zip(flows["dataset"], flows["resource"], strict=True)]
    # A list without rows would choose columns.
    amsterdam = of_flow(flows[pd.Series(own, index=flows.index, dtype=bool)], both["flow_results"])
    for name, frame in (*more.tables.items(), (PLACE_COUNTS, amsterdam)):
        there = both.get(name)
        alike = frame if there is None else frame[[*there.columns]].astype(there.dtypes.to_dict())
        both[name] = alike if there is None else pd.concat([there, alike], ignore_index=True)
    return both


def check(engine: Engine, resource: Resource, districts: AbstractSet[str]) -> None:
    """Refuse pupil rows whose files lack a column, or that hold a code that is not known here.

    What stands in a row is quoted only where as many rows hold it as a count must have to be shown: somebody may have
    filled in a name.

    Raises:
        DatasetError: the first thing that is wrong: where, what, in how many rows, what to do.
    """
    if not districts:
        raise EngineError("no_districts", resource.file)
    rows = resource.pupil_rows
    _check_columns(rows, resource.file)
    known = known_codes(districts)
    faults = engine.run("pupil_faults", {PUPILS: rows, "known": known}, municipality=domain.MUNICIPALITY)
    for fault in faults.slice(0, 1).to_pylist():
        column = fault["column_name"]
        expected = Phrase("one_of", codes=listed(sorted(districts))) if column == "district" else _expected(column)
        details = {"column": column, "rows": fault["pupils"], "expected": expected}
        if fault["found"] and fault["pupils"] < THRESHOLD:
            raise EngineError("unknown_value", resource.file, **details)
        if fault["found"]:
            raise EngineError("unknown_code", resource.file, value=shown(fault["found"]), **details)
        raise EngineError("empty_code", resource.file, **details)


def cohort_flow(engine: Engine, rows: PupilRows) -> pd.DataFrame:
    """Return the raw flow of Amsterdam, in the form of the contract ``cohort_flow``.

    Raises:
        EngineError: the engine could not answer.
    """
    contract = CONTRACTS[COHORT_FLOW]
    found: pd.DataFrame = engine.run(COHORT_FLOW, {PUPILS: rows}, municipality=domain.MUNICIPALITY).to_pandas()
    types = {field.name: field.dtype for field in contract.fields}
    return found.reindex(columns=[*types]).astype(types)


def _check_columns(rows: PupilRows, file: str) -> None:
    import pyarrow as pa

    partitioned = rows.is_partitioned()
    for part, schema in rows.schemas():
        where = f"{file}/{part}"
        if partitioned and "cohort" in schema.names:
            raise EngineError("cohort_twice", where)
        for column in PUPIL_ROWS.columns:
            if partitioned and column == "cohort":
                continue
            if schema.names.count(column) != 1:
                raise EngineError("no_column", where, column=column)
            kind = schema.field(column).type
            kind = kind.value_type if pa.types.is_dictionary(kind) else kind
            if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
                raise EngineError("no_text", where, column=column, kind=str(kind))


def known_codes(districts: AbstractSet[str]) -> pa.Table:
    """Return the codes of each column that has a list of them, as ``pupil_faults`` reads them.

    Forms stand in the query itself.

    Args:
        districts: the codes of Amsterdam's districts.

    Returns:
        Columns ``name_of_column`` and ``code``, both text.
    """
    import pyarrow as pa

    pairs = [*_pairs(), *(("district", code) for code in sorted(districts))]
    return pa.table(
        {
            "name_of_column": pa.array([column for column, _ in pairs], pa.string()),
            "code": pa.array([code for _, code in pairs], pa.string()),
        }
    )


def _pairs() -> Iterator[tuple[str, str]]:
    yield from (("cohort", domain.school_year(start)) for start in range(_FIRST_COHORT, _LAST_COHORT))
    yield from ((field.name, code) for field in PUPIL_ROWS.fields for code in field.codes)


def _expected(column: str) -> Phrase:
    field: Field = PUPIL_ROWS.field(column)
    if field.codes:
        return Phrase("one_of", codes=listed(field.codes))
    return Phrase("form_of", example=field.example)
