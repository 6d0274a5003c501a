"""The slides of a conversation, before they are drawn in any form."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from kansenbeeld.conversations.story import Step, Story
from kansenbeeld.findings import Finding
from kansenbeeld.language import Language, LanguageCode, language

SlideKind = Literal["title", "finding", "tables", "limits", "sources"]

VERSION_LETTERS: Final = 4
"""Of a data version, in an address that is typed over."""

CHOICES: Final = frozenset({"theme", "district"})
"""What an address may choose where the programme leaves it open."""

_LETTERS: Final = 72
"""Letters in a line of a point that the back row can read."""

_LINES: Final = 12
"""Lines of points that fit a slide; a point takes its lines and half of one as space below it."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide.

    Attributes:
        number: its place, 1 for the title slide.
        kind: what stands on it.
        title: the headline of its finding, or what the slide is about.
        notes: what the speaker says.
        finding: the finding, on a slide that has one.
        context: whether the finding is about the surroundings, and not about the children of the lead finding.
        points: sentences, on a slide without a finding; of the title slide: when and where, and what it is about.
        first: the number of the first point; above 1 on a slide that goes on where the one before it ended.
        address: where a phone finds the same finding; empty on a slide without one.
    """

    number: int
    kind: SlideKind
    title: str
    notes: str
    finding: Finding | None = None
    context: bool = False
    points: tuple[str, ...] = ()
    address: str = ""
    first: int = 1

    @property
    def short_address(self) -> str:
        """The address as it is written below the code, to type over: without scheme, the version by its beginning.

        Empty without an address, and where somebody chose a theme or district: too long to type, and without them it
        would lead to something else.
        """
        parts = urlsplit(self.address)
        asked = parse_qs(parts.query)
        if not self.address or asked.keys() & CHOICES:
            return ""
        version = asked.get("version", [""])[0][:VERSION_LETTERS]
        return f"{parts.netloc}{parts.path}" + (f"/{version}" if version else "")


@dataclass(frozen=True, slots=True)
class Deck:
    """All slides of a conversation in one language and data version."""

    conversation: str
    title: str
    subtitle: str
    slides: tuple[Slide, ...]
    code: LanguageCode
    version: str
    data_date: dt.date


def phone_address(
    base: str, conversation: str, number: int, version: str, code: LanguageCode, choices: Mapping[str, str]
) -> str:
    """Return where a phone finds the finding of a slide.

    Args:
        base: address of the dashboard, such as ``https://kansenbeeld.example``; empty for an address without host.
        conversation: number of the conversation.
        number: number of the slide.
        version: the data version, so that the phone shows what the slide shows.
        code: language of the slide.
        choices: theme and district, where the programme leaves them open and somebody chose them.
    """
    query = urlencode({"version": version, "lang": code, **choices})
    return f"{base.rstrip('/')}/m/{conversation}/{number}?{query}"


def deck(story: Story, base: str) -> Deck:
    """Make the slides of a story: a title, one finding each, questions for the tables, limits, sources.

    Args:
        story: the answers in order.
        base: address of the dashboard that phones in the room can reach.
    """
    words = language(story.code)
    slides = [_title(story, words)]
    for step in story.steps:
        address = phone_address(base, story.conversation.id, len(slides) + 1, story.version, story.code, story.choices)
        slides.append(_finding(story, step, len(slides) + 1, address))
    slides.extend(_closing(story, words, len(slides) + 1))
    return Deck(
        story.conversation.id,
        slides[0].title,
        slides[0].points[0],
        tuple(slides),
        story.code,
        story.version,
        story.data_date,
    )


def heading(story: Story, words: Language) -> str:
    """Return what a conversation is called: its number and theme."""
    return words.text("deck.title", number=story.conversation.id, theme=story.theme.title[story.code])


def _title(story: Story, words: Language) -> Slide:
    conversation = story.conversation
    day = words.text("deck.no_date") if conversation.date is None else words.date(conversation.date)
    known = (day, story.district_name, conversation.place)
    return Slide(
        1,
        "title",
        heading(story, words),
        story.theme.about[story.code],
        points=(" · ".join(filter(None, known)), story.theme.about[story.code]),
    )


def _finding(story: Story, step: Step, number: int, address: str) -> Slide:
    return Slide(
        number,
        "finding",
        step.finding.headline,
        step.evidence.notes[story.code],
        finding=step.finding,
        context=step.evidence.role == "context",
        address=address,
    )


def _closing(story: Story, words: Language, number: int) -> Iterator[Slide]:
    code, theme = story.code, story.theme
    sources = dict.fromkeys(source for step in story.steps for source in step.finding.sources)
    parts: tuple[tuple[SlideKind, str, str, tuple[str, ...]], ...] = (
        (
            "tables",
            words.text("deck.tables"),
            words.text("deck.tables.notes"),
            tuple(text[code] for text in theme.questions),
        ),
        (
            "limits",
            words.text("deck.limits"),
            words.text("deck.limits.notes"),
            tuple(text[code] for text in (*theme.not_said, *theme.missing)),
        ),
        (
            "sources",
            words.text("deck.sources"),
            words.text("deck.sources.notes"),
            tuple(
                words.text("deck.source_line", publisher=one.publisher, title=one.title, period=one.period)
                for one in sources
            ),
        ),
    )
    for kind, title, notes, points in parts:
        # Sources are there to be looked up, not to be read from the back row: twice as many fit.
        pages = _pages(points, 2 * _LINES if kind == "sources" else _LINES)
        first = 1
        for part, page in enumerate(pages, start=1):
            shown = title if len(pages) == 1 else words.text("deck.part", title=title, part=part, parts=len(pages))
            yield Slide(number, kind, shown, notes, points=page, first=first)
            number, first = number + 1, first + len(page)


def _pages(points: Sequence[str], room: int) -> tuple[tuple[str, ...], ...]:
    """Spread points over as few slides as hold them, about equally full; no points are one empty slide."""
    heights = [math.ceil(len(point) / _LETTERS) + 0.5 for point in points]
    count = max(1, math.ceil(sum(heights) / room))
    pages: list[list[str]] = [[]]
    filled, share = 0.0, sum(heights) / count
    for point, height in zip(points, heights, strict=True):
        # A new slide begins where this point would lie more beyond the share than within it.
        if pages[-1] and (filled + height / 2 > share or filled + height > room):
            pages.append([])
            filled = 0.0
        pages[-1].append(point)
        filled += height
    return tuple(map(tuple, pages))
