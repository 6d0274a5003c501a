"""A report as text for a terminal, and as JSON for other programs."""

from __future__ import annotations

import json
import textwrap
from typing import Any, Final

from kansenbeeld.language import Language
from kansenbeeld.screening.report import Check, Report

WIDTH: Final = 100
"""Signs on a line."""

_WIDTHS: Final = (8, 12, 49, 25)
"""Result, stage, sentence, place; two blanks between them."""


def as_text(report: Report, words: Language) -> str:
    """Return a report as a table of at most ``WIDTH`` signs wide, its outcome on the last line."""
    head = "screening.written.head" if report.contract else "screening.written.head_no_contract"
    columns = ("result", "stage", "sentence", "place")
    lines = [
        words.text(head, file=report.file, contract=report.contract, rows=words.number(report.rows)),
        "",
        *_row(*(words.text(f"screening.written.columns.{column}") for column in columns)),
    ]
    for check in report.checks:
        lines += _row(
            words.text(f"screening.result.{check.result}"),
            words.text(f"screening.stage.{check.stage}"),
            check.sentence(words),
            _where(check, report, words),
        )
    counts = {f"{result}s": sum(check.result == result for check in report.checks) for result in ("fail", "warning")}
    return "\n".join([*lines, "", words.text(f"screening.written.outcome.{report.result}", **counts)])


def _where(check: Check, report: Report, words: Language) -> str:
    """The place; the file is said once, above, unless the check is about a file inside it."""
    place = check.where(words)
    place = place.removeprefix(report.file).lstrip("/, ")
    if check.times > 1 and place:
        return words.text("screening.written.times", place=place, times=words.number(check.times))
    return place


def _row(*cells: str) -> list[str]:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, _WIDTHS, strict=True)]
    height = max(len(lines) for lines in wrapped)
    rows = (
        "  ".join(
            (lines[number] if number < len(lines) else "").ljust(width)
            for lines, width in zip(wrapped, _WIDTHS, strict=True)
        )
        for number in range(height)
    )
    return [row.rstrip() for row in rows]


def as_object(report: Report, words: Language) -> dict[str, Any]:
    """Return a report as what JSON can hold: the file, contract, rows, outcome, and every check with its sentence."""
    return {
        "file": report.file,
        "contract": report.contract,
        "rows": report.rows,
        "result": report.result,
        "may_be_published": report.may_be_published,
        "exit_status": report.exit_status,
        "checks": [_check(check, words) for check in report.checks],
    }


def _check(check: Check, words: Language) -> dict[str, Any]:
    place = check.place
    return {
        "stage": check.stage,
        "code": check.code,
        "result": check.result,
        "sentence": check.sentence(words),
        "place": {
            "file": place.file,
            "sheet": place.sheet,
            "row": place.row,
            "column": place.column,
            "value": place.value,
        },
        "times": check.times,
        "details": dict(check.details),
    }


def as_json(report: Report, words: Language) -> str:
    """Return a report as JSON text."""
    return json.dumps(as_object(report, words), ensure_ascii=False, indent=2, default=str)
