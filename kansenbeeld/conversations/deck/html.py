"""The slides as one HTML file that stands by itself: opened from a USB stick, served by the dashboard, or printed."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import jinja2
from markupsafe import Markup

from kansenbeeld.charts import theme, typeface
from kansenbeeld.charts.svg import dark_css, themed
from kansenbeeld.conversations.deck import notes
from kansenbeeld.conversations.deck.slides import Deck, Slide
from kansenbeeld.exports.codes import qr_svg
from kansenbeeld.exports.drawings import drawing
from kansenbeeld.exports.templating import environment
from kansenbeeld.findings import Finding
from kansenbeeld.findings.outlines import Outlines, areas_of
from kansenbeeld.language import Language, language

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"

_CHART_WIDTH: Final = 1416
"""Room for a chart beside its definitions, on a stage of 1920 x 1080."""

_TYPE: Final = 2.15
"""Type of a chart against that on a page: 13 pixels become 28, the least that the back row can read."""

_TITLES: Final = ((46, "large", 76), (104, "middle", 66), (10_000, "small", 60))
"""Titles of so many letters at most, their class in ``deck.css``, and the size of their type there."""

_NOTE: Final = 26
"""Size of the notes below a map in ``deck.css``."""

_TITLE_WIDTH: Final = 1776
_LETTER: Final = 0.52
"""Width of a letter of a bold title in sizes of its type, a generous mean."""

_POINTS: Final = (("large", 64), ("middle", 54))
"""Classes of points in ``deck.css`` with the size of their type, above the smallest."""

_POINTS_WIDTH: Final = 1600
_POINTS_HEIGHT: Final = 760

_KEYS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("next", ("→", "PageDown", "Space")),
    ("previous", ("←", "PageUp")),
    ("ends", ("Home", "End")),
    ("number", ("1…9", "Enter")),
    ("full", ("F",)),
    ("dark", ("D",)),
    ("table", ("T",)),
    ("marks", ("Tab", "↑", "↓")),
    ("speaker", ("S",)),
    ("black", ("B", ".")),
    ("help", ("H", "?")),
    ("close", ("Esc",)),
)


@dataclass(frozen=True, slots=True)
class _View:
    """A slide as the template draws it."""

    slide: Slide
    size: str
    tags: tuple[str, ...]
    source: str
    size_of_points: str
    svg: Markup | None = None
    labels: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    labelled: frozenset[str] = frozenset()
    code: Markup | None = None
    host: str = ""
    path: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The title in two lines: which conversation it is, and its theme."""
        which, colon, theme = self.slide.title.partition(": ")
        return (f"{which}:", theme) if colon else (which,)


def html(deck: Deck, outlines: Outlines) -> str:
    """Write a deck as one HTML file; equal decks and outlines give the same text.

    Args:
        deck: the slides. One whose address has no host (no phone could reach it) gets no code.
        outlines: the areas of its maps, by geometry and code.

    Returns:
        The text of the file, without any address but those of the codes.

    Raises:
        KeyError, ValueError: a map has no outlines.
    """
    words = language(deck.code)
    js = _file("deck.js")
    return _template().render(
        deck=deck,
        words=words,
        views=[_view(deck, slide, outlines, words) for slide in deck.slides],
        help=[(keys, words.text(f"deck.help.{name}")) for name, keys in _KEYS],
        css=_css(),
        js=Markup(js),  # noqa: S704 (our own file)  # nosec B704
        texts=_script_json(_texts(words)),
        policy=policy(),
        # From the address at which the dashboard serves a deck; a file that was taken along shows neither.
        back=f"../../stadsgesprek-{deck.conversation}?lang={deck.code}",
        statement=f"../../toegankelijkheid?lang={deck.code}",
    )


def _css() -> Markup:
    style = _file("deck.css").replace("/* LIGHT */", f"{theme.css()}--font:{theme.FONT};")
    style = style.replace("/* DARK */", theme.css(dark=True) + dark_css())
    return Markup(typeface.within() + style)  # noqa: S704 (our own files)  # nosec B704


