"""Scripts of ``static/`` that do their work beside the parts of Streamlit, as components without anything to see."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

STATIC: Final = Path(__file__).parent / "static"

# Streamlit sends a component's script again with every redraw; so this only loads the file, which the browser keeps,
# and in which what it remembers lives on from page to page.
_LOADER: Final = """
const script = import(new URL("/app/static/FILE?v=VERSION", location.origin));
export default function (component) {
  script.then((loaded) => loaded.default(component.data));
}
"""


def version(file: str) -> str:
    """Return what follows from the content of a file of ``static/``, so that a browser never keeps an old one."""
    return hashlib.sha256((STATIC / file).read_bytes()).hexdigest()[:12]


def component(name: str, file: str) -> ComponentRenderer:
    """Return a component that calls the default export of a script with its data, on every redraw.

    Args:
        name: of the component, one in the whole dashboard.
        file: name of the script in ``static/``.
    """
    js = _LOADER.replace("FILE", file).replace("VERSION", version(file))
    return st.components.v2.component(f"kansenbeeld_{name}", html="<span hidden></span>", js=js)
