"""Results and recommendations of the ledger, in the words of the letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from kansenbeeld.conversations.ledger.entries import ITEM_STATUSES, About, Item
from kansenbeeld.conversations.ledger.status import status_line
from kansenbeeld.conversations.letter.blocks import ItemBlock, TableBlock
from kansenbeeld.conversations.letter.figures import Figures
from kansenbeeld.language import Language

_SHORT: Final = 240
"""Characters of a recommendation that the overview holds; of a longer one it names the place where it stands."""

Numbered = tuple[str, Item]
"""An item with its number in the letter, such as "1.2"."""


def numbered(items: Sequence[Item], kind: str) -> list[Numbered]:
    """Number the items of one kind within their conversation, in the order in which they were written down."""
    counts: Counter[str] = Counter()
    found: list[Numbered] = []
    for item in sorted(items, key=lambda item: item.id):
        if item.entry.kind == kind:
            counts[item.entry.conversation] += 1
            found.append((f"{item.entry.conversation}.{counts[item.entry.conversation]}", item))
    return found


def block(number: str, item: Item, figures: Figures, words: Language) -> ItemBlock:
    """Write an item with who said it, whom it is for, its status, and the figure that it is about.

    Args:
        number: its number in the letter.
        item: its last revision.
        figures: the figures that stand in the letter by now.
        words: language of the letter.
    """
    entry = item.entry
    finding = None if entry.about is None else figures.answer(entry.about)
    figure = None if finding is None else figures.number(finding)
    return ItemBlock(
        label=words.text(f"letter.kind.{entry.kind}", number=number),
        text=entry.text,
        said_by=_said_by(item, words),
        addressee=words.text("letter.item.addressee", addressee=entry.addressee) if entry.addressee else "",
        status_line=status_line(item, words),
        about="" if entry.about is None else _about(entry.about, figure, figures, words),
        figure=figure,
    )


def overview(items: Sequence[Item], words: Language) -> TableBlock | None:
    """Return a table of the recommendations with their status; ``None`` where there are fewer than two."""
    found = numbered(items, "recommendation")
    if len(found) < 2:
        return None
    rows = tuple(
        (
            number,
            item.entry.text if len(item.entry.text) <= _SHORT else words.text("letter.overview.see", number=number),
            item.entry.addressee or "–",
            words.text(f"ledger.status.{item.entry.status}"),
            _since(item, words),
        )
        for number, item in found
    )
    columns = ("number", "recommendation", "addressee", "status", "since")
    headings = tuple(words.text(f"letter.column.{column}") for column in columns)
    return TableBlock(words.text("letter.overview"), headings, rows)


def _since(item: Item, words: Language) -> str:
    """Write since when an item has its status; where nobody said so, the day on which it was written down."""
    if item.entry.status_date is not None:
        return words.date(item.entry.status_date)
    recorded = words.date(item.recorded_on)
    return recorded if item.entry.status == "recorded" else words.text("letter.overview.recorded", date=recorded)


def count(items: Sequence[Item], kind: str, words: Language) -> str:
    """Write how many items of a kind there are, as "2 resultaten"."""
    number = sum(item.entry.kind == kind for item in items)
    form = {0: "none", 1: "one"}.get(number, "many")
    return words.text(f"letter.count.{kind}.{form}", number=words.number(number))


def statuses(items: Sequence[Item], words: Language) -> str:
    """Write how many recommendations have each status, as "2 opgeschreven, 1 overgenomen"."""
    counts = Counter(item.entry.status for item in items if item.entry.kind == "recommendation")
    return ", ".join(
        f"{words.number(counts[status])} {words.text(f'ledger.status.{status}')}"
        for status in ITEM_STATUSES
        if counts[status]
    )


def _said_by(item: Item, words: Language) -> str:
    entry = item.entry
    role = words.text(f"letter.role.{entry.said_by}")
    if entry.person:
        return words.text("letter.item.said_by_person", role=role, person=entry.person)
    return words.text("letter.item.said_by", role=role)


def _about(about: About, figure: int | None, figures: Figures, words: Language) -> str:
    if figure is not None:
        return words.text("letter.item.about", figure=figure)
    question = words.text_or(f"{about.question}.title", about.question)
    if not figures.has_version(about.version):
        return words.text("letter.item.no_version", question=question, version=about.version)
    return words.text("letter.item.no_answer", question=question, version=about.version)
