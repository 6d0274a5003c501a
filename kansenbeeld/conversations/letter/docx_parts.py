"""What python-docx does not give by itself: styles of our own, language, page numbers, repeated headers, alt texts."""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Sequence
from typing import Any, Final

from kansenbeeld.charts import theme
from kansenbeeld.conversations.letter.blocks import Letter
from kansenbeeld.language import Language

_INK: Final = theme.INK[1:]
_ACCENT: Final = theme.ACCENT[1:]
_MUTED: Final = theme.MUTED[1:]
_FONT: Final = "Arial"
_LOCALES: Final = {"nl": "nl-NL", "en": "en-GB"}
_HEADINGS: Final = {"Title": 20, "Heading 1": 14, "Heading 2": 11.5, "Heading 3": 10.5}


def new_document(letter: Letter, words: Language) -> Any:
    """Make an empty document with the styles, language, properties, header and footer of a letter."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    _styles(document)
    _language(document, _LOCALES[letter.code])
    _properties(document, letter, words)
    header = section.header.paragraphs[0]
    header.text = words.text("app.name")
    header.style = document.styles["Header"]
    _footer(section.footer.paragraphs[0], letter, words)
    return document


def _styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    styles = document.styles
    _font(styles["Normal"], 10.5, _INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    for name, size in _HEADINGS.items():
        style = styles[name]
        _font(style, size, _INK if name in ("Title", "Heading 3") else _ACCENT)
        style.font.bold = True
        style.paragraph_format.space_before = Pt(0 if name == "Title" else 16 if name == "Heading 1" else 10)
        style.paragraph_format.space_after = Pt(10 if name == "Title" else 4)
        style.paragraph_format.keep_with_next = True
    _no_line_below(styles["Title"])
    _font(styles["List Bullet"], 10.5, _INK)
    styles["List Bullet"].paragraph_format.space_after = Pt(3)
    _font(styles["Caption"], 10, _INK)
    styles["Caption"].paragraph_format.space_before = Pt(8)
    styles["Caption"].paragraph_format.space_after = Pt(3)
    styles["Caption"].paragraph_format.keep_with_next = True
    _font(styles["Header"], 10.5, _ACCENT)
    styles["Header"].font.bold = True
    _font(styles["Footer"], 8.5, _MUTED)
    for name, size, colour, after, indent in (
        ("Small", 8.5, _MUTED, 4, 0.0),
        ("Item", 10.5, _INK, 1, 0.5),
        ("Item details", 9.5, _MUTED, 8, 0.5),
        ("Closing", 10.5, _INK, 24, 0.0),
        ("Line to write on", 9.0, _MUTED, 18, 0.0),
    ):
        style = (
            styles[name] if name in {one.name for one in styles} else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        style.base_style = styles["Normal"]
        _font(style, size, colour)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.left_indent = Cm(indent)
    styles["Closing"].paragraph_format.space_before = Pt(20)
    styles["Closing"].paragraph_format.keep_with_next = True
    styles["Header"].font.color.rgb = RGBColor.from_string(_ACCENT)


def _font(style: Any, size: float, colour: str) -> None:
    """Give a style our font, also where the template names one by its theme, which would win."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = _FONT, Pt(size)
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)
        fonts.set(qn(f"w:{script}"), _FONT)


def _no_line_below(style: Any) -> None:
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _language(document: Any, locale: str) -> None:
    from docx.oxml.ns import qn

    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)


def _properties(document: Any, letter: Letter, words: Language) -> None:
    moment = dt.datetime.combine(letter.day, dt.time(12))
    properties = document.core_properties
    properties.title = f"{letter.title}: {letter.subject}"
    properties.subject = letter.subject
    properties.author = properties.last_modified_by = words.text("app.name")
    properties.comments = letter.footer
    properties.keywords = ""
    properties.language = _LOCALES[letter.code]
    properties.created = properties.modified = moment
    properties.revision = 1


def _footer(paragraph: Any, letter: Letter, words: Language) -> None:
    # The style has a stop in the middle and one at the right.
    paragraph.add_run(f"{letter.footer}\t\t{words.text('letter.page_number')} ")
    _field(paragraph, "PAGE")
    paragraph.add_run(f" {words.text('letter.of')} ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    """Add a field that the reader's program fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def bullets(document: Any, points: Sequence[str]) -> None:
    """Add a list."""
    for point in points:
        document.add_paragraph(point, style="List Bullet")


def facts(document: Any, rows: Sequence[tuple[str, str]], width: float) -> None:
    """Add names and values as a table without lines, ``width`` centimetres wide."""
    from docx.shared import Pt

    grid = _grid(document, len(rows), (3.5, width - 3.5))
    for row, (name, value) in zip(grid.rows, rows, strict=True):
        _cell(row.cells[0], name, "Item details")
        _cell(row.cells[1], value, "Normal")
    for cell in grid.rows[-1].cells:
        cell.paragraphs[0].paragraph_format.space_after = Pt(12)


def table(document: Any, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    """Add a table whose header is repeated on each page; a row never breaks over two pages. Widths in centimetres."""
    from docx.oxml import OxmlElement

    grid = _grid(document, 1 + len(rows), widths)
    grid.style = "Table Grid"
    _pale_lines(grid)
    for cell, column in zip(grid.rows[0].cells, columns, strict=True):
        _cell(cell, column, "Normal", bold=True, small=True)
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row, values in zip(grid.rows[1:], rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            _cell(cell, value, "Normal", small=True)
    for row in grid.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _pale_lines(grid: Any) -> None:
    """Draw thin lines between rows only."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        border.set(qn("w:val"), "nil" if side in ("left", "right", "insideV") else "single")
        if side in ("top", "bottom", "insideH"):
            for key, value in (("sz", "4"), ("space", "0"), ("color", theme.CONTEXT[1:])):
                border.set(qn(f"w:{key}"), value)
        borders.append(border)
    properties = grid._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _grid(document: Any, rows: int, widths: Sequence[float]) -> Any:
    from docx.shared import Cm

    grid = document.add_table(rows=rows, cols=len(widths))
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return grid


def _cell(cell: Any, text: str, style: str, *, bold: bool = False, small: bool = False) -> None:
    from docx.shared import Cm, Pt

    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.left_indent = Cm(0)
    run = paragraph.add_run(text)
    run.bold = bold or None
    run.font.size = Pt(9.5) if small else None


def picture(document: Any, png: bytes, alt: str, name: str, room: tuple[float, float]) -> None:
    """Add a picture as large as the room (width, height in centimetres) allows, with its alternative text."""
    from docx.shared import Cm

    width, height = struct.unpack(">II", png[16:24])
    scale = min(room[0] / width, room[1] / height)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Cm(width * scale))
    described = shape._inline.docPr
    described.set("descr", alt)
    described.set("name", name)


def line_to_write_on(document: Any, label: str) -> None:
    """Add a line that is filled in by hand, with what belongs on it below."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    paragraph = document.add_paragraph(label, style="Line to write on")
    borders = OxmlElement("w:pBdr")
    # Between, since equal borders of neighbouring paragraphs are drawn as one frame.
    for side in ("top", "between"):
        border = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "3"), ("color", _INK)):
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    paragraph._p.get_or_add_pPr().append(borders)
    # After the border: in this order the file is valid.
    paragraph.paragraph_format.right_indent = Cm(8)
