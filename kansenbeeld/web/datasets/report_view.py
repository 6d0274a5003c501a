"""Step 2: what was found in the file, the worst first, each with its place and what to do."""

from __future__ import annotations

import csv
import functools
import io
from collections import Counter
from typing import TYPE_CHECKING, Final

import streamlit as st

from kansenbeeld.exports.tables import inert
from kansenbeeld.language import Language
from kansenbeeld.screening.report import RESULTS, STAGES, Check, Report
from kansenbeeld.web.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

ICONS: Final = {"fail": ":material/cancel:", "warning": ":material/warning:", "pass": ":material/check_circle:"}
"""Beside the word, never instead of it."""


def show(report: Report, words: Language, *, key: str) -> None:
    """Show a report: the outcome in one line, what needs work, and folded away what is well.

    Args:
        report: what screening found.
        words: the reader's language.
        key: begin of the names of its widgets.
    """
    {"fail": st.error, "warning": st.warning, "pass": st.success}[report.result](
        f"**{verdict(report, words)}**", icon=ICONS[report.result]
    )
    st.markdown(f":small[{about(report, words)}]")
    if not report.may_be_published:
        st.markdown(words.text("datasets.report.repair"))
    for check in gravest_first(report.checks):
        with st.container(border=True):
            st.markdown(line(check, words))
    passed = [check for check in report.checks if check.result == "pass"]
    if passed:
        # Folded open where there is nothing else, so that the page shows what was looked at.
        with st.expander(words.text("datasets.report.passed", number=words.number(len(passed)))):
            for check in passed:
                st.markdown(line(check, words))
    _downloads(report, words, key)


def verdict(report: Report, words: Language) -> str:
    """Say in one line how many errors and warnings there are, and what that means for publishing."""
    number = Counter(check.result for check in report.checks)
    parts = [
        words.text(f"datasets.report.{result}.{'one' if number[result] == 1 else 'more'}", number=number[result])
        for result in ("fail", "warning")
        if number[result]
    ]
    outcome = words.text(f"datasets.report.outcome.{report.result}")
    return f"{', '.join(parts)}: {outcome}" if parts else outcome[0].upper() + outcome[1:]


def about(report: Report, words: Language) -> str:
    """Say which file was held against which contract, and how many rows it has."""
    name = words.text(f"datasets.contract.{report.contract}") if report.contract else ""
    kind = name or words.text("datasets.report.no_contract")
    return words.text("datasets.report.about", file=plain(report.file), kind=kind, rows=words.number(report.rows))


def gravest_first(checks: Sequence[Check]) -> list[Check]:
    """Return the checks that did not pass: errors before warnings, each in the order of the stages."""
    found = [check for check in checks if check.result != "pass"]
    return sorted(found, key=lambda check: (-RESULTS.index(check.result), STAGES.index(check.stage)))


def line(check: Check, words: Language) -> str:
    """Return a check as Markdown: the result in a word with an icon, the stage, the sentence, the place and times."""
    head = words.text(f"datasets.result.{check.result}")
    stage = words.text(f"datasets.stage.{check.stage}")
    text = f"{ICONS[check.result]} **{head}** · {stage}: {plain(check.sentence(words))}"
    if check.result == "pass":
        return text
    place = [plain(check.where(words))]
    if check.times > 1:
        place.append(words.text("datasets.report.times", number=words.number(check.times)))
    return f"{text}  \n:small[{' · '.join(filter(None, place))}]"


def as_csv(report: Report, words: Language) -> bytes:
    """Return a report as CSV that a spreadsheet in the reader's language opens; no cell can be a formula."""
    names = ("result", "stage", "sentence", "file", "sheet", "row", "column", "value", "times")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if words.code == "nl" else ",")
    writer.writerow([words.text(f"datasets.report.column.{name}") for name in names])
    for check in report.checks:
        place = check.place
        found = (words.text(f"datasets.result.{check.result}"), words.text(f"datasets.stage.{check.stage}"))
        where = (place.file, place.sheet, place.row or "", place.column, place.value)
        writer.writerow([inert(cell) for cell in (*found, check.sentence(words), *where, check.times)])
    return text.getvalue().encode("utf-8-sig")


def _as_json(report: Report, words: Language) -> bytes:
    from kansenbeeld.screening.written import as_json

    return as_json(report, words).encode("utf-8")


def _downloads(report: Report, words: Language, key: str) -> None:
    with st.container(horizontal=True):
        for label, mime, write in (("CSV", "text/csv", as_csv), ("JSON", "application/json", _as_json)):
            st.download_button(
                words.text("datasets.report.download", format=label),
                data=functools.partial(write, report, words),
                file_name=f"{words.text('datasets.report.file')}.{label.lower()}",
                mime=mime,
                icon=":material/download:",
                key=f"{key}_report_{label}",
                on_click="ignore",
                type="tertiary",
            )
