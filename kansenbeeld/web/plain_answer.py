"""An answer to a request that is refused: one sentence."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kansenbeeld.language import language


def plain_answer(request: Request, status: int, key: str, **values: object) -> Response:
    """Return one sentence as plain text, in English for a browser that asks for English first, else in Dutch.

    Args:
        request: what is answered.
        status: of HTTP.
        key: of the sentence in the catalogue.
        values: what its places hold.
    """
    first = request.headers.get("accept-language", "").strip().lower()
    words = language("en" if first.startswith("en") else "nl")
    return PlainTextResponse(words.text(key, **values), status, {"Cache-Control": "no-store"})
