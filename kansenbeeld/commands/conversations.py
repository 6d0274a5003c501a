"""The commands ``pack``, ``letter`` and ``changes``: what a conversation needs, and what of it no longer holds."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from kansenbeeld import clock, paths
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, language
from kansenbeeld.store import Store


def add(commands: Any) -> None:
    """Add the parsers of these commands."""
    pack = commands.add_parser("pack", help="write the slides, hand-out, numbers and all else of a conversation")
    pack.add_argument("conversation", choices=[*"123456"], help="its number")
    pack.add_argument("--out", type=Path, required=True, help="folder for the pack; an earlier pack in it is replaced")
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
    letter.add_argument(
        "--date", type=dt.date.fromisoformat, default=clock.today(), help="of the letter, YYYY-MM-DD (default: today)"
    )
    letter.set_defaults(command=_letter)
    changes = commands.add_parser("changes", help="say which headlines of the conversations no longer hold")
    changes.add_argument("before", nargs="?", help="earlier data version (default: the one before AFTER in time)")
    changes.add_argument("after", nargs="?", help="later data version (default: the current one)")
    changes.set_defaults(command=_changes)
    for command in (pack, letter, changes):
        command.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="default: %(default)s")


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
