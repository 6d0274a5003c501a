"""The command line: build the store, list its versions, make an earlier one current again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kansenbeeld import paths
from kansenbeeld.store import Store, StoreError, files

Command = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the words after ``python -m kansenbeeld``; those of the process when left out.

    Returns:
        Exit status: 0 done, 1 the data or the store stood in the way (one sentence on standard error).
    """
    from kansenbeeld.datasets.packages import DatasetError
    from kansenbeeld.store.build import BuildError

    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        command(options)
    except (BuildError, DatasetError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kansenbeeld", description="The data behind Kansenbeeld.")
    parser.add_argument(
        "--store", type=Path, default=paths.store_folder(), help="folder of the store (default: %(default)s)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="check data/ and make a data version of it")
    build.add_argument(
        "--data", type=Path, default=paths.data_folder(), help="folder of datasets (default: %(default)s)"
    )
    build.set_defaults(command=_build)
    versions = commands.add_parser("versions", help="list the data versions, the current one first")
    versions.set_defaults(command=_versions)
    use = commands.add_parser("use", help="make an earlier data version the current one")
    use.add_argument("version", help="name of the version, as `versions` prints it")
    use.set_defaults(command=_use)
    return parser


def _build(options: argparse.Namespace) -> None:
    from kansenbeeld.store.build import build

    report = build(options.store, options.data, progress=print)
    for table, rows in report.rows.items():
        print(f"  {table:<22}{rows:>8} rows")
    if report.disclosure:
        print(f"disclosure control (cells hidden for themselves and for others):\n{report.disclosure}")


def _versions(options: argparse.Namespace) -> None:
    store = Store(options.store)
    current = store.current_version()
    for info in store.versions():
        print(f"{info.version}  data of {info.data_date}{'  (current)' if info.version == current else ''}")


def _use(options: argparse.Namespace) -> None:
    try:
        files.make_current(options.store, options.version)
    except (FileNotFoundError, ValueError) as error:
        raise StoreError("unknown", f"{error}; `python -m kansenbeeld versions` lists what there is") from error
    print(f"data version {options.version} is current")
