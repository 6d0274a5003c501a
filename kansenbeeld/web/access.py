"""Who may write. Until there is a log-in: only a person at the machine that serves the dashboard."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

EDITOR: Final = "local"
"""Who writes, in the ledger, until there is a log-in."""

_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")
_OF_A_PROXY: Final = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")


def may_edit() -> bool:
    """Whether this visitor may write; ask again right before each write, since a page can be old by then."""
    return is_at_the_machine(st.context.ip_address, st.context.headers)


def is_at_the_machine(ip: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a visitor sits at the machine itself.

    Args:
        ip: address of the other end of the connection; Streamlit gives ``None`` for the machine itself.
        headers: headers of the request that opened the connection, names in any case.

    Returns:
        ``False`` in any doubt. Behind a proxy on the same machine everybody's address is local, so a trace of a proxy
        counts as not local; so does a host or origin of another name, which another site may have pointed here.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    if any(name in _OF_A_PROXY or name.startswith("x-forwarded") for name in lower):
        return False
    origin = lower.get("origin")
    if origin is not None and _name(origin) not in _LOCAL_NAMES:
        return False
    return _is_loopback(ip) and _name(f"//{lower.get('host', '')}") in _LOCAL_NAMES


def _is_loopback(ip: str | None) -> bool:
    if ip is None:
        return True
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _name(address: str) -> str:
    """Return the host name in an address, empty where it has none or makes no sense."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
