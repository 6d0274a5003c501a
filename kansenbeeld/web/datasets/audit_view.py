"""Who did what, or tried to: the audit log in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import streamlit as st

from kansenbeeld.language import Language
from kansenbeeld.web import context
from kansenbeeld.web.datasets import known
from kansenbeeld.web.ledger.wording import editor

if TYPE_CHECKING:
    from kansenbeeld.conversations.ledger.audit import AuditEntry

_SHOWN: Final = 200
_KINDS: Final = ("publication", "dataset", "conversation", "item", "revision")
"""What a subject consists of, each with a number or a name behind it."""


def show(words: Language) -> None:
    """Show the newest lines of the log; they are read once somebody opens it."""
    box = st.expander(words.text("datasets.audit"), key="datasets_audit", on_change="rerun")
    if not box.open:
        return
    found = rows(context.audit().entries(_SHOWN), known.titles(words), words)
    with box:
        if found:
            st.dataframe(found, hide_index=True, key="datasets_audit_rows")
        else:
            st.markdown(words.text("datasets.audit.empty"))


def rows(entries: Sequence[AuditEntry], titles: Mapping[str, str], words: Language) -> list[dict[str, str]]:
    """Return lines of the log as rows of a table.

    Args:
        entries: the lines.
        titles: of datasets by name; a dataset that is not among them has its name.
        words: the reader's language.
    """
    return [
        {
            words.text("datasets.audit.at"): words.moment(entry.at),
            words.text("datasets.audit.who"): editor(entry.who, words),
            words.text("datasets.audit.role"): words.text_or(f"access.role.{entry.role}", entry.role),
            words.text("datasets.audit.action"): words.text_or(f"datasets.audit.action.{entry.action}", entry.action),
            words.text("datasets.audit.subject"): subject(entry.subject, titles, words),
            words.text("datasets.audit.outcome"): words.text(f"datasets.audit.outcome.{entry.outcome}"),
        }
        for entry in entries
    ]


def subject(stored: str, titles: Mapping[str, str], words: Language) -> str:
    """Say in words what a line is about.

    Args:
        stored: kinds with their numbers and names, such as ``publication 3, dataset duo_school_advice``.
        titles: of datasets by name.
        words: the reader's language.

    Returns:
        What is stored, where it has another form.
    """
    parts = [part.split(" ", 1) for part in stored.split(", ")]
    if not all(len(part) == 2 and part[0] in _KINDS for part in parts):
        return stored
    return ", ".join(_part(kind, name, titles, words) for kind, name in parts)


def _part(kind: str, name: str, titles: Mapping[str, str], words: Language) -> str:
    return words.text(f"datasets.audit.subject.{kind}", name=titles.get(name, name) if kind == "dataset" else name)
