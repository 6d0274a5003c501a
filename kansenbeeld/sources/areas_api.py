"""Districts and areas of Amsterdam from the interface ``gebieden`` of the municipality, which keeps every version."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld import clock
from kansenbeeld.sources import answers, area_shapes
from kansenbeeld.sources.areas import dataset
from kansenbeeld.sources.source import Fetched, Note, Source

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

_TABLES: Final = ("stadsdelen", "ggwgebieden")


def fetch(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    """Fetch the districts and areas that hold today; see ``Source.fetch``.

    The interface gives current versions only, unless it is asked otherwise; should older ones come along, their days
    of validity leave them out.
    """
    shapes, days, past = [], [], 0
    for table in _TABLES:
        features, retrieved = _features(downloader, table)
        frame, ended = area_shapes.current_shapes(features, clock.today(), table)
        shapes.append(frame)
        days.extend(retrieved)
        past += ended
    notes = (Note("areas_past", {"rows": past}),) if past else ()
    return dataset(SOURCE, shapes[0], shapes[1], min(days), notes)


def _features(downloader: Downloader, table: str) -> tuple[list[dict[str, Any]], list[date]]:
    features, days = [], []
    address = downloader.address(SOURCE, f"{table}/")
    for answer, day, _ in answers.municipal_pages(downloader, address, {"_format": "geojson"}, table):
        features.extend(answers.part(answer, "features", table))
        days.append(day)
    return features, days


SOURCE: Final = Source(
    name="areas_api",
    publisher="Gemeente Amsterdam",
    base="https://api.data.amsterdam.nl/v1/gebieden",
    years=(),
    fetch=fetch,
)
"""The interface of the municipality with every version of its areas."""
