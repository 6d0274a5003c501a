"""Fetch figures from the official publishers, as datasets that can be published."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld import paths
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, Language

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader
    from kansenbeeld.sources.source import Fetched, Source
    from kansenbeeld.store import Snapshot


_LOG: Final = logging.getLogger(__name__)
_WAITING: Final = ("given_not_set", "advice_numbers")
"""Codes of errors that are no failure where nobody asked for the source by name: it waits for a file of ours, or for
labels of the publisher."""


class FetchError(Exception):
    """Some sources failed, or a source was asked that there is not; ``str()`` is one sentence."""


def add(commands: Any) -> None:
    """Add the parser of ``fetch``."""
    parser = commands.add_parser("fetch", help="fetch figures from the official publishers as datasets")
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="names, as --list prints them (default: all)")
    parser.add_argument(
        "--year",
        nargs="+",
        type=int,
        default=[],
        metavar="YEAR",
        help="only these: the year in which a school year begins, or of the figures (default: all)",
    )
    folder = paths.sources_folder()
    parser.add_argument(
        "--out", type=Path, default=folder / "datasets", help="folder for the datasets (default: %(default)s)"
    )
    for option, what in (("points", "CSV with points of schools or postcodes"), ("postcodes", "polygons of postcodes")):
        parser.add_argument(f"--{option}", type=Path, metavar="FILE", help=f"{what}, to place schools in districts")
    parser.add_argument("--offline", action="store_true", help="only what was fetched before; no network")
    parser.add_argument("--list", action="store_true", help="say which sources there are, and fetch nothing")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="default: %(default)s")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Fetch the sources that are asked, each on its own: one that fails does not stop the others.

    Raises:
        FetchError: a name is not known (nothing was fetched), at least one source failed, or a person broke it off.
    """
    from kansenbeeld.language import language
    from kansenbeeld.sources.registry import all_sources

    words, known = language(options.lang), all_sources()
    unknown = next((name for name in options.sources if name not in known), None)
    if unknown is not None:
        raise FetchError(words.text("sources.fetch.unknown", name=unknown, known=", ".join(known)))
    chosen = [known[name] for name in dict.fromkeys(options.sources)]
    # A source without an address of its own is a file that a person points at: it is fetched when it is named.
    chosen = chosen or [source for source in known.values() if source.base or options.list]
    if options.list:
        for source in chosen:
            print(_listed(source, words))
        return
    if not options.sources and options.year:
        chosen = [source for source in chosen if not set(options.year).isdisjoint(source.years)]
        if not chosen:
            raise FetchError(words.text("sources.fetch.no_year", years=", ".join(map(str, options.year))))
    try:
        with _placing(options):
            failed = _fetch_all(chosen, options, words)
    except KeyboardInterrupt:
        raise FetchError(words.text("sources.fetch.interrupted")) from None
    if len(failed) < len(chosen):
        print(words.text("sources.fetch.next", folder=options.out))
    if failed:
        raise FetchError(words.text("sources.fetch.failed", count=len(failed), names=", ".join(failed)))


