"""``python -m benchmarks engines``: the queries of a build of pupil rows on DuckDB and on Spark, at growing sizes.

Each engine runs in a process of its own on the cores of this machine: all queries once, in the order of a build and
with the start of the engine, and then warm. The rows are GENERATED and temporary.
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
from typing import TYPE_CHECKING, Any, Final

from benchmarks import resident, results
from benchmarks.national import country, pupils
from kansenbeeld import domain
from kansenbeeld.paths import ROOT

if TYPE_CHECKING:
    import pyarrow as pa

    from kansenbeeld.store.engines.engine import Inputs

NAMES: Final = ("duckdb", "spark")
QUERIES: Final = ("pupil_faults", "cohort_flow", "school_advice", "place_counts")
"""What a build asks of an engine, in its order."""

WHOLE: Final = "all, as a build runs them"
_WARM: Final = 3
_NEEDED: Final = 30
"""Bytes of disk for a row: its Parquet, and what an engine may spill."""
_COLUMNS: Final = (
    "GENERATED rows, million",
    "engine",
    "query",
    "first, s",
    "warm, s",
    "peak memory, MB",
    "same answer",
)
_NOTE: Final = (
    "First: in a fresh process, the start of the engine within the first query and within all. Warm: the median of "
    "three rounds more. Memory: the most that the process held in all rounds, its children included."
)


@dataclass(frozen=True, slots=True)
class Timing:
    """What one engine took.

    Attributes:
        rounds: seconds of each query of ``QUERIES``, once through per round; the first with the start of the engine.
        memory: peak in MB.
        answers: the hash of each query's answer.
    """

    rounds: Sequence[Sequence[float]]
    memory: float
    answers: Sequence[str]

    def first(self, query: int | None = None) -> float:
        """Return the seconds of a query in the first round, or of all together."""
        return sum(self.rounds[0]) if query is None else self.rounds[0][query]

    def warm(self, query: int | None = None) -> float:
        """Return the median seconds of a query in later rounds, or of all together."""
        return median(sum(one) if query is None else one[query] for one in self.rounds[1:])


def add(commands: Any) -> None:
    """Add the command ``engines`` to the parser of ``python -m benchmarks``."""
    parser = commands.add_parser("engines", help="the queries of a build on DuckDB and on Spark")
    parser.add_argument("--rows", type=float, nargs="+", default=[1.0, 10.0], metavar="MILLIONS", help="sizes")
    parser.add_argument("--keep", action="store_true", help="write the result to benchmarks/results/engines.json")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Measure each size; print the table, and keep it where that is asked. 1 where the engines differ."""
    measured = {size: _measured(size) for size in sorted(options.rows)}
    rows = tuple(row for size, found in measured.items() for row in table_rows(size, found))
    table = results.Table("The queries of a build on both engines", _COLUMNS, rows, _NOTE)
    alike = all(len({tuple(one.answers) for one in found.values()}) == 1 for found in measured.values())
    notes = (verdict(measured), "Reading object storage with Spark was not run: its s3a library is not on PyPI.")
    print(results.text([table], notes), flush=True)
    if options.keep:
        results.keep("engines", [table], notes, short=() if alike else ("The engines gave different answers.",))
    return 0 if alike else 1


def verdict(measured: Mapping[float, Mapping[str, Timing]]) -> str:
    """Say at which size Spark starts to pay for all that a build asks, start included.

    Args:
        measured: by size in millions of rows and by engine.
    """
    sizes = sorted(measured)
    paying = [size for size in sizes if measured[size]["spark"].first() < measured[size]["duckdb"].first()]
    if not paying:
        largest = measured[sizes[-1]]
        first = largest["spark"].first() / largest["duckdb"].first()
        warm = largest["spark"].warm() / largest["duckdb"].warm()
        return (
            f"On one machine Spark does not pay up to {sizes[-1]:g} million rows: there the queries of a build "
            f"together take {first:.1f} times as long as on DuckDB, start included, and warm {warm:.1f} times. It is "
            "for rows that one machine can't hold or read in time."
        )
    return (
        f"On this machine Spark starts to pay at {paying[0]:g} million rows, for the queries of a build together, "
        "start included."
    )


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


def table_rows(size: float, found: Mapping[str, Timing]) -> Sequence[tuple[str, ...]]:
    """Return the rows of the table for one size in millions of rows: per engine all queries together, then each."""
    first = next(iter(found.values()))
    rows = []
    for engine, one in found.items():
        same = [ours == theirs for ours, theirs in zip(one.answers, first.answers, strict=True)]
        for number, query in ((None, WHOLE), *enumerate(QUERIES)):
            memory = f"{one.memory:.0f}" if number is None else ""
            alike = all(same) if number is None else same[number]
            seconds = (f"{one.first(number):.2f}", f"{one.warm(number):.2f}")
            rows.append((f"{size:g}", engine, query, *seconds, memory, "yes" if alike else "no"))
    return rows


def _asked(address: str) -> Sequence[tuple[str, Inputs, Mapping[str, str]]]:
    """Return each query of a build with its inputs and parameters."""
    from kansenbeeld.store.engines import PupilRows
    from kansenbeeld.store.national import MOMENT, place_inputs, windows
    from kansenbeeld.store.pupils import known_codes

    rows = PupilRows(address)
    here, then = {"municipality": domain.MUNICIPALITY}, {"moment": MOMENT}
    asked: Mapping[str, tuple[Inputs, Mapping[str, str]]] = {
        "pupil_faults": ({"known": known_codes(frozenset(country.DISTRICTS))}, here),
        "cohort_flow": ({}, here),
        "school_advice": ({}, then),
        "place_counts": (place_inputs(windows(pupils.COHORTS)), then),
    }
    return [(query, {"pupils": rows, **asked[query][0]}, asked[query][1]) for query in QUERIES]


def _run_one(name: str, address: str) -> None:
    """Run the queries of a build on one engine in this process, and print what they took as JSON."""
    from kansenbeeld.store.engines import chosen
    from kansenbeeld.store.engines.engine import ENGINE_VARIABLE

    asked = _asked(address)
    rounds: list[list[float]] = []
    answers: list[str] = []
    start = time.perf_counter()
    with chosen({ENGINE_VARIABLE: name}) as engine:
        for _ in range(1 + _WARM):
            rounds.append([])
            for query, inputs, parameters in asked:
                answer = engine.run(query, inputs, **parameters)
                rounds[-1].append(time.perf_counter() - start)
                if len(rounds) == 1:
                    answers.append(_hash(answer))
                start = time.perf_counter()
    print(json.dumps({"rounds": rounds, "answers": answers}))


def _hash(answer: pa.Table) -> str:
    """Return the sha256 (hex) of an answer as text, since engines lay out the same table differently in memory."""
    from pyarrow import csv

    with tempfile.TemporaryFile() as file:
        csv.write_csv(answer, file)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    _run_one(sys.argv[1], sys.argv[2])
