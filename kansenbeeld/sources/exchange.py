"""One exchange with a publisher's server: what is asked in a header, what a status means, and how a body comes in.

An answer is one of ``requests``, which is imported only once there is something to fetch.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.kinds import KINDS

USER_AGENT: Final = "Kansenbeeld (dashboard on educational opportunity gaps; Amsterdam)"
LONGEST_WAIT: Final = 60.0
"""Seconds between two tries at most, also where a publisher asks for more."""

_PIECE: Final = 1 << 16
"""Bytes at once at most; what has arrived is taken without waiting for more."""


class PassingError(Exception):
    """A fault that may pass: the error to report if it does not, and the seconds that the publisher asks for."""

    def __init__(self, error: SourceError, wait: float | None = None) -> None:
        """Take the error, and the seconds to wait where the publisher says so."""
        super().__init__(error.code)
        self.error = error
        self.wait = wait


def file_of(url: str) -> str:
    """The name of a file as a sentence says it: the last part of its path."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2] or urlsplit(url).netloc


def accepted(accept: tuple[str, ...]) -> str:
    """Return the header ``Accept`` for kinds of file, as ``kinds.KINDS`` names them."""
    return ", ".join([*dict.fromkeys(KINDS[kind].types[0] for kind in accept), "*/*;q=0.5"])


def check_status(answer: Any, url: str) -> None:
    """Look whether an answer is a file.

    Raises:
        PassingError: it is none, and may be by and by.
        SourceError: it is none.
    """
    status, host = answer.status_code, urlsplit(url).hostname or ""
    if status == 200:
        return
    if status in (404, 410):
        raise SourceError("not_found", file=file_of(url), host=host)
    if status == 429:
        raise PassingError(SourceError("busy", file=file_of(url), host=host), _retry_after(answer))
    if status >= 500:
        raise PassingError(
            SourceError("server_fault", file=file_of(url), host=host, status=status), _retry_after(answer)
        )
    raise SourceError("status", file=file_of(url), host=host, status=status)


def _retry_after(answer: Any) -> float | None:
    """Seconds that the publisher asks to wait; it may give a moment too, for which our own waits do."""
    text = answer.headers.get("Retry-After", "").strip()
    return min(float(text), LONGEST_WAIT) if text.isdigit() else None


def wait_before(fault: BaseException | None, idle: int) -> float:
    """Seconds until the next try: what the publisher asks, or ever longer with some chance in it."""
    if isinstance(fault, PassingError) and fault.wait is not None:
        return fault.wait
    return min(0.5 * 2.0 ** max(idle - 1, 0), LONGEST_WAIT / 2) + random.uniform(0, 0.5)  # noqa: S311 (spreads tries over time)  # nosec B311


def validator(answer: Any) -> str:
    """Return a strong ETag or the moment of the last change, with which the rest can be asked; else nothing."""
    etag = str(answer.headers.get("ETag", ""))
    return etag if etag and not etag.startswith("W/") else str(answer.headers.get("Last-Modified", ""))


def joined(asked: str, target: str) -> str:
    """Return where a redirect leads, seen from the address that was asked."""
    try:
        return urljoin(asked, target)
    except ValueError:
        return target


def pieces(answer: Any) -> Iterator[bytes]:
    """Give a body as it arrives. ``iter_content`` waits until a piece is full, for hours where little comes in.

    Raises:
        requests.RequestException: it broke off.
    """
    import requests
    import urllib3

    try:
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            yield piece
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise requests.RequestException(str(error)) from error
