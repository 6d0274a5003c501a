"""The command line: build the store, list its versions, make an earlier one current again."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kansenbeeld import clock, paths
from kansenbeeld.commands import backup, check, contracts, doctor, fetch, publishing
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language
from kansenbeeld.store import Store, StoreError, files

Command = Callable[[argparse.Namespace], int | None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the words after ``python -m kansenbeeld``; those of the process when left out.

    Returns:
        Exit status: 0 done, 1 the data or the store stood in the way (one sentence on standard error). Of ``check`` and
        ``doctor`` that of what they found, where 1 stands for warnings and 2 for what is wrong, also where they could
        not look; 2 of ``contracts`` where there is no such contract.
    """
    from kansenbeeld.commands.fetch import FetchError
    from kansenbeeld.conversations.deck.errors import PackError
    from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
    from kansenbeeld.datasets.packages import DatasetError
    from kansenbeeld.exports.browser import PrintError
    from kansenbeeld.operations.errors import BackupError
    from kansenbeeld.publishing.errors import PublishError

    options = _parser().parse_args(arguments)
    command: Command = options.command
    wrong: int = getattr(options, "wrong", 1)
    try:
        status = command(options) or 0
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        return _left_early()
    except OSError as error:
        words, name = language(getattr(options, "lang", "en")), Path(str(error.filename or "?")).name
        print(words.text("fault.disk", name=name, reason=error.strerror or type(error).__name__), file=sys.stderr)
        return wrong
    except (
        BackupError,
        DatasetError,
        FetchError,
        LedgerUnavailableError,
        PackError,
        PrintError,
        PublishError,
        StoreError,
        paths.AddressError,
    ) as error:
        words = language(getattr(options, "lang", "en"))
        print(_sentence(error, words), file=sys.stderr)
        return wrong


def _sentence(error: Exception, words: Language) -> str:
    """Return what is wrong in the language of the command, where there is a sentence in it; else in English."""
    from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
    from kansenbeeld.datasets.errors import DatasetError
    from kansenbeeld.operations.errors import BackupError
    from kansenbeeld.publishing.errors import PublishError

    if isinstance(error, BackupError | DatasetError | PublishError):
        return error.sentence(words)
    return words.text(f"ledger.unavailable.{error.kind}") if isinstance(error, LedgerUnavailableError) else str(error)


def _left_early() -> int:
    """Whoever read what was printed (``| head``) has seen enough: say nothing more, as other commands do.

    Returns:
        The exit status of a process that the closed pipe ends.
    """
    # Python itself flushes at the end, and would complain again.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kansenbeeld", description="The data behind Kansenbeeld.")
    parser.add_argument(
        "--store", type=Path, default=paths.store_folder(), help="folder of the store (default: %(default)s)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="check data/ and make a data version of it")
    build.add_argument(
        "--data",
        type=Path,
        help="folder of datasets (default: what the product ships and what was published)",
    )
    build.set_defaults(command=_build)
    versions = commands.add_parser("versions", help="list the data versions, the current one first")
    versions.set_defaults(command=_versions)
    use = commands.add_parser("use", help="make an earlier data version the current one")
    use.add_argument("version", help="name of the version, as `versions` prints it")
    use.set_defaults(command=_use)
    pack = commands.add_parser("pack", help="write the slides, hand-out, numbers and all else of a conversation")
    pack.add_argument("conversation", choices=[*"123456"], help="its number")
    pack.add_argument("--out", type=Path, required=True, help="folder for the pack; an earlier pack in it is replaced")
    pack.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="default: %(default)s")
    pack.add_argument("--version", help="data version (default: the current one)")
    pack.add_argument("--theme", default="", help="id of a theme, where that of the conversation is not known yet")
    pack.add_argument("--district", default="", help="code of a district, where it is not known yet, such as N")
    pack.add_argument(
        "--address", default=paths.address_setting(), help="of the dashboard, as phones reach it, such as https://..."
    )
    pack.set_defaults(command=_pack)
    letter = commands.add_parser("letter", help="write the letter to the council as DOCX and PDF")
    letter.add_argument("conversation", nargs="?", choices=[*"123456"], help="its number (default: all of them)")
    letter.add_argument("--out", type=Path, required=True, help="folder for the files")
    letter.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="default: %(default)s")
    letter.add_argument(
        "--date", type=dt.date.fromisoformat, default=clock.today(), help="of the letter, YYYY-MM-DD (default: today)"
    )
    letter.set_defaults(command=_letter)
    changes = commands.add_parser("changes", help="say which headlines of the conversations no longer hold")
    changes.add_argument("before", nargs="?", help="earlier data version (default: the one before AFTER in time)")
    changes.add_argument("after", nargs="?", help="later data version (default: the current one)")
    changes.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="default: %(default)s")
    changes.set_defaults(command=_changes)
    check.add(commands)
    contracts.add(commands)
    fetch.add(commands)
    publishing.add(commands)
    backup.add(commands)
    doctor.add(commands)
    return parser


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


def _pack(options: argparse.Namespace) -> None:
    from kansenbeeld.conversations import programme
    from kansenbeeld.conversations.deck import pack as session
    from kansenbeeld.conversations.ledger.ledger import Ledger
    from kansenbeeld.web.addresses import codes_line

    store, words, address = Store(options.store), language(options.lang), paths.checked_address(options.address)
    session.check_folder(options.out.resolve(), words)
    known = programme.current(store.snapshot(), Ledger(paths.ledger_url()))
    made = session.of_conversation(
        store.snapshot(options.version),
        known,
        options.conversation,
        words.code,
        address,
        theme=options.theme,
        district=options.district,
        progress=lambda share, key: print(f"{share:4.0%}  {words.text(key)}", flush=True),
    )
    session.write(made, options.out)
    print(options.out)
    if made.missing:
        print(words.text("pack.readme.missing", files=", ".join(made.missing)))
    print(codes_line(address, words) if address else words.text("pack.readme.no_code"))


def _letter(options: argparse.Namespace) -> None:
    from kansenbeeld.conversations import programme
    from kansenbeeld.conversations.ledger.ledger import Ledger
    from kansenbeeld.conversations.letter import files as letter_files
    from kansenbeeld.conversations.letter.model import letter

    store, ledger = Store(options.store), Ledger(paths.ledger_url())
    current = programme.current(store.snapshot(), ledger)
    made = letter(current, ledger.items(), store, options.lang, conversation=options.conversation, day=options.date)
    written = letter_files.write(made, options.out)
    for path in written:
        print(path)
    if len(written) < 2:
        print(language(options.lang).text("letter.no_browser"))


def _changes(options: argparse.Namespace) -> None:
    from kansenbeeld.conversations import changes, changes_text, programme
    from kansenbeeld.conversations.ledger.ledger import Ledger

    store, words = Store(options.store), language(options.lang)
    after = store.snapshot(options.after)
    name = options.before or changes.earlier(changes.in_time(store), after.version)
    if name is None:
        print(words.text("changes.nothing"))
        return
    before = store.snapshot(name)
    current = programme.current(store.snapshot(), Ledger(paths.ledger_url()))
    found = changes.changes(before, after, current, words.code)
    print(changes_text.report(found, (before.info, after.info), words))


def _use(options: argparse.Namespace) -> None:
    try:
        files.make_current(options.store, options.version)
    except (FileNotFoundError, ValueError) as error:
        raise StoreError("unknown", f"{error}; `python -m kansenbeeld versions` lists what there is") from error
    print(f"data version {options.version} is current")
