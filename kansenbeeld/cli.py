"""The command line: each command stands in ``kansenbeeld.commands``; here is what is said where one can't go on."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from kansenbeeld import paths
from kansenbeeld.commands import backup, check, contracts, conversations, doctor, fetch, publishing, store
from kansenbeeld.language import Language, language

Command = Callable[[argparse.Namespace], int | None]

_COMMANDS: Final = (store, conversations, check, contracts, fetch, publishing, backup, doctor)
"""In the order in which ``--help`` lists them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the words after ``python -m kansenbeeld``; those of the process when left out.

    Returns:
        Exit status: 0 done, 1 the data or the store stood in the way (one sentence on standard error). Of ``check`` and
        ``doctor`` that of what they found, where 1 stands for warnings and 2 for what is wrong, also where they could
        not look; 2 of ``contracts`` where there is no such contract.
    """
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
    except _refusals() as error:
        words = language(getattr(options, "lang", "en"))
        print(_sentence(error, words), file=sys.stderr)
        return wrong


def _refusals() -> tuple[type[Exception], ...]:
    """Return what a command may end with, each of one sentence; asked for, and loaded, only where one can't go on."""
    from kansenbeeld.commands.fetch import FetchError
    from kansenbeeld.conversations.deck.errors import PackError
    from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
    from kansenbeeld.datasets.errors import DatasetError
    from kansenbeeld.exports.browser import PrintError
    from kansenbeeld.operations.errors import BackupError
    from kansenbeeld.publishing.errors import PublishError
    from kansenbeeld.store import StoreError

    return (
        BackupError,
        DatasetError,
        FetchError,
        LedgerUnavailableError,
        PackError,
        PrintError,
        PublishError,
        StoreError,
        paths.AddressError,
    )


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
    for module in _COMMANDS:
        module.add(commands)
    return parser
