"""``python -m benchmarks``: measure in one run, print a table, stop. Speed is shown and never asserted.

``python -m benchmarks load``, ``scale``, ``engines`` and ``faults`` measure one thing at length; with ``--keep`` they
write what they found, and ``report`` makes pages in ``docs`` of it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from benchmarks import report
from benchmarks.servers import Bench

_MEASUREMENTS: Final = {
    "build": "build",
    "queries": "queries",
    "flows": "flows",
    "screening": "screening",
    "pack": "pack",
    "bytes": "transfer",
    "pages": "pages",
    "controls": "controls",
    "sessions": "sessions",
    "phones": "phones",
}
"""Name to module, in the order in which they run: bytes come first and so warm both servers up."""

_COMMANDS: Final = {"load": "load", "scale": "scale", "engines": "engines", "faults": "faults", "report": "results"}
"""Command to module, loaded only when its command is asked for: each has libraries of its own."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or the chosen measurements; exit status 1 only if something broke."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    signal.signal(signal.SIGTERM, _stop)
    return _command(given) if given and given[0] in _COMMANDS else _measure(given)


def _command(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    importlib.import_module(f"benchmarks.{_COMMANDS[given[0]]}").add(parser.add_subparsers(required=True))
    options = parser.parse_args(given)
    return int(options.command(options))


def _measure(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=f"Commands of their own, each with --help: {', '.join(_COMMANDS)}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--small", action="store_true", help="under a minute: fewer repeats, sessions and rows")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write what was measured to a file")
    parser.add_argument("--only", nargs="+", choices=_MEASUREMENTS, metavar="NAME", help=", ".join(_MEASUREMENTS))
    options = parser.parse_args(given)

    begin = time.monotonic()
    machine = report.machine()
    measured: dict[str, list[report.Row]] = {}
    _print("Kansenbeeld, measured on: " + ", ".join(f"{name} {value}" for name, value in machine.items()))
    _print("Medians. A load above the number of cores stretches every time; ratios within a run move less.\n")
    _print(report.heading())
    with contextlib.ExitStack() as stack:
        bench = Bench(stack, small=options.small)
        for name, module in _MEASUREMENTS.items():
            if not options.only or name in options.only:
                start = time.monotonic()
                measured[name] = importlib.import_module(f"benchmarks.{module}").measure(bench)
                _print(report.block(f"{name}, in {time.monotonic() - start:.0f} s", measured[name]))
        machine |= bench.facts | {"load at the end": report.load()}
    _print(f"\n{_verdict(measured)} {time.monotonic() - begin:.0f} s in all.")
    _print(", ".join(f"{name} {machine[name]}" for name in ("load at the end", *bench.facts)))
    if options.json:
        content = report.as_json(machine, measured, small=options.small)
        options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0


def _verdict(measured: dict[str, list[report.Row]]) -> str:
    rows = [row for rows in measured.values() for row in rows if row.met is not None]
    missed = [row.what for row in rows if not row.met]
    text = f"{len(rows) - len(missed)} of {len(rows)} aims met"
    return f"{text}; not: {', '.join(missed)}." if missed else f"{text}."


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit("stopped")


def _print(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
