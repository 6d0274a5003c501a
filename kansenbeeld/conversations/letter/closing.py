"""The end of a letter: signature, how the numbers came about, what they do not say, sources, data versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kansenbeeld.conversations.letter.blocks import (
    Block,
    Bullets,
    FindingBlock,
    Heading,
    Paragraph,
    Signature,
    SourceEntry,
    SourceList,
    TableBlock,
)
from kansenbeeld.datasets.programme import Theme
from kansenbeeld.language import Language

_METHOD: Final = ("finding", "margin", "unclear", "small", "status", "place", "cause", "version")


def blocks(figures: Sequence[FindingBlock], themes: Sequence[Theme], words: Language) -> Iterator[Block]:
    """Write the account of the figures that follows a letter; nothing for a letter without figures.

    Args:
        figures: the figures of the letter.
        themes: the themes of its conversations.
        words: its language.
    """
    if not figures:
        return
    yield Heading(1, words.text("letter.method"))
    yield Paragraph(" ".join(words.text(f"letter.method.{part}") for part in _METHOD))
    yield Heading(1, words.text("letter.limits"))
    yield Bullets(tuple(_limits(figures, themes, words)))
    yield Heading(1, words.text("letter.sources"))
    yield SourceList(tuple(_sources(figures, words)))
    yield _versions(figures, words)


def signature(words: Language) -> Signature:
    """Write the end of the letter itself, with lines to sign on: the product knows nobody's name."""
    return Signature(
        words.text("letter.closing"), (words.text("letter.sign.name"), words.text("letter.sign.signature"))
    )


def _limits(figures: Sequence[FindingBlock], themes: Sequence[Theme], words: Language) -> Iterator[str]:
    """Each limit once, with the figures that it holds for; then what the data do not say about the themes."""
    holds: dict[str, list[int]] = {}
    for figure in figures:
        for limit in figure.limits:
            holds.setdefault(limit, []).append(figure.number)
    for limit, numbers in holds.items():
        yield f"{limit} ({_named(numbers, words)})"
    about = [text[words.code] for theme in themes for text in (*theme.not_said, *theme.missing)]
    yield from (text for text in dict.fromkeys(about) if text not in holds)


def _sources(figures: Sequence[FindingBlock], words: Language) -> Iterator[SourceEntry]:
    for source in dict.fromkeys(source for figure in figures for source in figure.finding.sources):
        text = words.text(
            "letter.source",
            publisher=source.publisher,
            title=source.title,
            period=source.period,
            licence=source.licence,
            retrieved=words.date(source.retrieved),
        )
        yield SourceEntry(text, source.url)


def _versions(figures: Sequence[FindingBlock], words: Language) -> TableBlock:
    rows: dict[tuple[str, str], list[int]] = {}
    for figure in figures:
        key = (figure.finding.version, words.date(figure.finding.data_date))
        rows.setdefault(key, []).append(figure.number)
    columns = ("version", "retrieved", "figures")
    return TableBlock(
        words.text("letter.versions"),
        tuple(words.text(f"letter.column.{column}") for column in columns),
        tuple((*key, ", ".join(map(str, numbers))) for key, numbers in rows.items()),
    )


def _named(numbers: Sequence[int], words: Language) -> str:
    form = "one" if len(numbers) == 1 else "many"
    return words.text(f"letter.figures.{form}", numbers=", ".join(map(str, numbers)))
