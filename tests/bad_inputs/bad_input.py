"""One bad input: a file or a request that must be refused, and the sentence that a person gets for it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).resolve().parent
TABLE = FOLDER.parent.parent / "docs" / "bad-inputs.md"

HEAD = """# Bad inputs

What a person gets for a file or a request that must not come in: every line is run by `tests/bad_inputs`, and this page
is what came out. Write it again with `python tests/bad_inputs`.

| No. | Kind | Input | In English | In Dutch |
|---:|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class BadInput:
    """A bad input.

    Attributes:
        id: unique, lower-case letters, digits and ``_``.
        kind: whether it is a file or a request.
        what: what is wrong with it, in English, one line.
        run: gives it to the product, with a folder of its own for what must be written, and returns the English and
            the Dutch sentence that a person gets; raises ``AssertionError`` where it is taken.
    """

    id: str
    kind: Literal["file", "request"]
    what: str
    run: Callable[[Path], tuple[str, str]]


def all_cases() -> tuple[BadInput, ...]:
    """Return the cases of every module ``cases_*.py`` in this folder, files first."""
    modules = sorted(path.stem for path in FOLDER.glob("cases_*.py"))
    cases = [case for module in modules for case in importlib.import_module(module).CASES]
    return tuple(sorted(cases, key=lambda case: case.kind != "file"))


def table(cases: Sequence[BadInput], sentences: Mapping[str, tuple[str, str]]) -> str:
    """Return the page with the cases in order, each with its sentences."""
    lines = [
        f"| {number} | {case.kind} | {_cell(case.what)} | {' | '.join(map(_cell, sentences[case.id]))} |"
        for number, case in enumerate(cases, start=1)
    ]
    return HEAD + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
