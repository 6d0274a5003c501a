"""The guide for analysts and the contracts, read on the page itself, so that nobody needs the repository."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st

from kansenbeeld import paths
from kansenbeeld.language import Language, LanguageCode

_DOCS: Final = paths.ROOT / "docs"
_GUIDES: Final[dict[LanguageCode, str]] = {"nl": "guides/nl/analyst.md", "en": "guides/en/analyst.md"}
_CONTRACTS: Final = "contracts.md"
_PICTURE: Final = re.compile(r"^ *!\[.*\n(?:(?! *\d+\. ).+\n)*\n*", re.MULTILINE)
"""A picture with what stands below it."""
_INSIDE: Final = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)


def button(words: Language) -> None:
    """Draw a button that opens the guide over the page."""
    if st.button(words.text("datasets.guide"), icon=":material/menu_book:", key="datasets_guide"):
        # A dialog takes its title when it is made, and the title is in the language of the reader.
        st.dialog(words.text("datasets.guide"), width="large")(_show)(words)


def read(name: str) -> str:
    """Return a text of ``docs/`` without its title, pictures and links to other files, which lead nowhere from here."""
    text = _PICTURE.sub("", _COMMENT.sub("", (_DOCS / name).read_text(encoding="utf-8")))
    lines = text.splitlines()
    body = lines[1:] if lines and lines[0].startswith("# ") else lines
    # The line that leads to the other language goes; the page has its own choice.
    return _INSIDE.sub(r"\1", "\n".join(line for line in body if not line.startswith("*["))).strip()


def _show(words: Language) -> None:
    steps, contracts = st.tabs([words.text("datasets.guide.steps"), words.text("datasets.guide.contracts")])
    steps.markdown(read(_GUIDES[words.code]))
    contracts.markdown(read(_CONTRACTS))
