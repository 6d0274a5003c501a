"""A stopwatch for what is worth watching, which knows nobody who reads it.

Rooms that know no web (the store, publishing, exports) say here what they did and how long it took; the server
listens and makes metrics of it. Without a listener it costs next to nothing.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Literal, ParamSpec, TypeVar

Kind = Literal["page", "query", "build", "publication", "made", "ledger", "upload", "error"]
Listener = Callable[[Kind, str, str, float], None]
"""Takes kind, name, outcome and seconds; it must be quick, and safe to call from many threads at once."""

DONE: Final = "done"
FAILED: Final = "failed"

_listeners: tuple[Listener, ...] = ()
_P = ParamSpec("_P")
_R = TypeVar("_R")


def listen(listener: Listener) -> None:
    """Let a listener hear of everything from now on; one that listens already is not added again."""
    global _listeners
    if listener not in _listeners:
        _listeners = (*_listeners, listener)


def stop_listening(listener: Listener) -> None:
    """Let a listener hear no more; harmless where it did not listen."""
    global _listeners
    _listeners = tuple(one for one in _listeners if one is not listener)


def note(kind: Kind, name: str, outcome: str = DONE, seconds: float = 0.0) -> None:
    """Tell who listens that something happened."""
    for listener in _listeners:
        listener(kind, name, outcome, seconds)


class timed:  # noqa: N801  # read as a phrase: with timed("query", name)
    """Measure the body of a ``with``; an error in it makes the outcome ``failed``, and passes on.

    What ends a page on purpose (another choice was made meanwhile) is no error: only an ``Exception`` is.
    """

    __slots__ = ("_begin", "_kind", "_name")

    def __init__(self, kind: Kind, name: str) -> None:
        self._kind: Kind = kind
        self._name = name
        self._begin = 0.0

    def __enter__(self) -> None:
        self._begin = time.perf_counter()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        outcome = FAILED if kind is not None and issubclass(kind, Exception) else DONE
        note(self._kind, self._name, outcome, time.perf_counter() - self._begin)


def watched(kind: Kind, name: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Measure each call of a function, as :class:`timed` does."""

    def wrap(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(function)
        def measured(*arguments: _P.args, **named: _P.kwargs) -> _R:
            with timed(kind, name):
                return function(*arguments, **named)

        return measured

    return wrap
