"""To be written: an in-memory DuckDB for files that nobody has looked at yet."""

from __future__ import annotations


class Scratch:
    """To be written."""
