"""What stands with a slide in every form of a deck: what the speaker says, sources, version, marks, definitions."""

from __future__ import annotations

from typing import Final

from kansenbeeld.conversations.deck.slides import Deck, Slide
from kansenbeeld.exports import images
from kansenbeeld.findings import Finding
from kansenbeeld.findings.provenance import MIXED
from kansenbeeld.language import Language

_PUBLISHERS: Final = 3
"""Publishers that the foot of a slide names; the slide of sources names all."""

_NOT_STATED: Final = "not_stated"
"""A text that says nothing without its label: "not stated"."""

_FACTS: Final = ("cohort_basis", "loc_basis", "status")
"""The chips that a room needs; the others stand on the phone page and in the hand-out."""


def spoken(deck: Deck, slide: Slide, words: Language) -> str:
    """Write the notes below a slide: what the speaker says, how to read it, what it does not say, where it is from."""
    parts = [slide.notes]
    finding = slide.finding
    if finding is not None:
        parts += tags(slide, finding, words)
        parts += images.note_lines(finding, words)
        if finding.chart is not None:
            parts.append(f"{words.text('pack.reading')} {finding.reading}")
        parts.append(f"{words.text('finding.limits')}:\n" + "\n".join(f"- {limit}" for limit in finding.limits))
        parts += [f"{chip.label}: {chip.text}" for chip in finding.chips if chip.value != MIXED]
        parts += [
            words.text("finding.source", publisher=one.publisher, title=one.title, period=one.period)
            for one in finding.sources
        ]
    if slide.short_address:
        parts.append(words.text("pack.same_on_phone", address=slide.short_address))
    return "\n".join(filter(None, [*parts, version(deck, words)]))


def tags(slide: Slide, finding: Finding, words: Language) -> list[str]:
    """Return the marks of a slide: whether it is context, whether it is an estimate."""
    context = [words.text("deck.context")] * slide.context
    return context + [words.text("deck.estimate")] * (finding.status == "schatting")


def facts(finding: Finding) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the definitions that a room needs: for each, its label and its texts."""
    found: dict[str, list[str]] = {}
    for chip in finding.chips:
        # An estimate is marked as one already.
        if chip.code in _FACTS and chip.value not in (MIXED, "schatting"):
            found.setdefault(chip.label, []).append(chip.text)
    return tuple((label, tuple(texts)) for label, texts in found.items())


def needs_label(finding: Finding) -> frozenset[str]:
    """Return the labels of the definitions whose text says nothing without its label."""
    return frozenset(chip.label for chip in finding.chips if chip.value == _NOT_STATED)


def source(deck: Deck, finding: Finding, words: Language) -> str:
    """Write the line at the foot of a slide: its publishers, the data version and its date."""
    names = dict.fromkeys(name for one in finding.sources for name in one.publisher.split(", "))
    written = ", ".join(list(names)[:_PUBLISHERS])
    if len(names) > _PUBLISHERS:
        written = words.text("deck.publishers", publishers=written)
    return words.text("deck.source", publishers=written, version=deck.version, date=words.date(deck.data_date))


def version(deck: Deck, words: Language) -> str:
    """Write the data version and its date."""
    return words.text("deck.version", version=deck.version, date=words.date(deck.data_date))
