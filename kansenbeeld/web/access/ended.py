"""Which log-ins somebody left, also in another process: asked for drawing now and then, and for a write each time."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kansenbeeld.conversations.ledger.ended import EndedLogins

_LOG: Final = logging.getLogger(__name__)
_LAST_MOMENT: Final = dt.datetime(9999, 12, 31, tzinfo=dt.UTC).timestamp()


class Ended:
    """Log-ins that were left: those of this process at once, those of others after some seconds.

    A database that is away holds nobody up: what was known last goes on to hold, and a log-out here holds here at once
    and is written down when the database is back. A log-in that was left elsewhere meanwhile may still *look* like one.
    It can write nothing: what it could write goes to the same database.
    """

    def __init__(self, opened: Callable[[], EndedLogins], *, seconds: float = 5.0, patience: float = 1.0) -> None:
        """Take the table, for how long its answer is kept, and how long the very first question waits, in seconds."""
        self._opened: Final = opened
        self._seconds: Final = seconds
        self._patience: Final = patience
        self._changed: Final = threading.Condition()
        self._own: Final[dict[str, float]] = {}
        self._unwritten: Final[dict[str, float]] = {}
        self._known: frozenset[str] = frozenset()
        self._until = float("-inf")
        self._busy = self._asked = False

    def end(self, login: Sequence[str], until: float) -> None:
        """Note that a log-in was left.

        Args:
            login: as ``login_of`` gives it.
            until: when it would have ended by itself, in seconds since 1970.
        """
        one, now = _mark(login), time.time()
        with self._changed:
            for old in [old for old, moment in self._own.items() if moment < now]:
                del self._own[old]
            self._own[one] = self._unwritten[one] = until
        self._write()

    def has(self, login: Sequence[str]) -> bool:
        """Whether a log-in was left, as known some seconds ago: for what is drawn."""
        one = _mark(login)
        with self._changed:
            if one in self._own:
                return True
            if time.monotonic() >= self._until and not self._busy:
                self._busy = True
                threading.Thread(target=self._read, name="ended log-ins", daemon=True).start()
            if not self._asked:
                self._changed.wait_for(lambda: self._asked, self._patience)
            return one in self._known

    def has_now(self, login: Sequence[str]) -> bool:
        """Whether a log-in was left, asked now: right before a write. As last known where the database is away."""
        from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError

        one = _mark(login)
        try:
            if one not in self._own and self._opened().among([one]):
                with self._changed:
                    self._known |= {one}
        except LedgerUnavailableError:
            pass  # The write that follows goes to the same database, and says that it is away.
        with self._changed:
            return one in self._own or one in self._known

    def _read(self) -> None:
        from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError

        found: frozenset[str] | None = None
        try:
            self._write()
            found = self._opened().standing()
        except LedgerUnavailableError as error:
            _LOG.warning("log-ins that were left elsewhere can't be looked up: %s", error)
        finally:
            with self._changed:
                self._known = self._known if found is None else found
                self._until = time.monotonic() + self._seconds
                self._busy, self._asked = False, True
                self._changed.notify_all()

    def _write(self) -> None:
        """Write down what is not yet; what can't be stays for the next time."""
        from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError

        with self._changed:
            waiting = dict(self._unwritten)
        try:
            for one, until in waiting.items():
                self._opened().note(one, dt.datetime.fromtimestamp(min(until, _LAST_MOMENT), dt.UTC))
                with self._changed:
                    self._unwritten.pop(one, None)
        except LedgerUnavailableError as error:
            _LOG.error("a log-out holds in this process only, until it can be written down: %s", error)


def _mark(login: Sequence[str]) -> str:
    from kansenbeeld.conversations.ledger.ended import mark

    return mark(login)
