"""Who sits at the machine that serves the dashboard, and who only looks as if.

A proxy on that machine can make everybody look as if they sat there. So nobody may write where the dashboard has a
public address, unless who runs it says that they may.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

NAME: Final = "local"
"""Who writes, in the ledger, at the machine itself: there is no log-in that would give a name."""

_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")
_OF_A_PROXY: Final = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")
_PORTS: Final = {"http": 80, "https": 443}
_PRIVATE: Final = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
)
"""Networks of a house or a room (RFC 1918, RFC 4193, link-local), which nobody reaches from outside."""


def is_allowed(address: str, setting: str) -> bool:
    """Whether a person at the machine itself may write here.

    Args:
        address: the public address of the dashboard, ``KANSENBEELD_ADDRESS``, empty for none. One of this machine or
            of a local network is that of a session in a room: phones follow, and a person at the machine writes.
        setting: ``KANSENBEELD_EDITING``: ``off`` for never, ``local`` for a person at the machine whatever the address
            is, empty to go by the address.

    Returns:
        ``False`` in any doubt: another setting, or an address that makes no sense.
    """
    setting = setting.strip().lower()
    if setting:
        return setting == "local"
    if not address:
        return True
    name = _name(address)
    return name in _LOCAL_NAMES or name.endswith(".local") or _is_private(name)


def is_at_the_machine(ip: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a visitor sits at the machine itself.

    Args:
        ip: address of the other end of the connection; Streamlit gives ``None`` for the machine itself.
        headers: headers of the request that opened the connection, names in any case.

    Returns:
        ``False`` in any doubt. Behind a proxy on the same machine everybody's address is local, so a trace of a proxy
        counts as not local; so does a host or origin of another name, which another site may have pointed here, and an
        origin at another port, where something else is served.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    if any(name in _OF_A_PROXY or name.startswith("x-forwarded") for name in lower):
        return False
    origin, host = lower.get("origin"), f"//{lower.get('host', '')}"
    if origin is not None and (_name(origin) not in _LOCAL_NAMES or not _same_port(origin, host)):
        return False
    return _is_loopback(ip) and _name(host) in _LOCAL_NAMES


def _is_loopback(ip: str | None) -> bool:
    if ip is None:
        return True
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _is_private(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or any(address in network for network in _PRIVATE if network.version == address.version)


def _same_port(origin: str, host: str) -> bool:
    try:
        ours, theirs = urlsplit(host).port, urlsplit(origin)
        usual = _PORTS.get(theirs.scheme, 0)
        return (theirs.port or usual) == (ours or usual)
    except ValueError:
        return False


def _name(address: str) -> str:
    """Return the host name in an address, empty where it has none or makes no sense."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
