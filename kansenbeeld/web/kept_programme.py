"""The programme of conversations kept for some seconds, so that a silent ledger never holds a room up."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.datasets.programme import Programme

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    key: Hashable
    until: float
    programme: Programme
    whole: bool


class KeptProgramme:
    """The programme as it was read last. One thread reads at a time; who asks waits for it no longer than a moment."""

    def __init__(self, *, seconds: float = 5.0, patience: float = 1.0) -> None:
        """Take for how long a programme is kept, and how long somebody waits for a new one, both in seconds."""
        self._seconds: Final = seconds
        self._patience: Final = patience
        self._changed: Final = threading.Condition()
        self._busy = False
        self._kept: _Kept | None = None
        self._good: tuple[Hashable, Programme] | None = None

    def get(
        self, place: Hashable, edits: int, read: Callable[[], Programme], of_files: Programme
    ) -> tuple[Programme, bool]:
        """Return the programme, and whether it is as the ledger has it now, give or take the seconds it is kept.

        Args:
            place: what it is read from: a data version and the address of a ledger.
            edits: how often this process wrote in a ledger; after an edit it is read again.
            read: reads it, and may raise ``LedgerUnavailableError``.
            of_files: what the files say, given where the ledger never answered; otherwise the last it gave.
        """
        key, deadline = (place, edits), time.monotonic() + self._patience
        with self._changed:
            while True:
                kept = self._kept if self._kept is not None and self._kept.key == key else None
                if kept is not None and time.monotonic() < kept.until:
                    return kept.programme, kept.whole
                if not self._busy:
                    self._busy = True
                    threading.Thread(target=self._read, args=(place, edits, read, of_files), daemon=True).start()
                if kept is not None and not kept.whole:
                    # The ledger was silent the last time: nobody waits for it until it has spoken.
                    return kept.programme, False
                if not self._changed.wait(max(0.0, deadline - time.monotonic())) and time.monotonic() >= deadline:
                    self._kept = _Kept(key, time.monotonic(), self._last(place, of_files), whole=False)
                    return self._kept.programme, False

    def _read(self, place: Hashable, edits: int, read: Callable[[], Programme], of_files: Programme) -> None:
        found: Programme | None = None
        try:
            found = read()
        except LedgerUnavailableError as error:
            _LOG.warning("the programme is shown without what editors filled in since: %s", error)
        finally:
            # Also after a fault of ours, which the thread reports: a room goes on with what is known.
            with self._changed:
                if found is not None:
                    self._good = (place, found)
                # Counted from the answer: a slow one would otherwise be old as it arrives.
                until = time.monotonic() + self._seconds
                self._kept = _Kept((place, edits), until, self._last(place, of_files), whole=found is not None)
                self._busy = False
                self._changed.notify_all()

    def _last(self, place: Hashable, of_files: Programme) -> Programme:
        return self._good[1] if self._good is not None and self._good[0] == place else of_files
