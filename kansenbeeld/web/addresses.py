"""The address at which a phone in the room reaches this dashboard."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from kansenbeeld import paths
from kansenbeeld.language import Language

_HOST: Final = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])(?P<port>:[0-9]{1,5})?",
)
_ITSELF: Final = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0")  # noqa: S104 (names to recognise, nothing is bound)  # nosec B104
_OUTSIDE: Final = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737): the system looks up the way to it and sends nothing."""


def base_address(request: HTTPConnection) -> str:
    """Return the scheme and host under which phones reach the server that got a request, without a slash at the end.

    See :func:`base_of`.
    """
    # Not by the url of the request, whose query may hold bytes that are no text.
    return base_of(request.headers, request.scope.get("scheme", "http"))


def base_of(headers: Mapping[str, str], scheme: str = "http") -> str:
    """Return the scheme and host under which phones reach this server, without a slash at the end.

    ``KANSENBEELD_ADDRESS`` goes before all. Otherwise it is the host of the request; for a request from the machine
    itself, where the host is ``localhost``, it is the machine's address in the local network, if it has one.

    Args:
        headers: of a request, names in lower case or case-insensitive. ``X-Forwarded-Proto`` counts for the scheme
            alone: a host is only believed from the request itself, and only if it holds nothing but a host.
        scheme: of the request, ``http`` or ``https``.

    Returns:
        An address such as ``http://192.168.1.20:8501``, empty where there is no host to be believed.
    """
    if configured := paths.public_address():
        return configured
    found = _HOST.fullmatch(headers.get("host") or headers.get("Host") or "")
    if found is None:
        return ""
    name, port = found["name"], found["port"] or ""
    if name.lower() in _ITSELF:
        name = _in_the_network() or name
    return f"{_scheme(headers, scheme)}://{name}{port}"


def reaches_phones(base: str) -> bool:
    """Whether a phone can reach an address of :func:`base_of`: it has a host, and that is not the machine itself."""
    host = urlsplit(base).hostname
    return bool(host) and host not in [name.strip("[]") for name in _ITSELF]


def only_in_this_network(base: str) -> bool:
    """Whether an address is nobody's choice but that of a machine in a local network, which may have another tomorrow.

    Args:
        base: an address of :func:`base_of`, or one that somebody gave.
    """
    host = urlsplit(base).hostname or ""
    try:
        return base != paths.public_address() and ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def codes_line(base: str, words: Language) -> str:
    """Say where the codes on the slides lead, and whether that holds outside this network."""
    line = words.text("pack.codes", address=base)
    return f"{line} {words.text('pack.codes.network')}" if only_in_this_network(base) else line


def _scheme(headers: Mapping[str, str], scheme: str) -> str:
    forwarded = headers.get("x-forwarded-proto") or headers.get("X-Forwarded-Proto") or scheme
    first = forwarded.split(",")[0].strip().lower()
    return "https" if first in ("https", "wss") else "http"


def _in_the_network() -> str:
    """Return this machine's address in the local network, empty where it has none but its own."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            # Connecting a datagram socket chooses a way out and sends no packet.
            probe.connect(_OUTSIDE)
            address = str(probe.getsockname()[0])
    except OSError:
        return ""
    return "" if address.startswith(("127.", "0.")) else address
