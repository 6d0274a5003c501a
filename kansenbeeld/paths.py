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


def store_folder() -> Path:
    """Return the folder of the store files: the variable ``KANSENBEELD_STORE``, or ``.store`` in the root."""
    return Path(os.environ.get(STORE_VARIABLE) or ROOT / ".store").resolve()


def data_folder() -> Path:
    """Return the folder of datasets: the environment variable ``KANSENBEELD_DATA``, or ``data`` in the root."""
    return Path(os.environ.get(DATA_VARIABLE) or DATA).resolve()
