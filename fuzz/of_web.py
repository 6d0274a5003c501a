"""Entrances of the web: addresses, query strings and headers of requests."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request

from fuzz.target import BrokenError, Seeds, Target
from kansenbeeld import paths
from kansenbeeld.datasets import addresses
from kansenbeeld.web.headers import _language_of
from kansenbeeld.web.routes import asked, deck, light

_ROUTES: Final = {route.path: route.endpoint for route in (*light.ROUTES, deck.ROUTE) if "{" in route.path}
_NOT_OURS: Final = b"<kb-fuzz>"


@functools.cache
def _store() -> None:
    """A store of the shipped data, and nothing that belongs to whoever runs this; in a test, that of the test."""
    if os.environ.get(paths.STORE_VARIABLE):
        return
    from kansenbeeld.store.build import build

    folder = tempfile.mkdtemp(prefix=paths.WORK_PREFIX)
    os.environ[paths.STORE_VARIABLE] = f"{folder}/store"
    os.environ[paths.EDITIONS_VARIABLE] = f"{folder}/editions"
    os.environ[paths.LEDGER_VARIABLE] = f"sqlite:///{folder}/ledger.sqlite"
    build(Path(folder) / "store")


def _request(data: bytes, folder: Path) -> None:
    """One line each: path parameters, query, headers. Every answer is a page or one sentence, never a fault."""
    _store()
    lines = [*data.split(b"\n", 3), b"", b"", b"", b""]
    values = [part.decode("utf-8", "replace") for part in lines[0].split(b"/")]
    for path, endpoint in _ROUTES.items():
        names = re.findall(r"{(\w+)}", path)
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "server": ("localhost", 80),
            "path": "/x",
            "root_path": "",
            "query_string": lines[1],
            "headers": [(b"accept-language", lines[2]), (b"host", b"localhost"), (b"accept-encoding", lines[3])],
            # No part of an address that is there is empty.
            "path_params": dict(zip(names, (part or "-" for part in (*values, *names)), strict=False)),
        }
        answer = endpoint(Request(scope))
        if answer.status_code not in (200, 404):
            raise BrokenError(f"{path} answers {answer.status_code}")
        if _NOT_OURS in answer.body:
            raise BrokenError(f"{path} writes back what was asked as it is")
        _language_of(scope)
        for header, value in answer.raw_headers:
            if b"\n" in header + value or b"\r" in header + value:
                raise BrokenError(f"{path} lets a request write headers")


def _requests() -> Seeds:
    _store()  # Before the first input, whose time is counted.
    return {
        "finding": b"advice_gap\nlang=en&district=Zuidoost&high=hbo_wo&threshold=vwo&areas=1&embed=1\nen-GB,nl;q=0.5",
        "slide": b"1/3/abcd\ntheme=<kb-fuzz>&district=T&lang=nl&version=<kb-fuzz>\nnl\ngzip",
        "hostile": b"<kb-fuzz>/%2e%2e/\0\nlang=%00&version=../../x&district=%ed%a0%80\nen;q=nan,nl;q=inf\ngzip;q=0",
    }


def _address(data: bytes, folder: Path) -> None:
    """Addresses that a person types or a dataset names are one of the web or refused."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    try:
        written = addresses.web(text)
    except ValueError:
        pass
    else:
        if not written.lower().startswith(("http://", "https://")) or not written.isascii():
            raise BrokenError("an address is none of the web")
        if set(written) & set(" \n\r\t<>\"'()[]{}|\\^`") - set("'"):
            raise BrokenError("an address can be ended by a sign in it")
    with contextlib.suppress(paths.AddressError):
        paths.checked_address(text)
    asked.preferred(text)
    paths.upload_megabytes({paths.MEGABYTES_VARIABLE: text})


def _addresses() -> Seeds:
    return {"web": b"https://example.org/a?b=c#d", "port": b"http://[::1]:8501/", "liked": b"en-GB,en;q=0.9,nl;q=0.8"}


TARGETS: Final = (
    Target("request", _request, _requests, 1_000, (b"version=", b"lang=en&", b"theme=", b"%00", b"\xff", b"gzip")),
    Target("address", _address, _addresses, 300, (b"http://", b"]", b"[", b":99999", b"\xe2\x84\x80", b";q=")),
)
