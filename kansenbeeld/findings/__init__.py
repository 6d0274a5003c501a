"""Findings: one module per question. A new module with a ``QUESTION`` takes part everywhere without another line."""

from __future__ import annotations

import functools
import importlib
import logging
import pkgutil
from collections.abc import Mapping
from typing import Final

from kansenbeeld.findings.finding import Chip, Column, Finding, Note, Question, Selection, Source, Table
from kansenbeeld.language import LanguageCode, language
from kansenbeeld.store import QueryError, Snapshot, StoreError

__all__ = [
    "Chip",
    "Column",
    "Finding",
    "Note",
    "Question",
    "Selection",
    "Source",
    "Table",
    "answer",
    "answer_or_none",
    "is_there",
    "on_page",
    "questions",
]

_LOG: Final = logging.getLogger(__name__)
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


def is_there(question: Question, snapshot: Snapshot, selection: Selection, code: LanguageCode) -> bool:
    """Whether a question is to stand on its page; one that is optional, only where somebody published what it needs.

    Where that is so, a reader whose choice has no answer is told why; the question does not go away under his hands.
    """
    if not question.optional:
        return True
    return any(answer(question.id, snapshot, one, code).chart is not None for one in (selection, Selection()))


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


def answer_or_none(question: str, snapshot: Snapshot, selection: Selection, code: LanguageCode) -> Finding | None:
    """Answer a question as :func:`answer` does, ``None`` where the data version does not hold what the question needs.

    An older version may lack a table, a dataset, rows or names that a question rests on by now, and each of them ends
    in another error: of the store, of a query, of a name or row that is not found, of a value that is not there. The
    log has which. There is no answer either where there is no such question.
    """
    try:
        return answer(question, snapshot, selection, code)
    except (StoreError, QueryError, LookupError, ValueError):
        _LOG.warning("data version %s can't answer %s", snapshot.version, question, exc_info=True)
        return None


def answer_or_fail(question: str, snapshot: Snapshot, selection: Selection, code: LanguageCode) -> Finding:
    """Answer a question as :func:`answer` does, with one error where the data version lacks what it needs.

    Raises:
        StoreError: kind ``incomplete``.
    """
    found = answer_or_none(question, snapshot, selection, code)
    if found is None:
        raise StoreError(
            "incomplete", f"Data version {snapshot.version} lacks what {question} needs.", snapshot.version
        )
    return found


@functools.lru_cache(maxsize=_KEPT)
def _answer(question: str, snapshot: Snapshot, selection: Selection, code: LanguageCode) -> Finding:
    return questions()[question].answer(snapshot, selection, language(code))
