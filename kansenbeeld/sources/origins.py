"""Where a downloader may go: the scheme, host and port of each source, and where a publisher redirects to."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit, urlunsplit

from kansenbeeld.sources.errors import SourceError

Origin = tuple[str, str, int]
"""Scheme, host in lower case, port."""

_PORTS: Final = {"http": 80, "https": 443}


def origin_of(url: str) -> Origin | None:
    """Return where an address is, ``None`` where it is no web address."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            return None
        return parts.scheme, parts.hostname.lower().rstrip("."), parts.port or _PORTS[parts.scheme]
    except ValueError:
        return None


def host_of(url: str) -> str:
    """Return the host of an address as a sentence says it; the beginning of the address where it has none."""
    try:
        return urlsplit(url).hostname or url[:40]
    except ValueError:
        return url[:40]


class Origins:
    """The places that may be asked.

    Each is a scheme, a host and a port together. ``http://`` on a host that is known by https alone becomes https:
    publishers print such links below https, and what is read must not depend on who is in between.
    """

    def __init__(self) -> None:
        self._known: dict[Origin, set[Origin]] = {}

    def add(self, base: str, hosts: tuple[str, ...] = ()) -> None:
        """Let a base be asked, and be redirected from there to some hosts by https.

        Raises:
            ValueError: the base is no web address.
        """
        origin = origin_of(base)
        if origin is None:
            raise ValueError(f"no web address: {base[:80]}")
        self._known.setdefault(origin, set()).update(("https", host, _PORTS["https"]) for host in hosts)

    def asked(self, url: str) -> str:
        """Return an address as it may be asked.

        Raises:
            SourceError: ``host``; it belongs to no source.
        """
        found = _among(url, set(self._known))
        if found is None:
            raise SourceError("host", host=host_of(url))
        return found

    def redirected(self, asked: str, target: str, file: str) -> str:
        """Return where a redirect of an address goes, as it may be asked.

        Args:
            asked: of ``asked``, the address from which the first redirect came.
            target: the address that the publisher gave.
            file: for the sentence.

        Raises:
            SourceError: ``redirect``; it is neither the same server nor one to which this source redirects.
        """
        origin = origin_of(asked)
        near = {origin, *self._known.get(origin, ())} if origin else set()
        if origin and origin[0] == "http" and origin[2] == _PORTS["http"]:
            near.add(("https", origin[1], _PORTS["https"]))
        found = _among(target, {one for one in near if one is not None})
        if found is None:
            raise SourceError("redirect", file=file, host=host_of(target))
        return found


def _among(url: str, places: set[Origin]) -> str | None:
    """The address itself where it is one of some places, the same by https where only that is; else ``None``."""
    origin = origin_of(url)
    if origin is None:
        return None
    if origin in places:
        return url
    scheme, host, port = origin
    safe = ("https", host, _PORTS["https"] if port == _PORTS["http"] else port)
    if scheme != "http" or safe not in places:
        return None
    parts = urlsplit(url)
    name = f"[{host}]" if ":" in host else host
    place = name if safe[2] == _PORTS["https"] else f"{name}:{safe[2]}"
    return urlunsplit(("https", place, parts.path, parts.query, parts.fragment))
