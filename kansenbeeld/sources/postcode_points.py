"""Points of postcodes from PDOK's Locatieserver, which knows the national register of addresses (BAG).

The service gives the middle of a postcode of six signs as ``centroide_ll``, such as ``POINT(4.9 52.3)``. It is asked
for a few postcodes at a time. A school that is placed by it stands in its street, not at its door.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from kansenbeeld.sources import answers
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Fetched, Source

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

_AT_ONCE: Final = 50
_POSTCODE: Final = re.compile(r"[1-9]\d{3}[A-Z]{2}")
_POINT: Final = re.compile(r"POINT\((-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)\)")


def fetch_points(downloader: Downloader, postcodes: Iterable[str]) -> pd.DataFrame:
    """Return the points of postcodes, as ``districts.read_points`` does; what the service doesn't know is left out.

    Args:
        downloader: asks the service.
        postcodes: of six signs without a space; others are left out.

    Raises:
        SourceError: as ``Downloader.get``, or an answer is not as documented.
    """
    wanted = sorted({code for code in postcodes if isinstance(code, str) and _POSTCODE.fullmatch(code)})
    rows: list[dict[str, Any]] = []
    for start in range(0, len(wanted), _AT_ONCE):
        rows.extend(_points(downloader, wanted[start : start + _AT_ONCE]))
    return pd.DataFrame(rows, columns=["postcode", "longitude", "latitude"])


def _points(downloader: Downloader, postcodes: list[str]) -> list[dict[str, Any]]:
    file = f"{postcodes[0]}-{postcodes[-1]}"
    download = downloader.get(
        downloader.address(PLACES, "free"),
        accept=("json",),
        parameters={
            "q": f"postcode:({' OR '.join(postcodes)})",
            "fq": "type:postcode",
            "fl": "postcode,centroide_ll",
            # Several streets can share a postcode: each is a row.
            "rows": "100",
        },
    )
    response = answers.parsed(download.path, file).get("response")
    if not isinstance(response, dict):
        raise SourceError("answer_shape", file=file, part="response")
    found = []
    for row in answers.part(response, "docs", file):
        match = _POINT.fullmatch(str(row.get("centroide_ll", "")))
        if match is None:
            raise SourceError("answer_shape", file=file, part="centroide_ll")
        if row.get("postcode") in postcodes:
            found.append({"postcode": row["postcode"], "longitude": float(match[1]), "latitude": float(match[2])})
    return found


def _no_dataset(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    raise NotImplementedError("points are no dataset of their own; see fetch_points")


PLACES: Final = Source(
    name="postcode_points",
    publisher="PDOK",
    base="https://api.pdok.nl/bzk/locatieserver/search/v3_1",
    years=(),
    fetch=_no_dataset,
)
"""Where the service is; no connector of the command ``fetch``, so that the registry does not know it."""
