"""The slides as PPTX."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from typing import Any, Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.map import MapSpec
from kansenbeeld.conversations.deck import notes
from kansenbeeld.conversations.deck.pptx import axes, master, native
from kansenbeeld.conversations.deck.pptx.axes import Box
from kansenbeeld.conversations.deck.pptx.plots import Plot, plots
from kansenbeeld.conversations.deck.pptx.xml import rgb
from kansenbeeld.conversations.deck.slides import Deck, Slide
from kansenbeeld.exports import images
from kansenbeeld.exports.codes import qr_png
from kansenbeeld.exports.drawings import drawing
from kansenbeeld.exports.stable import stable_zip
from kansenbeeld.findings import Finding
from kansenbeeld.findings.outlines import Outlines, areas_of
from kansenbeeld.language import Language, language

_CHART: Final = Box(master.MARGIN, 1.8, master.WIDTH - 2 * master.MARGIN, 4.72)
_BETWEEN: Final = 0.1
_SMALL_NOTE: Final = 14
_ONE_LINE: Final = 125
"""Letters of that size in one line of a slide."""
_PICTURE: Final = (1480, 2.2)
"""Width of a picture in pixels, and its type against that of a page: on a slide it stands at some 17 points."""
_TITLES: Final = ((92, 28), (172, 22), (10_000, 18))
"""Letters of a title at most, and its size in points. Two sizes, since a smaller title would look like a smaller
matter; the third only where three lines of the second don't hold it."""
_SIZES: Final = (28, 24, 22, 20, 18, 16, 14)
"""Sizes of points, in points; the largest that fits."""
_CODE: Final = 1.1
_ADDRESS: Final = 14
"""Size of the address below a code, in points: 2.5% of the height of a slide."""


def pptx(deck: Deck, outlines: Outlines) -> bytes:
    """Write a deck as PPTX; equal decks and outlines give equal bytes.

    Args:
        deck: the slides. One whose address has no host gets no code.
        outlines: the areas of its maps, by geometry and code.

    Returns:
        The file. Forms that no native chart has are pictures; without Chromium a sentence stands in their place.

    Raises:
        KeyError, ValueError: a map has no outlines.
    """
    words = language(deck.code)
    made = master.new_presentation(words)
    for slide in deck.slides:
        if slide.kind == "title":
            _opening(made, deck, slide, words)
        elif slide.finding is None:
            _points(made, deck, slide, slide.points, words)
        else:
            _finding(made, deck, slide, slide.finding, outlines, words)
        made.slides[-1].notes_slide.notes_text_frame.text = notes.spoken(deck, slide, words)
    _properties(made, deck)
    _speak(made, words)
    buffer = io.BytesIO()
    made.save(buffer)
    return stable_zip(buffer.getvalue())


def pictured(finding: Finding) -> bool:
    """Whether a finding is shown by a picture, because no native chart has its form."""
    return finding.chart is not None and (isinstance(finding.chart, MapSpec) or not plots(finding.chart, ""))


def _opening(made: Any, deck: Deck, slide: Slide, words: Language) -> None:
    page = made.slides.add_slide(made.slide_layouts[master.OPENING])
    which, colon, subject = slide.title.partition(": ")
    page.shapes.title.text = f"{which}:\v{subject}" if colon else which
    page.placeholders[1].text = "\n".join(slide.points)
    master.add_footer(page, f"{words.text('app.name')} · {notes.version(deck, words)}")


def _points(made: Any, deck: Deck, slide: Slide, points: Sequence[str], words: Language) -> Any:
    from pptx.util import Pt

    page = made.slides.add_slide(made.slide_layouts[master.POINTS])
    _title(page, slide.title)
    frame = page.placeholders[1].text_frame
    frame.text = "\n".join(points) or "–"
    size = _fitting(points)
    for number, paragraph in enumerate(frame.paragraphs):
        _write_in(paragraph, size)
        paragraph.space_after = Pt(size / 3)
        if slide.kind == "tables":
            _numbered(paragraph, slide.first if number == 0 else None)
    master.add_footer(page, notes.version(deck, words))
    return page


def _numbered(paragraph: Any, first: int | None) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    start = "" if first in (None, 1) else f' startAt="{first}"'
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "514350")
    properties.set("indent", "-514350")
    # After the spacing, which comes first in a paragraph's properties.
    properties.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="+mj-lt"/>'))
    properties.append(parse_xml(f'<a:buAutoNum {nsdecls("a")} type="arabicPeriod"{start}/>'))


