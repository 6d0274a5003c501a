"""The master of the slides: 16:9, our fonts and colours, three layouts whose placeholders everything stands in."""

from __future__ import annotations

import re
from typing import Any, Final

from kansenbeeld.charts import theme
from kansenbeeld.conversations.deck.pptx.xml import rgb
from kansenbeeld.language import Language

WIDTH: Final = 13.333
HEIGHT: Final = 7.5
"""Of a slide, in inches."""
MARGIN: Final = 0.5
TITLE: Final = (MARGIN, 0.42, 10.3, 1.3)
"""Place of a title beside the code: left, top, width, height in inches."""
BODY: Final = (MARGIN, 1.85, WIDTH - 2 * MARGIN, 4.75)
FOOT: Final = (MARGIN, 6.98, 11.6, 0.4)
NUMBER: Final = (12.13, 6.98, 0.7, 0.4)

OPENING: Final = 0
POINTS: Final = 1
CHART: Final = 2
"""The layouts, by their place."""

_KEPT: Final = ("Title Slide", "Title and Content", "Title Only")
_NAMES: Final = ("opening", "points", "chart")
_FONT: Final = "Arial"
"""On every machine; a deck that is edited must not change its lines for want of a font."""
_ACCENTS: Final = (theme.ACCENT, *(theme.GROUP_COLOURS[key] for key in ("geen_hbo_wo", "hbo", "rest", "2", "4")))


def new_presentation(words: Language) -> Any:
    """Return an empty presentation with our master and layouts, their names in a language."""
    from pptx import Presentation
    from pptx.util import Inches

    made = Presentation()
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for layout in list(made.slide_layouts):
        if layout.name not in _KEPT:
            made.slide_layouts.remove(layout)
    _theme(made.slide_master)
    _styles(made.slide_master)
    _places(made.slide_master, TITLE, BODY)
    places = {OPENING: ((MARGIN + 0.4, 1.5, 12.0, 2.2), (MARGIN + 0.4, 3.9, 11.5, 2.6)), POINTS: (None, BODY)}
    for number, (layout, name) in enumerate(zip(made.slide_layouts, _NAMES, strict=True)):
        _places(layout, *places.get(number, (None, None)))
        layout._element.cSld.set("name", words.text(f"pack.layout.{name}"))
    _opening(made.slide_layouts[OPENING])
    return made


def add_footer(slide: Any, text: str) -> None:
    """Give a slide the footer and number of its layout, as placeholders; python-pptx leaves them out."""
    import copy

    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.idx not in (11, 12):
            continue
        copied = copy.deepcopy(shape._element)
        slide.shapes._spTree.append(copied)
        added = slide.shapes[-1]
        copied.nvSpPr.cNvPr.set("id", str(max(one.shape_id for one in slide.shapes) + 1))
        if shape.placeholder_format.idx == 11:
            added.text_frame.text = text


def _theme(master: Any) -> None:
    """Write our fonts and colours into the theme, so that what is added later has them as well."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    xml = part.blob.decode("utf-8")
    xml = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{_FONT}", xml)
    colours = {"dk1": theme.INK, "lt1": theme.PAPER, "dk2": theme.ACCENT, "lt2": theme.GRID}
    colours |= {f"accent{number}": colour for number, colour in enumerate(_ACCENTS, start=1)}
    for name, colour in (colours | {"hlink": theme.ACCENT, "folHlink": theme.MUTED}).items():
        value = f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>'
        xml = re.sub(rf"<a:{name}>.*?</a:{name}>", value, xml, flags=re.DOTALL)
    xml = re.sub(r'(<a:theme [^>]*name=")[^"]*', r"\g<1>Kansenbeeld", xml)
    part._blob = xml.encode("utf-8")


def _styles(master: Any) -> None:
    from pptx.oxml.ns import qn

    title = master._element.find(f"{qn('p:txStyles')}/{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "3200")
    title.find(qn("a:defRPr")).set("b", "1")
    body = master._element.find(f"{qn('p:txStyles')}/{qn('p:bodyStyle')}/{qn('a:lvl1pPr')}")
    body.find(qn("a:defRPr")).set("sz", "2800")


def _places(holder: Any, title: tuple[float, ...] | None, body: tuple[float, ...] | None) -> None:
    """Put the placeholders of a master or layout in their places, and take out the date."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND
    from pptx.enum.text import MSO_ANCHOR

    for shape in list(holder.placeholders):
        kind = shape.placeholder_format.type
        if kind == KIND.DATE:
            shape._element.getparent().remove(shape._element)
        elif kind in (KIND.TITLE, KIND.CENTER_TITLE) and title:
            _put(shape, title)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
            # A title begins where the chart below it begins.
            shape.text_frame.margin_left = 0
        elif kind in (KIND.BODY, KIND.OBJECT, KIND.SUBTITLE) and body:
            _put(shape, body)
        elif kind == KIND.FOOTER:
            _put(shape, FOOT)
            _foot(shape, "l")
        elif kind == KIND.SLIDE_NUMBER:
            _put(shape, NUMBER)
            _foot(shape, "r")


def _put(shape: Any, place: tuple[float, ...]) -> None:
    from pptx.util import Inches

    shape.left, shape.top, shape.width, shape.height = map(Inches, place)


def _foot(shape: Any, side: str) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    style = parse_xml(
        f'<a:lstStyle {nsdecls("a")}><a:lvl1pPr algn="{side}"><a:defRPr sz="1100"><a:solidFill>'
        f'<a:srgbClr val="{theme.MUTED[1:]}"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
    )
    body = shape._element.txBody
    body.replace(body.find(qn("a:lstStyle")), style)
    # The text begins where everything else on a slide begins.
    body.find(qn("a:bodyPr")).set("lIns", "0")


def _opening(layout: Any) -> None:
    """The first slide: white on our blue."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    layout.background.fill.solid()
    layout.background.fill.fore_color.rgb = rgb(theme.ACCENT)
    for shape in layout.placeholders:
        size = {0: 4800, 1: 2400}.get(shape.placeholder_format.idx, 1200)
        style = parse_xml(
            f'<a:lstStyle {nsdecls("a")}><a:lvl1pPr marL="0" indent="0" algn="'
            f'{"r" if shape.placeholder_format.idx == 12 else "l"}"><a:buNone/>'
            f'<a:defRPr sz="{size}"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:defRPr>'
            "</a:lvl1pPr></a:lstStyle>"
        )
        body = shape._element.txBody
        body.replace(body.find(qn("a:lstStyle")), style)
        if shape.placeholder_format.idx == 0:
            body.find(qn("a:bodyPr")).set("anchor", "b")
