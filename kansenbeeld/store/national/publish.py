"""All that leaves a build of pupil rows of a country: protected counts by place, and advice by school.

The engine turns rows into counts; from there on nothing depends on how many rows there were. Every municipality and
window of cohorts is one system of linked tables, because nothing is published that adds municipalities up: what a page
shows of the rest of the country is the sum of what municipalities show (see docs/decisions.md). Pupils of Amsterdam are
published as a cohort flow; their place counts are taken from its protected tables and never counted a second time.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from kansenbeeld import domain
from kansenbeeld.measures.disclosure.primary import PLAIN_THRESHOLD
from kansenbeeld.store.flows.publish import cohort_windows
from kansenbeeld.store.national import places

if TYPE_CHECKING:
    from kansenbeeld.store.engines import Engine, PupilRows

MOMENT: Final = "year3"
"""The only moment that is published: two moments of the same pupils would have to be protected as one system."""

PLACE_COLUMNS: Final[Mapping[str, str]] = {
    "dataset": "str",
    "resource": "str",
    "moment": "str",
    "cohorts": "str",
    "years": "int64",
    "municipality": "str",
    "area_code": "str",
    "parental_education": "str",
    "placement": "str",
    "pupils": "Int64",
    "code": "str",
}
SCHOOL_COLUMNS: Final[Mapping[str, str]] = {
    "school_year": "str",
    "school_code": "str",
    "school_name": "str",
    "school_type": "str",
    "advice": "str",
    "pupils": "Int64",
    "pupils_lo": "Int64",
    "pupils_hi": "Int64",
    "dataset": "str",
    "resource": "str",
}
_FEW: Final = 16
"""Places from which another process pays for its start."""

Progress = Callable[[str], None]


def publish(
    engine: Engine, rows: PupilRows, dataset: str, resource: str, progress: Progress, workers: int | None = None
) -> Mapping[str, pd.DataFrame]:
    """Make what may leave out of the pupil rows of a country.

    Args:
        engine: what runs the aggregate queries.
        rows: the pupil rows.
        dataset, resource: names that the tables carry.
        progress: called with one line per step.
        workers: processes that protect, as many as there are cores by default; the result is the same.

    Returns:
        ``place_counts`` (columns ``PLACE_COLUMNS``; without Amsterdam, see :func:`of_flow`), ``school_advice`` of the
        newest window (``SCHOOL_COLUMNS``), and ``disclosure`` with one ``report``.

    Raises:
        DisclosureError: something that leaves would give a small count away; the build must stop.
    """
    advice = engine.run("school_advice", {"pupils": rows}, moment=MOMENT).to_pandas()
    found = windows(sorted(set(advice["cohort"])))
    counted = engine.run("place_counts", {"pupils": rows, "windows": _windows(found), "placements": _placements()})
    taken = list(_places(counted.to_pandas()))
    progress(f"protecting {len(taken)} tables of municipalities")
    protected = _protected(taken, workers or os.cpu_count() or 1)
    newest = next(iter(found.values()), ())
    name = f"{dataset}/{resource}"
    return {
        "place_counts": _joined(protected, found).assign(dataset=dataset, resource=resource)[[*PLACE_COLUMNS]],
        "school_advice": _schools(advice[advice["cohort"].isin(newest)]).assign(dataset=dataset, resource=resource)[
            [*SCHOOL_COLUMNS]
        ],
        "disclosure": pd.DataFrame({"report": [_report(name, protected)]}),
    }


def of_flow(flow_counts: pd.DataFrame) -> pd.DataFrame:
    """Return the place counts of Amsterdam, with its districts, out of the protected tables of its cohort flow.

    The same pupils in two separate tables would have to be protected as one system: what is hidden in one could be
    worked out from the other. So what the flow shows is taken over, and nothing else.

    Args:
        flow_counts: protected counts, columns ``flows.COUNT_COLUMNS``.

    Returns:
        Rows with the columns ``PLACE_COLUMNS``.
    """
    rows = flow_counts[(flow_counts["moment"] == MOMENT) & (flow_counts["advice"] == "") & (flow_counts["split"] == "")]
    known = rows[rows["tab"] == "cube"]
    of_city = (rows["area_code"] == "") & (rows["parental_education"] == domain.UNKNOWN_EDUCATION)
    unknown = rows[(rows["tab"] == "unknown") & of_city & (rows["placement"] == "")]
    found = pd.concat([known, unknown], ignore_index=True)
    return found.assign(municipality=domain.MUNICIPALITY)[[*PLACE_COLUMNS]].astype(PLACE_COLUMNS)


def no_places() -> pd.DataFrame:
    """Return the table ``place_counts`` without rows, for a build without pupil rows."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in PLACE_COLUMNS.items()})