def policy() -> str:
    """Return the Content-Security-Policy of a deck: its own script and styles, nothing from anywhere."""
    digest = base64.b64encode(hashlib.sha256(_file("deck.js").encode("utf-8")).digest()).decode("ascii")
    allowed = (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "font-src data:",
        f"script-src 'sha256-{digest}'",
        "base-uri 'none'",
    )
    return "; ".join(allowed)


@functools.cache
def _file(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@functools.cache
def _template() -> jinja2.Template:
    return environment(_TEMPLATES).get_template("deck.html.j2")


def _texts(words: Language) -> dict[str, str]:
    """Texts that the script fills in; their values stay as they stand, between braces."""
    return {
        "announce": words.text("deck.announce", number="{number}", total="{total}", title="{title}"),
        "count": words.text("deck.count", number="{number}", total="{total}"),
        "going": words.text("deck.going", number="{number}"),
        "table_shown": words.text("deck.table_shown"),
        "end": words.text("deck.end"),
        "lost": words.text("deck.lost"),
        "popup_blocked": words.text("deck.popup_blocked"),
        "no_full_screen": words.text("deck.no_full_screen"),
        "speaker_title": words.text("deck.speaker_title", title="{title}"),
    }


def _script_json(value: object) -> Markup:
    """Write JSON that can't end the script element that it stands in."""
    return Markup(json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"))  # noqa: S704 (no sign ends a script)  # nosec B704


def _view(deck: Deck, slide: Slide, outlines: Outlines, words: Language) -> _View:
    size, lines, letters = _title_type(slide.title)
    finding = slide.finding
    if finding is None:
        return _View(slide, size, (), notes.version(deck, words), _points_type(deck, slide.kind))
    height = 900 - round(lines * letters * 1.14) - _notes_height(finding)
    table = finding.table.written(words)
    host, slash, path = slide.short_address.partition("/")
    return _View(
        slide,
        size,
        tuple(notes.tags(slide, finding, words)),
        notes.source(deck, finding, words),
        _points_type(deck, slide.kind, finding.limits),
        svg=None if finding.chart is None else _chart(slide.number, finding, outlines, words, height),
        labels=tuple(table.columns),
        rows=tuple(tuple(row) for row in table.itertuples(index=False)),
        facts=_facts(finding) if finding.chart is not None else (),
        labelled=notes.needs_label(finding),
        code=Markup(qr_svg(slide.address)) if "://" in slide.address else None,  # noqa: S704 (drawn here)  # nosec B704
        host=host,
        path=slash + path,
    )


def _notes_height(finding: Finding) -> int:
    """Return the height of the notes below a map, in pixels; a chart over time says them in a few words itself."""
    letters = int(_CHART_WIDTH / (_NOTE * _LETTER))
    return sum(math.ceil(len(note.said) / letters) for note in finding.notes if note.mark) * round(_NOTE * 1.3)


def _facts(finding: Finding) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what stands beside a chart; the hyphen of "2003-2006" is no place to break a line."""
    return tuple(
        (label, tuple(text.replace("-", "\N{NON-BREAKING HYPHEN}") for text in texts))
        for label, texts in notes.facts(finding)
    )


def _title_type(title: str) -> tuple[str, int, int]:
    """Return the class of a title, the lines it takes at most, and its size in pixels."""
    name, size = next((name, size) for most, name, size in _TITLES if len(title) <= most)
    return name, math.ceil(len(title) * size * _LETTER / _TITLE_WIDTH), size


def _points_type(deck: Deck, kind: str, points: Sequence[str] = ()) -> str:
    """Return the class of the largest type in which points fit; a list over several slides has one size."""
    lists = [points] if points else [slide.points for slide in deck.slides if slide.kind == kind]
    for name, size in _POINTS[kind == "sources" :]:
        letters = _POINTS_WIDTH / (size * 0.5)
        lines = [sum(math.ceil(len(point) / letters) + 0.5 for point in one) for one in lists]
        if max(lines) * size * 1.26 <= _POINTS_HEIGHT:
            return name
    return "small"


def _chart(number: int, finding: Finding, outlines: Outlines, words: Language, height: int) -> Markup:
    areas = areas_of(finding, outlines)
    drawn = drawing(finding, words, areas, width=_CHART_WIDTH, scale=_TYPE, height=height, name=f"c{number}")
    return Markup(themed(drawn))  # noqa: S704 (drawn here, its texts escaped)  # nosec B704
