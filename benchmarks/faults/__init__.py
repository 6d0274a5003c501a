"""``python -m benchmarks faults``: bring faults about with real processes and files, and look what readers see."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks import results
from benchmarks.faults import around, builds, damage, served
from benchmarks.faults.outcome import Outcome, one

KILLS: Final = 50
_UNTRIED: Final = (
    "Not tried: the power of a machine that fails (files are written to the disk before they get their name, but no "
    "test pulls a plug).",
    "Not tried: a store folder on a network disk; locks and renames are those of a local disk of Linux.",
    "Not tried: Windows and macOS, and a build on Spark that is killed.",
    "Not tried: a real clock that is set back; the dates of the files are, which is what such a clock leaves.",
    "Not tried: a disk of PostgreSQL that is full, and a database that comes back from an older backup.",
)
_COLUMNS: Final = ("fault", "what was done", "times", "readers saw", "lost or half-written", "said", "well again, s")


def add(commands: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = commands.add_parser("faults", help="bring faults about, and see what is lost")
    parser.add_argument("--kills", type=int, default=KILLS, help="of a build (default: %(default)s)")
    parser.add_argument("--times", type=int, default=3, help="each other fault (default: %(default)s)")
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results/faults.json")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Try every fault; exit status 1 where something was lost."""
    outcomes = list(_outcomes(options.kills, options.times))
    table = results.Table("What was broken, and what came of it", _COLUMNS, tuple(_row(each) for each in outcomes))
    notes = (
        "'Well again' is the longest time from the end of the fault, or from the command that repairs it.",
        *_UNTRIED,
    )
    short = tuple(f"{each.fault}: {each.lost}." for each in outcomes if each.failures)
    print(results.text([table], notes, short))
    if options.keep:
        results.keep("faults", [table], notes, short=short)
    return 1 if short else 0


def _outcomes(kills: int, times: int) -> Iterator[Outcome]:
    yield _tried(lambda folder: builds.killed(folder, kills), 1)
    for scenario in (
        builds.full_disk,
        builds.read_only_store,
        builds.read_only_data,
        builds.truncated,
        builds.two_builds,
    ):
        yield _tried(scenario, times)
    for while_read in (False, True):
        tried = [
            _tried(lambda folder, how=how, open_=while_read: damage.damaged(folder, how, while_read=open_), times)
            for how in damage.DAMAGE
        ]
        yield one(tried)
    for everything in (False, True):
        yield _tried(lambda folder, all_=everything: damage.deleted(folder, everything=all_), times)
    for scenario in (served.two_publishers, around.clock_back, around.source_hangs, around.ledger_full):
        yield _tried(scenario, times)
    # These start a server or a database, so they are tried once.
    for scenario in (around.database_away, served.damaged_under_a_server):
        yield _tried(scenario, 1)


def _tried(scenario: Callable[[Path], Outcome], times: int) -> Outcome:
    outcomes = []
    for _ in range(times):
        with tempfile.TemporaryDirectory(prefix="kb-faults-") as folder:
            outcomes.append(scenario(Path(folder)))
    print(f"{outcomes[0].fault}: {one(outcomes).lost} lost", flush=True)
    return one(outcomes)


def _row(outcome: Outcome) -> tuple[str, ...]:
    return (
        outcome.fault,
        outcome.done,
        str(outcome.times),
        outcome.readers,
        outcome.lost,
        outcome.sentence,
        f"{outcome.seconds:.1f}",
    )
