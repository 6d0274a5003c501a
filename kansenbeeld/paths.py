"""Where the product's own files lie, and where it may write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
DATA: Final = ROOT / "data"
QUERIES: Final = ROOT / "queries"
PAGES: Final = ROOT / "pages"
STORE_VARIABLE: Final = "KANSENBEELD_STORE"
DATA_VARIABLE: Final = "KANSENBEELD_DATA"
LEDGER_VARIABLE: Final = "KANSENBEELD_DATABASE_URL"
ADDRESS_VARIABLE: Final = "KANSENBEELD_ADDRESS"


def store_folder() -> Path:
    """Return the folder of the store files: the variable ``KANSENBEELD_STORE``, or ``.store`` in the root."""
    return Path(os.environ.get(STORE_VARIABLE) or ROOT / ".store").resolve()


def data_folder() -> Path:
    """Return the folder of datasets: the environment variable ``KANSENBEELD_DATA``, or ``data`` in the root."""
    return Path(os.environ.get(DATA_VARIABLE) or DATA).resolve()


def ledger_url() -> str:
    """Return the database of the ledger: ``KANSENBEELD_DATABASE_URL``, or a SQLite file in ``.ledger`` in the root."""
    return os.environ.get(LEDGER_VARIABLE) or f"sqlite:///{ROOT / '.ledger' / 'ledger.sqlite'}"


def public_address() -> str:
    """Return the address at which phones reach the dashboard: ``KANSENBEELD_ADDRESS``, empty where it is not set."""
    return (os.environ.get(ADDRESS_VARIABLE) or "").rstrip("/")
