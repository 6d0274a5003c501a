"""The light page: one finding as HTML that stands by itself, for a phone in the room or inside another site.

Some tens of kB, nothing fetched, no session. It reads aloud in the order in which it is written: the question, the
answer, where and who, the chart in words, how to read it, what it does not say, the numbers, definitions, sources. A
term of the field says what it means at its first place.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import jinja2
from markupsafe import Markup

from kansenbeeld import findings, paths
from kansenbeeld.charts import theme, typeface
from kansenbeeld.charts.map import Outline
from kansenbeeld.charts.svg import dark_css, themed
from kansenbeeld.charts.svg.text import Text
from kansenbeeld.exports import images
from kansenbeeld.exports.drawings import parts
from kansenbeeld.exports.templating import environment
from kansenbeeld.findings import Finding, Selection, terms
from kansenbeeld.language import LANGUAGES, Language, LanguageCode

CARD: Final = "/app/static/card.png"
CARD_SIZE: Final = (1200, 630)
"""The picture that goes with the address of a page without a finding, and the size in pixels of any such picture."""

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_WIDTH: Final = 375
_TYPE: Final = 1.3
"""Names in a chart are then 18 pixels on a phone, numbers 17."""

_REM: Final = 18
"""Pixels of one rem in ``light_page.css``, at the browser's own size of text."""

_EMBEDDED: Final = ((360 - 2 * _REM, 360 - 0.5 * _REM, 1.45), (600 - 2 * _REM, 22 * _REM, 1.7))
"""Width of text and chart in a frame of 360 pixels and in a wide one, and size of the headline: as in the styles."""

_GENEROUS: Final = 1.06
"""Letters of another font may need a line more."""

_HEIGHT: Final = re.compile(r'<svg[^>]* height="([0-9.]+)"')

