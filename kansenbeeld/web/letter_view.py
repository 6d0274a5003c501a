"""The letter to the council as a page: the same blocks as on paper, and the two files to take along."""

from __future__ import annotations

import functools
import html as markup
from collections.abc import Sequence

import streamlit as st

from kansenbeeld import clock, measured
from kansenbeeld.conversations import programme
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.letter.blocks import (
    Block,
    Bullets,
    Facts,
    FindingBlock,
    Heading,
    ItemBlock,
    Letter,
    Paragraph,
    Signature,
    SourceList,
    TableBlock,
)
from kansenbeeld.conversations.letter.model import letter
from kansenbeeld.exports import images
from kansenbeeld.language import Language
from kansenbeeld.web import context, conversations_view, finding_view, frame, making
from kansenbeeld.web.plain import plain
from kansenbeeld.web.workshop import WORKSHOP, WorkshopError

_RESULTS = "resultaten"
_MUTED = "opacity:0.8;font-size:0.875rem"
"""Paler, and readable in a light and in a dark theme alike."""
_CELL = "padding:0.25rem 1rem 0.25rem 0;vertical-align:top;text-align:left"


def page(words: Language) -> None:
    """Choose a conversation, read its letter, download it."""
    chosen = st.selectbox(
        words.text("letter.choose"),
        frame.CONVERSATIONS,
        index=None,
        placeholder=words.text("letter.choose.all"),
        key="gesprek",
        bind="query-params",
        width=280,
    )
    known, _ = context.programme_now()
    st.markdown(f":small[{conversations_view.which_is_which(known, words)}]")
    try:
        made = compose(chosen, words)
    except LedgerUnavailableError as error:
        st.error(words.text(f"letter.ledger.{error.kind}"))
        return
    if not made.items:
        link = f"{_RESULTS}?gesprek={chosen}" if chosen else _RESULTS
        st.info(words.text("letter.empty", link=link))
    _downloads(made, words)
    with st.container(border=True, key="letter", width=860):
        st.header(plain(made.title), anchor=False)
        _facts(made.head)
        for block in made.blocks:
            _show(block, words)
    conversations_view.ways_back(words, chosen or "")


def compose(conversation: str | None, words: Language) -> Letter:
    """Compose the letter of today out of what the ledger holds now.

    Args:
        conversation: number of a conversation, ``None`` for all.
        words: language of the letter.

    Raises:
        LedgerUnavailableError: the ledger can't be read now.
    """
    ledger, store = context.ledger(), context.store()
    current = programme.current(store.snapshot(), ledger)
    return letter(current, ledger.items(), store, words.code, conversation=conversation, day=clock.today())


def _downloads(made: Letter, words: Language) -> None:
    drawable = images.can_draw()
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    forms = (("pdf", "application/pdf", drawable), ("docx", word, True))
    with st.container(horizontal=True, key="letter_downloads"):
        for ending, mime, possible in forms:
            st.download_button(
                words.text(f"letter.download.{ending}"),
                # Made when a reader asks for it: printing takes a second or two.
                data=functools.partial(_written, made, ending),
                file_name=made.file_name(ending),
                mime=mime,
                icon=":material/download:",
                key=f"letter_{ending}",
                on_click="ignore",
                disabled=not possible,
            )
    if not drawable:
        st.markdown(words.text("letter.no_browser"))


def _written(made: Letter, ending: str) -> bytes:
    """Write the letter in the workshop; measured here, where the server listens.

    Streamlit calls this beside the page, in which nothing can be said then. So a process that was lost is tried once
    more, in the new one; what fails for good is Streamlit's to say, and stands in the log.
    """
    with measured.timed("made", "pdf" if ending == "pdf" else "letter"):
        try:
            return WORKSHOP.make(making.letter, made, ending)
        except WorkshopError:
            return WORKSHOP.make(making.letter, made, ending)


def _show(block: Block, words: Language) -> None:
    match block:
        case Heading(level=1, text=text):
            st.header(plain(text), anchor=False)
        case Heading(text=text):
            st.subheader(plain(text), anchor=False)
        case Paragraph(text=text):
            st.html(f"<p>{_safe(text)}</p>")
        case Bullets(points=points):
            st.html(_list(points))
        case Facts(rows=rows):
            _facts(rows)
        case TableBlock():
            _table(block)
        case FindingBlock():
            _figure(block, words)
        case ItemBlock():
            _item(block)
        case SourceList(entries=entries):
            st.html(_list([f"{entry.text} {entry.url}".strip() for entry in entries]))
        case Signature():
            lines = "".join(f'<p style="{_MUTED}">{_safe(line)}: ……………………………………</p>' for line in block.lines)
            st.html(f"<p>{_safe(block.closing)}</p>{lines}")


def _figure(block: FindingBlock, words: Language) -> None:
    finding = block.finding
    with st.container(border=True, key=f"letter_figure_{block.number}"):
        st.html(f'<p style="{_MUTED}">{_safe(block.label)}</p>')
        st.markdown(f"**{plain(finding.headline)}**")
        if finding.chart is not None:
            finding_view.still(finding, words, block.outlines, f"letter_{block.number}")
        for text in (block.newer, block.reading):
            if text:
                st.html(f"<p>{_safe(text)}</p>")
        limits = f"<strong>{_safe(block.limits_label)}</strong> {_safe(' '.join(block.limits))}"
        source = _safe(f"{block.source_line} {block.version_line}")
        st.html(f'<p style="{_MUTED}">{limits}</p><p style="{_MUTED}">{source}</p>')


def _item(block: ItemBlock) -> None:
    status = f"<strong>{_safe(block.status_line)}</strong> " if block.status_line else ""
    rest = " ".join(line for line in block.details if line != block.status_line)
    st.html(
        '<div style="border-left:3px solid currentColor;padding-left:0.9rem;overflow-wrap:anywhere">'
        f'<p style="margin:0;font-weight:600">{_safe(block.label)}</p>'
        f'<p style="margin:0.2rem 0;white-space:pre-line">{_safe(block.text)}</p>'
        f'<p style="margin:0;{_MUTED}">{status}{_safe(rest)}</p></div>'
    )


def _table(block: TableBlock) -> None:
    head = "".join(f'<th scope="col" style="{_CELL}">{_safe(column)}</th>' for column in block.columns)
    rows = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{_safe(cell)}</td>' for cell in row) + "</tr>" for row in block.rows
    )
    caption = f'<caption style="text-align:left;font-weight:600">{_safe(block.caption)}</caption>'
    st.html(
        f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="{_safe(block.caption)}">'
        f'<table style="font-size:0.9rem">{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _facts(rows: Sequence[tuple[str, str]]) -> None:
    cells = "".join(
        f'<tr><th scope="row" style="{_CELL};font-weight:400;opacity:0.8">{_safe(name)}</th>'
        f'<td style="{_CELL}">{_safe(value)}</td></tr>'
        for name, value in rows
    )
    st.html(f"<table><tbody>{cells}</tbody></table>")


def _list(points: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{_safe(point)}</li>" for point in points) + "</ul>"


def _safe(text: str) -> str:
    """Write a text as HTML: what people wrote down must never become markup."""
    return markup.escape(text)
