"""The commands ``build``, ``versions`` and ``use``: make a data version, list them, go back to an earlier one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kansenbeeld import clock
from kansenbeeld.store import Store, StoreError, files


def add(commands: Any) -> None:
    """Add the parsers of these commands."""
    build = commands.add_parser("build", help="check data/ and make a data version of it")
    build.add_argument(
        "--data", type=Path, help="folder of datasets (default: what the product ships and what was published)"
    )
    build.set_defaults(command=_build)
    versions = commands.add_parser("versions", help="list the data versions, the current one first")
    versions.set_defaults(command=_versions)
    use = commands.add_parser("use", help="make an earlier data version the current one")
    use.add_argument("version", help="name of the version, as `versions` prints it")
    use.set_defaults(command=_use)


def _build(options: argparse.Namespace) -> None:
    from kansenbeeld.publishing.publishing import Publishing
    from kansenbeeld.store.build import build

    if options.data is None:
        report = Publishing(store=options.store).rebuild(print)
    else:
        report = build(options.store, options.data, progress=print)
    for table, rows in report.rows.items():
        print(f"  {table:<22}{rows:>8} rows")
    if report.disclosure:
        print(f"disclosure control (cells hidden for themselves and for others):\n{report.disclosure}")


def _versions(options: argparse.Namespace) -> None:
    store = Store(options.store)
    current = store.current_version()
    for info in store.versions():
        built = "" if info.built is None else f"  built {info.built.astimezone(clock.AMSTERDAM):%Y-%m-%d %H:%M}"
        print(f"{info.version}  retrieved {info.data_date}{built}{'  (current)' if info.version == current else ''}")


def _use(options: argparse.Namespace) -> None:
    try:
        files.make_current(options.store, options.version)
    except (FileNotFoundError, ValueError) as error:
        raise StoreError("unknown", f"{error}; `python -m kansenbeeld versions` lists what there is") from error
    print(f"data version {options.version} is current")
