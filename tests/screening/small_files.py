"""Small files made in a test, taken into a scratch database as the intake does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.screening.checks import header, table
from kansenbeeld.screening.given import Given, Typed
from kansenbeeld.screening.report import Check
from kansenbeeld.store.scratch import Scratch

SHARES = ("cohort", "area_code", "moment", "measure", "group_by", "grp", "n", "percentage")
SHARE = ("2019/20", "STAD", "final_advice", "havo", "total", "total", "120", "54.5")
SCHOOL = ("school_year", "school_code", "school_name", "school_type", "advice", "pupils", "pupils_lo", "pupils_hi")
ADVICE = ("2023/24", "18BR00", "De Brug", "bo", "havo", "12", "", "")


def changed(columns: Sequence[str], row: Sequence[str], **values: str) -> tuple[str, ...]:
    """Return a row with other values in some of its columns."""
    return tuple(values.get(column, value) for column, value in zip(columns, row, strict=True))


@contextmanager
def given(folder: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Given]:
    """A file of text with its header in row 1."""
    with Scratch(folder) as scratch:
        number = scratch.load_rows(enumerate(rows, 2), len(columns))
        yield Given(scratch, "file.csv", "", tuple(columns), 1, number)


@contextmanager
def typed(
    folder: Path, columns: Sequence[str], rows: Sequence[Sequence[str]], contract: str
) -> Iterator[tuple[Typed, tuple[Check, ...]]]:
    """A file through header, types and codes."""
    with given(folder, columns, rows) as file:
        matched, checks = header.match(file, contract)
        assert matched is not None, checks
        assert matched.contract is CONTRACTS[contract]
        made, checks, _ = table.typed(file, matched)
        yield made, checks


def found(checks: Sequence[Check], *, result: str = "") -> dict[str, Check]:
    """Return checks by code, of one result or all."""
    return {check.code: check for check in checks if result in ("", check.result)}
