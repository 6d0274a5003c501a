"""What goes with the slides on paper: a hand-out for those who take part, a sheet for the speaker."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import jinja2

from kansenbeeld.conversations.deck import notes
from kansenbeeld.conversations.deck.slides import Deck, Slide
from kansenbeeld.conversations.known import facts
from kansenbeeld.conversations.story import Story
from kansenbeeld.exports.codes import qr_svg
from kansenbeeld.exports.drawings import as_image, drawing
from kansenbeeld.exports.templating import environment
from kansenbeeld.findings import Chip, Finding
from kansenbeeld.findings.outlines import Outlines, areas_of
from kansenbeeld.findings.provenance import MIXED
from kansenbeeld.language import Language, language

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_CHART: Final = (900, 390)
"""Width and height of a chart in the hand-out, in its own pixels; on paper its type is some 8.5 points."""

_TERMS: Final = ("advice", "test", "position16", "parents", "gap", "margin", "rest", "status")
"""Words that the hand-out explains, by their keys in the catalogue."""

_MINUTES: Final[dict[str, float]] = {"title": 2, "finding": 3, "tables": 2, "limits": 1.5, "sources": 0.5}
"""How long a speaker takes for a slide; the work at the tables comes after it."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A finding as the hand-out draws it."""

    slide: Slide
    finding: Finding
    tags: tuple[str, ...]
    facts: tuple[str, ...]
    source: str
    picture: str


@dataclass(frozen=True, slots=True)
class _Turn:
    """A slide on the speaker's sheet: what is said, in how many minutes, and after how many minutes it begins."""

    slide: Slide
    minutes: str
    begins: str
    tags: tuple[str, ...]


def handout(story: Story, deck: Deck, outlines: Outlines) -> str:
    """Write the hand-out as HTML for A4: facts, findings, limits, questions, words, sources, address."""
    words = language(deck.code)
    figures = [
        _figure(deck, slide, slide.finding, outlines, words) for slide in deck.slides if slide.finding is not None
    ]
    first = next((slide for slide in deck.slides if "://" in slide.address), None)
    return _template("handout.html.j2").render(
        deck=deck,
        words=words,
        facts=_known(story, words),
        figures=figures,
        questions=[point for slide in deck.slides if slide.kind == "tables" for point in slide.points],
        limits=[point for slide in deck.slides if slide.kind == "limits" for point in slide.points],
        not_said=_not_said([figure.finding for figure in figures]),
        chips=_definitions([figure.finding for figure in figures]),
        terms=[(words.text(f"term.{name}"), words.text(f"term.{name}.text")) for name in _TERMS],
        sources=_sources([figure.finding for figure in figures]),
        version=notes.version(deck, words),
        address=first.short_address if first else "",
        code=as_image(qr_svg(first.address)) if first else "",
    )


def speaker(deck: Deck) -> str:
    """Write the sheet of the speaker as HTML for A4: per slide its number, title, notes and time."""
    words = language(deck.code)
    turns, passed = [], 0.0
    for slide in deck.slides:
        minutes = _MINUTES[slide.kind]
        tags = () if slide.finding is None else tuple(notes.tags(slide, slide.finding, words))
        turns.append(_Turn(slide, _clock(minutes), _clock(passed), tags))
        passed += minutes
    return _template("speaker_sheet.html.j2").render(
        deck=deck,
        words=words,
        turns=turns,
        total=words.number(math.ceil(passed)),
        version=notes.version(deck, words),
    )


def _figure(deck: Deck, slide: Slide, finding: Finding, outlines: Outlines, words: Language) -> _Figure:
    picture = ""
    if finding.chart is not None:
        areas = areas_of(finding, outlines)
        width, height = _CHART
        drawn = drawing(finding, words, areas, width=width, scale=1.15, height=height, name=f"h{slide.number}")
        picture = as_image(drawn)
    facts = tuple(f"{label}: {', '.join(texts)}" for label, texts in notes.facts(finding))
    tags = tuple(notes.tags(slide, finding, words))
    return _Figure(slide, finding, tags, facts, notes.source(deck, finding, words), picture)


def _known(story: Story, words: Language) -> tuple[tuple[str, str], ...]:
    """Return what is known of the conversation; what is not is said to be open."""
    written = facts(story.conversation, words, district=story.district_name)
    known = [fact[story.code] for fact in story.conversation.facts]
    return (
        *(
            (words.text(f"ledger.field.{name}"), written[name])
            for name in ("date", "district", "place", "participants")
        ),
        *([(words.text("pack.fact.known"), " ".join(known))] if known else []),
    )


def _not_said(findings: list[Finding]) -> list[str]:
    return list(dict.fromkeys(limit for finding in findings for limit in finding.limits))


def _definitions(findings: list[Finding]) -> list[tuple[str, str]]:
    """Return the definitions of all findings together: per definition, its texts."""
    chips: list[Chip] = [chip for finding in findings for chip in finding.chips if chip.value != MIXED]
    texts: dict[str, dict[str, None]] = {}
    for chip in chips:
        if chip.code not in ("source", "status"):
            texts.setdefault(chip.label, {})[chip.text] = None
    return [(label, "; ".join(given)) for label, given in texts.items()]


def _sources(findings: list[Finding]) -> list[tuple[str, str, str, str, str]]:
    sources = dict.fromkeys(source for finding in findings for source in finding.sources)
    return [(one.publisher, one.title, one.period, one.licence, one.url) for one in sources]


def _clock(minutes: float) -> str:
    return f"{int(minutes)}:{round(60 * (minutes % 1)):02d}"


@functools.cache
def _template(name: str) -> jinja2.Template:
    return environment(_TEMPLATES).get_template(name)
