"""Place schools in districts: by a file of points, by the points of postcodes from PDOK, or by postcode areas.

``KANSENBEELD_POINTS`` names a file of points (see ``districts.read_points``), such as an extract of the BAG; without
it PDOK is asked for the postcodes of the schools. ``KANSENBEELD_POSTCODES`` names a file with polygons of postcode
areas (see ``districts.read_postcodes``), for schools that have no point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from kansenbeeld.sources import districts
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.given_files import named_file
from kansenbeeld.sources.postcode_points import fetch_points
from kansenbeeld.sources.source import Note

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

POINTS: Final = "KANSENBEELD_POINTS"
POSTCODES: Final = "KANSENBEELD_POSTCODES"


def placed(schools: pd.DataFrame, downloader: Downloader) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return schools with their district in the division of today, and what there is to say about it.

    Where PDOK can't be asked and there are no postcode areas, the schools come back as they are, with a note.

    Args:
        schools: the contract ``schools``.
        downloader: asks PDOK.

    Raises:
        SourceError: a file that was set is not there or not as it should be.
    """
    areas = named_file(POSTCODES)
    postcodes = districts.read_postcodes(areas) if areas else None
    file = named_file(POINTS)
    points: pd.DataFrame | None
    notes: tuple[Note, ...] = ()
    if file:
        points = districts.read_points(file)
    else:
        points, notes = _asked(schools, downloader)
    if points is None and postcodes is None:
        return schools, notes
    frame, said = districts.place(schools, points=points, postcodes=postcodes)
    return frame, (*notes, *said)


def _asked(schools: pd.DataFrame, downloader: Downloader) -> tuple[pd.DataFrame | None, tuple[Note, ...]]:
    try:
        return fetch_points(downloader, schools["postcode"].dropna()), ()
    except SourceError as error:
        return None, (Note("schools_not_placed", {"why": error}),)
