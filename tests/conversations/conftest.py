"""A ledger on either database, and a machine without a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.exports import images


@pytest.fixture
def clock() -> Callable[[], dt.datetime]:
    """A clock that goes on by a minute each time it is read."""
    moment = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)

    def now() -> dt.datetime:
        nonlocal moment
        moment += dt.timedelta(minutes=1)
        return moment

    return now


@pytest.fixture
def ledger(ledger_url: str, clock: Callable[[], dt.datetime]) -> Iterator[Ledger]:
    """An empty ledger on either database."""
    opened = Ledger(ledger_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without Chromium."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("BROWSER_PATH", "")
    images.browser.cache_clear()
    yield
    monkeypatch.undo()
    images.browser.cache_clear()
