"""Pages that are written once and sent many times: kept in memory with a compressed copy and a tag."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_REFUSED: Final = re.compile(r"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class Written:
    """A page as it is sent: its bytes, the same compressed, and a tag that changes with them."""

    body: bytes
    zipped: bytes
    tag: str

    @classmethod
    def of(cls, text: str) -> Written:
        """Compress and tag a text."""
        body = text.encode("utf-8")
        # No time inside: equal pages are equal bytes.
        return cls(body, gzip.compress(body, 9, mtime=0), hashlib.sha256(body).hexdigest()[:24])


class Kept:
    """The pages that were asked for last, each written once, also when a whole room asks at the same moment."""

    def __init__(self, size: int) -> None:
        """Take how many pages are kept."""
        self._size: Final = size
        self._pages: Final[OrderedDict[Hashable, Written]] = OrderedDict()
        self._lock: Final = threading.Lock()
        self._writing: Final = threading.Lock()

    def get(self, key: Hashable, write: Callable[[], str]) -> Written:
        """Return the page of a key; ``write`` makes its text where it is not kept. Errors of ``write`` pass on."""
        found = self._find(key)
        if found is not None:
            return found
        # One at a time: writing takes the interpreter, so that two at once would each take twice as long.
        with self._writing:
            found = self._find(key)
            if found is None:
                found = Written.of(write())
                with self._lock:
                    self._pages[key] = found
                    while len(self._pages) > self._size:
                        self._pages.popitem(last=False)
        return found

    def _find(self, key: Hashable) -> Written | None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)


def answer(request: Request, page: Written, headers: Mapping[str, str], *, status: int = 200) -> Response:
    """Send a page, compressed if the client takes that, or ``304`` if the client has it already.

    Args:
        request: what was asked.
        page: the page.
        headers: further headers; ``Vary`` is completed here.
        status: of a page that is sent.
    """
    compressed = _takes_gzip(request.headers.get("accept-encoding", ""))
    # A strong tag names bytes, and the compressed page has others.
    tag = f'"{page.tag}-gz"' if compressed else f'"{page.tag}"'
    vary = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding")))
    sent = {**headers, "Vary": vary, "ETag": tag}
    if status == 200 and _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=sent)
    if compressed:
        sent["Content-Encoding"] = "gzip"
    body = page.zipped if compressed else page.body
    return Response(body, status_code=status, headers=sent, media_type="text/html")


def _takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted and not _REFUSED.search(accepted)


def _has(tags: str, tag: str) -> bool:
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in tags.split(","))
