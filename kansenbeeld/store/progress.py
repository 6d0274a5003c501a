"""Who is told how far a long piece of work in the store is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with one line per step."""