def _write_in(paragraph: Any, size: float, *, colour: str = "", bold: bool | None = None) -> None:
    """Set the type of a paragraph, run by run: PowerPoint passes over what a paragraph says for its runs."""
    from pptx.util import Pt

    for run in paragraph.runs:
        run.font.size, run.font.bold = Pt(size), bold
        if colour:
            run.font.color.rgb = rgb(colour)


def _fitting(points: Sequence[str]) -> int:
    """Return the largest size at which points fit the body of a slide."""
    width, height = 72 * (master.BODY[2] - 0.6), 72 * (master.BODY[3] - 0.2)
    for size in _SIZES:
        lines = sum(math.ceil(len(point) * size * 0.52 / width) for point in points)
        if lines * size * 1.2 + len(points) * size * 0.55 <= height:
            return size
    return _SIZES[-1]


def _finding(made: Any, deck: Deck, slide: Slide, finding: Finding, outlines: Outlines, words: Language) -> None:
    if finding.chart is None:
        page = _points(made, deck, slide, finding.limits, words)
    else:
        page = made.slides.add_slide(made.slide_layouts[master.CHART])
        _title(page, slide.title)
        made_of = () if isinstance(finding.chart, MapSpec) else plots(finding.chart, words.text("area.city"))
        if made_of:
            _charts(page, made_of, finding, words, deck.data_date)
        else:
            _picture(page, finding, outlines, words)
        _facts(page, finding, made_of, words)
        master.add_footer(page, notes.source(deck, finding, words))
    _tags(page, slide, finding, words)
    _code(page, slide, words)


def _title(page: Any, text: str) -> None:
    page.shapes.title.text = text
    size = next(size for most, size in _TITLES if len(text) <= most)
    _write_in(page.shapes.title.text_frame.paragraphs[0], size)


def _charts(page: Any, made_of: tuple[Plot, ...], finding: Finding, words: Language, day: dt.date) -> None:
    """Put the parts of a chart below each other over the same names; bars beside each other."""
    beside = made_of[0].kind == "bars"
    # What names, title and legend take comes before what the parts share.
    own = [_own(plot, named=_named(made_of, number)) for number, plot in enumerate(made_of)]
    room = (_CHART.width if beside else _CHART.height) - _BETWEEN * (len(made_of) - 1) - sum(own)
    # Rows beside each other begin at one height, whatever stands above them.
    head = max(axes.above(plot) for plot in made_of) if beside else None
    total, start = sum(plot.weight for plot in made_of), _CHART.left if beside else _CHART.top
    for number, plot in enumerate(made_of):
        size = own[number] + room * plot.weight / total
        box = Box(start, _CHART.top, size, _CHART.height) if beside else Box(_CHART.left, start, _CHART.width, size)
        frame = native.add_chart(page, plot, box, words, day, names=_named(made_of, number), head=head)
        said = f"{finding.headline} {finding.alt}" if number == 0 else f"{plot.title}. {finding.headline}"
        _describe(frame, finding.title if number == 0 else plot.title, said)
        start += size + _BETWEEN


def _named(made_of: Sequence[Plot], number: int) -> bool:
    """Whether a part writes the names of its categories: the first of bars, the last of others."""
    return number == 0 if made_of[0].kind == "bars" else number == len(made_of) - 1


def _own(plot: Plot, *, named: bool) -> float:
    if plot.kind == "bars":
        return 3.3 if named else 0.25
    around = axes.above(plot)
    return around + (axes.name_height(plot, _CHART.width) if named and plot.categories else 0.0)


def _picture(page: Any, finding: Finding, outlines: Outlines, words: Language) -> None:
    from pptx.util import Inches

    if not images.can_draw():
        box = page.shapes.add_textbox(*(Inches(side) for side in (_CHART.left, 2.4, _CHART.width, 2.5)))
        box.text_frame.word_wrap = True
        box.text_frame.text = f"{words.text('pack.no_picture')}\n{finding.alt}"
        for paragraph in box.text_frame.paragraphs:
            _write_in(paragraph, 20)
        return
    width, scale = _PICTURE
    height = width * _CHART.height / _CHART.width
    areas = areas_of(finding, outlines)
    drawn = drawing(finding, words, areas, width=width, scale=scale, height=height)
    picture = page.shapes.add_picture(
        io.BytesIO(images.raster(drawn)), Inches(_CHART.left), Inches(_CHART.top), width=Inches(_CHART.width)
    )
    if picture.height > Inches(_CHART.height):
        picture.width = round(picture.width * Inches(_CHART.height) / picture.height)
        picture.height = Inches(_CHART.height)
    _describe(picture, finding.title, f"{finding.headline} {finding.alt}")


