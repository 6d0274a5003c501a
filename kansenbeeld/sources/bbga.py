"""Key figures of areas from the municipality (BBGA): advice by home area, parental education, afstroom.

Definitions are those of BBGA's own metadata (see ``bbga_definitions``), in short. What they say about masking differs
per variable: the three shares of advice print 90 for 90 or more, and leave out areas with fewer than 15 advices; the
shares of parental education are only printed for areas with 100 pupils and 20 such parents, and mask nothing. For
afstroom the definition was not at hand, so that 90 is read there in the wider way too. All are percentages: the rule
that prints 1 to 4 as 5 is one of counts, and is applied to a variable whose unit is a count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.descriptions import TableDescription
from kansenbeeld.datasets.indicators import UNITS
from kansenbeeld.measures.disclosure.publishers import read_bbga_count, read_bbga_percentage
from kansenbeeld.sources import answers, bbga_definitions
from kansenbeeld.sources.areas_known import AMSTERDAM_OPEN, known_codes, vintage_of
from kansenbeeld.sources.describing import describe, period, table
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Fetched, Note, Source

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

PAGE: Final = "https://api.data.amsterdam.nl/v1/bbga/kerncijfers/"

_GONE: Final = "bbga_not_defined"
_UNREACHABLE: Final = ("not_found", "offline", "unreachable", "busy", "server_fault", "cut_off")
"""Codes of errors that say nothing of the definitions themselves."""

Group = Literal["advice", "parents", "below_advice"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A variable of BBGA.

    Attributes:
        variable: its code at the publisher.
        code: our code.
        group: the table that it stands in.
        meaning: what it is, in English.
        masked: whether the publisher's rule of its unit holds: 90 is 90 to 100 percent, 5 is 1 to 5.
    """

    variable: str
    code: str
    group: Group
    meaning: str
    masked: bool = False

    @property
    def unit(self) -> str:
        """``percent`` or ``count``."""
        return UNITS[self.code]


INDICATORS: Final[tuple[Indicator, ...]] = (
    Indicator(
        "OPROVMBOBK_P",
        "advice_pro_vmbo_b_k",
        "advice",
        "Pupils of group 8 with pro, vmbo-b or vmbo-k as lowest level of their advice, by where they live on 31 "
        "December.",
        masked=True,
    ),
    Indicator(
        "OVMBOGT_P",
        "advice_vmbo_gt",
        "advice",
        "Pupils of group 8 with vmbo-g or vmbo-t as lowest level of their advice, by where they live on 31 December.",
        masked=True,
    ),
    Indicator(
        "OHVWO_P",
        "advice_havo_vwo",
        "advice",
        "Pupils of group 8 with advice havo, havo/vwo or vwo, by where they live on 31 December.",
        masked=True,
    ),
    Indicator(
        "O_OPLPO_L_P",
        "primary_parents_up_to_vmbo",
        "parents",
        "Pupils of primary schools (not sbo) of whom the parent with most education has primary school or vmbo.",
    ),
    Indicator(
        "O_OPLPO_M_P",
        "primary_parents_mbo_havo_vwo",
        "parents",
        "Pupils of primary schools (not sbo) of whom the parent with most education has mbo, havo or vwo.",
    ),
    Indicator(
        "O_OPLPO_P",
        "primary_parents_hbo_wo",
        "parents",
        "Pupils of primary schools (not sbo) with a parent with hbo or wo.",
    ),
    Indicator(
        "O_OPLVO_L_P",
        "secondary_parents_up_to_vmbo",
        "parents",
        "Pupils of secondary schools of whom the parent with most education has primary school or vmbo.",
    ),
    Indicator(
        "O_OPLVO_M_P",
        "secondary_parents_mbo_havo_vwo",
        "parents",
        "Pupils of secondary schools of whom the parent with most education has mbo, havo or vwo.",
    ),
    Indicator(
        "O_OPLVO_P",
        "secondary_parents_hbo_wo",
        "parents",
        "Pupils of secondary schools with a parent with hbo or wo.",
    ),
    Indicator(
        "O_AFSTROOM_P",
        "year3_below_advice",
        "below_advice",
        "Pupils in leerjaar 3 at a lower level than their advice.",
        masked=True,
    ),
)


