"""``python -m benchmarks engines``: the same query of the build on DuckDB and on Spark, at growing sizes.

Each engine runs in a process of its own on the cores of this machine: once cold, its start and first answer together,
and then warm. The rows are GENERATED and temporary.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import pyarrow as pa

from benchmarks import resident, results
from benchmarks.national import pupils
from kansenbeeld import domain
from kansenbeeld.paths import ROOT

NAMES: Final = ("duckdb", "spark")
QUERY: Final = "place_counts"
_WARM: Final = 3
_NEEDED: Final = 30
"""Bytes of disk for a row: its Parquet, and what an engine may spill."""
_COLUMNS: Final = ("GENERATED rows, million", "engine", "cold, s", "warm, s", "peak memory, MB", "same answer")


@dataclass(frozen=True, slots=True)
class Timing:
    """What one engine took: seconds cold and warm, peak memory in MB, and the hash of its answer."""

    cold: float
    warm: float
    memory: float
    answer: str


def add(commands: Any) -> None:
    """Add the command ``engines`` to the parser of ``python -m benchmarks``."""
    parser = commands.add_parser("engines", help="the same query of the build on DuckDB and on Spark")
    parser.add_argument("--rows", type=float, nargs="+", default=[1.0, 10.0], metavar="MILLIONS", help="sizes")
    parser.add_argument("--keep", action="store_true", help="write the result to benchmarks/results/engines.json")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Measure each size; print the table, and keep it where that is asked. 1 where the engines differ."""
    measured = {size: _measured(size) for size in sorted(options.rows)}
    rows = tuple(row for size, found in measured.items() for row in _rows(size, found))
    table = results.Table(f"The query {QUERY} on both engines", _COLUMNS, rows, "Warm: the median of three.")
    alike = all(len({one.answer for one in found.values()}) == 1 for found in measured.values())
    notes = (verdict(measured), "Reading object storage with Spark was not run: its s3a library is not on PyPI.")
    print(results.text([table], notes), flush=True)
    if options.keep:
        results.keep("engines", [table], notes, short=() if alike else ("The engines gave different answers.",))
    return 0 if alike else 1


def verdict(measured: Mapping[float, Mapping[str, Timing]]) -> str:
    """Say at which size Spark starts to pay, start included."""
    sizes = sorted(measured)
    paying = [size for size in sizes if measured[size]["spark"].cold < measured[size]["duckdb"].cold]
    if not paying:
        largest = measured[sizes[-1]]
        ratio = largest["spark"].cold / largest["duckdb"].cold
        return (
            f"On one machine Spark does not pay up to {sizes[-1]:g} million rows: there it takes {ratio:.0f} times as "
            "long as DuckDB, start included. It is for rows that one machine can't hold or read in time."
        )
    return f"On this machine Spark starts to pay at {paying[0]:g} million rows, start included."


def _measured(size: float) -> dict[str, Timing]:
    with tempfile.TemporaryDirectory(prefix="kansenbeeld-engines-") as name:
        folder = Path(name)
        rows = round(size * 1_000_000)
        if shutil.disk_usage(folder).free < _NEEDED * rows:
            raise RuntimeError(
                f"{folder} has less than {_NEEDED * rows / 1e9:.0f} GB free; give a larger disk by TMPDIR"
            )
        print(f"{size:g} million: generating", flush=True)
        pupils.generate(folder, rows)
        found = {}
        for engine in NAMES:
            print(f"{size:g} million: {engine}", flush=True)
            found[engine] = _timed(engine, folder / pupils.RESOURCE)
        return found


def _timed(engine: str, folder: Path) -> Timing:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.engines", engine, str(folder)]
    started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with started as process, resident.watched(process.pid) as peak:
        out, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{engine} stopped: {errors[-1000:]}")
    return Timing(**json.loads(out.splitlines()[-1]), memory=peak[0])


def _rows(size: float, found: Mapping[str, Timing]) -> Sequence[tuple[str, ...]]:
    first = next(iter(found.values()))
    return [
        (
            f"{size:g}",
            engine,
            f"{one.cold:.1f}",
            f"{one.warm:.2f}",
            f"{one.memory:.0f}",
            "yes" if one.answer == first.answer else "no",
        )
        for engine, one in found.items()
    ]


def _windows() -> pa.Table:
    from kansenbeeld.store.national import windows

    pairs = [(cohort, name) for name, cohorts in windows(pupils.COHORTS).items() for cohort in cohorts]
    return pa.table({"cohort": [cohort for cohort, _ in pairs], "cohorts": [name for _, name in pairs]})


def _placements() -> pa.Table:
    sides = {placement: side for side, placements in domain.REACHED.items() for placement in placements}
    pairs = [(code, sides.get(domain.placement_class(code))) for code in domain.PLACEMENTS]
    known = [(code, side) for code, side in pairs if side]
    return pa.table({"position": [code for code, _ in known], "placement": [side for _, side in known]})


def _run_one(name: str, address: str) -> None:
    """Run the query on one engine in this process, and print what it took as JSON."""
    from kansenbeeld.store.engines import PupilRows, chosen
    from kansenbeeld.store.engines.engine import ENGINE_VARIABLE

    inputs = {"pupils": PupilRows(address), "windows": _windows(), "placements": _placements()}
    seconds = []
    start = time.perf_counter()
    with chosen({ENGINE_VARIABLE: name}) as engine:
        for _ in range(1 + _WARM):
            answer = engine.run(QUERY, inputs)
            seconds.append(time.perf_counter() - start)
            start = time.perf_counter()
    digest = hashlib.sha256(json.dumps(answer.to_pylist()).encode()).hexdigest()
    print(json.dumps({"cold": seconds[0], "warm": median(seconds[1:]), "answer": digest}))


if __name__ == "__main__":
    _run_one(sys.argv[1], sys.argv[2])
