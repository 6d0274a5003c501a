"""Findings: one module per question. A new module with a ``QUESTION`` takes part everywhere without another line."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from typing import Final

from kansenbeeld.findings.finding import Chip, Column, Finding, Question, Selection, Source, Table
from kansenbeeld.language import LanguageCode, language
from kansenbeeld.store import Snapshot

__all__ = [
    "Chip",
    "Column",
    "Finding",
    "Question",
    "Selection",
    "Source",
    "Table",
    "answer",
    "on_page",
    "questions",
]

_KEPT: Final = 2048
"""Answers kept in memory; one is some 20 kB."""


@functools.cache
def questions() -> Mapping[str, Question]:
    """Return every question by its id, found by looking through this package."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found = [module.QUESTION for module in modules if hasattr(module, "QUESTION")]
    return {question.id: question for question in sorted(found, key=lambda question: question.order)}


def on_page(page: str) -> tuple[Question, ...]:
    """Return the questions of a page in their order."""
    return tuple(question for question in questions().values() if page in question.pages)


def answer(question: str, snapshot: Snapshot, selection: Selection, code: LanguageCode) -> Finding:
    """Answer a question, built once for each combination of version, relevant selection and language.

    Args:
        question: id of a question.
        snapshot: the data version.
        selection: what the reader chose.
        code: the reader's language.

    Raises:
        KeyError: there is no such question.
    """
    return _answer(question, snapshot, selection.only(questions()[question].controls), code)


@functools.lru_cache(maxsize=_KEPT)
def _answer(question: str, snapshot: Snapshot, selection: Selection, code: LanguageCode) -> Finding:
    return questions()[question].answer(snapshot, selection, language(code))
