"""Screen a large GENERATED table of schools and advices, in a process of its own, and say what it cost."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.report import Row
from benchmarks.servers import Bench
from kansenbeeld import domain

_HEADER: Final = "school_year;school_code;school_name;school_type;advice;pupils;pupils_lo;pupils_hi"
_YEARS: Final = 20
_MIB: Final = 2**20


def measure(bench: Bench) -> list[Row]:
    """Screen 2 million rows (50,000 when small) from file to report, and read them only; time and peak memory."""
    rows = 50_000 if bench.small else 2_000_000
    table = bench.folder / "school_advice.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        file.write(f"{_HEADER}\n")
        file.writelines(_lines(rows))
    size = f"{table.stat().st_size / 1e6:.0f} MB"
    read, screened = (_measured(what, table, bench.folder) for what in ("read", "screen"))
    table.unlink()
    return [
        Row(f"{rows:,} GENERATED rows read", read["seconds"], "s", note=f"{size}, {read['found']}"),
        Row("peak memory of that", read["memory"], "MiB"),
        Row(f"{rows:,} GENERATED rows screened", screened["seconds"], "s", aim=10, note=str(screened["found"])),
        Row("peak memory of that", screened["memory"], "MiB", aim=1024),
    ]


def _lines(rows: int) -> Iterator[str]:
    """Make rows that differ in their key, as one publisher's table over many years would."""
    advices = tuple(domain.ADVICES)
    per_school = len(advices) * _YEARS
    for number in range(rows):
        school, rest = divmod(number, per_school)
        year, advice = 2005 + rest // len(advices), advices[rest % len(advices)]
        code = f"{school // 676 % 100:02d}{chr(65 + school % 26)}{chr(65 + school // 26 % 26)}{school // 67_600:02d}"
        hidden = number % 7 == 0
        pupils = ";1;4" if hidden else f"{5 + number % 40};;"
        yield f"{year}/{(year + 1) % 100:02d};{code};Basisschool {code};bo;{advice};{pupils}\n"


def _measured(what: str, table: Path, folder: Path) -> dict[str, Any]:
    """Run one of the two in a child, whose peak memory is then its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.screening", what, str(table), str(folder)],
        capture_output=True,
        check=True,
        text=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _child(what: str, table: Path, folder: Path) -> None:
    from kansenbeeld.screening.intake import read
    from kansenbeeld.screening.screen import screen
    from kansenbeeld.store.scratch import Scratch

    work = folder / f"screening-{what}"
    work.mkdir()
    start = time.perf_counter()
    if what == "read":
        with Scratch(work) as scratch:
            given, checks = read(table, table.name, scratch)
            found = f"{given.rows if given else 0} rows: {', '.join(check.code for check in checks)}"
    else:
        report = screen(table, name=table.name, contract="school_advice", work=work).report
        not_passed = sorted({check.code for check in report.checks if check.result != "pass"})
        found = f"{report.rows} rows, {report.result}{': ' if not_passed else ''}{', '.join(not_passed)}"
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MIB
    print(json.dumps({"seconds": seconds, "memory": peak, "found": found}))


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
