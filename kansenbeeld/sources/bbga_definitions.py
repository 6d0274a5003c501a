"""What the municipality says that its variables are: the definitions of BBGA, as a CSV export or from the interface.

Both have the same columns under names that differ a little (``SD minimum WvoorrBAG`` and ``sdMinimumWvoorBag``). A
percentage is told by the symbol %; without a symbol the unit code 1 is one as well. The two columns ``SD minimum`` hold
the number of people or homes that an area must have to count in the standard deviation between areas which the
municipality gives beside its key figures; they say nothing of which figures are printed.

``KANSENBEELD_BBGA_DEFINITIONS`` names a CSV export to read in place of the interface.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld.sources import answers
from kansenbeeld.sources.csv_files import read_csv
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.given_files import named_file
from kansenbeeld.sources.source import Note, Source

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

VARIABLE: Final = "KANSENBEELD_BBGA_DEFINITIONS"
_PATH: Final = "indicatoren_definities/"
_LIST: Final = "indicatorendefinities"
_NO_SIGNS: Final = re.compile(r"[^a-z0-9]")
_NONE: Final = ("", ".")
"""How the export writes that there is nothing."""

_LEAST: Final = {
    "people": ("sdminimumbevtotaal",),
    "homes": ("sdminimumwvoorrbag", "sdminimumwvoorbag"),
}
_NO_DAY: Final = ("nvt", "n.v.t.", "")


@dataclass(frozen=True, slots=True)
class Definition:
    """A variable as its publisher defines it.

    Attributes:
        variable: its code.
        label: its name, in Dutch.
        meaning: its definition, in Dutch.
        day: the day of reference as printed, such as ``1 oktober``; empty where it has none.
        unit: ``percent``, or the publisher's symbol or code of another unit.
        least_people, least_homes: areas with fewer stay out of the publisher's standard deviation; ``None`` where
            there is no such rule.
    """

    variable: str
    label: str
    meaning: str
    day: str
    unit: str
    least_people: int | None
    least_homes: int | None


def read_export(path: Path, file: str) -> dict[str, Definition]:
    """Read the CSV export: commas, quoted, definitions over several lines.

    Raises:
        SourceError: it is no such file, a column is missing, or a variable stands there twice.
    """
    given = read_csv(path, file, ",")
    names = [_plain(name) for name in given.header]
    return _definitions((dict(zip(names, row.cells, strict=True)) for row in given.rows), file)


def read_answers(pages: Iterable[Mapping[str, Any]], file: str) -> dict[str, Definition]:
    """Read the answers of the interface, one or more pages.

    Raises:
        SourceError: an answer is not as documented, a field is missing, or a variable stands there twice.
    """
    rows: list[dict[str, Any]] = []
    for page in pages:
        embedded = page.get("_embedded")
        lists = embedded if isinstance(embedded, dict) else page
        name = next((key for key in lists if _plain(key) == _LIST), "indicatorenDefinities")
        rows.extend(answers.part(lists, name, file))
    return _definitions(({_plain(key): value for key, value in row.items()} for row in rows), file)


def definitions(downloader: Downloader, source: Source) -> dict[str, Definition]:
    """Return the definitions by variable: from the export that was pointed at, else from the interface.

    Raises:
        SourceError: as ``Downloader.get``, ``read_export`` and ``read_answers``.
    """
    export = named_file(VARIABLE)
    if export is not None:
        return read_export(export, export.name)
    address = downloader.address(source, _PATH)
    pages = answers.municipal_pages(downloader, address, {"_format": "json"}, _PATH.strip("/"))
    return read_answers((answer for answer, _, _ in pages), _PATH.strip("/"))


def checked(variables: Mapping[str, str], known: Mapping[str, Definition]) -> tuple[Note, ...]:
    """Say what the publisher says of the variables that we ask.

    Args:
        variables: variable to the unit in which we read it.
        known: of ``definitions``.

    Returns:
        How many there are, those that are not defined (any more), and for each other one its name, its day, and which
        areas stay out of the publisher's standard deviation.

    Raises:
        SourceError: a variable has another unit than we read it in.
    """
    found = [known[variable] for variable in variables if variable in known]
    for one in found:
        if one.unit != variables[one.variable]:
            raise SourceError("bbga_unit", variable=one.variable, unit=one.unit, expected=variables[one.variable])
    counted = Note("bbga_definitions", {"read": len(known), "found": len(found), "asked": len(variables)})
    missing = tuple(Note("bbga_not_defined", {"variable": each}) for each in variables if each not in known)
    return (counted, *missing, *(note for one in found for note in _said(one)))


def _said(one: Definition) -> Iterator[Note]:
    code = "bbga_defined" if one.day else "bbga_defined_no_day"
    yield Note(code, {"variable": one.variable, "label": one.label, "day": one.day})
    for of, least in (("people", one.least_people), ("homes", one.least_homes)):
        if least is not None:
            yield Note(f"bbga_spread_{of}", {"variable": one.variable, "least": least})


def _definitions(rows: Iterable[Mapping[str, Any]], file: str) -> dict[str, Definition]:
    found: dict[str, Definition] = {}
    for row in rows:
        one = _definition(row, file)
        if one.variable in found:
            raise SourceError("bbga_defined_twice", file=file, variable=one.variable)
        found[one.variable] = one
    if not found:
        raise SourceError("empty", file=file)
    return found


def _definition(row: Mapping[str, Any], file: str) -> Definition:
    for column in ("variabele", "label", "rekeneenheid"):
        if column not in row:
            raise SourceError("header", file=file, column=column)
    variable = _text(row, "variabele")
    if not variable:
        raise SourceError("bbga_no_variable", file=file, label=_text(row, "label")[:60])
    day = _text(row, "peildatum")
    return Definition(
        variable=variable,
        label=_text(row, "label"),
        meaning=_text(row, "definitie"),
        day="" if day.casefold() in _NO_DAY else day,
        unit=_unit(_text(row, "symbool"), _text(row, "rekeneenheid")),
        least_people=_least(row, "people", variable, file),
        least_homes=_least(row, "homes", variable, file),
    )


def _unit(symbol: str, code: str) -> str:
    return "percent" if symbol == "%" or (not symbol and code == "1") else symbol or f"code {code}"


def _least(row: Mapping[str, Any], of: str, variable: str, file: str) -> int | None:
    printed = next((text for name in _LEAST[of] if (text := _text(row, name)) not in _NONE), "")
    if not printed:
        return None
    if not printed.isascii() or not printed.isdecimal():
        raise SourceError("bbga_least", file=file, variable=variable, value=printed[:20])
    return int(printed)


def _text(row: Mapping[str, Any], column: str) -> str:
    """A cell in one line."""
    value = row.get(column)
    return "" if value is None else " ".join(str(value).split())


def _plain(name: str) -> str:
    return _NO_SIGNS.sub("", name.casefold())
