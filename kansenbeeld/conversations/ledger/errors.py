"""What can be wrong with something written in the ledger, and with the ledger itself."""

from __future__ import annotations

from typing import Final, Literal

EntryFault = Literal["blank", "too_long", "unknown", "characters", "no_reason", "moved"]
Unavailable = Literal["gone", "newer", "address", "full", "closed"]


class EntryError(ValueError):
    """Something filled in is refused, and nothing was written.

    Attributes:
        code: what is wrong; ``ledger.error.<code>`` in the catalogue says it in a sentence.
        field: where: the name of a field of ``Entry`` or ``Details``, or ``editor``.
        limit: the highest number of characters, with ``too_long``.
    """

    def __init__(self, code: EntryFault, field: str, limit: int = 0) -> None:
        super().__init__(f"{field}: {code}" + (f" (at most {limit} characters)" if limit else ""))
        self.code: Final = code
        self.field: Final = field
        self.limit: Final = limit


class LedgerUnavailableError(Exception):
    """The ledger can't be read or written now; nothing was written.

    ``kind`` is ``gone`` where the database does not answer (try again later), ``full`` where its disk is full and
    ``closed`` where it may only be read, ``newer`` where it was made by a later version of Kansenbeeld, ``address``
    where ``KANSENBEELD_DATABASE_URL`` is not the address of a database that we know. The sentence never holds the
    address, since that may hold a password.
    """

    _SENTENCES: Final = {
        "gone": "The database of the ledger does not answer; nothing was saved, try again in a moment.",
        "full": "The disk of the database of the ledger is full; nothing was saved, make room and try again.",
        "closed": "The database of the ledger may only be read; nothing was saved, let Kansenbeeld write its folder.",
        "newer": "The database of the ledger was made by a later version of Kansenbeeld; start that version.",
        "address": "KANSENBEELD_DATABASE_URL must begin with sqlite:/// or postgresql://, followed by the database.",
    }

    def __init__(self, kind: Unavailable) -> None:
        super().__init__(self._SENTENCES[kind])
        self.kind: Final = kind
