"""Read what an interface answers in JSON, page after page.

Three manners of paging: links to the next page as the municipality's interface gives them (``_links.next``, an object
in JSON and a list in GeoJSON), links as OData gives them, and counting on by hand where there is no link.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld.sources.errors import SourceError

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

PAGE_SIZE: Final = 1000
MAX_PAGES: Final = 500
"""More pages than this are a circle, or another question than was meant."""

_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def parsed(path: Path, file: str) -> dict[str, Any]:
    """Return the JSON object in a file.

    Raises:
        SourceError: it is none, or no object.
    """
    try:
        content = path.read_bytes()
        answer = json.loads(content)
        if _HALF.search(content):
            # Half of a character passes as a text and fails where that is stored; UnicodeError is a ValueError.
            json.dumps(answer, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise SourceError("answer_no_json", file=file) from error
    if not isinstance(answer, dict):
        raise SourceError("answer_shape", file=file, part="{ }")
    return answer


def part(answer: Mapping[str, Any], name: str, file: str) -> list[dict[str, Any]]:
    """Return a list of objects in an answer.

    Raises:
        SourceError: it is not there, or is something else.
    """
    found = answer.get(name)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise SourceError("answer_shape", file=file, part=name)
    return found


def municipal_pages(
    downloader: Downloader, address: str, parameters: Mapping[str, str], file: str
) -> Iterator[tuple[dict[str, Any], date, Path]]:
    """Give the pages of a question to an interface of the municipality: each answer, its day, its file.

    The next page is where the answer says (``_links.next``); where it says nothing, a next page is asked as long as
    ``page`` says that there are more (``totalPages``), or, without that, as long as pages come back full.

    Raises:
        SourceError: as ``Downloader.get``, or an answer is not as documented.
    """
    asked: dict[str, str] | None = {"_pageSize": str(PAGE_SIZE), **parameters}
    url = address
    for number in range(1, MAX_PAGES + 1):
        download = downloader.get(url, accept=("json",), parameters=asked)
        answer = parsed(download.path, file)
        yield answer, download.retrieved, download.path
        link = _next_link(answer)
        if link:
            url, asked = link, None
        elif link is None and _more(answer, number):
            url, asked = address, {"_pageSize": str(PAGE_SIZE), **parameters, "page": str(number + 1)}
        else:
            return
    raise SourceError("answer_endless", file=file, pages=MAX_PAGES)


def _next_link(answer: Mapping[str, Any]) -> str | None:
    """The address of the next page; empty where the links say that there is none, ``None`` without links."""
    links = answer.get("_links")
    if isinstance(links, list):
        found = [str(link.get("href") or "") for link in links if isinstance(link, dict) and link.get("rel") == "next"]
        return found[0] if found else ""
    if isinstance(links, dict):
        following = links.get("next")
        return str(following.get("href") or "") if isinstance(following, dict) else ""
    return None


def _more(answer: Mapping[str, Any], number: int) -> bool:
    page = answer.get("page")
    total = page.get("totalPages") if isinstance(page, dict) else None
    if isinstance(total, int):
        return number < total
    embedded = answer.get("_embedded")
    lists = [*(embedded.values() if isinstance(embedded, dict) else ()), answer.get("features")]
    return any(isinstance(rows, list) and len(rows) >= PAGE_SIZE for rows in lists)
