"""Terms on a page: a dotted word in a sentence that says what it means, and the glossary that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from kansenbeeld.findings import terms
from kansenbeeld.findings.terms import Piece
from kansenbeeld.language import Language
from kansenbeeld.web.plain import plain

ANCHOR: Final = "begrip-"
"""What the id of a term in the glossary begins with; ``static/page.js`` and ``page.css`` know a term by it."""

_PLACE: Final = "\ue000"
"""Stands for a term while the text around it is made plain: nobody types it, and Markdown gives it no meaning."""


def linked(pieces: Sequence[Piece], words: Language) -> str:
    """Return pieces of a text as Markdown in which nothing means anything but the terms.

    A term is a link to the glossary whose title is its meaning; ``static/page.js`` shows that where the term stands.
    """
    text = "".join(_PLACE if piece.term else piece.text.replace(_PLACE, "") for piece in pieces)
    written, *after = plain(text).split(_PLACE)
    links = (_link(piece, words) for piece in pieces if piece.term)
    return written + "".join(f"{link}{rest}" for link, rest in zip(links, after, strict=True))


def glossary(names: Iterable[str], words: Language) -> str:
    """Return the glossary of terms as HTML, a list of definitions in which each term can be linked to."""
    rows = "".join(
        f'<dt id="{ANCHOR}{term}">{escape(terms.name(term, words))}</dt><dd>{escape(terms.meaning(term, words))}</dd>'
        for term in names
    )
    return f'<dl class="terms">{rows}</dl>'


def _link(piece: Piece, words: Language) -> str:
    meaning = escape(terms.meaning(piece.term, words)).replace("\\", "\\\\")
    return f'[{plain(piece.text)}](/data-en-methode?lang={words.code}#{ANCHOR}{piece.term} "{meaning}")'
