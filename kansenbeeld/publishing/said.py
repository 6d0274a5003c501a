"""Who takes a step and why, as it goes into the log."""

from __future__ import annotations

import unicodedata
from typing import Final

from kansenbeeld.publishing.errors import PublishError

LIMITS: Final = {"who": 100, "why": 1000}
"""Characters that fit."""

_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def checked(who: str, why: str) -> tuple[str, str]:
    """Return name and reason without blanks around them.

    Raises:
        PublishError: one of them is empty, too long, or holds signs that are no text.
    """
    return _checked(who, "who"), _checked(why, "why")


def _checked(text: str, field: str) -> str:
    tidy = text.replace("\r\n", "\n").strip()
    if not tidy:
        raise PublishError(f"blank_{field}")
    if len(tidy) > LIMITS[field]:
        raise PublishError(f"long_{field}", limit=LIMITS[field])
    if any(sign in _TURNING or (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t") for sign in tidy):
        raise PublishError("characters")
    return tidy
