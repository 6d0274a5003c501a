"""``python -m benchmarks scale``: GENERATED pupils of a country, from rows to a served page, at growing sizes.

Each size is generated, built by the product's own build in a process of its own, and served. What a page costs is
measured on the store that came of it: it should not grow with the rows. The Parquet and stores are temporary.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks import resident, results
from benchmarks.national import pupils
from benchmarks.servers import serving_app
from kansenbeeld import findings
from kansenbeeld.findings import municipality
from kansenbeeld.findings.cohort import MOMENT
from kansenbeeld.findings.finding import Selection
from kansenbeeld.findings.municipality import ID
from kansenbeeld.paths import DATA, ROOT
from kansenbeeld.store import Store, files

_MILLION: Final = 1_000_000
_REPEATS: Final = 30
_COLUMNS: Final = (
    "GENERATED rows, million",
    "Parquet, MB",
    "count rows, s",
    "protected cells",
    "protect municipalities, s",
    "protect Amsterdam's flow, s",
    "whole build, s",
    "peak memory of the build, MB",
    "store file, MB",
)
_SERVED: Final = (
    "GENERATED rows, million",
    "query of the page, ms",
    "finding, first time, ms",
    "finding, kept, ms",
    "light page over HTTP, first time, ms",
    "light page over HTTP, kept, ms",
    "light page, kB",
)


def add(commands: Any) -> None:
    """Add the command ``scale`` to the parser of ``python -m benchmarks``."""
    parser = commands.add_parser("scale", help="GENERATED pupils of a country, from rows to a served page")
    parser.add_argument("--rows", type=float, nargs="+", default=[1.0, 10.0], metavar="MILLIONS", help="sizes")
    parser.add_argument("--keep", action="store_true", help="write the result to benchmarks/results/scale.json")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Measure each size; print the tables, and keep them where that is asked."""
    built, served = [], []
    for size in options.rows:
        with tempfile.TemporaryDirectory(prefix="kansenbeeld-scale-") as folder:
            one, other = _measured(Path(folder), size)
            built.append(one)
            served.append(other)
    tables = (
        results.Table("From GENERATED pupil rows to protected cubes", _COLUMNS, tuple(built)),
        results.Table("Serving what came of them", _SERVED, tuple(served), "Medians; the store is that of the row."),
    )
    for table in tables:
        _say(f"\n{table.title}")
        for row in table.rows:
            _say("; ".join(f"{name}: {cell}" for name, cell in zip(table.columns, row, strict=True)))
    if options.keep:
        notes = (
            "Pupils are GENERATED: an invented country of 342 municipalities, 3,000 wijken, 7,000 schools and twenty "
            "cohorts, with one row for each pupil.",
            "Amsterdam is protected as a cohort flow, with its districts. In a small country more of its counts are "
            "small, and hiding them takes longer.",
        )
        results.keep("scale", tables, notes)
    return 0


def _measured(folder: Path, size: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows, data, store = round(size * _MILLION), folder / "data", folder / "store"
    needed = 2 * rows * 8
    if shutil.disk_usage(folder).free < needed:
        raise RuntimeError(f"{folder} has less than {needed / 1e9:.0f} GB free; give a larger disk by TMPDIR")
    shutil.copytree(DATA, data)
    _say(f"{size:g} million: generating")
    parquet = pupils.generate(data / pupils.DATASET, rows)
    _say(f"{size:g} million: building")
    facts = _built(data, store)
    version = files.current(store)
    if version is None:
        raise RuntimeError("the build left no version")
    file_size = files.version_file(store, version).stat().st_size
    build = (
        f"{size:g}",
        f"{parquet / 1e6:.1f}",
        f"{facts['count']:.1f}",
        f"{facts['place_counts']:,.0f}",
        f"{facts['protect']:.1f}",
        f"{facts['flow']:.1f}",
        f"{facts['seconds']:.1f}",
        f"{facts['peak']:.0f}",
        f"{file_size / 1e6:.1f}",
    )
    return build, (f"{size:g}", *_served(store, data))


def _built(data: Path, store: Path) -> dict[str, float]:
    """Build in a process of its own and watch it and its children; seconds per step, rows, and peak memory in MB."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.scale", str(data), str(store)]
    started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with started as process, resident.watched(process.pid) as peak:
        out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the build stopped: {out[-2000:]}")
    return {**json.loads(out.splitlines()[-1]), "peak": peak[0]}


def _served(store: Path, data: Path) -> tuple[str, ...]:
    snapshot = Store(store).snapshot()
    chosen = [Selection(municipality=code) for code in municipality.names(snapshot)]
    # One that nobody asked for before; the very first would pay for what is loaded once.
    findings.answer(ID, snapshot, chosen[0], "nl")
    firsts = {one: _once(lambda one=one: findings.answer(ID, snapshot, one, "nl")) for one in chosen[1:]}
    drawn = [one for one in firsts if findings.answer(ID, snapshot, one, "nl").chart is not None]
    if len(drawn) < 2:
        raise RuntimeError("too few pupils: no municipality has an answer; take more rows")
    listed = snapshot.rows("municipalities", moment=MOMENT)[0]
    asked = {name: listed[name] for name in ("dataset", "resource", "cohorts")} | {"moment": MOMENT}
    query = _median(lambda: snapshot.rows("place_gap", municipality=drawn[0].municipality, **asked))
    kept = _median(lambda: findings.answer(ID, snapshot, drawn[0], "nl"))
    with serving_app(store, data) as server:
        # The first page of a server warms it; what is measured then are pages that nobody asked for before.
        _page(server.url, drawn[0].municipality)
        cold = median(_once(lambda one=one: _page(server.url, one.municipality)) for one in drawn[1:_REPEATS])
        warm = _median(lambda: _page(server.url, drawn[0].municipality))
        size = _page(server.url, drawn[0].municipality)
    times = (query, median(firsts[one] for one in drawn), kept, cold, warm)
    return (*(f"{1000 * one:.2f}" for one in times), f"{size / 1000:.1f}")


def _page(base: str, code: str) -> int:
    """Fetch the light page of the finding; the bytes of its body.

    Raises:
        RuntimeError: it is not there.
    """
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    try:
        connection.request("GET", f"/f/{ID}?municipality={code}&lang=nl")
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200 or b"<svg" not in body:
        raise RuntimeError(f"the light page answered {answer.status}")
    return len(body)


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _median(work: Callable[[], object]) -> float:
    return median(_once(work) for _ in range(_REPEATS))


def _build(data: Path, store: Path) -> Mapping[str, float]:
    """Build, in the process that is watched; the seconds of each step come from the lines of its progress."""
    from kansenbeeld.store.build import build

    start = time.perf_counter()
    marks: list[tuple[float, str]] = []
    report = build(store, data, lambda line: marks.append((time.perf_counter() - start, line)))
    marks.append((time.perf_counter() - start, ""))
    spent = {line: after - at for (at, line), (after, _) in itertools.pairwise(marks)}

    def of(beginning: str, ending: str = "") -> float:
        return sum(one for line, one in spent.items() if line.startswith(beginning) and line.endswith(ending))

    return {
        "count": of("counting pupil rows"),
        "protect": of("protecting ", "tables of municipalities"),
        "flow": of("protecting practice_national"),
        "seconds": report.seconds,
        "place_counts": report.rows["place_counts"],
    }


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    _say(json.dumps(_build(Path(sys.argv[1]), Path(sys.argv[2]))))
