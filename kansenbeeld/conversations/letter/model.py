"""Compose the letter to the council out of the programme, the ledger and the findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kansenbeeld import findings
from kansenbeeld.conversations.known import facts, with_days
from kansenbeeld.conversations.ledger.entries import Item
from kansenbeeld.conversations.letter import closing, items
from kansenbeeld.conversations.letter.blocks import Block, Bullets, Facts, Heading, Letter, Paragraph
from kansenbeeld.conversations.letter.figures import Figures
from kansenbeeld.conversations.story import selection
from kansenbeeld.datasets.programme import Conversation, Evidence, Programme, Theme
from kansenbeeld.findings import Finding
from kansenbeeld.findings.areas import districts
from kansenbeeld.language import Language, LanguageCode, language
from kansenbeeld.store import Store


@dataclass(frozen=True, slots=True)
class _Part:
    """A conversation with its theme and what the ledger holds of it."""

    conversation: Conversation
    theme: Theme | None
    items: tuple[Item, ...]

    @property
    def lead(self) -> Evidence | None:
        return None if self.theme is None else next((one for one in self.theme.evidence if one.role == "lead"), None)

    @property
    def is_open(self) -> bool:
        """Whether nothing is known or recorded yet, but for the participants, which the files name for all."""
        one = self.conversation
        known = (one.theme, one.district, one.date, one.place, *one.facts, *one.filled_in)
        return not self.items and not any(known)


def letter(
    programme: Programme,
    recorded: Sequence[Item],
    store: Store,
    code: LanguageCode,
    *,
    conversation: str | None,
    day: dt.date,
) -> Letter:
    """Compose a letter.

    Args:
        programme: the conversations, with what editors filled in.
        recorded: results and recommendations of the ledger, of any conversation; those withdrawn are left out.
        store: the data versions; what an item is about is answered in the version that it names.
        code: language of the letter.
        conversation: number of one conversation, or ``None`` for all of them.
        day: date of the letter.

    Raises:
        KeyError: there is no such conversation.
        StoreError: there are no data at all.
    """
    words = language(code)
    figures = Figures(store, words)
    parts = _parts(programme, recorded, conversation)
    subject = words.text("letter.subject") if conversation is None else _name(parts[0], words)
    return Letter(
        conversation=conversation,
        title=words.text("letter.title"),
        subject=subject,
        head=_head(subject, day, words),
        blocks=tuple(_blocks(parts, conversation, figures, words)),
        items=sum(len(part.items) for part in parts),
        code=code,
        day=day,
        version=figures.current.version,
        footer=words.text("letter.footer", version=figures.current.version),
    )


def _blocks(parts: Sequence[_Part], conversation: str | None, figures: Figures, words: Language) -> Iterator[Block]:
    lead = _lead(parts, conversation, figures, words.code)
    yield Paragraph(words.text("letter.salutation"))
    yield Heading(1, words.text("letter.summary"))
    yield Paragraph(_summary(parts, conversation, lead, words))
    overview = items.overview([item for part in parts for item in part.items], words)
    if overview is not None:
        yield overview
    yield from _open(parts, words)
    if conversation is None and lead is not None and (figure := figures.add(lead)) is not None:
        yield Heading(1, words.text("letter.city"))
        yield figure
    for part in parts:
        if not part.is_open:
            yield from _conversation(part, figures, words)
    yield closing.signature(words)
    yield from closing.blocks(figures.shown, [part.theme for part in parts if part.theme is not None], words)


def _parts(programme: Programme, recorded: Sequence[Item], conversation: str | None) -> list[_Part]:
    chosen = programme.conversations if conversation is None else (programme.conversation(conversation),)
    kept = sorted((item for item in recorded if not item.entry.withdrawn), key=lambda item: item.id)
    return [
        _Part(one, programme.theme_of(one), tuple(item for item in kept if item.entry.conversation == one.id))
        for one in chosen
    ]


def _head(subject: str, day: dt.date, words: Language) -> tuple[tuple[str, str], ...]:
    return (
        (words.text("letter.to"), words.text("letter.council")),
        (words.text("letter.from"), words.text("letter.to_fill_in")),
        (words.text("letter.date"), words.date(day)),
        (words.text("letter.subject_label"), subject),
    )


def _name(part: _Part, words: Language) -> str:
    number = part.conversation.id
    if part.theme is None:
        return words.text("letter.conversation.no_theme", number=number)
    return words.text("letter.conversation", number=number, theme=part.theme.title[words.code])


def _lead(parts: Sequence[_Part], conversation: str | None, figures: Figures, code: LanguageCode) -> Finding | None:
    """Return the finding that the summary names: that of the conversation, or of the whole city for all of them."""
    part = next((part for part in parts if part.lead is not None), None)
    if part is None or part.lead is None:
        return None
    if conversation is not None:
        return _own_lead(part, figures, code)
    return findings.answer_or_none(part.lead.question, figures.current, selection(part.lead, None), code)


def _own_lead(part: _Part, figures: Figures, code: LanguageCode) -> Finding | None:
    """Return the lead finding of a conversation as it was discussed; in the current version where no item is about it.

    ``None`` where items are about it and its figure of then is not here any more: that of now was not discussed.
    """
    if part.lead is None:
        return None
    gone = False
    chosen = selection(part.lead, part.conversation.district)
    now = findings.answer_or_none(part.lead.question, figures.current, chosen, code)
    if now is None:
        return None
    for item in part.items:
        about = item.entry.about
        if about is None or about.question != now.question:
            continue
        then = figures.answer(about)
        if then is not None and then.selection == now.selection:
            return then
        gone = gone or then is None
    return None if gone else now


def _summary(parts: Sequence[_Part], conversation: str | None, lead: Finding | None, words: Language) -> str:
    kept = [item for part in parts for item in part.items]
    held = sum(bool(part.items) for part in parts)
    if not kept:
        empty = "letter.summary.empty_all" if conversation is None else "letter.summary.empty"
        sentences = [words.text(empty, number=len(parts)) if conversation is None else words.text(empty)]
    else:
        values = {
            "results": items.count(kept, "result", words),
            "recommendations": items.count(kept, "recommendation", words),
        }
        if conversation is None:
            sentences = [words.text("letter.summary.all", number=len(parts), held=held, **values)]
        elif (theme := parts[0].theme) is not None:
            number, title = parts[0].conversation.id, theme.title[words.code]
            sentences = [words.text("letter.summary.one", number=number, theme=title, **values)]
        else:
            sentences = [words.text("letter.summary.no_theme", number=parts[0].conversation.id, **values)]
    if statuses := items.statuses(kept, words):
        sentences.append(words.text("letter.summary.statuses", statuses=statuses))
    if lead is not None:
        sentences.append(lead.headline)
    return " ".join(sentences)


def _open(parts: Sequence[_Part], words: Language) -> Iterator[Block]:
    """Name the conversations of which nothing is known in one paragraph: they would all say the same."""
    found = [part.conversation.id for part in parts if part.is_open]
    if found:
        form = "one" if len(found) == 1 else "many"
        yield Paragraph(words.text(f"letter.conversations.open.{form}", numbers=words.listed(found)))


def _conversation(part: _Part, figures: Figures, words: Language) -> Iterator[Block]:
    yield Heading(1, _name(part, words))
    yield Facts(words.text("letter.conversation.facts"), _facts(part, figures, words))
    if part.conversation.facts:
        yield Bullets(tuple(text[words.code] for text in part.conversation.facts))
    if part.conversation.source is not None:
        source = "source_rest" if part.conversation.filled_in else "source"
        yield Paragraph(words.text(f"letter.conversation.{source}", source=part.conversation.source[words.code]))
    yield from _discussed(part, figures, words)
    for kind, heading in (("result", "results"), ("recommendation", "recommendations")):
        yield Heading(2, words.text(f"letter.{heading}"))
        found = items.numbered(part.items, kind)
        if not found:
            yield Paragraph(words.text(f"letter.{heading}.none"))
        for number, item in found:
            yield items.block(number, item, figures, words)


def _facts(part: _Part, figures: Figures, words: Language) -> tuple[tuple[str, str], ...]:
    one = part.conversation
    district = districts(figures.current).get(one.district or "", one.district or "")
    theme = "" if part.theme is None else part.theme.title[words.code]
    written = with_days(facts(one, words, district=district, theme=theme), one, words)
    return tuple((words.text(f"ledger.field.{name}"), text) for name, text in written.items())


def _discussed(part: _Part, figures: Figures, words: Language) -> Iterator[Block]:
    """The figures that were discussed: the lead of the theme, then those that items are about, each once."""
    about = [figures.answer(item.entry.about) for item in part.items if item.entry.about is not None]
    lead = _own_lead(part, figures, words.code)
    wanted = [finding for finding in (lead, *about) if finding is not None]
    if part.theme is None and not wanted:
        return
    yield Heading(2, words.text("letter.discussed"))
    if part.theme is not None:
        yield Paragraph(part.theme.about[words.code])
    if part.lead is not None and lead is None:
        yield Paragraph(words.text("letter.discussed.gone"))
    before = sorted({number for finding in wanted if (number := figures.number(finding)) is not None})
    if before:
        yield Paragraph(words.text("letter.discussed.before", numbers=", ".join(map(str, before))))
    for finding in wanted:
        figure = figures.add(finding)
        if figure is not None:
            yield figure
