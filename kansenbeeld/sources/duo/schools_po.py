"""Regular primary schools with their addresses."""

from __future__ import annotations

from typing import Final

from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo import schools
from kansenbeeld.sources.duo.places import IMAGES, PUBLISHER
from kansenbeeld.sources.source import Fetched, Source

_FILES: Final = (
    "02.-alle-schoolvestigingen-basisonderwijs.csv",
    "02-alle-schoolvestigingen-basisonderwijs.csv",
    "03.-alle-vestigingen-bo.csv",
)


def _fetch(downloader: Downloader, _: tuple[int, ...]) -> Fetched:
    return schools.fetched(downloader, SOURCE, _FILES, "po", "bo")


SOURCE: Final = Source(name="duo_schools_po", publisher=PUBLISHER, base=IMAGES, years=(), fetch=_fetch)
