"""What a table says about other tables and about itself across columns: the rules, and the check of whole frames.

The rules are functions of single values, so that a frame (here) and a table in a database (screening) are held to the
same ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import MEASURE_MOMENTS, NOTES
from kansenbeeld.datasets.errors import DatasetError, Phrase, listed, shown
from kansenbeeld.datasets.indicators import UNITS

if TYPE_CHECKING:
    from kansenbeeld.datasets.packages import Resource

AREA_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "area_code": "area_vintage",
        "parent_code": "area_vintage",
        "from_code": "from_vintage",
        "to_code": "to_vintage",
    }
)
"""Columns with an area code, and the column with the vintage in which it holds (where the table has that)."""

ANY_VINTAGE: Final = "none"
"""The value of the chip ``area_version`` where codes of every division may stand."""

RANGED: Final[tuple[str, ...]] = ("pupils", "value")
"""Columns with a number as printed, beside ``<name>_lo`` and ``<name>_hi`` for a hidden one."""


def is_area(code: str, vintage: str, areas: Mapping[str, Collection[str]]) -> bool:
    """Whether a code is an area of a vintage, or of any where that is ``none``; ``areas``: vintage to its codes."""
    if vintage == ANY_VINTAGE:
        return any(code in codes for codes in areas.values())
    return code in areas.get(vintage, ())


def is_group(group_by: str, group: str) -> bool:
    """Whether a group is one of those by which pupils are grouped."""
    return group in domain.GROUPS[group_by]


def is_moment(measure: str, moment: str) -> bool:
    """Whether a measure has a meaning at a moment."""
    return MEASURE_MOMENTS.get(measure, moment) == moment


def is_placed(*, year: bool, counted_by: bool, area: bool, vintage: bool) -> bool:
    """Whether a note has one place: a school year with how it is counted, or an area with its vintage.

    Args:
        year, counted_by, area, vintage: which of the four cells are filled.
    """
    return (year, counted_by) == (not area, not vintage) and year == counted_by


def is_range(*, printed: bool, low: bool, high: bool, ordered: bool) -> bool:
    """Whether a number is printed, or hidden with the least and largest that it can be; never both, never neither.

    Args:
        printed, low, high: which of the three cells are filled.
        ordered: whether the least is not above the largest.
    """
    return (low and high and ordered) if not printed else not (low or high)


def check_references(frames: Mapping[Resource, pd.DataFrame]) -> None:
    """Check what a table says about other tables and about itself across columns.

    ``frames`` are tables from ``read_resource`` by their resource, with the table of areas among them. Each
    area code must be in the table of areas: in the vintage that stands beside it in the row, else in that of
    the chip ``area_version``, or in any vintage where that is ``none``. Each group must belong to its
    ``group_by``, each measure to its moment, and each indicator to its unit.

    Raises:
        DatasetError: the first row that does not hold.
    """
    areas = _areas_by_vintage(frames)
    for resource, frame in frames.items():
        if resource.contract == NOTES:
            _check_places(resource.file, frame)
        for column, vintage_column in AREA_COLUMNS.items():
            if column in frame.columns:
                _check_areas(resource, frame, column, vintage_column, areas)
        if resource.contract == "outcome_shares":
            _check_groups(resource.file, frame)
            _check_moments(resource.file, frame)
        if resource.contract == "context_indicators":
            _check_indicators(resource.file, frame)
        for ranged in RANGED:
            if f"{ranged}_lo" in frame.columns:
                _check_ranges(resource.file, frame, ranged)


def _areas_by_vintage(frames: Mapping[Resource, pd.DataFrame]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for resource, frame in frames.items():
        if resource.contract == "areas":
            for vintage, code in zip(frame["area_vintage"], frame["area_code"], strict=True):
                found.setdefault(str(vintage), set()).add(code)
    return found


def _first_rows(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The first row of each combination of values: what holds for one row holds for all that are alike."""
    return frame[list(columns)].drop_duplicates()


def _check_areas(
    resource: Resource, frame: pd.DataFrame, column: str, vintage_column: str, areas: Mapping[str, set[str]]
) -> None:
    chip = resource.chips["area_version"]
    own = [vintage_column] if vintage_column in frame.columns else []
    firsts = _first_rows(frame, column, *own)
    # A vintage that is left out is another rule's business.
    vintages = firsts[vintage_column].astype("string").fillna(ANY_VINTAGE) if own else pd.Series(chip, firsts.index)
    for row, code, vintage in zip(firsts.index, firsts[column], vintages, strict=True):
        if pd.isna(code):
            continue
        where = {"row": row, "column": column, "value": shown(code)}
        if not areas:
            raise DatasetError("no_areas", resource.file, **where)
        if not is_area(code, vintage, areas):
            division = Phrase("any_division") if vintage == ANY_VINTAGE else Phrase("division", year=vintage)
            raise DatasetError("unknown_area", resource.file, **where, expected=division)


def _check_places(file: str, frame: pd.DataFrame) -> None:
    names = ("school_year", "counted_by", "area_code", "area_vintage")
    for row, *filled in frame[list(names)].notna().itertuples():
        if not is_placed(**dict(zip(("year", "counted_by", "area", "vintage"), filled, strict=True))):
            raise DatasetError("note_place", file, row=row)


def _check_groups(file: str, frame: pd.DataFrame) -> None:
    firsts = _first_rows(frame, "group_by", "grp")
    for row, group_by, group in zip(firsts.index, firsts["group_by"], firsts["grp"], strict=True):
        if not is_group(group_by, group):
            raise DatasetError(
                "wrong_group",
                file,
                row=row,
                value=shown(group),
                other=shown(group_by),
                expected=listed(domain.GROUPS[group_by]),
            )


def _check_moments(file: str, frame: pd.DataFrame) -> None:
    firsts = _first_rows(frame, "measure", "moment")
    for row, measure, moment in zip(firsts.index, firsts["measure"], firsts["moment"], strict=True):
        if not is_moment(measure, moment):
            raise DatasetError(
                "wrong_moment",
                file,
                row=row,
                value=shown(moment),
                other=shown(measure),
                expected=shown(MEASURE_MOMENTS[measure]),
            )


def _check_indicators(file: str, frame: pd.DataFrame) -> None:
    """An indicator that we know has its unit, and a percentage is one."""
    firsts = _first_rows(frame, "indicator", "unit")
    for row, indicator, unit in zip(firsts.index, firsts["indicator"], firsts["unit"], strict=True):
        if UNITS.get(indicator, unit) != unit:
            raise DatasetError(
                "wrong_unit", file, row=row, value=shown(unit), other=shown(indicator), expected=shown(UNITS[indicator])
            )
    percentages = frame[frame["unit"] == "percent"]
    for column in ("value", "value_lo", "value_hi"):
        outside = percentages.index[(percentages[column] < 0) | (percentages[column] > 100)]
        if len(outside):
            value = shown(percentages.loc[outside[0], column])
            raise DatasetError("no_percentage", file, row=outside[0], column=column, value=value)


def _check_ranges(file: str, frame: pd.DataFrame, name: str) -> None:
    exact, low, high = (frame[column] for column in (name, f"{name}_lo", f"{name}_hi"))
    forms = pd.DataFrame(
        {
            "printed": exact.notna(),
            "low": low.notna(),
            "high": high.notna(),
            "ordered": low.fillna(0) <= high.fillna(0),
        }
    ).drop_duplicates()
    for row, form in zip(forms.index, forms.to_dict("records"), strict=True):
        if not is_range(**{str(key): bool(value) for key, value in form.items()}):
            raise DatasetError("wrong_range", file, row=row, column=name)
