"""For how long a process that stops still takes visitors."""

from __future__ import annotations

import asyncio
import signal

import pytest

from kansenbeeld.web import stopping


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("", 0.0), ("2.5", 2.5), ("60", 60.0), ("90", 60.0), ("-1", 0.0), ("nan", 0.0), ("inf", 60.0), ("soon", 0.0)],
)
def test_seconds(text: str, seconds: float) -> None:
    assert stopping.drain_seconds({stopping.SECONDS_VARIABLE: text}) == seconds


def test_outside_the_main_thread_nothing_is_changed() -> None:
    async def elsewhere() -> None:
        stopping.install(1.0)

    before = signal.getsignal(signal.SIGTERM)
    asyncio.run(asyncio.wait_for(asyncio.to_thread(asyncio.run, elsewhere()), 30))
    assert signal.getsignal(signal.SIGTERM) is before
    assert not stopping.is_stopping()
