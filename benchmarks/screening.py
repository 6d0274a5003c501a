"""Screen large GENERATED tables of three contracts, each in a process of its own, and say what every stage cost."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.report import Row
from benchmarks.screening_tables import lines, version
from benchmarks.servers import Bench

_CONTRACTS: Final = ("school_advice", "outcome_shares", "cohort_flow")
_MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds on the clock, and seconds of all cores together, which other programs on the machine hardly change."""

    wall: float
    cpu: float

    def __sub__(self, other: _Spent) -> _Spent:
        return _Spent(self.wall - other.wall, self.cpu - other.cpu)


@dataclass(frozen=True, slots=True)
class _Measured:
    """What one table cost: as a whole, by stage, and its peak memory in MiB; and what was found."""

    whole: _Spent
    stages: dict[str, _Spent]
    memory: float
    found: str


@dataclass(slots=True)
class _Stages:
    """Adds up what each stage costs, told of its beginning; after the last stage comes writing."""

    spent: dict[str, _Spent] = field(default_factory=dict)
    stage: str = "start"
    since: _Spent = field(default_factory=lambda: _now())

    def begin(self, _: float, key: str) -> None:
        """Close the stage under way and begin the next."""
        now = _now()
        self.spent[self.stage] = now - self.since
        self.stage, self.since = key.rpartition(".")[2], now


def measure(bench: Bench) -> list[Row]:
    """Screen 2 million rows (5,000 when small) of each contract from file to report; time, stages and peak memory."""
    rows = 5_000 if bench.small else 2_000_000
    version(bench.folder)
    return [row for contract in _CONTRACTS for row in _rows(contract, rows, bench.folder)]


def _rows(contract: str, rows: int, folder: Path) -> list[Row]:
    table = folder / f"{contract}.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(contract, rows))
    size = f"{table.stat().st_size / 1e6:.0f} MB"
    measured = _measured(contract, table, folder)
    table.unlink()
    stages = ", ".join(f"{stage} {spent.wall:.1f} ({spent.cpu:.1f})" for stage, spent in measured.stages.items())
    return [
        Row(f"{contract}, {rows:,} GENERATED", measured.whole.wall, "s", aim=10, note=f"{size}, {measured.found}"),
        Row("seconds of all cores together", measured.whole.cpu, "cpu s", note=f"stage s (cpu s): {stages}"),
        Row("peak memory of the process", measured.memory, "MiB", aim=1024),
    ]


def _measured(contract: str, table: Path, folder: Path) -> _Measured:
    """Screen in a child, whose peak memory is then its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.screening", contract, str(table), str(folder)],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    measured = json.loads(done.stdout.splitlines()[-1])
    stages = {stage: _Spent(**spent) for stage, spent in measured["stages"].items()}
    return _Measured(_Spent(**measured["whole"]), stages, measured["memory"], measured["found"])


def _child(contract: str, table: Path, folder: Path) -> _Measured:
    from kansenbeeld.screening.screen import screen

    previous = version(folder)
    stages, start = _Stages(), _now()
    report = screen(
        table, name=table.name, contract=contract, work=folder / "screened", previous=previous, progress=stages.begin
    ).report
    # The stage of metadata has nothing to look at here; what is counted with it is writing the table.
    stages.begin(1, "end")
    whole = _now() - start
    not_passed = sorted({check.code for check in report.checks if check.result != "pass"})
    found = f"{report.rows} rows, {report.result}{': ' if not_passed else ''}{', '.join(not_passed)}"
    spent = {"writing" if stage == "metadata" else stage: cost for stage, cost in stages.spent.items()}
    return _Measured(whole, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MIB, found)


def _now() -> _Spent:
    used = os.times()
    return _Spent(time.perf_counter(), used.user + used.system + used.children_user + used.children_system)


if __name__ == "__main__":
    print(json.dumps(asdict(_child(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))))
