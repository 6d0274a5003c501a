"""How a store file is opened for reading. DuckDB wants every connection to a file in one process opened alike."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

# Many threads read a store file at once, so one thread per query serves more people than many threads for one.
_READ_ONLY: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "memory_limit": "1GB",
    "threads": 1,
}


def open_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a store file so that it can only be read: no writing, no files, no settings.

    Raises:
        duckdb.Error: the file is not there, is damaged, or was written by a version that this one can't read.
    """
    return duckdb.connect(path, read_only=True, config=_READ_ONLY)