_FACTS: Final = ("cohort_basis", "loc_basis")
"""The definitions that say who is counted, and where."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where a light page leads to, addresses with path and query.

    Attributes:
        here: the page itself, whole and not embedded.
        other_language: the same in the other language.
        dashboard: the page of the dashboard that has the same finding, or the conversation.
    """

    here: str
    other_language: str
    dashboard: str


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a finding in a conversation: the number of its slide, and the ways on (empty at both ends)."""

    title: str
    number: int
    all: str
    previous: str
    next: str


def address(question: str, selection: Selection, version: str, code: LanguageCode, *, embed: bool = False) -> str:
    """Return the path and query at which a finding stands by itself.

    Args:
        question: id of the question.
        selection: what was chosen; only what the question listens to, and what is not the default, is written.
        version: the data version to pin; empty for the newest.
        code: the language. Always written: without it, a reader's browser chooses.
        embed: whether it is to stand inside another page.

    Raises:
        KeyError: there is no such question.
    """
    query = _choices(question, selection)
    if version:
        query["version"] = version
    query["lang"] = code
    if embed:
        query["embed"] = "true"
    return f"/f/{quote(question, safe='')}?{urlencode(query)}"


def picture(finding: Finding, code: LanguageCode) -> str:
    """Return the path and query of the picture of a finding's preview, of its own data version.

    The version stands in the path: a search engine leaves alone what has it in its query.
    """
    query = {**_choices(finding.question, finding.selection), "lang": code}
    return f"/f/{quote(finding.question, safe='')}/{finding.version}.png?{urlencode(query)}"


def told_with(finding: Finding, words: Language, where: str = "") -> str:
    """Return what goes with the sentence of a finding where its address is shared: no figure travels without its
    question, where it is about, its sources, status and definitions.
    """
    sources = [images.source_line(finding, number, words) for number in range(len(finding.sources))]
    counted = "; ".join(f"{chip.label}: {chip.text}" for chip in finding.chips)
    return " ".join(filter(None, [finding.title, where, *sources, images.version_line(finding, words), counted]))


def _choices(question: str, selection: Selection) -> dict[str, str]:
    query: dict[str, str] = {}
    for name in findings.questions()[question].controls:
        value = getattr(selection, name)
        if value != getattr(Selection(), name):
            query[name] = "true" if value is True else str(value)
    return query


def page(
    finding: Finding,
    words: Language,
    outlines: Mapping[str, Outline],
    links: Links,
    *,
    area: str = "",
    place: Place | None = None,
    embed: bool = False,
) -> str:
    """Write a finding as a light page; equal arguments give equal text.

    Args:
        finding: the finding. One without a chart is its headline and why there is no answer.
        words: the reader's language.
        outlines: areas of its map by code; not used for other charts.
        links: where the page leads to.
        area: name of the area that it is about; empty where its headline says so.
        place: its place in a conversation.
        embed: only headline, chart and source, for a frame in another page.

    Raises:
        ValueError: an area of its map has no outline.
    """
    drawn = () if finding.chart is None else parts(finding, words, outlines, width=_WIDTH, scale=_TYPE)
    table = finding.table.written(words)
    where = _where(finding, words, area)
    # In the order in which the page has them.
    told = [finding.reading, *finding.limits, *(f"{chip.label}: {chip.text}" for chip in finding.chips)]
    reading, *rest = terms.marked(told, words)
    return _write(
        "light_page",
        words,
        embed=embed,
        title=finding.headline,
        description=told_with(finding, words, where),
        finding=finding,
        where=where,
        reading=reading,
        limits=rest[: len(finding.limits)],
        chips=rest[len(finding.limits) :],
        terms=[(term, terms.meaning(term, words)) for term in terms.explained([reading, *rest])],
        drawings=[Markup(themed(one)) for one in drawn],  # noqa: S704 (drawn here, its texts escaped)  # nosec B704
        labels=list(table.columns),
        rows=[list(row) for row in table.itertuples(index=False)],
        sources=[images.source_line(finding, number, words) for number in range(len(finding.sources))],
        version=images.version_line(finding, words),
        links=links,
        place=place,
        js=Markup(_file("light_page.js")),  # noqa: S704 (our own file)  # nosec B704
        card=card_address(picture(finding, words.code)),
        card_says=finding.headline,
    )


def card_address(path: str = CARD) -> str:
    """Return the address of the picture of a preview, of a path; whole where the address of the site is known.

    A host that a request names is nobody's to put in a page that is kept, so without ``KANSENBEELD_ADDRESS`` the
    address begins at the root of the site.
    """
    return f"{paths.public_address()}{path}"


def embed_height(finding: Finding, words: Language, outlines: Mapping[str, Outline]) -> int:
    """Return a height in pixels at which an embedded finding is whole, in a frame of 360 pixels wide or more.

    Args:
        finding, words, outlines: as :func:`page` takes them.

    Raises:
        ValueError: an area of its map has no outline.
    """
    drawn = () if finding.chart is None else parts(finding, words, outlines, width=_WIDTH, scale=_TYPE)
    charts = sum(float(size[1]) if (size := _HEIGHT.search(one)) else 0.0 for one in drawn)
    source = " ".join(images.source_line(finding, number, words) for number in range(len(finding.sources)))
    sentences = [
        (f"{source} {images.version_line(finding, words)}", 0.9, 1.5),
        # Some room for the name of an area, which stands before it.
        (f"{_where(finding, words, '')}{'n' * 16}" if drawn else "", 1.0, 1.5),
        *((note.whole, 0.9, 1.5) for note in finding.notes),
        (words.text("share.open_full"), 1.0, 1.5),
    ]
    heights = [
        charts * chart / _WIDTH
        + _text_height(f"<b>{finding.headline}</b>", size, 1.25, room)
        + sum(_text_height(*sentence, room) for sentence in sentences)
        for room, chart, size in _EMBEDDED
    ]
    return 10 * math.ceil(_GENEROUS * max(heights) / 10)


def _text_height(text: str, size: float, line: float, room: float) -> float:
    """Height of a text of an embedded page with the space below it, in pixels; ``size`` in rem, ``line`` in sizes."""
    lines = Text.read(text).wrapped(room, size * _REM).lines
    return len(lines) * size * _REM * line + _REM


def listing(
    title: str, when: str, about: str, headlines: Sequence[tuple[int, str, str]], links: Links, words: Language
) -> str:
    """Write the findings of a conversation as a light page.

    Args:
        title: what the conversation is called.
        when: its day, district and place, as far as they are known.
        about: what it is about, or why there are no findings yet.
        headlines: for each finding the number of its slide, its headline and its address.
        links: where the page leads to.
        words: the reader's language.
    """
    return _write("light_list", words, title=title, when=when, description=about, findings=headlines, links=links)


def missing(sentence: str, onward: tuple[str, str], words: Language, other_language: str = "") -> str:
    """Write a page that says what is not there, with one link on (its text and address), and one to the same page in
    the other language where its address is known.
    """
    text, target = onward
    title = words.text("share.missing")
    return _write(
        "light_missing",
        words,
        title=title,
        description=sentence,
        on=text,
        address=target,
        other_language=other_language,
    )


def note(
    title: str,
    description: str,
    parts: Sequence[tuple[str, Sequence[str]]],
    contact: tuple[str, str],
    onward: str,
    other_language: str,
    words: Language,
) -> str:
    """Write what a site says about itself (of privacy, of accessibility) as a light page.

    Args:
        title: of the note.
        description: what it says, in a sentence.
        parts: heading and paragraphs of each.
        contact: of who runs the site, its text and address; empty where it is not known.
        onward: the address of the dashboard.
        other_language: the address of the note in the other language.
        words: the reader's language.
    """
    return _write(
        "light_note",
        words,
        title=title,
        description=description,
        parts=parts,
        contact=contact,
        onward=onward,
        other_language=other_language,
    )


@functools.cache
def policy() -> str:
    """Return the Content-Security-Policy of light pages: nothing from anywhere, their own script, in any frame."""
    digest = base64.b64encode(hashlib.sha256(_file("light_page.js").encode("utf-8")).digest()).decode("ascii")
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'unsafe-inline'",
            "font-src 'self'",
            f"script-src 'sha256-{digest}'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors *",
        )
    )


def _where(finding: Finding, words: Language, area: str) -> str:
    """Say in one line where and about whom; an estimate says that it is one."""
    facts: dict[str, list[str]] = {}
    for chip in finding.chips:
        if chip.code in _FACTS:
            facts.setdefault(chip.label, []).append(chip.text)
    # The hyphen of "2003-2006" is no place to break a line.
    written = [f"{label}: {', '.join(texts)}".replace("-", "\N{NON-BREAKING HYPHEN}") for label, texts in facts.items()]
    estimate = [words.text("chip.status.schatting").capitalize()] * (finding.status == "schatting")
    return "\N{NO-BREAK SPACE}· ".join(filter(None, (*estimate, area, *written)))


def area_of(finding: Finding) -> str:
    """Return the code of the area that a finding's number is about.

    Empty where it has none such: its headline is about the country, counts areas, sets several numbers side by side,
    or is answered for the city because the source does not know the chosen district. Only the headline says which.
    """
    return "" if finding.key is None else finding.key.area


def _write(template: str, words: Language, **values: Any) -> str:
    return (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            **{"embed": False, "card": card_address(), "card_says": words.text("app.card"), **values},
            words=words,
            other=next(code for code in LANGUAGES if code != words.code),
            css=_css(),
            card_size=CARD_SIZE,
        )
    )


@functools.cache
def _css() -> Markup:
    style = _file("light_page.css").replace("/* LIGHT */", f"{theme.css()}--font:{theme.FONT};")
    style = style.replace("/* DARK */", theme.css(dark=True) + dark_css())
    return Markup(typeface.linked() + style)  # noqa: S704 (our own file)  # nosec B704


@functools.cache
def _file(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@functools.cache
def _environment() -> jinja2.Environment:
    return environment(_TEMPLATES)
