"""What people typed, in Markdown that shows exactly that."""

from __future__ import annotations

from typing import Final

_MARKS: Final = "\\`*_{}[]()<>#+-!|~:$&"


def plain(text: str) -> str:
    """Return a text as Markdown on one line in which no mark means anything."""
    return "".join(f"\\{mark}" if mark in _MARKS else mark for mark in " ".join(text.split()))
