"""Find the row with the names of the columns: below a title, as publishers have it, or at the top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.untrusted.refused import RefusedError
from kansenbeeld.store.csv_records import BLANKS

_KNOWN: Final = tuple(frozenset(field.name for field in contract.fields) for contract in CONTRACTS.values())


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of the header's row among the first rows of a table, counted from 1.

    It is the first row that fills at least two columns and more than half as many as the widest row does; a title,
    or a line such as ``sep=;``, fills fewer. In a table of one column it is the first row that is not empty.

    Raises:
        RefusedError: ``no_header``: there is nothing.
    """
    filled = [sum(bool(cell.strip(BLANKS)) for cell in row) for row in rows]
    widest = max(filled, default=0)
    if widest == 0:
        raise RefusedError("no_header")
    least = min(2, widest)
    return next(number for number, count in enumerate(filled, start=1) if count >= least and count * 2 > widest)


def names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns on one line each, blanks around and inside them tidied."""
    return tuple(" ".join(cell.strip(BLANKS).replace("\0", "").split()) for cell in cells)


def likeness(header: Sequence[str]) -> int:
    """Return how many names the contract shares with a header that is most like it."""
    given = {name.casefold().replace(" ", "_") for name in header}
    return max(len(given & known) for known in _KNOWN)
