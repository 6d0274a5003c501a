"""What the ledger holds in words: fields, their texts, what differs between two revisions, moments, faults."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kansenbeeld.conversations.ledger.entries import Details, Entry
from kansenbeeld.conversations.ledger.errors import EntryError
from kansenbeeld.language import Language

_FIELDS: Final = (
    "text",
    "kind",
    "said_by",
    "person",
    "about",
    "theme",
    "addressee",
    "status",
    "status_date",
    "reason",
    "withdrawn",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs between two revisions: its label, and what each of them says."""

    label: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what revisions hold codes of, in the reader's language: themes and districts."""

    themes: Mapping[str, str]
    districts: Mapping[str, str]


def differences(one: Entry, other: Entry, names: Names, words: Language) -> tuple[Difference, ...]:
    """Return the fields in which two entries differ, the text first."""
    return tuple(
        Difference(
            words.text(f"ledger.field.{field}"),
            _written(one, field, names, words),
            _written(other, field, names, words),
        )
        for field in _FIELDS
        if getattr(one, field) != getattr(other, field)
    )


def _written(entry: Entry, field: str, names: Names, words: Language) -> str:
    value = getattr(entry, field)
    if field == "withdrawn":
        return words.text(f"ledger.withdrawn.{'yes' if value else 'no'}")
    if not value:
        return words.text("ledger.empty")
    if field in ("kind", "said_by", "status"):
        return words.text(f"ledger.{field}.{value}")
    if field == "theme":
        return names.themes.get(entry.theme, entry.theme)
    if entry.about is not None and field == "about":
        return about_slide(entry.about.slide, words)
    return words.date(value) if isinstance(value, dt.date) else str(value)


def detail_differences(one: Details, other: Details, names: Names, words: Language) -> tuple[Difference, ...]:
    """Return the fields in which two sets of details of a conversation differ."""
    fields = ("theme", "district", "date", "place", "participants")
    return tuple(
        Difference(
            words.text(f"ledger.field.{field}"), _detail(one, field, names, words), _detail(other, field, names, words)
        )
        for field in fields
        if getattr(one, field) != getattr(other, field)
    )


def _detail(details: Details, field: str, names: Names, words: Language) -> str:
    value = getattr(details, field)
    if not value:
        return words.text("ledger.empty")
    if field == "participants":
        return ", ".join(words.text(f"ledger.participants.{one}") for one in value)
    if isinstance(value, dt.date):
        return words.date(value)
    return {**names.themes, **names.districts}.get(value, str(value)) if field != "place" else str(value)


def about_slide(slide: int, words: Language) -> str:
    """Say what an item is about: slide 3, or a finding that was on no slide."""
    return words.text("ledger.about.slide", slide=slide) if slide else words.text("ledger.about.finding")


def editor(name: str, words: Language) -> str:
    """Say who wrote something."""
    return words.text_or(f"ledger.editor.{name}", name)


def fault(error: EntryError, words: Language) -> str:
    """Say in a sentence what is wrong with something filled in, and where."""
    field = words.text(f"ledger.field.{error.field}")
    return words.text(f"ledger.error.{error.code}", field=field, limit=words.number(error.limit))


def written_by_people(text: str) -> str:
    """Return what a person typed as HTML that shows exactly that, line ends included."""
    return f'<p style="white-space:pre-wrap;overflow-wrap:anywhere;margin:0">{html.escape(text)}</p>'


def side_by_side(found: Sequence[Difference], one: str, other: str) -> str:
    """Return differences as an HTML table, a heading for either side; texts are escaped."""
    shape = "padding:0.25rem 0.75rem 0.25rem 0;vertical-align:top;text-align:left"
    label, cell = f'style="{shape};width:7rem"', f'style="{shape};overflow-wrap:anywhere"'
    head = "".join(f'<th scope="col" {cell}>{html.escape(name)}</th>' for name in (one, other))
    rows = "".join(
        f'<tr><th scope="row" {label}>{html.escape(row.label)}</th>'
        f"<td {cell}>{written_by_people(row.one)}</td><td {cell}>{written_by_people(row.other)}</td></tr>"
        for row in found
    )
    table = 'style="width:100%;table-layout:fixed"'
    return f"<table {table}><thead><tr><td {label}></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
