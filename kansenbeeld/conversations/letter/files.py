"""A letter as files in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kansenbeeld.conversations.letter import docx, html
from kansenbeeld.conversations.letter.blocks import Letter
from kansenbeeld.exports import images
from kansenbeeld.store.files import aside

_FORMS: Final[dict[str, Callable[[Letter], bytes]]] = {"docx": docx.docx, "pdf": html.pdf}


def write(letter: Letter, folder: Path) -> tuple[Path, ...]:
    """Write a letter as DOCX and PDF; each is made aside and renamed, so that no half file is ever there.

    Args:
        letter: the letter.
        folder: made when it is not there.

    Returns:
        The files; without Chromium the DOCX alone, which then has no pictures.

    Raises:
        PrintError: Chromium gave no PDF.
        OSError: the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    forms = _FORMS if images.can_draw() else {"docx": docx.docx}
    made = {folder / letter.file_name(ending): make(letter) for ending, make in forms.items()}
    for path, content in made.items():
        with aside(path) as temporary:
            temporary.write_bytes(content)
    return tuple(made)
