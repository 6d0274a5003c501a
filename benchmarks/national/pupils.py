"""GENERATED pupils of twenty cohorts as Parquet, written cohort by cohort, so that memory does not grow with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd

from benchmarks.national import country
from kansenbeeld import domain

COHORTS: Final[tuple[str, ...]] = tuple(domain.school_year(start) for start in range(2003, 2023))
MOMENT: Final = "year3"
DATASET: Final = "practice_national"
"""Its name says that its figures are invented, and so every page that shows them does."""
RESOURCE: Final = "pupils"

_STEPS: Final = 400
"""A level is drawn from a list of this many, so that shares are kept to a quarter of a percent."""

_ADVICES: Final = ("pro", "vmbo-bb", "vmbo-kb", "vmbo-gt", "vmbo-gt/havo", "havo", "havo/vwo", "vwo")
_ADVICE_SHARES: Final = {
    "max_mbo1": (6, 14, 18, 22, 9, 14, 8, 9),
    "mbo2_havo_vwo": (2, 8, 13, 22, 11, 19, 11, 14),
    "hbo_wo": (0.5, 2, 4, 10, 8, 20, 19, 36.5),
    domain.UNKNOWN_EDUCATION: (4, 11, 15, 22, 10, 17, 10, 11),
}
_POSITIONS: Final = ("pro", "vmbo-bb", "vmbo-kb", "vmbo-gt", "vmbo-gt/havo", "havo", "havo/vwo", "vwo", "unknown")
_ABOVE: Final = {"max_mbo1": 0.10, "mbo2_havo_vwo": 0.13, "hbo_wo": 0.19, domain.UNKNOWN_EDUCATION: 0.11}
_BELOW: Final = {"max_mbo1": 0.22, "mbo2_havo_vwo": 0.16, "hbo_wo": 0.10, domain.UNKNOWN_EDUCATION: 0.20}
_NOWHERE: Final = 0.02
_KEYS: Final = {"key": "int32", "advice_key": "int32"}

# Everything comes from the pupil's own number, so that the same rows come out whatever the pieces: one number of 64
# bits, read in parts. Keys are small whole numbers, which DuckDB looks up without comparing.
_PUPILS: Final = """
with drawn as (
    select hash(i, 6) as all_bits from range({first}, {last}) as numbers(i)
),
parts as (
    select
        cast(all_bits % {slots} as integer) as slot,
        cast(all_bits // {slots} % 1000 as integer) as thousandth,
        cast(all_bits // {slots} // 1000 % {steps} as integer) as first_step,
        cast(all_bits // {slots} // 1000 // {steps} % {steps} as integer) as second_step,
        cast(all_bits // {slots} // 1000 // {steps} // {steps} % 60 as integer) as third_step
    from drawn
),
living as (
    select s.municipality, s.district, s.wijk, s.school, p.first_step, s.shift, p.second_step, p.third_step,
        case
            when p.thousandth < s.unknown then 3
            when p.thousandth < s.low then 0
            when p.thousandth < s.middle then 1
            else 2
        end as education
    from parts p
    join slots s on s.slot = p.slot
)
select
    l.municipality,
    l.district,
    l.wijk,
    l.school,
    a.parental_education,
    a.advice,
    t.advice as test_advice,
    '{moment}' as moment,
    p.position,
    'all' as sex,
    'all' as origin
from living l
join advices a on a.key = l.education * {steps}
    + greatest(0, least({steps} - 1, l.first_step + case when l.education = 0 then l.shift else l.shift // 2 end))
join advices t on t.key = l.education * {steps} + (l.first_step + l.third_step) % {steps}
join positions p on p.key = a.advice_key * {steps} + l.second_step
"""


def generate(folder: Path, rows: int, progress: Callable[[str], None] = lambda line: None) -> int:
    """Write a dataset of GENERATED pupils: Parquet partitioned by cohort, and its ``datapackage.json``.

    Args:
        folder: the folder of the dataset; made when it does not exist.
        rows: pupils in all, divided over the cohorts.
        progress: called with one line per cohort.

    Returns:
        Bytes of Parquet that were written.
    """
    per_cohort = rows // len(COHORTS)
    written = 0
    with duckdb.connect(config={"memory_limit": "1GB", "preserve_insertion_order": "false"}) as connection:
        for name, table in _tables():
            connection.register("incoming", table)
            connection.execute(f"create table {name} as select * from incoming")
            connection.unregister("incoming")
        for number, cohort in enumerate(COHORTS):
            target = folder / RESOURCE / f"cohort={_partition(cohort)}" / "part-0.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            last = rows if cohort == COHORTS[-1] else (number + 1) * per_cohort
            sql = _PUPILS.format(moment=MOMENT, first=number * per_cohort, last=last, slots=country.SLOTS, steps=_STEPS)
            connection.execute(f"copy ({sql}) to '{target}' (format parquet, compression zstd)")
            written += target.stat().st_size
            progress(f"GENERATED cohort {cohort}: {last - number * per_cohort:,} rows")
    _write_package(folder)
    return written


def _partition(cohort: str) -> str:
    start = domain.school_year_start(cohort)
    return f"{start}-{start + 1}"


def _tables() -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield what pupils are looked up in; the keys count on through educations, advices and steps."""
    educations = tuple(enumerate((*domain.PARENTAL_CLASSES, domain.UNKNOWN_EDUCATION)))
    yield "slots", country.slots()
    advices = [
        (number * _STEPS + step, education, advice, number * len(_ADVICES) + _ADVICES.index(advice))
        for number, education in educations
        for step, advice in enumerate(_drawn(_ADVICES, _ADVICE_SHARES[education]))
    ]
    yield "advices", pd.DataFrame(advices, columns=["key", "parental_education", "advice", "advice_key"]).astype(_KEYS)
    positions = [
        ((number * len(_ADVICES) + at) * _STEPS + step, position)
        for number, education in educations
        for at, advice in enumerate(_ADVICES)
        for step, position in enumerate(_drawn(_POSITIONS, _placed(advice, education)))
    ]
    yield "positions", pd.DataFrame(positions, columns=["key", "position"]).astype({"key": "int32"})


def _placed(advice: str, education: str) -> list[float]:
    """Return the shares of ``_POSITIONS`` after an advice: most at it, some one class above or below, few nowhere."""
    at = _ADVICES.index(advice)
    shares = [0.0] * len(_POSITIONS)
    above, below = min(at + 1, len(_ADVICES) - 1), max(at - 1, 0)
    shares[at] = 1 - _NOWHERE - _ABOVE[education] - _BELOW[education]
    shares[above] += _ABOVE[education]
    shares[below] += _BELOW[education]
    shares[-1] = _NOWHERE
    return shares


def _drawn(values: tuple[str, ...], shares: Any) -> list[str]:
    """Return ``_STEPS`` values in the given shares."""
    ends = np.cumsum(np.asarray(shares, dtype=float)) / float(np.sum(shares)) * _STEPS
    return [values[int(np.searchsorted(ends, step + 0.5))] for step in range(_STEPS)]


def _write_package(folder: Path) -> None:
    """Write the ``datapackage.json`` of the generated dataset."""
    text = json.dumps(_package(), indent=2, ensure_ascii=False)
    (folder / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")


_SAID: Final = {
    "nl": "Alle leerlingen zijn gegenereerd, om de software te meten. Het zijn geen echte kinderen.",
    "en": "All pupils are GENERATED, to measure the software. They are not real children.",
}
_TITLE: Final = {
    "nl": "GEGENEREERDE leerlingen van een verzonnen land",
    "en": "GENERATED pupils of an invented country",
}


def _package() -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": DATASET,
        "title": _TITLE["en"],
        "description": _SAID["en"],
        "licenses": [
            {"name": "CC0-1.0", "title": "CC0 1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}
        ],
        "sources": [{"title": "Generated"}],
        "contributors": [{"title": "Kansenbeeld", "roles": ["publisher"]}],
        "created": "2026-11-01T00:00:00Z",
        "resources": [_resource()],
        "kansenbeeld": {
            "title": _TITLE,
            "publisher": "Kansenbeeld (gegenereerd / generated)",
            "period": {
                "nl": f"groep 8 in {COHORTS[0]} tot en met {COHORTS[-1]}",
                "en": f"group 8 in {COHORTS[0]} to {COHORTS[-1]}",
            },
            "place": {"nl": "waar het kind woont", "en": "where the child lives"},
            "retrieved": "2026-11-01",
            "caveats": [_SAID],
        },
    }


def _resource() -> dict[str, Any]:
    return {
        "name": RESOURCE,
        "path": RESOURCE,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "kansenbeeld": {
            "contract": "pupils",
            "title": _TITLE,
            "status": "gepubliceerd",
            "chips": {
                "rule": "none",
                "advice_moment": "final",
                "havo_cut": "laagste",
                "loc_basis": "woon",
                "cohort_basis": "vanaf_advies",
                "parent_edu_def": "os_three_classes",
                "area_version": "2022",
                "source": "PRACTICE",
            },
        },
    }
