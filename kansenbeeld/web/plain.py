"""Text that is not ours - of people, datasets, areas, schools - in Markdown that shows exactly that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kansenbeeld.datasets import addresses

if TYPE_CHECKING:
    import pandas as pd

_MARKS: Final = re.compile(r"[\\`*_{}\[\]<>#!|~$&]")
_AT_THE_START: Final = re.compile(r"^(?:(?=[-+])|(\d+)(?=[.)](?:\s|$)))")
_JOINER: Final = "\u2060"
"""Shows nothing and takes no room; it breaks what a backslash can't, see ``_FOUND_LATER``."""

_FOUND_LATER: Final = re.compile(r"@|:(?=[^\s\d]|\w+:)|\bwww(?=\.)", re.IGNORECASE)
"""What Streamlit looks for after the backslashes are gone: addresses, emoji and icons; and begins of directives."""


def plain(text: str) -> str:
    """Return a text as Markdown on one line in which no mark means anything."""
    escaped = _MARKS.sub(r"\\\g<0>", " ".join(text.split()))
    escaped = _AT_THE_START.sub(lambda found: f"{found[1] or ''}\\", escaped)
    return _FOUND_LATER.sub(rf"\g<0>{_JOINER}", escaped)


def plain_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose labels and texts are plain: ``st.table`` takes each cell for Markdown."""
    return frame.rename(columns=plain).map(lambda cell: plain(cell) if isinstance(cell, str) else cell)


def link(text: str, address: str) -> str:
    """Return a text as a link to a web page; as text alone where the address is empty or of something else."""
    try:
        return f"[{plain(text)}]({addresses.web(address)})"
    except ValueError:
        return plain(text)