@contextlib.contextmanager
def _placing(options: argparse.Namespace) -> Iterator[None]:
    """Let the files that were given here come before those of the variables, for this command only."""
    from kansenbeeld.sources.placing import POINTS, POSTCODES

    given = {POINTS: options.points, POSTCODES: options.postcodes}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update({name: str(path) for name, path in given.items() if path is not None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _listed(source: Source, words: Language) -> str:
    title = words.text_or(f"sources.{source.name}.title", source.publisher)
    years = f" ({source.years[0]}-{source.years[-1]})" if source.years else ""
    return f"{source.name:<28}{title}{years}"


def _fetch_all(chosen: list[Source], options: argparse.Namespace, words: Language) -> list[str]:
    """Fetch each source and return the names of those that failed."""
    from kansenbeeld.datasets.errors import DatasetError
    from kansenbeeld.sources.download import Downloader
    from kansenbeeld.sources.errors import SourceError

    failed: list[str] = []
    written: dict[str, str] = {}
    bars = _Bars()
    with bars:
        downloader = Downloader(paths.sources_folder() / "cache", offline=options.offline, progress=bars.show)
        for source in chosen:
            try:
                _fetch_one(source, downloader, options, words, bars, written)
            except SourceError as error:
                if options.sources or error.code not in _WAITING:
                    failed.append(source.name)
                bars.close()
                print(f"{source.name}: {error.sentence(words)}", file=sys.stderr)
            except DatasetError as error:
                failed.append(source.name)
                bars.close()
                print(f"{source.name}: {error.sentence(words)}", file=sys.stderr)
            except OSError as error:
                failed.append(source.name)
                bars.close()
                sentence = words.text("sources.fetch.disk", reason=error.strerror or type(error).__name__)
                print(f"{source.name}: {sentence}", file=sys.stderr)
            except (ArithmeticError, LookupError, TypeError, ValueError):
                # Something in a publisher's file that the connector did not foresee; the others go on.
                failed.append(source.name)
                bars.close()
                _LOG.exception("source %s broke", source.name)
                print(f"{source.name}: {words.text('sources.fetch.broke')}", file=sys.stderr)
    return failed


def _fetch_one(
    source: Source,
    downloader: Downloader,
    options: argparse.Namespace,
    words: Language,
    bars: _Bars,
    written: dict[str, str],
) -> None:
    """Fetch a source and write its dataset, unless ``written`` (dataset to source) says that another did."""
    from kansenbeeld.datasets import descriptions

    years = [year for year in options.year if options.sources or year in source.years]
    fetched = source.fetch(downloader, tuple(years) if source.years else ())
    bars.close()
    dataset = fetched.description.name
    if dataset in written:
        downloader.take_notes()
        told = words.text("sources.fetch.same_dataset", first=written[dataset], dataset=dataset, name=source.name)
        print(f"{source.name}: {told}")
        return
    folder = descriptions.write(options.out, fetched.description, fetched.frames)
    written[dataset] = source.name
    print(f"{source.name}: {folder}")
    for note in (*downloader.take_notes(), *fetched.notes):
        print(f"  {note.sentence(words)}")
    for line in _screened(folder, fetched, options, words):
        print(f"  {line}")


def _screened(folder: Path, fetched: Fetched, options: argparse.Namespace, words: Language) -> list[str]:
    """What screening has to say of each table that it does not simply pass."""
    from kansenbeeld.screening.screen import screen

    previous = _previous(options.store)
    lines: list[str] = []
    for table in fetched.description.tables:
        path = folder / f"{table.name}.csv"
        if not path.exists():
            continue
        with tempfile.TemporaryDirectory(prefix=paths.WORK_PREFIX) as work:
            report = screen(
                path, contract=table.contract, work=Path(work), description=fetched.description, previous=previous
            ).report
        told = [check for check in report.checks if check.result != "pass"]
        result = words.text(f"sources.fetch.screened.{report.result}", table=path.name, count=len(told))
        lines += [result, *(f"- {check.sentence(words)}" for check in told)]
    return lines


def _previous(folder: Path) -> Snapshot | None:
    """The current data version to compare with, where there is one."""
    from kansenbeeld.store import Store, StoreError

    try:
        return Store(folder).snapshot()
    except StoreError:
        return None


class _Bars:
    """A bar per file on standard error, where that is a terminal."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._name = ""

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def show(self, name: str, done: int, total: int | None) -> None:
        """Show how far a file is, in bytes."""
        from tqdm import tqdm

        if self._bar is None or name != self._name or done < self._bar.n:
            self.close()
            self._name = name
            self._bar = tqdm(desc=name[:50], total=total, unit="B", unit_scale=True, disable=None, leave=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
