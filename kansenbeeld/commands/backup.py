"""The commands ``backup`` and ``recover``: everything that can't be made again, in one file and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kansenbeeld import paths
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language

if TYPE_CHECKING:
    from kansenbeeld.operations.archive import Contents
    from kansenbeeld.operations.backup import Places


def add(commands: Any) -> None:
    """Add the parsers of these commands."""
    backup = commands.add_parser("backup", help="keep data versions, editions, ledger and audit log in one file")
    backup.add_argument("file", type=Path, metavar="FILE", help="ending in .tar.gz or .tar.zst; it must not exist yet")
    backup.add_argument(
        "--with-private", action="store_true", help="also raw counts of pupils: keep the file as you keep those"
    )
    backup.add_argument(
        "--named", action="store_true", help="only the current data version and those that the ledger names"
    )
    backup.set_defaults(command=_backup)
    recover = commands.add_parser("recover", help="bring a backup back into an empty machine")
    recover.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` made")
    recover.add_argument("--check", action="store_true", help="only look whether the file is whole; nothing is written")
    recover.add_argument("--replace", action="store_true", help="set aside what is there")
    recover.set_defaults(command=_recover)
    for one in (backup, recover):
        one.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="default: %(default)s")


def _places(options: argparse.Namespace) -> Places:
    from kansenbeeld.operations.backup import Places

    return Places(options.store, paths.editions_folder(), paths.ledger_url())


def _backup(options: argparse.Namespace) -> None:
    from kansenbeeld.operations.backup import backup

    words = language(options.lang)
    made = backup(options.file.absolute(), _places(options), private=options.with_private, named=options.named)
    _say(made.contents, words)
    size = words.number(made.size / 1e6, 1)
    print(words.text("operations.backup.made", file=options.file, size=size, sha256=made.sha256))


def _recover(options: argparse.Namespace) -> None:
    from kansenbeeld.operations.recover import look, recover

    words = language(options.lang)
    if options.check:
        _say(look(options.file), words)
        print(words.text("operations.backup.whole", file=options.file))
        return

    def waiting(folder: str) -> None:
        print(words.text("operations.backup.waiting", folder=folder), flush=True)

    done = recover(options.file, _places(options), replace=options.replace, say=waiting)
    _say(done.contents, words)
    if done.aside is not None:
        print(words.text("operations.backup.aside", folder=done.aside))
    version = done.contents.pointed[0]
    print(words.text("operations.backup.recovered", version=version, rows=words.number(done.rows)))


def _say(contents: Contents, words: Language) -> None:
    versions = sum(name.startswith("store/") and name.endswith(".duckdb") for name in contents.files)
    editions = len({name.split("/")[2] for name in contents.files if name.startswith("editions/")})
    print(
        words.text(
            "operations.backup.holds",
            versions=words.number(versions),
            editions=words.number(editions),
            database=contents.database,
            revision=contents.revision,
            made=contents.made,
        )
    )
    if contents.private:
        print(words.text("operations.backup.private"))
    elif contents.left_out:
        print(words.text("operations.backup.left_out", editions=", ".join(contents.left_out)))
    else:
        print(words.text("operations.backup.no_private"))
    if contents.damaged:
        print(words.text("operations.backup.damaged", names=", ".join(contents.damaged)))
