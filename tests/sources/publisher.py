"""A publisher on loopback: a real HTTP server that serves files as publishers do, with all the faults they have.

Use the fixture ``publisher`` of ``conftest``: ``publisher.serve("/file.csv", body)``, then
``publisher.mirrors(SOURCE)`` so that a ``Downloader`` asks here.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from kansenbeeld.sources.source import Source

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "sources"


@dataclass(frozen=True)
class Answer:
    """One answer: a file, or a fault.

    ``cut_at``: the connection is closed after so many bytes of a body that was announced whole; ``until``: after
    the first letter nothing comes until this happens; ``silent``: nothing is said until the test is over.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "text/csv"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    until: threading.Event | None = None
    silent: bool = False


@dataclass(frozen=True)
class Asked:
    """A request that came in; names of headers in lower case."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


Answering = Callable[[Mapping[str, str]], Answer]


class Publisher:
    """The server. ``asked`` holds every request in order."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._files: dict[str, Answering] = {}
        self._first: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self._over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it listens, such as ``http://127.0.0.1:41234``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(
        self,
        path: str,
        body: bytes | str | Path,
        *,
        content_type: str = "text/csv",
        headers: Mapping[str, str] | None = None,
        etag: bool = True,
    ) -> None:
        """Serve a file (of bytes, text in UTF-8, or a path) at a path, from now on."""
        content = body.read_bytes() if isinstance(body, Path) else body.encode() if isinstance(body, str) else body
        mark = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:16]}"'} if etag else {}
        answer = Answer(content, content_type=content_type, headers=mark | dict(headers or {}))
        self._files[path] = lambda _: answer

    def serve_json(self, path: str, answering: Callable[[Mapping[str, str]], Any]) -> None:
        """Serve what a function of the query makes, as JSON."""
        self._files[path] = lambda query: Answer(json.dumps(answering(query)).encode(), content_type="application/json")

    def fails_first(self, path: str, *answers: Answer) -> None:
        """Give these answers, one per request, before the real one."""
        self._first[path].extend(answers)

    def mirrors(self, source: Source, patch: pytest.MonkeyPatch, prefix: str = "") -> None:
        """Let the variable of a source point here."""
        patch.setenv(f"KANSENBEELD_SOURCE_{source.name.upper()}", f"{self.address}{prefix}")

    def close(self) -> None:
        """Stop listening, and let go of whoever is kept waiting."""
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if self._first[asked.path]:
            return self._first[asked.path].popleft()
        if asked.path not in self._files:
            return Answer(b"<html><body>Not found</body></html>", status=404, content_type="text/html")
        return _as_asked(self._files[asked.path](asked.query), asked)


def _as_asked(whole: Answer, asked: Asked) -> Answer:
    """An answer as the conditions of the request make it: unchanged, or a part."""
    etag = whole.headers.get("ETag", "")
    if etag and asked.headers.get("if-none-match") == etag:
        return Answer(status=304, headers=whole.headers)
    wanted = asked.headers.get("range", "")
    validator = asked.headers.get("if-range", "")
    if wanted and validator in (etag, whole.headers.get("Last-Modified", "")) and validator:
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        size = len(whole.body)
        return Answer(
            whole.body[start:],
            status=206,
            content_type=whole.content_type,
            headers={**whole.headers, "Content-Range": f"bytes {start}-{size - 1}/{size}"},
        )
    return whole


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up in the middle of an answer is no fault here."""


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = publisher._answer(Asked(unquote(parts.path), dict(parse_qsl(parts.query)), headers))
            if answer.silent:
                publisher._over.wait(20)
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 304:
                if answer.content_type:
                    self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if answer.status != 304:
                body = answer.body if answer.cut_at is None else answer.body[: answer.cut_at]
                if answer.until is not None:
                    self.wfile.write(body[:1])
                    body = body[1:]
                    answer.until.wait(20)
                self.wfile.write(body)
            if answer.cut_at is not None:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
