"""The end of a process: it says that it stops, answers on for a moment, finishes what it is answering, and goes."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Mapping
from types import FrameType
from typing import Final

SECONDS_VARIABLE: Final = "KANSENBEELD_DRAIN_SECONDS"
MOST_SECONDS: Final = 60.0
_LOG: Final = logging.getLogger(__name__)
_STOPPING: Final = threading.Event()


def is_stopping() -> bool:
    """Whether this process was asked to stop: it answers what it is asked, and should be asked nothing new."""
    return _STOPPING.is_set()


def drain_seconds(environment: Mapping[str, str] = os.environ) -> float:
    """Return for how long a process that stops still takes new requests, in seconds: ``KANSENBEELD_DRAIN_SECONDS``.

    Whoever watches its health needs that long to notice. Never more than 60, and 0 where it is not set, or to
    what is no number from 0 on.
    """
    try:
        seconds = float(environment.get(SECONDS_VARIABLE) or 0)
    except ValueError:
        return 0.0
    return min(seconds, MOST_SECONDS) if seconds >= 0 else 0.0


def install(seconds: float) -> None:
    """Put this moment before what the server does itself on SIGTERM; call it where its event loop runs.

    The server (uvicorn) then takes no new connection, closes websockets, which connect again elsewhere, and waits until
    each answer that it began is sent. A second signal, and Ctrl-C, do that at once. Outside the main thread, where no
    signal arrives, nothing is changed.

    Args:
        seconds: see :func:`drain_seconds`.
    """
    earlier = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or not callable(earlier):
        return
    end, loop = earlier, asyncio.get_running_loop()

    def stop(number: int, frame: FrameType | None) -> None:
        at_once = is_stopping() or seconds <= 0
        _STOPPING.set()
        if at_once:
            end(number, frame)
        else:
            loop.call_soon_threadsafe(_later)

    def _later() -> None:
        _LOG.info("asked to stop: no new visitors from now on, the end in %g s", seconds)
        loop.call_later(seconds, end, signal.SIGTERM, None)

    signal.signal(signal.SIGTERM, stop)
