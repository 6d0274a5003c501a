"""Cohort flows: GENERATED pupils aggregated to findings, tables protected, and a decomposition with its interval.

The pupils are pseudo-random, or those of the practice cohort in ``tests/fixtures``, which is invented.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Final, TypeVar

import duckdb
import pandas as pd

from benchmarks.report import Row
from benchmarks.servers import Bench
from kansenbeeld import domain
from kansenbeeld.measures import bootstrap, disclosure
from kansenbeeld.store.flows import publish
from tests.measures.disclosure.invented import municipalities, standard_tables

T = TypeVar("T")

_ADVICES: Final = tuple(code for code, advice in domain.ADVICES.items() if advice.is_level)

# One row per pupil in, one row per cell of the contract "cohort_flow" out: what a build does before it protects.
_AGGREGATE: Final = """
select
    ['2020/21', '2021/22', '2022/23'][cast(hash(i, 1) % 3 as integer) + 1] as cohort,
    ['A', 'E', 'F', 'K', 'M', 'N', 'T', 'S'][cast(hash(i, 2) % 8 as integer) + 1] as area_code,
    $classes[cast(hash(i, 3) % 3 as integer) + 1] as parental_education,
    $advices[cast(hash(i, 4) % len($advices) as integer) + 1] as advice,
    $levels[cast(hash(i, 5) % len($levels) as integer) + 1] as position,
    count(*) as pupils
from range({rows}) as pupils(i)
group by all
"""


def measure(bench: Bench) -> list[Row]:
    """Protect the standard cube and many municipalities, aggregate pupils to results, draw 2,000 times."""
    millions, towns = (1, 5) if bench.small else (10, 350)
    flow, aggregated = _timed(lambda: _aggregated(millions * 1_000_000))
    _, published = _timed(lambda: publish(flow, "generated", "year3"))
    protection, protecting = _timed(lambda: disclosure.protect(standard_tables()))
    counts = ([240, 60, 60, 40], [24, 30, 48, 38], [90, 60, 150, 300], [18, 42, 135, 297])
    drawing = median(_timed(lambda: bootstrap.decomposition_interval(*counts))[1] for _ in range(5))
    each = [seconds for _, seconds in disclosure.protect_each(municipalities(towns))]
    hidden = int(protection.hidden[protection.table.layout.published].sum())
    return [
        Row(f"{millions} M GENERATED pupils to a cohort flow", aggregated, "s", note=f"{len(flow)} cells"),
        Row("that flow protected, audited, to results", published, "s"),
        Row(
            "standard cube protected, 19,500 pupils",
            protecting,
            "s",
            note=f"{hidden} of {len(protection.hidden)} cells hidden, narrowest interval {protection.narrowest:.0f}",
        ),
        Row(f"{towns} municipalities protected", sum(each), "s", note=f"slowest {max(each):.2f} s"),
        Row("decomposition with 2,000 draws", 1000 * drawing, "ms"),
    ]


def _aggregated(rows: int) -> pd.DataFrame:
    with duckdb.connect() as connection:
        parameters = {
            "classes": list(domain.PARENTAL_CLASSES),
            "advices": list(_ADVICES),
            "levels": list(domain.LEVELS),
        }
        frame = connection.execute(_AGGREGATE.format(rows=rows), parameters).df()
    whole = {"test_advice": None, "moment": "year3", "sex": "all", "origin": "all"}
    empty = {"pupils_lo": pd.array([pd.NA] * len(frame), "Int64"), "pupils_hi": pd.array([pd.NA] * len(frame), "Int64")}
    return frame.assign(**whole, **empty).astype({"pupils": "Int64"})


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start
