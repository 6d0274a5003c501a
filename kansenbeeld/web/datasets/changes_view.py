"""Step 5: what readers would see change, before anything is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import streamlit as st

from kansenbeeld.conversations import changes_text
from kansenbeeld.language import Language
from kansenbeeld.web.plain import plain

if TYPE_CHECKING:
    from kansenbeeld.publishing.changes import Changes, CodeChange, HeadlineChange, TableChange

_SHOWN_CODES: Final = 12
_SHOWN_HEADLINES: Final = 12
_GONE: Final = "gone"
_MEANINGS: Final[Mapping[str, str]] = {"moment": "moment", "parental_education": "parents", "grp": "parents"}
"""Columns whose codes have words, with the begin of their keys in the catalogue."""


def show(changes: Changes, titles: Mapping[str, str], words: Language) -> None:
    """Show the rows and codes that differ, and each headline that would be another one, both sentences side by side.

    Args:
        changes: what would change.
        titles: of the tables, by name.
        words: the reader's language.
    """
    st.markdown(f"**{lead(changes, words)}**")
    rows = [_counts(table, titles, words) for table in changes.tables]
    if rows:
        st.table(rows, hide_index=True)
    for line in codes(changes, titles, words):
        st.markdown(line)
    for number, one in enumerate(changes.headlines[:_SHOWN_HEADLINES]):
        with st.container(border=True, key=f"datasets_headline_{number}"):
            _headline(one, words)
    rest = changes.headlines[_SHOWN_HEADLINES:]
    if rest:
        with st.expander(words.text("datasets.changes.rest", number=words.number(len(rest))), key="datasets_rest"):
            for one in rest:
                _headline(one, words)


def lead(changes: Changes, words: Language) -> str:
    """Say in one or two sentences how many headlines would change, and of how many only the numbers."""
    found, total = len(changes.headlines), words.number(changes.compared)
    gone = sum(1 for one in changes.headlines if one.change.verdict == _GONE)
    if not found:
        first = words.text("datasets.changes.none", total=total)
    else:
        size = "one" if found == 1 else "more"
        first = words.text(
            f"datasets.changes.headlines.{size}", number=words.number(found), total=total, gone=words.number(gone)
        )
    if not changes.other_numbers:
        return first
    size = "one" if changes.other_numbers == 1 else "more"
    return f"{first} {words.text(f'datasets.changes.numbers.{size}', number=words.number(changes.other_numbers))}"


def codes(changes: Changes, titles: Mapping[str, str], words: Language) -> list[str]:
    """Return the codes that are new or gone, one line of Markdown for each column; arguments as :func:`show`."""
    lines = []
    for table in changes.tables:
        for change in table.codes:
            lines += _code_lines(table, change, titles, words)
    return lines


def _code_lines(table: TableChange, change: CodeChange, titles: Mapping[str, str], words: Language) -> list[str]:
    found = []
    for which in ("new", "gone"):
        values = getattr(change, which)
        if values:
            shown = ", ".join(plain(_value(change.column, value, words)) for value in values[:_SHOWN_CODES])
            more = len(values) - _SHOWN_CODES
            if more > 0:
                shown = words.text("datasets.changes.more_codes", shown=shown, number=words.number(more))
            column = plain(change.column)
            table_name = plain(titles.get(table.resource, table.resource))
            found.append(
                "- " + words.text(f"datasets.changes.codes.{which}", table=table_name, column=column, codes=shown)
            )
    return found


def _value(column: str, code: str, words: Language) -> str:
    """Return a code of a column with what it means, where the catalogue has words for it."""
    meaning = words.text_or(f"{_MEANINGS[column]}.{code}", "") if column in _MEANINGS else ""
    return f"{meaning} ({code})" if meaning else code


def _counts(table: TableChange, titles: Mapping[str, str], words: Language) -> dict[str, str]:
    # A table on a page takes its cells for Markdown.
    counts = {words.text("datasets.changes.table"): plain(titles.get(table.resource, table.resource))}
    for what in ("added", "gone", "changed", "same"):
        counts[words.text(f"datasets.changes.rows.{what}")] = words.number(getattr(table, what))
    return counts


def _headline(one: HeadlineChange, words: Language) -> None:
    where = [words.text("datasets.changes.conversation", number=number) for number in one.conversations]
    where += [plain(one.place)] if one.place else []
    happened = plain(changes_text.happened(one.change, one.before, one.after, words))
    st.markdown(" · ".join((f"**{changes_text.verdict(one.change, words)}**", *where, happened)))
    sides = (("before", one.before), ("after", one.after))
    for (side, finding), column in zip(sides, st.columns(2), strict=True):
        column.markdown(f":small[{words.text(f'datasets.changes.side.{side}')}]")
        column.markdown(plain(changes_text.headline(finding, words)))
