"""Where the product's own files lie, and where it may write."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

ROOT: Final = Path(__file__).resolve().parent.parent
DATA: Final = ROOT / "data"
QUERIES: Final = ROOT / "queries"
BUILD_QUERIES: Final = QUERIES / "build"
PAGES: Final = ROOT / "pages"
FONTS: Final = ROOT / "kansenbeeld" / "web" / "static" / "fonts"
STORE_VARIABLE: Final = "KANSENBEELD_STORE"
DATA_VARIABLE: Final = "KANSENBEELD_DATA"
EDITIONS_VARIABLE: Final = "KANSENBEELD_EDITIONS"
SOURCES_VARIABLE: Final = "KANSENBEELD_SOURCES"
LEDGER_VARIABLE: Final = "KANSENBEELD_DATABASE_URL"
ADDRESS_VARIABLE: Final = "KANSENBEELD_ADDRESS"
EDITING_VARIABLE: Final = "KANSENBEELD_EDITING"
MEGABYTES_VARIABLE: Final = "KANSENBEELD_UPLOAD_MB"
WORK_PREFIX: Final = "kansenbeeld-work-"
"""How the names of our temporary folders begin, so that those of a killed process are known again."""


def store_folder() -> Path:
    """Return the folder of the store files: the variable ``KANSENBEELD_STORE``, or ``.store`` in the root."""
    return Path(os.environ.get(STORE_VARIABLE) or ROOT / ".store").resolve()


def data_folder() -> Path:
    """Return the folder of datasets: the environment variable ``KANSENBEELD_DATA``, or ``data`` in the root."""
    return Path(os.environ.get(DATA_VARIABLE) or DATA).resolve()


def editions_folder() -> Path:
    """Return the folder of published editions: ``KANSENBEELD_EDITIONS``, or ``.editions`` in the root."""
    return Path(os.environ.get(EDITIONS_VARIABLE) or ROOT / ".editions").resolve()


def sources_folder() -> Path:
    """Return the folder of what was fetched from publishers: ``KANSENBEELD_SOURCES``, or ``.sources`` in the root."""
    return Path(os.environ.get(SOURCES_VARIABLE) or ROOT / ".sources").resolve()


def ledger_url() -> str:
    """Return the database of the ledger: ``KANSENBEELD_DATABASE_URL``, or a SQLite file in ``.ledger`` in the root."""
    return os.environ.get(LEDGER_VARIABLE) or f"sqlite:///{ROOT / '.ledger' / 'ledger.sqlite'}"


class AddressError(ValueError):
    """The address of the dashboard can't be one; the text is one sentence for who set it."""


def address_setting() -> str:
    """Return ``KANSENBEELD_ADDRESS`` as it is set, unchecked, empty where it is not."""
    return (os.environ.get(ADDRESS_VARIABLE) or "").strip()


def checked_address(text: str) -> str:
    """Return the address of a dashboard without blanks around it or slashes at its end; an empty one stays empty.

    Raises:
        AddressError: it is not ``http://`` or ``https://`` with a host and, if need be, a port and a path.
    """
    address = text.strip().rstrip("/")
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        # Reading the port checks it.
        fits = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not address.isprintable() or any(mark in address for mark in ' ?#@\\"<>'):
        raise AddressError(
            f"The address of the dashboard ({ADDRESS_VARIABLE}, or --address) must be http:// or https:// with a host, "
            "such as https://kansenbeeld.example, and no question mark or #."
        )
    return address


def public_address() -> str:
    """Return the address at which phones reach the dashboard: ``KANSENBEELD_ADDRESS``.

    Empty where it is not set, and where it is set to what can't be an address, which the start of the server says.
    """
    try:
        return checked_address(address_setting())
    except AddressError:
        return ""


MEGABYTE: Final = 1024 * 1024
"""Bytes of a megabyte, as Streamlit counts them."""

DEFAULT_MEGABYTES: Final = 200
MOST_MEGABYTES: Final = 10_000


def upload_megabytes(environment: Mapping[str, str] = os.environ) -> int:
    """Return how large a file may be, in megabytes: ``KANSENBEELD_UPLOAD_MB``, a whole number; else 200."""
    text = (environment.get(MEGABYTES_VARIABLE) or "").strip()
    fits = text.isascii() and text.isdecimal() and len(text) < 9 and 0 < int(text) <= MOST_MEGABYTES
    return int(text) if fits else DEFAULT_MEGABYTES
