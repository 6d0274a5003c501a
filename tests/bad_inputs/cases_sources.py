"""Bad files of publishers: what `fetch` is given by a server on loopback in place of what it asked."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bad_files import zip_of
from bad_input import BadInput

from kansenbeeld.language import language
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo.school_advice import SOURCE
from kansenbeeld.sources.errors import SourceError

sys.path.append(str(Path(__file__).resolve().parent.parent / "sources"))

from publisher import FIXTURES, Answer, Publisher

_PATH = "/04-leerlingen-bo-sbo-schooladviezen-2024-2025.csv"
_GOOD = (FIXTURES / "duo-advice-2024-2025.csv").read_text(encoding="utf-8")


def _refused(answer: Callable[[], Answer], folder: Path) -> tuple[str, str]:
    publisher = Publisher()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NO_PROXY", "127.0.0.1")
            publisher.mirrors(SOURCE, patch)
            publisher.fails_first(_PATH, *[answer()] * 5)
            with pytest.raises(SourceError) as caught:
                SOURCE.fetch(Downloader(folder / "cache", sleep=lambda _: None), (2024,))
    finally:
        publisher.close()
    return caught.value.sentence(language("en")), caught.value.sentence(language("nl"))


def _case(name: str, what: str, answer: Callable[[], Answer]) -> BadInput:
    return BadInput(f"source_{name}", "file", f"Of a publisher: {what}", functools.partial(_refused, answer))


def _changed(old: str, new: str) -> Callable[[], Answer]:
    assert old in _GOOD
    return lambda: Answer(_GOOD.replace(old, new).encode())


CASES = (
    _case("page", "an error page with status 200", lambda: Answer(b"<html>Storing</html>", content_type="text/html")),
    _case("cut_off", "a file that is cut off halfway, five times", lambda: Answer(_GOOD.encode(), cut_at=100)),
    _case("busy", "too many requests, again and again", lambda: Answer(status=429, headers={"Retry-After": "9"})),
    _case("failure", "a failure that does not pass", lambda: Answer(status=500)),
    _case("type", "a PDF in place of a table", lambda: Answer(b"%PDF-1.7", content_type="application/pdf")),
    _case("zip", "a zip with two tables", lambda: Answer(zip_of(("a.csv", b"a;b"), ("b.csv", b"a;b")))),
    _case(
        "elsewhere",
        "a redirect to another server",
        lambda: Answer(status=302, headers={"Location": "http://elsewhere.example/a.csv"}),
    ),
    _case("header", "a header that lost a column", _changed('"GEMEENTENUMMER"', '"GEMEENTE"')),
    _case("advice", "an advice that is not known", _changed('"VMBO_GT_HAVO"', '"VMBO_MAVO_HAVO"')),
    _case("count", "a word in place of a number", _changed('"99999";"<5"', '"99999";"weinig"')),
    _case("encoding", "letters of no known encoding", lambda: Answer(_GOOD.encode() + b"\x81\xff")),
)