@dataclass(slots=True)
class _Read:
    """What was taken from the pages so far."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    empty: int = 0
    elsewhere: int = 0
    days: list[date] = field(default_factory=list)


def fetch(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    """Fetch the variables of ``INDICATORS``, one question per variable; see ``Source.fetch``.

    ``years`` are years as BBGA prints them, all where none is given: the interface gives them in one answer.
    """
    defined = _defined(downloader)
    read = _Read()
    for indicator in INDICATORS:
        before = len(read.rows)
        _take(downloader, indicator, years, read)
        is_gone = any(note.details.get("variable") == indicator.variable for note in defined if note.code == _GONE)
        if len(read.rows) == before and not years and not is_gone:
            raise SourceError("bbga_no_rows", variable=indicator.variable)
    if not read.rows:
        raise SourceError("bbga_no_rows", variable=", ".join(indicator.variable for indicator in INDICATORS))
    frames, tables = _tables(pd.DataFrame(read.rows))
    notes = (
        Note("bbga_rows", {"rows": len(read.rows), "variables": len(INDICATORS)}),
        Note("bbga_empty", {"rows": read.empty}),
        Note("bbga_small_areas", {"rows": read.elsewhere}),
        Note("bbga_masked", {"rows": sum(row["value"] is None for row in read.rows)}),
        *defined,
    )
    description = describe(
        SOURCE.name,
        key="bbga",
        publisher=SOURCE.publisher,
        period=period([str(row["year"]) for row in read.rows]),
        sources=(("Onderzoek en Statistiek Amsterdam, Basisbestand Gebieden Amsterdam (BBGA)", PAGE),),
        retrieved=read.days,
        caveats=("bbga_masked", "bbga_least", "bbga_westpoort", "bbga_parents_before", "bbga_which_advice"),
        tables=tables,
        licence=AMSTERDAM_OPEN,
    )
    return Fetched(description, frames, notes)


def _defined(downloader: Downloader) -> tuple[Note, ...]:
    """Check our variables against the publisher's definitions; without definitions there is only that to say.

    Raises:
        SourceError: a variable has another unit by now, or the definitions are not as documented.
    """
    try:
        known = bbga_definitions.definitions(downloader, SOURCE)
    except SourceError as error:
        if error.code not in _UNREACHABLE:
            raise
        return (Note("bbga_not_checked", {"why": error}),)
    return bbga_definitions.checked({one.variable: one.unit for one in INDICATORS}, known)


def _take(downloader: Downloader, indicator: Indicator, years: tuple[int, ...], read: _Read) -> None:
    address = downloader.address(SOURCE, "kerncijfers/")
    parameters = {"indicatorDefinitieId": indicator.variable, "_format": "json"}
    known = frozenset().union(*(known_codes(vintage) for vintage in domain.AREA_VINTAGES))
    for answer, day, _ in answers.municipal_pages(downloader, address, parameters, indicator.variable):
        read.days.append(day)
        embedded = answer.get("_embedded")
        rows = answers.part(embedded if isinstance(embedded, dict) else answer, "kerncijfers", indicator.variable)
        for row in rows:
            year, area = _year(row, indicator), _area(row, indicator)
            if years and year not in years:
                continue
            if row.get("waarde") in (None, ""):
                read.empty += 1
            elif area not in known:
                read.elsewhere += 1
            else:
                read.rows.append(_value(row, indicator, year, area))


def _year(row: Mapping[str, Any], indicator: Indicator) -> int:
    named = row.get("indicatorDefinitieId") or row.get("variabele") or indicator.variable
    if named != indicator.variable:
        raise SourceError("bbga_other_variable", variable=indicator.variable, other=str(named)[:40])
    year = row.get("jaar")
    if not isinstance(year, int) or not 1990 <= year <= 2100:
        raise SourceError("bbga_row", variable=indicator.variable, column="jaar", value=str(year)[:40])
    return year


def _area(row: Mapping[str, Any], indicator: Indicator) -> str:
    area = row.get("gebiedcode15") or row.get("gebiedcode22")
    if not isinstance(area, str):
        raise SourceError("bbga_row", variable=indicator.variable, column="gebiedcode15", value=str(area)[:40])
    return area


def _value(row: Mapping[str, Any], indicator: Indicator, year: int, area: str) -> dict[str, Any]:
    wrong = SourceError("bbga_row", variable=indicator.variable, column="waarde", value=str(row["waarde"])[:40])
    try:
        printed = float(row["waarde"])
    except (TypeError, ValueError):
        raise wrong from None
    if not 0 <= printed <= (100 if indicator.unit == "percent" else 1e9):
        raise wrong
    # An advice of "2012" is one of the school year 2011/12, and parents are those of pupils on 1 October of the year.
    period = domain.school_year(year - 1) if indicator.group == "advice" else str(year)
    low, high = _range(printed, indicator)
    return {
        "group": indicator.group,
        "year": year,
        "period": period,
        "area_code": area,
        "indicator": indicator.code,
        "unit": indicator.unit,
        "value": printed if low == high else None,
        "value_lo": None if low == high else low,
        "value_hi": None if low == high else high,
    }


def _range(printed: float, indicator: Indicator) -> tuple[float, float]:
    if not indicator.masked:
        return printed, printed
    interval = read_bbga_percentage(printed) if indicator.unit == "percent" else read_bbga_count(int(printed))
    return interval.low, interval.high


def _tables(rows: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], tuple[TableDescription, ...]]:
    """Split rows by table and by division of areas: a table holds one division, which its chip names."""
    rows = rows.assign(vintage=rows["year"].map(_vintages(rows)))
    frames, tables = {}, []
    for key, part in rows.groupby(["group", "vintage"], sort=True):
        group, vintage = cast("tuple[Group, int]", key)
        name = f"{group}_{vintage}"
        doubled = part.duplicated(["period", "area_code", "indicator"])
        if doubled.any():
            first = part[doubled].iloc[0]
            raise SourceError("bbga_twice", area=first["area_code"], period=first["period"], code=first["indicator"])
        frames[name] = part.drop(columns=["group", "year", "vintage"]).reset_index(drop=True)
        tables.append(_table(name, group, int(vintage)))
    return frames, tuple(tables)


def _vintages(rows: pd.DataFrame) -> dict[int, int]:
    """The division of areas of each year, told by its codes; that of 2022 where a year has districts alone.

    The municipality prints all years in its current division. Codes of the one before it (DX01) are taken for what
    they are, should an interface still give them.
    """
    found = {}
    for year, codes in rows.groupby("year")["area_code"]:
        try:
            found[int(str(year))] = vintage_of(codes) or domain.AREA_VINTAGES[-1]
        except ValueError:
            raise SourceError("two_divisions", period=str(year)) from None
    return found


def _table(name: str, group: Group, vintage: int) -> TableDescription:
    return table(
        name,
        "context_indicators",
        f"bbga_{group}",
        advice_moment="none" if group == "parents" else "not_stated",
        # An advice vmbo-gt/havo counts with vmbo-gt, its lowest level.
        havo_cut="laagste" if group == "advice" else "none",
        loc_basis="woon",
        cohort_basis="school_year" if group == "advice" else "calendar_year",
        parent_edu_def="bbga_three_classes" if group == "parents" else "none",
        area_version=str(vintage),
        source="OIS",
    )


SOURCE: Final = Source(
    name="bbga",
    publisher="Onderzoek en Statistiek, gemeente Amsterdam",
    base="https://api.data.amsterdam.nl/v1/bbga",
    years=(),
    fetch=fetch,
)
"""The key figures of the municipality."""
