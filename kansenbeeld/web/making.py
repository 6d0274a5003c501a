"""What the workshop makes. Each function runs in a process of its own and gets and gives only what can be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kansenbeeld.web import workshop

if TYPE_CHECKING:
    from kansenbeeld.conversations.letter.blocks import Letter
    from kansenbeeld.conversations.story import Story
    from kansenbeeld.findings.outlines import Outlines


class MadePack(NamedTuple):
    """A session pack: the name of its folder, its zip, and what could not be made on this machine."""

    folder: str
    zipped: bytes
    missing: tuple[str, ...]


def presentation(told: Story, outlines: Outlines, base: str) -> str:
    """Write the presentation of a conversation as one HTML file; errors as ``deck.html.html``."""
    from kansenbeeld.conversations.deck import html
    from kansenbeeld.conversations.deck.slides import deck

    return html.html(deck(told, base), outlines)


def pack(told: Story, outlines: Outlines, base: str) -> MadePack:
    """Make the session pack of a conversation; errors as ``deck.pack.pack``."""
    from kansenbeeld.conversations.deck import pack as session

    made = session.pack(told, outlines, base, progress=workshop.tell)
    return MadePack(made.folder, session.zipped(made), made.missing)


def letter(made: Letter, ending: str) -> bytes:
    """Write a letter as ``pdf`` or ``docx``; errors as ``letter.html.pdf``."""
    from kansenbeeld.conversations.letter import docx, html

    return html.pdf(made) if ending == "pdf" else docx.docx(made)
