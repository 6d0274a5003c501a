"""Publish a dataset from the command line, list what was published, take it back, go back to an earlier step."""

from __future__ import annotations

import argparse
import dataclasses
import filecmp
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld import paths
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language

if TYPE_CHECKING:
    from kansenbeeld.datasets.descriptions import Description
    from kansenbeeld.publishing.publication import Publication
    from kansenbeeld.publishing.publishing import Publishing
    from kansenbeeld.store import Snapshot

_LOCAL: Final = "local"
"""Who it is where nobody said: a person at the machine itself."""


def add(commands: Any) -> None:
    """Add the parsers of these commands."""
    publish = commands.add_parser("publish", help="screen a dataset, show what would change, and publish it")
    publish.add_argument("given", type=Path, metavar="FOLDER|FILE", help="a dataset, or one table with --description")
    publish.add_argument("--description", type=Path, help="datapackage.json that describes FILE")
    publish.add_argument("--yes", action="store_true", help="do not ask")
    publish.set_defaults(command=_publish)
    log = commands.add_parser("publications", help="list every publication, the last one first")
    log.set_defaults(command=_publications)
    back = commands.add_parser("take-back", help="bring the dataset of a publication back to what it was before")
    back.add_argument("number", type=int, help="of the publication, as `publications` prints it")
    back.set_defaults(command=_take_back)
    restore = commands.add_parser("restore", help="show exactly what was shown after a publication")
    restore.add_argument("number", type=int, help="of the publication; 0 is what the product ships")
    restore.set_defaults(command=_restore)
    for one in (publish, back, restore):
        one.add_argument("--why", required=True, help="why, for the log")
        one.add_argument("--who", default=_LOCAL, help="name or address of the person (default: %(default)s)")
    for one in (publish, log, back, restore):
        one.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="default: %(default)s")


def _publish(options: argparse.Namespace) -> None:
    from kansenbeeld.publishing.changes import written
    from kansenbeeld.publishing.errors import PublishError
    from kansenbeeld.publishing.said import checked

    words = language(options.lang)
    checked(options.who, options.why)
    with _publishing(options) as publishing, tempfile.TemporaryDirectory(prefix=paths.WORK_PREFIX) as work:
        folder = _screened(options, Path(work), publishing.shown(), words)
        proposal = publishing.prepare(folder, code=words.code)
        print(written(proposal.changes, words))
        question = words.text("publishing.ask", dataset=proposal.dataset, version=proposal.version)
        if not options.yes and not _agreed(question, words):
            raise PublishError("declined")
        _say(publishing.publish(proposal, who=options.who, why=options.why), words)


def _screened(options: argparse.Namespace, work: Path, previous: Snapshot, words: Language) -> Path:
    """Screen the tables, print what was found, and return the folder of the dataset with the tables in our form.

    Raises:
        DatasetError: the metadata are not as they should be.
        PublishError: a file is not there, a check failed, or a table has no description.
    """
    from kansenbeeld.datasets import descriptions
    from kansenbeeld.datasets.packages import read_package
    from kansenbeeld.publishing.errors import PublishError
    from kansenbeeld.screening.screen import screen
    from kansenbeeld.screening.written import as_text

    given: Path = options.given
    if not given.exists():
        raise PublishError("no_file", file=given)
    if given.is_dir():
        package = read_package(given.resolve())
        description = descriptions.describe(package, outlines=True)
        files = {resource.name: resource.path for resource in package.resources}
    elif options.description is None:
        raise PublishError("no_description", file=given.name)
    else:
        description = _description(options.description, work)
        files = {description.tables[0].name: given}
    # Outlines are no table: they are looked at when they are written.
    tables = dict(files)
    alone = dataclasses.replace(description, tables=tuple(one for one in description.tables if one.is_table))
    for table in alone.tables:
        file, place = files[table.name], work / table.name
        outcome = screen(file, contract=table.contract, work=place, description=alone, previous=previous)
        print(as_text(outcome.report, words))
        if outcome.table is None:
            raise PublishError("screened", file=file.name)
        tables[table.name] = outcome.table
    if given.is_dir() and all(filecmp.cmp(files[name], tables[name], shallow=False) for name in files):
        # It is in our form already, so that the same dataset stays the same edition.
        return given.resolve()
    return descriptions.write(work / "dataset", description, tables)


def _description(path: Path, work: Path) -> Description:
    """Read a ``datapackage.json`` that describes one table.

    Raises:
        DatasetError: it is not as it should be.
        PublishError: it is not there, is no such file, or describes more tables than one.
    """
    from kansenbeeld.datasets.descriptions import describe
    from kansenbeeld.datasets.packages import DESCRIPTOR, read_package
    from kansenbeeld.publishing.editions import checked_name
    from kansenbeeld.publishing.errors import PublishError

    if not path.exists():
        raise PublishError("no_file", file=path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        name, (resource,) = checked_name(content["name"]), content["resources"]
        file = checked_name(resource["name"]) + ".csv"
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise PublishError("description", file=path.name) from error
    # The reader of metadata wants the table beside it, and reads nothing of it yet.
    folder = work / "described" / name
    folder.mkdir(parents=True)
    resource["path"] = file
    (folder / DESCRIPTOR).write_text(json.dumps(content), encoding="utf-8")
    (folder / file).touch()
    return describe(read_package(folder))


def _publications(options: argparse.Namespace) -> None:
    words = language(options.lang)
    with _publishing(options) as publishing:
        log = publishing.log()
    if not log:
        print(words.text("publishing.log.empty"))
    for step in reversed(log):
        print(_line(step, words))


def _take_back(options: argparse.Namespace) -> None:
    with _publishing(options) as publishing:
        _say(publishing.take_back(options.number, who=options.who, why=options.why), language(options.lang))


def _restore(options: argparse.Namespace) -> None:
    with _publishing(options) as publishing:
        _say(publishing.restore(options.number, who=options.who, why=options.why), language(options.lang))


@contextmanager
def _publishing(options: argparse.Namespace) -> Iterator[Publishing]:
    from kansenbeeld.publishing.publishing import Publishing

    publishing = Publishing(store=options.store)
    try:
        yield publishing
    finally:
        publishing.close()


def _agreed(question: str, words: Language) -> bool:
    try:
        answer = input(f"{question} ")
    except EOFError:
        return False
    return answer.strip().lower() in words.text("publishing.ask.yes").split()


def _say(step: Publication, words: Language) -> None:
    print(words.text("publishing.done", number=step.number, version=step.version))


def _line(step: Publication, words: Language) -> str:
    what = words.text(f"publishing.action.{step.action}", dataset=step.dataset, edition=step.edition)
    return words.text(
        "publishing.log.line",
        number=step.number,
        at=words.moment(step.at),
        what=what,
        who=step.who,
        why=" ".join(step.why.split()),
        version=step.version,
    )
