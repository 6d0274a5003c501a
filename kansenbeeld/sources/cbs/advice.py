"""Advice and its revision by background of pupils, the Netherlands: table 84274NED of StatLine.

What this table is called inside could not be seen where this was written: everything is found by the titles that come
with it. A table that has nothing about advice in its titles is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kansenbeeld import domain
from kansenbeeld.datasets.labels import fold
from kansenbeeld.sources.cbs import odata
from kansenbeeld.sources.cbs.indicators import LICENCE, indicators
from kansenbeeld.sources.describing import describe, period, table
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Fetched, Source

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

TABLE: Final = "84274NED"


def fetch(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    """Fetch the table and keep the Netherlands, split by one background at a time; see ``Source.fetch``."""
    read = odata.read(downloader, SOURCE, TABLE)
    titles = [*read.measures.values(), *(title for split in read.dimensions for title in split.titles.values())]
    if not any("advies" in fold(title) for title in (read.title, *titles)):
        raise SourceError("cbs_titles", table=TABLE, what="advies", count=0)
    found = indicators(read, only={}, years=years, areas=frozenset({domain.COUNTRY}))
    description = describe(
        SOURCE.name,
        key="cbs_advice",
        publisher=SOURCE.publisher,
        period=period(list(found.frame["period"])),
        sources=(
            (f"CBS StatLine, {TABLE}: {read.title}", f"https://opendata.cbs.nl/statline/#/CBS/nl/dataset/{TABLE}"),
        ),
        retrieved=[read.retrieved],
        caveats=("cbs_titles", "cbs_one_split", "cbs_advice_country"),
        tables=(
            table("national", "context_indicators", "cbs_advice", advice_moment="mixed", havo_cut="none", source="CBS"),
        ),
        licence=LICENCE,
    )
    return Fetched(description, {"national": found.frame}, found.notes)


SOURCE: Final = Source(name="cbs_advice", publisher="CBS", base=odata.V3, years=(), fetch=fetch)
"""Advice and its revision in the Netherlands."""
