"""Fetch files of publishers over the network: politely, completely, and kept for the next time.

A connector asks for an address and says what kind of file it wants; it gets the path of a complete file in the cache.
What is kept there is kept under a checksum, so that a broken entry is noticed and fetched again.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from kansenbeeld import clock
from kansenbeeld.sources.cache import Cache, Entry
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.exchange import (
    USER_AGENT,
    PassingError,
    accepted,
    check_status,
    file_of,
    joined,
    pieces,
    validator,
    wait_before,
)
from kansenbeeld.sources.kinds import checked_body
from kansenbeeld.sources.origins import Origins, host_of
from kansenbeeld.sources.patience import Patience, Watch
from kansenbeeld.sources.source import Note, Source

__all__ = ["Download", "Downloader", "SourceError"]

VARIABLE: Final = "KANSENBEELD_SOURCE_"
MAX_BYTES: Final = 200_000_000
TRIES: Final = 5
"""Tries that bring nothing further before we give up; some servers cut every answer after a few pieces."""

MOST_TRIES: Final = 2_000
_REDIRECTS: Final = 5
_PATIENCE: Final = Patience()
_UNREACHED: Final = ("unreachable", "server_fault", "busy", "cut_off", "offline", "too_slow", "stalled")
"""Codes of errors after which a kept copy is a good second best."""

Progress = Callable[[str, int, int | None], None]
"""Told the name of the file, the bytes so far and the bytes in all where known."""


@dataclass(frozen=True, slots=True)
class Download:
    """A complete file of a publisher.

    Attributes:
        url: the address that was asked, with its parameters.
        path: the file in the cache; read it, never write it.
        retrieved: the day on which the publisher last said that this is the file.
        sha256: of the file, in hexadecimal.
        content_type: as the publisher declared it, without parameters; empty where it declared none.
        from_cache: whether the file was there already: unchanged at the publisher, or the publisher not reached.
    """

    url: str
    path: Path
    retrieved: date
    sha256: str
    content_type: str
    from_cache: bool


@dataclass(slots=True)
class _Part:
    """What has come in so far of one file, over all tries."""

    path: Path
    watch: Watch
    received: int = 0
    furthest: int = 0
    """The most that has come in over all tries."""
    begun: bool = False
    """Whether a body has begun to come in."""
    idle: int = 0
    """Tries in a row that brought nothing further."""
    validator: str = ""
    """A strong ETag or a Last-Modified: with it the rest can be asked; empty: a next try begins again."""


class Downloader:
    """Gets the files of publishers, with a cache.

    Args:
        cache: folder of what was fetched; made when it does not exist.
        offline: never use the network, only the cache.
        progress: is told how far a file is.
        patience: how long to wait for a connection, for a next piece of an answer, and for a file in all.
        sleep: waits between two tries, in seconds.
    """

    def __init__(
        self,
        cache: Path,
        *,
        offline: bool = False,
        progress: Progress | None = None,
        patience: Patience = _PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._cache = Cache(cache)
        self._offline = offline
        self._progress = progress
        self._patience = patience
        self._sleep = sleep
        self._origins = Origins()
        self._notes: list[Note] = []
        self._silent: set[str] = set()
        self._session: Any = None

    def address(self, source: Source, path: str) -> str:
        """Return the address of a path of a source, on the mirror of ``KANSENBEELD_SOURCE_<NAME>`` where it is set.

        Only servers of addresses given here (scheme, host and port) are asked by ``get``.

        Raises:
            SourceError: the address of the mirror is not http:// or https:// with a host.
        """
        variable = f"{VARIABLE}{source.name.upper()}"
        base = (os.environ.get(variable) or source.base).rstrip("/")
        try:
            self._origins.add(base, source.hosts)
        except ValueError:
            raise SourceError("mirror", variable=variable) from None
        return f"{base}/{path.lstrip('/')}" if path else base

    def take_notes(self) -> tuple[Note, ...]:
        """Return what there is to say of the files since the last time this was asked: copies of an earlier day."""
        taken = tuple(self._notes)
        self._notes.clear()
        return taken

    def get(
        self,
        url: str,
        *,
        accept: tuple[str, ...],
        max_bytes: int = MAX_BYTES,
        parameters: Mapping[str, str] | None = None,
    ) -> Download:
        """Return a complete file, from the publisher or, where it is unchanged there or out of reach, from the cache.

        Args:
            url: from ``address``, or one on the same server that the publisher gave.
            accept: kinds of file that will do, of ``kinds.KINDS``: ``csv``, ``json``, ``xlsx``, ``zip``. A zip that
                holds exactly one CSV will do for a CSV and is unpacked.
            max_bytes: a larger file is refused, also inside a zip.
            parameters: of the query.

        Raises:
            SourceError: there is no such file, it is not what was asked, it is too large, or the publisher can't be
                reached and there is no copy.
        """
        whole = _with_parameters(self._origins.asked(url), parameters or {})
        kept = self._cache.find(whole)
        if self._offline:
            if kept is None:
                raise SourceError("offline", file=file_of(whole), host=urlsplit(whole).hostname or "")
            return self._as_kept(kept)
        try:
            if urlsplit(whole).netloc.lower() in self._silent:
                raise SourceError("unreachable", file=file_of(whole), host=urlsplit(whole).hostname or "")
            return self._fetched(whole, kept, accept, max_bytes)
        except SourceError as error:
            if kept is None or error.code not in _UNREACHED:
                raise
            return self._as_kept(kept)

    def first(self, urls: Sequence[str], *, accept: tuple[str, ...], max_bytes: int = MAX_BYTES) -> Download:
        """Return the first of several addresses where there is a file; publishers rename theirs over the years.

        Raises:
            SourceError: as ``get``; ``not_found`` names the first address.
        """
        errors: list[SourceError] = []
        for url in urls:
            if any(error.code in _UNREACHED for error in errors) and self._cache.find(url) is None:
                continue
            try:
                return self.get(url, accept=accept, max_bytes=max_bytes)
            except SourceError as error:
                if error.code not in ("not_found", *_UNREACHED):
                    raise
                errors.append(error)
        raise next((error for error in errors if error.code != "not_found"), errors[0])

    def _as_kept(self, kept: Entry) -> Download:
        self._notes.append(Note("kept_copy", {"file": file_of(kept.url), "day": kept.retrieved}))
        return _download(kept, from_cache=True)

    def _fetched(self, url: str, kept: Entry | None, accept: tuple[str, ...], max_bytes: int) -> Download:
        from tenacity import Retrying, retry_if_exception_type

        handle, name = tempfile.mkstemp(prefix=".part-", dir=self._cache.folder)
        os.close(handle)
        part = _Part(Path(name), Watch(self._patience, file_of(url), host_of(url)))
        try:
            tries = Retrying(
                retry=retry_if_exception_type(PassingError),
                stop=lambda state: part.idle >= TRIES or state.attempt_number >= MOST_TRIES,
                wait=lambda state: wait_before(state.outcome.exception() if state.outcome else None, part.idle),
                sleep=self._sleep,
                reraise=True,
            )
            return tries(self._counted, url, kept, part, accept, max_bytes)
        except PassingError as fault:
            if fault.error.code == "unreachable":
                self._silent.add(urlsplit(url).netloc.lower())
            raise fault.error from fault
        finally:
            part.path.unlink(missing_ok=True)

    def _counted(self, url: str, kept: Entry | None, part: _Part, accept: tuple[str, ...], max_bytes: int) -> Download:
        """Try once, and keep count of tries that brought nothing further."""
        part.watch.try_begins()
        try:
            return self._once(url, kept, part, accept, max_bytes)
        except PassingError:
            part.idle = 1 if part.validator and part.received > part.furthest else part.idle + 1
            part.furthest = max(part.furthest, part.received)
            raise

    def _once(self, url: str, kept: Entry | None, part: _Part, accept: tuple[str, ...], max_bytes: int) -> Download:
        import requests

        headers = {"User-Agent": USER_AGENT, "Accept": accepted(accept), "Accept-Encoding": "identity"}
        resumed = bool(part.received and part.validator)
        if resumed:
            headers |= {"Range": f"bytes={part.received}-", "If-Range": part.validator}
        elif kept is not None:
            headers |= kept.conditions()
        try:
            with self._answer(url, headers) as answer:
                if answer.status_code == 304 and kept is not None:
                    return _download(self._cache.confirm(replace(kept, retrieved=clock.today())), from_cache=True)
                if not self._goes_on(answer, part, resumed):
                    check_status(answer, url)
                    part.received = 0
                self._receive(answer, url, part, max_bytes)
                declared = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                entry = Entry(
                    url=url,
                    etag=answer.headers.get("ETag", ""),
                    last_modified=answer.headers.get("Last-Modified", ""),
                    sha256="",
                    retrieved=clock.today(),
                    content_type=declared,
                )
        except requests.RequestException as error:
            code = "cut_off" if part.begun else "unreachable"
            raise PassingError(SourceError(code, file=file_of(url), host=urlsplit(url).hostname or "")) from error
        checked_body(part.path, declared, accept, file=file_of(url), max_bytes=max_bytes)
        return _download(self._cache.keep(entry, part.path), from_cache=False)

    def _answer(self, url: str, headers: Mapping[str, str]) -> Any:
        """Ask, and follow redirects by hand, as ``Origins.redirected`` allows."""
        import requests

        if self._session is None:
            self._session = requests.Session()
        asked = url
        for _ in range(_REDIRECTS):
            answer = self._session.get(
                asked,
                headers=headers,
                stream=True,
                timeout=(self._patience.connect, self._patience.silence),
                allow_redirects=False,
            )
            if not answer.is_redirect:
                return answer
            answer.close()
            target = joined(asked, answer.headers["Location"])
            asked = self._origins.redirected(url, target, file_of(url))
        raise SourceError("redirects", file=file_of(url), host=urlsplit(url).hostname or "")

    def _goes_on(self, answer: Any, part: _Part, resumed: bool) -> bool:
        """Whether the answer is the rest of what has come in; anything else begins again."""
        if not resumed:
            return False
        if answer.status_code == 206:
            if answer.headers.get("Content-Range", "").startswith(f"bytes {part.received}-"):
                return True
            code = 206
        elif answer.status_code == 416:
            code = 416
        else:
            return False
        part.received, part.validator = 0, ""
        raise PassingError(SourceError("status", file=file_of(answer.url), status=code))

    def _receive(self, answer: Any, url: str, part: _Part, max_bytes: int) -> None:
        """Write the body behind what has come in, counting; a body that is shorter than declared is a fault."""
        encoded = answer.headers.get("Content-Encoding", "identity").lower() != "identity"
        declared = answer.headers.get("Content-Length", "")
        total = part.received + int(declared) if declared.isdigit() and not encoded else None
        too_big = SourceError("too_big", file=file_of(url), limit=max_bytes // 1_000_000)
        if total is not None and total > max_bytes:
            raise too_big
        part.begun, part.validator = True, "" if encoded else validator(answer)
        with part.path.open("r+b") as file:
            file.seek(part.received)
            file.truncate()
            for piece in pieces(answer):
                part.watch.came_in(len(piece))
                if part.received + len(piece) > max_bytes:
                    raise too_big
                file.write(piece)
                part.received += len(piece)
                if self._progress is not None:
                    self._progress(file_of(url), part.received, total)
        if total is not None and part.received != total:
            raise PassingError(SourceError("cut_off", file=file_of(url), host=urlsplit(url).hostname or ""))


def _download(entry: Entry, *, from_cache: bool) -> Download:
    return Download(entry.url, entry.body, entry.retrieved, entry.sha256, entry.content_type, from_cache)


def _with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    import requests

    try:
        return str(requests.Request("GET", url, params=dict(parameters)).prepare().url)
    except requests.RequestException as error:
        raise SourceError("address", address=url[:80]) from error
