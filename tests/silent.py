"""A database server that takes a call and says nothing."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self


class Silent:
    """Listens at a free port of this machine; who connects hears nothing until it hangs up.

    Attributes:
        calls: how many connected so far.
        called: set by each of them.
    """

    def __init__(self) -> None:
        self.calls = 0
        self.called = threading.Event()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)

    @property
    def url(self) -> str:
        # Without a second try in another way, a call is a connection.
        port = self._listener.getsockname()[1]
        return f"postgresql://nobody@127.0.0.1:{port}/nothing?sslmode=disable&gssencmode=disable"

    def hang_up(self) -> None:
        """End the calls so far."""
        while self._open:
            self._open.pop().close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                call, _ = self._listener.accept()
                self._open.append(call)
                self.calls += 1
                self.called.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone would not wake who waits in accept.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        self.hang_up()
