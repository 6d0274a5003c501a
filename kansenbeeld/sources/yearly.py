"""Sources with a file per year: read those that are asked, and say which could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Note

T = TypeVar("T")


def each_year(
    asked: Sequence[int], years: Sequence[int], read: Callable[[int], T]
) -> tuple[tuple[T, ...], tuple[Note, ...]]:
    """Read a file per year.

    Args:
        asked: the years that a person asked for: each must be read. Empty: all years that can be.
        years: all years of the source.
        read: one year.

    Returns:
        What was read, oldest first, and notes on the years that were left out.

    Raises:
        SourceError: a year that was asked can't be read or is not one of the source, or none could be read.
    """
    unknown = sorted(set(asked) - set(years))
    if unknown:
        raise SourceError("year", year=str(unknown[0]), first=str(min(years)), last=str(max(years)))
    if asked:
        return tuple(read(year) for year in sorted(set(asked))), ()
    found: list[T] = []
    faults: list[tuple[int, SourceError]] = []
    for year in years:
        try:
            found.append(read(year))
        except SourceError as error:
            faults.append((year, error))
    if not found:
        raise faults[-1][1]
    return tuple(found), _notes(faults)


def _notes(faults: Sequence[tuple[int, SourceError]]) -> tuple[Note, ...]:
    """One note for all years of which there is no file, and one for each that could not be read."""
    missing = ", ".join(str(year) for year, error in faults if error.code == "not_found")
    others = [(year, error) for year, error in faults if error.code != "not_found"]
    notes = [Note("year_left_out", {"year": str(year), "why": error}) for year, error in others]
    return (*((Note("years_missing", {"years": missing}),) if missing else ()), *notes)
