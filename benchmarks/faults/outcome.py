"""What a scenario found: a row of the table in ``docs/reliability.md``, and what went wrong, which must be nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened under one fault.

    Attributes:
        fault: its name.
        done: what was done, in some words.
        times: how often.
        readers: what readers saw meanwhile.
        sentence: what the log, the command or the page said.
        seconds: the longest time until all was well again, counted from where the fault was over.
        failures: every way in which it was not as it must be.
    """

    fault: str
    done: str
    times: int
    readers: str
    sentence: str
    seconds: float
    failures: tuple[str, ...] = ()

    @property
    def lost(self) -> str:
        """What was lost or half-written, in words."""
        return "; ".join(self.failures) or "nothing"


def one(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the same fault, tried several times, as one row.

    Raises:
        ValueError: it was never tried.
    """
    if not outcomes:
        raise ValueError("a fault was never tried")
    first = outcomes[0]
    return Outcome(
        first.fault,
        first.done,
        sum(outcome.times for outcome in outcomes),
        first.readers,
        first.sentence,
        max(outcome.seconds for outcome in outcomes),
        tuple(dict.fromkeys(failure for outcome in outcomes for failure in outcome.failures)),
    )
