"""Addresses of web pages that come with a dataset: of a licence, of a source."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

_WEB: Final = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#].*)?", re.IGNORECASE)
_AS_IT_IS: Final = ":/?#@!&'*+,;=%~-._"
"""What may stand in an address beside letters and digits; brackets could end a link early, ``$`` begins a formula."""


def web(text: str) -> str:
    """Return the address of a web page with every character that could end it, such as a blank or ``)``, encoded.

    Raises:
        ValueError: it is empty, or of something other than a web page (``http`` or ``https``).
    """
    tidy = text.strip()
    if not _WEB.fullmatch(tidy):
        raise ValueError("this is no address of a web page")
    return quote(tidy, safe=_AS_IT_IS)
