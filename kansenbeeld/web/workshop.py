"""Where decks, packs and letters are made: processes beside the server.

Making one takes the interpreter for up to some seconds, and in the server's own every reader would wait meanwhile
(measured, see docs/decisions.md). A process is started when it is first needed, has a low priority, and ends with the
server.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import spawn
from multiprocessing.connection import Connection
from typing import Any, Final, ParamSpec, TypeVar

from kansenbeeld import logs

_P = ParamSpec("_P")
_T = TypeVar("_T")
Progress = Callable[[float, str], None]
"""Gets the share that is done (0 to 1) and the key of a sentence on what is being done."""

_PROCESSES: Final = 2
"""A presentation takes a second and must not wait for a pack, which takes ten."""

_NICE: Final = 10
_LOOK: Final = 0.1
_LOG: Final = logging.getLogger(__name__)


_PREPARED: Final = spawn.get_preparation_data


def _without_main(name: str) -> dict[str, Any]:
    """Return what a fresh process gets to begin with, without the main program.

    A fresh process runs what stands as main program in the one that starts it. Streamlit puts the page there that runs
    at that moment, which is not to run again, least of all where nobody looks at it. What is made stands in modules.
    """
    return {key: given for key, given in _PREPARED(name).items() if not key.startswith("init_main")}


spawn.get_preparation_data = _without_main


class WorkshopError(Exception):
    """The process that made something ended before it was done; the next one gets a new process."""


class Workshop:
    """Processes that make things, one set for a server."""

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._told: Connection | None = None

    def make(self, function: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
        """Call a function in a process of the workshop, and wait.

        Args:
            function: of a module; it and its arguments are sent over.
            arguments, named: what it takes.

        Raises:
            WorkshopError: the process ended before it was done. What the function raises passes on.
        """
        return self.make_and_tell(_nobody, function, *arguments, **named)

    def make_and_tell(
        self, progress: Progress, function: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs
    ) -> _T:
        """Do as :meth:`make` does; what the function says with :func:`tell` goes to ``progress``, in this thread.

        Only one at a time may be told: what two say at once is not kept apart.
        """
        pool, future = self._submit(function, arguments, named)
        try:
            while True:
                done = wait([future], timeout=_LOOK).done
                # Also once it is done: what it said last was sent before its answer.
                self._pass_on(progress)
                if done:
                    return future.result()
        except BrokenProcessPool as error:
            self._give_up(pool)
            _LOG.error("a process that makes decks and letters ended before it was done; a new one takes its place")
            raise WorkshopError("What was being made was lost; try again.") from error

    def close(self) -> None:
        """End the processes; what they were making is lost."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            processes = list((pool._processes or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()

    def _submit(
        self, function: Callable[..., _T], arguments: Any, named: Any
    ) -> tuple[ProcessPoolExecutor, Future[_T]]:
        with self._lock:
            if self._pool is None:
                # Not forked: a copy of a server with threads and open connections would be of no use.
                context = multiprocessing.get_context("spawn")
                self._told, teller = context.Pipe(duplex=False)
                self._pool = ProcessPoolExecutor(_PROCESSES, context, initializer=_begin, initargs=(teller,))
            try:
                return self._pool, self._pool.submit(function, *arguments, **named)
            except BrokenProcessPool as error:
                self._pool = None
                raise WorkshopError("What was being made was lost; try again.") from error

    def _pass_on(self, progress: Progress) -> None:
        told = self._told
        while progress is not _nobody and told is not None and told.poll():
            progress(*told.recv())

    def _give_up(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False, cancel_futures=True)


WORKSHOP: Final = Workshop()
"""That of this server."""

_TELLER: list[Connection] = []
"""In a process of the workshop: where what it says goes."""


def tell(share: float, key: str) -> None:
    """Say how far a function in the workshop is."""
    for teller in _TELLER:
        teller.send((share, key))


def _nobody(_share: float, _key: str) -> None:
    """Tell nobody."""


def _begin(teller: Connection) -> None:
    """Set a process of the workshop up: a fresh one knows nothing of the log or the signals of its server."""
    logs.set_up()
    # Ctrl-C goes to every process of a terminal; this one is ended by its server.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Where a service may not set them, decks are made all the same.
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICE)
    if hasattr(os, "SCHED_IDLE"):
        # The browser that draws pictures inherits both, and gives itself back the priority that "nice" took. Measured
        # with 100 sessions on two cores: p95 of the others 6.1 s with nice alone, 0.33 s when idle, 0.18 s on one core.
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    _TELLER.append(teller)
    threading.Thread(target=_end_with_the_server, daemon=True).start()


def _end_with_the_server() -> None:
    """End with a server that was killed, too."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)
