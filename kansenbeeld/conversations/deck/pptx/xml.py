"""What python-pptx has no words for: pieces of XML, colours, places inside a chart."""

from __future__ import annotations

from typing import Any, Final

NAMESPACES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def place_part(element: Any, shares: dict[str, float], target: str = "") -> None:
    """Place a part of a chart at shares of its width and height."""
    for old in element.findall(tag("c:layout")):
        element.remove(old)
    sizes = "".join(f'<c:{side} val="{share:.5f}"/>' for side, share in shares.items())
    modes = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    layout = xml(f"<c:layout {NAMESPACES}><c:manualLayout>{target}{modes}{sizes}</c:manualLayout></c:layout>")
    before = [child for name in ("c:tx", "c:legendPos", "c:legendEntry") for child in element.findall(tag(name))]
    if before:
        before[-1].addnext(layout)
    else:
        element.insert(0, layout)


def rgb(colour: str) -> Any:
    """Return a colour such as ``#004699`` as python-pptx has it."""
    from pptx.dml.color import RGBColor

    # Through a name without types: python-pptx gives none for this one.
    make: Any = RGBColor.from_string
    return make(colour[1:].upper())


def xml(text: str) -> Any:
    """Return the element that a text writes."""
    from pptx.oxml import parse_xml

    return parse_xml(text)


def tag(name: str) -> str:
    """Return the full name of a tag such as ``c:ser``."""
    from pptx.oxml.ns import qn

    return qn(name)
