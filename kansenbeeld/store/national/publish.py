"""All that leaves a build of pupil rows of a country: protected counts by place, and advice by school.

The engine turns rows into counts; from there on nothing depends on how many rows there were. Every municipality and
window of cohorts is one system of linked tables, because nothing is published that adds municipalities up: what a page
shows of the rest of the country is the sum of what municipalities show (see docs/decisions.md). Pupils of Amsterdam are
published as a cohort flow; their place counts are taken from its protected tables and never counted a second time.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from kansenbeeld import domain
from kansenbeeld.measures.disclosure.primary import PLAIN_THRESHOLD, rounded_count
from kansenbeeld.store.flows.publish import POOLED, cohort_windows
from kansenbeeld.store.national import places
from kansenbeeld.store.progress import Progress

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
    "percent": "Float64",
    "code": "str",
}
"""The table ``place_counts``. ``percent`` (0-100) stands in rows at havo or higher: their part of the pupils with the
same other labels, missing where it may not be shown."""

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
    counted = engine.run("place_counts", {"pupils": rows, **place_inputs(found)}, moment=MOMENT)
    taken = list(_places(counted.to_pandas(), found))
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


def of_flow(flow_counts: pd.DataFrame, flow_results: pd.DataFrame) -> pd.DataFrame:
    """Return the place counts of Amsterdam, with its districts, out of the protected tables of its cohort flow.

    The same pupils in two separate tables would have to be protected as one system: what is hidden in one could be
    worked out from the other. So what the flow shows is taken over, and nothing else. A window of fewer than three
    cohorts serves the city only.

    Args:
        flow_counts: protected counts, columns ``flows.COUNT_COLUMNS``.
        flow_results: what was worked out of them, columns ``flows.RESULT_COLUMNS``; percentages come from there.

    Returns:
        Rows with the columns ``PLACE_COLUMNS``.
    """
    rows = flow_counts[(flow_counts["moment"] == MOMENT) & (flow_counts["advice"] == "") & (flow_counts["split"] == "")]
    rows = rows[(rows["area_code"] == "") | (rows["years"] >= POOLED)]
    known = rows[rows["tab"] == "cube"]
    of_city = (rows["area_code"] == "") & (rows["parental_education"] == domain.UNKNOWN_EDUCATION)
    unknown = rows[(rows["tab"] == "unknown") & of_city & (rows["placement"] == "")]
    found = pd.concat([known, unknown], ignore_index=True)
    reached = flow_results[flow_results["measure"] == "reached"]
    keys = ["dataset", "resource", "cohorts", "moment", "area_code", "parental_education"]
    shares = reached.rename(columns={"grp": "parental_education", "value": "percent"})[[*keys, "percent"]]
    found = found.merge(shares.assign(placement=places.REACHED), on=[*keys, "placement"], how="left")
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


def place_inputs(found: Mapping[str, Sequence[str]]) -> Mapping[str, pa.Table]:
    """Return the small tables that the query ``place_counts`` joins to pupil rows, by name.

    Args:
        found: the windows, as :func:`windows` gives them.
    """
    cohorts = [(cohort, name) for name, members in found.items() for cohort in members]
    classes = {member: side for side, members in domain.REACHED.items() for member in members}
    pairs = [(code, classes.get(domain.placement_class(code))) for code in domain.PLACEMENTS]
    placed = [(code, side) for code, side in pairs if side is not None]
    levels = [code for code, advice in domain.ADVICES.items() if advice.is_level]
    # Of a table without rows the type would not be known.
    return {
        "windows": pa.table(
            {
                "cohort": pa.array([cohort for cohort, _ in cohorts], pa.string()),
                "cohorts": pa.array([name for _, name in cohorts], pa.string()),
            }
        ),
        "advices": pa.table({"advice": levels}),
        "placements": pa.table({"position": [code for code, _ in placed], "placement": [side for _, side in placed]}),
    }


def _places(counted: pd.DataFrame, found: Mapping[str, Sequence[str]]) -> Iterator[places.Place]:
    """Cut the answer of the aggregate query into places, in order of window and municipality."""
    rows = counted[counted["municipality"] != domain.MUNICIPALITY]
    classes = {code: number for number, code in enumerate(domain.PARENTAL_CLASSES)}
    sides = {code: number for number, code in enumerate(places.PLACEMENTS)}
    for key, here in rows.groupby(["cohorts", "municipality"], sort=True):
        known = here[here["parental_education"].isin(classes)]
        codes = tuple(sorted(set(known["wijk"])))
        counts = np.zeros((len(codes), len(classes), len(sides)), dtype=np.int64)
        at = {code: number for number, code in enumerate(codes)}
        index = (known["wijk"].map(at), known["parental_education"].map(classes), known["placement"].map(sides))
        np.add.at(counts, tuple(one.to_numpy(dtype=np.int64) for one in index), known["pupils"].to_numpy())
        unknown = int(here.loc[here["parental_education"] == domain.UNKNOWN_EDUCATION, "pupils"].sum())
        cohorts, municipality = map(str, key)
        whole_window = len(found[cohorts]) >= POOLED
        yield places.Place((MOMENT, cohorts, municipality), codes, counts, unknown, wijken_apart=whole_window)


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

    Zeros are not told from small counts. This table is not audited together with the place counts, which are about
    the same pupils: those stand by where pupils live and without advice, so that no number of one is a sum of numbers
    of the other, but where a municipality and a school have the same pupils each bounds the other. Nor is any total
    printed here. Who knows that of a school from elsewhere can bound the sum of its hidden numbers, as well as rounding
    allows; each of them has at most four pupils, whoever adds up what.
    """
    keys = ["cohort", "school"]
    # Pupils of one school may live in several municipalities.
    by_school = advice.groupby([*keys, "advice"])["pupils"].sum().reset_index()
    schools = by_school[keys].drop_duplicates()
    levels = pd.DataFrame({"advice": list(domain.ADVICES)})
    full = schools.merge(levels, how="cross").merge(by_school, on=[*keys, "advice"], how="left")
    counts = full["pupils"].fillna(0).astype("Int64")
    shown = counts >= PLAIN_THRESHOLD
    rounded = counts.map(rounded_count).astype("Int64")
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