def windows(cohorts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the windows of cohorts by name, newest first; they neither overlap nor run across a break.

    Args:
        cohorts: school years of group 8, in order.
    """
    found = cohort_windows(cohorts) if cohorts else []
    return {one[0] if len(one) == 1 else f"{one[0]}-{one[-1]}": one for one in found}


def _windows(found: Mapping[str, Sequence[str]]) -> pa.Table:
    pairs = [(cohort, name) for name, cohorts in found.items() for cohort in cohorts]
    return pa.table(
        {
            "cohort": pa.array([cohort for cohort, _ in pairs], pa.string()),
            "cohorts": pa.array([name for _, name in pairs], pa.string()),
        }
    )


def _placements() -> pa.Table:
    classes = {member: side for side, members in domain.REACHED.items() for member in members}
    pairs = [(code, classes.get(domain.placement_class(code))) for code in domain.PLACEMENTS]
    known = [(code, side) for code, side in pairs if side is not None]
    return pa.table({"position": [code for code, _ in known], "placement": [side for _, side in known]})


def _places(counted: pd.DataFrame) -> Iterator[places.Place]:
    """Cut the answer of the aggregate query into places, in order of moment, window and municipality."""
    rows = counted[(counted["moment"] == MOMENT) & (counted["municipality"] != domain.MUNICIPALITY)]
    rows = rows.assign(wijk=rows["wijk"].fillna(""))
    classes = {code: number for number, code in enumerate(domain.PARENTAL_CLASSES)}
    sides = {code: number for number, code in enumerate(places.PLACEMENTS)}
    for key, here in rows.groupby(["moment", "cohorts", "municipality"], sort=True):
        known = here[here["parental_education"].isin(classes)]
        codes = tuple(sorted(set(known["wijk"])))
        counts = np.zeros((len(codes), len(classes), len(sides)), dtype=np.int64)
        at = {code: number for number, code in enumerate(codes)}
        index = (known["wijk"].map(at), known["parental_education"].map(classes), known["placement"].map(sides))
        np.add.at(counts, tuple(one.to_numpy(dtype=np.int64) for one in index), known["pupils"].to_numpy())
        unknown = int(here.loc[here["parental_education"] == domain.UNKNOWN_EDUCATION, "pupils"].sum())
        moment, cohorts, municipality = map(str, key)
        yield places.Place((moment, cohorts, municipality), codes, counts, unknown)


def _protected(taken: Sequence[places.Place], workers: int) -> list[places.Protected]:
    if min(workers, len(taken) // _FEW) < 2:
        return [places.protect(place) for place in taken]
    # Started afresh: a process that is copied would have the engine's locks, but not its threads.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(places.protect, taken, chunksize=16))


def _joined(protected: Sequence[places.Protected], found: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    parts = []
    for one in protected:
        moment, cohorts, municipality = one.key
        parts.append(
            one.rows.assign(moment=moment, cohorts=cohorts, years=len(found[cohorts]), municipality=municipality)
        )
    return pd.concat([no_places(), *parts], ignore_index=True).astype(PLACE_COLUMNS)


def _schools(advice: pd.DataFrame) -> pd.DataFrame:
    """Return advice by school as its contract has it: what counts fewer than five pupils is a range from 0 to 4.

    No total is printed beside it, so nothing can be worked out from the others. Zeros are not told from small counts.
    """
    keys = ["cohort", "school"]
    # Pupils of one school may live in several municipalities.
    by_school = advice.groupby([*keys, "advice"])["pupils"].sum().reset_index()
    schools = by_school[keys].drop_duplicates()
    levels = pd.DataFrame({"advice": list(domain.ADVICES)})
    full = schools.merge(levels, how="cross").merge(by_school, on=[*keys, "advice"], how="left")
    counts = full["pupils"].fillna(0).astype("Int64")
    shown = counts >= PLAIN_THRESHOLD
    rounded = (counts * 2 + 5) // 10 * 5
    return (
        full.rename(columns={"cohort": "school_year", "school": "school_code"})
        .assign(
            school_name="",
            school_type="bo",
            pupils=rounded.where(shown),
            pupils_lo=pd.Series(0, full.index, dtype="Int64").mask(shown),
            pupils_hi=pd.Series(PLAIN_THRESHOLD - 1, full.index, dtype="Int64").mask(shown),
        )
        .sort_values(["school_year", "school_code", "advice"], ignore_index=True)
    )


def _report(name: str, protected: Sequence[places.Protected]) -> str:
    """Say for each window how many municipalities there are, what was taken together and what was hidden."""
    lines = [f"{name}\n{'window':<18}{'tables':>8}{'cells':>9}{'hidden':>8}{'merged':>8}{'narrowest':>11}"]
    for cohorts in dict.fromkeys(one.key[1] for one in protected):
        here = [one for one in protected if one.key[1] == cohorts]
        widths = [one.narrowest for one in here if one.narrowest is not None]
        narrowest = f"{min(widths):.0f}" if widths else "-"
        lines.append(
            f"{cohorts:<18}{len(here):>8}{sum(len(one.rows) for one in here):>9}{sum(one.hidden for one in here):>8}"
            f"{sum(one.merged for one in here):>8}{narrowest:>11}"
        )
    return "\n".join(lines)
