"""The command ``check``: screen a file or a dataset and print what was found."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld import paths
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language

if TYPE_CHECKING:
    from kansenbeeld.screening.report import Report
    from kansenbeeld.screening.targets import Target
    from kansenbeeld.store import Snapshot

WRONG: Final = 2
"""Exit status where a check failed, or nothing could be checked."""


def add(commands: Any) -> None:
    """Add the parser of this command."""
    check = commands.add_parser(
        "check",
        help="screen a file before it is published: exit status 0 all well, 1 warnings, 2 not to be published",
    )
    check.add_argument("file", type=Path, help="a table, a datapackage.json, or the folder that holds one")
    check.add_argument("--contract", default="", metavar="NAME", help="default: the one that fits")
    check.add_argument("--format", default="table", choices=("table", "json"), help="default: %(default)s")
    check.add_argument("--lang", default=DEFAULT_LANGUAGE, choices=LANGUAGES, help="default: %(default)s")
    check.add_argument("--against", default="", metavar="VERSION", help="data version (default: the current one)")
    check.set_defaults(command=run, wrong=WRONG)


def run(options: argparse.Namespace) -> int:
    """Screen, print the report, and return the exit status: the gravest of all tables."""
    from kansenbeeld.datasets.errors import DatasetError
    from kansenbeeld.screening.targets import targets, unreadable
    from kansenbeeld.store import StoreError

    words = language(options.lang)
    try:
        previous = _previous(options)
        found = targets(options.file)
    except StoreError:
        return _say(words.text("screening.check.no_version", version=options.against))
    except FileNotFoundError:
        return _say(words.text(f"screening.check.{_missing(options.file)}", file=options.file))
    except DatasetError as error:
        return _print([unreadable(options.file, error)], options.format, words)
    if not found:
        return _say(words.text("screening.check.no_tables", file=options.file))
    with tempfile.TemporaryDirectory(prefix=paths.WORK_PREFIX) as work:
        reports = [_screened(target, options.contract, Path(work), previous) for target in found]
    return _print(reports, options.format, words)


def _missing(path: Path) -> str:
    if path.is_dir():
        return "no_tables"
    return "no_plain_file" if path.exists() else "no_file"


def _screened(target: Target, contract: str, work: Path, previous: Snapshot | None) -> Report:
    from kansenbeeld.screening.screen import screen

    return screen(
        target.path,
        name=target.name,
        contract=contract or target.contract,
        work=work,
        description=target.description,
        previous=previous,
    ).report


def _previous(options: argparse.Namespace) -> Snapshot | None:
    """The version to compare with; none where nothing was built yet and none was asked for."""
    from kansenbeeld.store import Store, StoreError

    try:
        return Store(options.store).snapshot(options.against or None)
    except StoreError:
        if options.against:
            raise
        return None


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return WRONG


def _print(reports: list[Report], form: str, words: Language) -> int:
    from kansenbeeld.screening.written import as_object, as_text

    if form == "json":
        objects = [as_object(report, words) for report in reports]
        print(json.dumps(objects[0] if len(objects) == 1 else objects, ensure_ascii=False, indent=2, default=str))
    else:
        print("\n\n".join(as_text(report, words) for report in reports))
    return max(report.exit_status for report in reports)
