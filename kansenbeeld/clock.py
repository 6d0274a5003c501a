"""Days and moments as they are in Amsterdam, wherever the server stands."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def now() -> dt.datetime:
    """Return this moment, with its time zone."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the day that it is in Amsterdam."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day that it was in Amsterdam at a moment, which has a time zone."""
    return moment.astimezone(AMSTERDAM).date()
