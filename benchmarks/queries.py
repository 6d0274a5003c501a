"""Latency of queries: every shipped one on the shipped data, and shares by district on GENERATED pupils.

All of them go the way of the product, through ``Snapshot.query``: named query, checked parameters, one
thread, a cursor each. The generated pupils are pseudo-random and say nothing about anyone.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

import duckdb
import pandas as pd

from benchmarks.report import Row
from benchmarks.servers import Bench
from kansenbeeld.paths import QUERIES
from kansenbeeld.store import Snapshot, Store, files, queries

_GENERATED: Final = Path(__file__).with_name("queries")

# The table "datasets" is there because a snapshot reads its date. Keys of a table this long are enumerations: grouping
# on texts takes three times as long.
_PUPILS: Final = """
create table datasets as select date '2000-01-01' as retrieved;
create type district as enum (select 'district ' || i from range(8) t(i) order by 1);
create type parental_education as enum ('geen_hbo_wo', 'hbo', 'wo');
create table generated_pupils as
select
    cast('district ' || (hash(i, 1) % 8) as district) as district,
    cast(['geen_hbo_wo', 'hbo', 'wo'][cast(hash(i, 2) % 3 as integer) + 1] as parental_education) as parental_education,
    cast(hash(i, 3) % 6 + 1 as tinyint) as advice,
    cast(hash(i, 4) % 6 + 1 as tinyint) as level_at_16
from range({rows}) as pupils(i);
create table generated_cube as
select district, parental_education, advice, level_at_16, count(*) as pupils
from generated_pupils
group by all
order by all;
"""


def measure(bench: Bench) -> list[Row]:
    """Time every query many times."""
    rows = [*_shipped(bench), *_generated(bench, 1)]
    return rows if bench.small else [*rows, *_generated(bench, 10)]


def _shipped(bench: Bench) -> list[Row]:
    snapshot = Store(bench.store).snapshot()
    times = 10 if bench.small else 200
    rows = []
    for name in queries.names(QUERIES):
        examples = {parameter.name: parameter.example for parameter in queries.load(name, QUERIES).parameters}
        taken = _milliseconds(functools.partial(snapshot.query, name, **examples), times)
        rows.append(Row(f"shipped data: {name}", taken, "ms"))
    return rows


def _generated(bench: Bench, millions: int) -> list[Row]:
    version = f"{millions:012x}"
    path = files.version_file(bench.folder, version)
    with duckdb.connect(path) as connection:
        connection.execute(_PUPILS.format(rows=millions * 1_000_000))
    snapshot = Snapshot(path, version, _GENERATED)

    def from_rows() -> pd.DataFrame:
        return snapshot.query("generated_shares_from_rows", threshold=5)

    def from_cube() -> pd.DataFrame:
        return snapshot.query("generated_shares_from_cube", threshold=5)

    pd.testing.assert_frame_equal(from_rows(), from_cube())
    aim = 20 if millions == 1 else None
    times = 5 if bench.small else 50
    return [
        Row(f"{millions} M GENERATED rows: from rows", _milliseconds(from_rows, times), "ms", aim=aim),
        Row(f"{millions} M GENERATED rows: from the cube", _milliseconds(from_cube, times * 4), "ms", aim=aim),
    ]


def _milliseconds(ask: Callable[[], pd.DataFrame], times: int) -> float:
    ask()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    return median(taken) * 1000