def _facts(page: Any, finding: Finding, made_of: Sequence[Plot], words: Language) -> None:
    """Write the definitions that a room needs, and what a chart says between its lines, below it."""
    written = [text if text.startswith(year) else f"{year}: {text}" for plot in made_of for year, text in plot.notes]
    # In a native chart over time the marks say it in short; a map has only their numbers.
    written += [note.said for note in finding.notes if not made_of]
    faint = [line.name for plot in made_of for line in plot.lines if line.faint]
    written += [words.text("pack.faint", names=", ".join(faint))] if faint else []
    written += [f"{label}: {', '.join(texts)}" for label, texts in notes.facts(finding)]
    text = " · ".join(written)
    size = _SMALL_NOTE if len(text) <= _ONE_LINE else 12
    _text(page, text, (master.MARGIN, 6.55, master.WIDTH - 2 * master.MARGIN, 0.4), size)


def _tags(page: Any, slide: Slide, finding: Finding, words: Language) -> None:
    """Mark what is context and what is an estimate, above the title."""
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Inches

    tags = notes.tags(slide, finding, words)
    for number, tag in enumerate(tags):
        place = (master.MARGIN + 1.9 * number, 0.1, 1.75, 0.32)
        shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(side) for side in place))
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(theme.HIGHLIGHT)
        shape.line.color.rgb = rgb(theme.GROUP_COLOURS["geen_hbo_wo"])
        native.bare(shape)
        shape.text_frame.text = tag
        shape.text_frame.margin_top = shape.text_frame.margin_bottom = 0
        _write_in(shape.text_frame.paragraphs[0], 16, colour=theme.INK, bold=True)
        shape.name = tag


def _code(page: Any, slide: Slide, words: Language) -> None:
    """Put the code of the phone page in the corner, with its address below it."""
    from pptx.util import Inches

    if "://" not in slide.address:
        return
    left = master.WIDTH - master.MARGIN - 2.1
    place = (Inches(left + (2.1 - _CODE) / 2), Inches(0.18))
    picture = page.shapes.add_picture(io.BytesIO(qr_png(slide.address)), *place, width=Inches(_CODE))
    if not slide.short_address:
        _describe(picture, words.text("deck.phone"), words.text("deck.phone_link"))
        return
    _describe(picture, words.text("deck.phone"), words.text("pack.code", address=slide.short_address))
    host, slash, path = slide.short_address.partition("/")
    # A long host stays on one line.
    size = max(9, min(_ADDRESS, int(2 * 72 * 2.1 / (0.56 * len(host))) / 2))
    _text(page, f"{host}\n{slash}{path}", (left, 0.18 + _CODE, 2.1, 0.48), size, centred=True)


def _text(page: Any, text: str, place: tuple[float, ...], size: float, *, centred: bool = False) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches

    box = page.shapes.add_textbox(*(Inches(side) for side in place))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = text
    for paragraph in frame.paragraphs:
        _write_in(paragraph, size, colour=theme.MUTED)
        if centred:
            paragraph.alignment = PP_ALIGN.CENTER


def _describe(shape: Any, name: str, said: str) -> None:
    """Give a picture or chart its name and alternative text."""
    properties = shape._element.xpath("./*/p:cNvPr")[0]
    properties.set("name", name)
    properties.set("descr", said)


def _properties(made: Any, deck: Deck) -> None:
    properties = made.core_properties
    moment = dt.datetime.combine(deck.data_date, dt.time())
    properties.title, properties.subject = deck.title, deck.subtitle
    properties.author = properties.last_modified_by = "Kansenbeeld"
    properties.language, properties.version = deck.code, deck.version
    properties.created = properties.modified = moment
    properties.revision = 1


def _speak(made: Any, words: Language) -> None:
    """Say of every text which language it is in: spelling checks and screen readers go by it."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    locale = {"nl": "nl-NL", "en": "en-GB"}[words.code]
    for page in made.slides:
        for tree in (page._element, page.notes_slide._element):
            for run in tree.iter(qn("a:r"), qn("a:fld"), qn("a:br")):
                if run.find(qn("a:rPr")) is None:
                    run.insert(0, parse_xml(f"<a:rPr {nsdecls('a')}/>"))
            for properties in tree.iter(qn("a:rPr"), qn("a:endParaRPr")):
                properties.set("lang", locale)
