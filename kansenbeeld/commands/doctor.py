"""The command ``doctor``: is all well, in one screen."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld import paths
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language

if TYPE_CHECKING:
    from kansenbeeld.operations.doctor import Line

WIDTH: Final = 80
HEIGHT: Final = 24
WRONG: Final = 2
"""Exit status where something is wrong, also with looking itself: 1 stands for warnings."""


def add(commands: Any) -> None:
    """Add the parser of this command."""
    doctor = commands.add_parser(
        "doctor", help="say in one screen whether all is well: exit status 0 it is, 1 warnings, 2 something is wrong"
    )
    doctor.add_argument("--sources", action="store_true", help="also ask whether the publishers answer (network)")
    doctor.add_argument("--json", action="store_true", help="for a machine")
    doctor.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="default: %(default)s")
    doctor.set_defaults(command=run, wrong=WRONG)


def run(options: argparse.Namespace) -> int:
    """Look, print, and return the place of the worst state in ``STATES``."""
    from kansenbeeld.operations.backup import Places
    from kansenbeeld.operations.doctor import STATES, look

    words = language(options.lang)
    lines = look(Places(options.store, paths.editions_folder(), paths.ledger_url()), sources=options.sources)
    if options.json:
        objects = [
            {"check": line.check, "state": line.state, "value": line.value(words), "advice": line.what_to_do(words)}
            for line in lines
        ]
        print(json.dumps(objects, ensure_ascii=False, indent=2))
    else:
        print("\n".join(screen(lines, words)))
    return max(STATES.index(line.state) for line in lines)


def screen(lines: Sequence[Line], words: Language) -> list[str]:
    """Return the lines of one screen: a line per check, and below one that is not well what to do.

    Where all would not fit, what to do about warnings gives way first, then that about the rest.
    """
    from kansenbeeld.operations.doctor import STATES

    room = HEIGHT - 1 - len(lines)
    urgent = sorted((line for line in lines if line.advice), key=lambda line: -STATES.index(line.state))[:room]
    shown: list[str] = []
    for line in lines:
        name = words.text(f"operations.doctor.name.{line.check}")
        state = words.text(f"operations.doctor.state.{line.state}")
        shown.append(_cut(f"{state:<9}{name:<14}{line.value(words)}"))
        if line in urgent:
            shown.append(_cut(f"  > {line.what_to_do(words)}"))
    worst = max((line.state for line in lines), key=STATES.index)
    return [*shown, words.text(f"operations.doctor.sum.{worst}")]


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
