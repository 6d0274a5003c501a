"""How long a file may take in all, and how slowly it may come in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kansenbeeld.sources.errors import SourceError


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait for one file. All times in seconds.

    Attributes:
        connect: for a connection.
        silence: for the next piece of an answer.
        quiet: within this time at least ``least`` bytes must come in, or the file is given up: a server that says one
            letter a minute is never silent.
        least: see ``quiet``.
        whole: for the file in all, with every try and every wait between tries.
        now: the clock.
    """

    connect: float = 10.0
    silence: float = 60.0
    quiet: float = 180.0
    least: int = 1 << 16
    whole: float = 30 * 60.0
    now: Callable[[], float] = time.monotonic


@dataclass(slots=True)
class Watch:
    """Watches one file come in.

    Attributes:
        patience: how long it may take.
        file, host: for the sentences.
    """

    patience: Patience
    file: str
    host: str
    _began: float = field(init=False)
    _since: float = field(init=False)
    _bytes: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Look at the clock."""
        self._began = self._since = self.patience.now()

    def try_begins(self) -> None:
        """Note that a next try begins.

        Raises:
            SourceError: ``too_slow``.
        """
        self._since, self._bytes = self._check_whole(), 0

    def came_in(self, count: int) -> None:
        """Note that bytes came in.

        Raises:
            SourceError: ``too_slow``, or ``stalled`` where hardly anything came in for a while.
        """
        now = self._check_whole()
        self._bytes += count
        if self._bytes >= self.patience.least:
            self._since, self._bytes = now, 0
        elif now - self._since > self.patience.quiet:
            raise SourceError("stalled", file=self.file, host=self.host, minutes=_minutes(now - self._since))

    def _check_whole(self) -> float:
        now = self.patience.now()
        if now - self._began > self.patience.whole:
            raise SourceError("too_slow", file=self.file, host=self.host, minutes=_minutes(now - self._began))
        return now


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))
