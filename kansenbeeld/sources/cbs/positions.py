"""Pupils in leerjaar 3 by type of education: tables 85380NED (by home region) and 80040ned (types in detail).

Types are kept as CBS prints them, where they name a place in secondary education that we know; totals and other types
are left out. CBS joins vmbo-g and vmbo-t in one type, so that the contract ``position_counts`` does not fit.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from kansenbeeld import domain
from kansenbeeld.datasets.labels import fold, placement_of
from kansenbeeld.sources.cbs import odata
from kansenbeeld.sources.cbs.indicators import LICENCE, dimension_with, indicators
from kansenbeeld.sources.describing import describe, period, table
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Fetched, Source

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

_YEAR_3: Final = re.compile(r"(?:leer_?jaar_3|3e_leerjaar|derde_leerjaar|3)")


def fetch(downloader: Downloader, years: tuple[int, ...], *, name: str) -> Fetched:
    """Fetch a table and keep leerjaar 3, Amsterdam and the Netherlands; see ``Source.fetch``.

    Args:
        downloader, years: as in ``Source.fetch``.
        name: of the source.
    """
    source = next(source for source in SOURCES if source.name == name)
    number = _TABLES[name]
    read = odata.read(downloader, source, number)
    school_year, third = dimension_with(read, lambda title: _YEAR_3.fullmatch(fold(title)), "leerjaar 3")
    if len(third) != 1:
        raise SourceError("cbs_titles", table=number, what="leerjaar 3", count=len(third))
    types, codes = dimension_with(read, lambda title: placement_of(title) in domain.PLACEMENTS, "havo, vwo")
    if not {"havo", "vwo"} <= {placement_of(types.titles[code]) for code in codes}:
        raise SourceError("cbs_titles", table=number, what="havo, vwo", count=0)
    areas = frozenset({domain.CITY, domain.COUNTRY})
    found = indicators(read, only={school_year.name: third, types.name: codes}, years=years, areas=areas)
    basis = _loc_basis(read)
    description = describe(
        name,
        key="cbs_positions",
        publisher=source.publisher,
        period=period(list(found.frame["period"])),
        sources=(
            (f"CBS StatLine, {number}: {read.title}", f"https://opendata.cbs.nl/statline/#/CBS/nl/dataset/{number}"),
        ),
        retrieved=[read.retrieved],
        caveats=("cbs_titles", "cbs_types", "cbs_weesp"),
        tables=(
            table(
                "year3",
                "context_indicators",
                "cbs_positions",
                loc_basis=basis,
                cohort_basis="year3_school_year",
                source="CBS",
            ),
        ),
        licence=LICENCE,
    )
    return Fetched(description, {"year3": found.frame}, found.notes)


def _loc_basis(read: odata.StatlineTable) -> str:
    """Where pupils are counted: where they live or go to school, as the title of the table says."""
    if read.dimension("geo") is None:
        return "none"
    title = fold(read.title)
    if "woonregio" in title or "woongemeente" in title:
        return "woon"
    if "schoolregio" in title or "vestiging" in title:
        return "vo_school"
    raise SourceError("cbs_region", table=read.name, title=read.title[:100])


_TABLES: Final = {"cbs_positions": "85380NED", "cbs_positions_detail": "80040ned"}

SOURCES: Final = tuple(
    Source(name=name, publisher="CBS", base=odata.V3, years=(), fetch=functools.partial(fetch, name=name))
    for name in _TABLES
)
"""Pupils in leerjaar 3, by home region and in detail."""
