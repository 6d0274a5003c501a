"""Step 7: every publication, newest first; and for analysts the way back, and who did what."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from kansenbeeld.language import Language
from kansenbeeld.web.datasets import audit_view, known
from kansenbeeld.web.datasets.attempt import attempt
from kansenbeeld.web.datasets.desk import Desk, Note
from kansenbeeld.web.datasets.errors import FAULTS, sentence
from kansenbeeld.web.datasets.publish import WHY_LENGTH
from kansenbeeld.web.ledger.wording import editor
from kansenbeeld.web.plain import plain

if TYPE_CHECKING:
    from kansenbeeld.publishing.publication import Publication

Step = Literal["take_back", "restore"]
_LOG: Final = logging.getLogger(__name__)
_SHOWN: Final = 10
_EDITION: Final = 12


def show(mine: Desk | None, words: Language) -> None:
    """Show what was published, taken back and restored.

    Args:
        mine: the desk of an analyst, who sees names, ways back and the audit log; ``None`` for a viewer.
        words: the reader's language.
    """
    st.header(words.text("datasets.history"), anchor="geschiedenis")
    log = known.log()
    if not log:
        st.markdown(words.text("datasets.history.empty"))
    newest, titles = list(reversed(log)), known.titles(words)
    every = len(newest) > _SHOWN and st.toggle(
        words.text("datasets.history.all", number=words.number(len(newest))), key="datasets_history_all"
    )
    for one in newest if every else newest[:_SHOWN]:
        with st.container(border=True, key=f"datasets_step_{one.number}"):
            st.markdown(line(one, words, titles.get(one.dataset, one.dataset), names=mine is not None))
            if mine is not None:
                _ways_back(mine, one, log[-1], words)
    if mine is not None:
        if log and log[-1].active:
            with st.container(border=True, key="datasets_step_0"):
                st.markdown(f"**{words.text('datasets.history.shipped')}**")
                _way_back(mine, "restore", 0, log[-1].number, words)
        audit_view.show(words)


def line(one: Publication, words: Language, title: str, *, names: bool) -> str:
    """Return a publication as Markdown: number, what, when, who if ``names``, why, version and checksum.

    Args:
        one: the publication.
        words: the reader's language.
        title: of its dataset.
        names: whether the reader may see names of persons.
    """
    what = words.text(f"datasets.action.{one.action}", dataset=plain(title))
    head = f"**{one.number}. {what}** · {words.moment(one.at)}"
    if names:
        head += " · " + plain(editor(one.who, words))
    foot = [words.text("datasets.history.version", version=one.version)]
    if one.checksum:
        foot.append(words.text("datasets.history.checksum", checksum=one.checksum[:_EDITION]))
    # A reason is what a person typed, and may hold a name: it is for who may see names.
    reason = f"  \n{plain(one.why)}" if names else ""
    return f"{head}{reason}  \n:small[{' · '.join(foot)}]"


def steps_back(one: Publication, newest: Publication) -> tuple[Step, ...]:
    """Return the ways back that a publication offers.

    What it published can be taken back while it is shown; the state after it can be restored once there is another.
    """
    shown: Mapping[str, str] = newest.active
    ways: list[Step] = []
    if one.action == "publish" and shown.get(one.dataset) == one.edition:
        ways.append("take_back")
    if dict(one.active) != dict(shown):
        ways.append("restore")
    return tuple(ways)


def go_back(mine: Desk, way: Step, number: int, base: int, key: str, words: Language) -> None:
    """Take back or restore, once, if this person may now and nobody published since the page was drawn.

    Args:
        mine: the desk.
        way: what to do.
        number: of the publication; 0 restores what comes with the product.
        base: of the newest publication that the person saw.
        key: of the field with the reason.
        words: the reader's language.
    """
    why = str(st.session_state.get(key) or "").strip()
    with mine.lock:
        if (way, number, base) in mine.gone_back:
            return
        if not why:
            mine.note = Note("error", words.text("datasets.why.empty"))
            return
        try:
            take = functools.partial(getattr(known.publishing(), way), number, why=why, base=base)
            done = attempt(way, f"publication {number}", lambda who: take(who=who))
        except FAULTS as error:
            _LOG.warning("nothing was changed", exc_info=error)
            mine.note = Note("error", sentence(error, words))
            return
        mine.gone_back.add((way, number, base))
        mine.done = None
        mine.note = Note(
            "success",
            words.text(
                f"datasets.done.{way}",
                dataset=plain(known.title(done.dataset, words)),
                number=number,
                version=done.version,
            ),
        )


def _ways_back(mine: Desk, one: Publication, newest: Publication, words: Language) -> None:
    ways = steps_back(one, newest)
    if not ways:
        return
    with st.container(horizontal=True):
        for way in ways:
            _way_back(mine, way, one.number, newest.number, words)


def _way_back(mine: Desk, way: Step, number: int, base: int, words: Language) -> None:
    key = f"datasets_{way}_{number}_{base}"
    box = st.popover(words.text(f"datasets.way.{way}"), key=f"{key}_box", type="tertiary", on_change="rerun")
    if box.open:
        with box:
            _why(mine, way, number, base, key, words)


def _why(mine: Desk, way: Step, number: int, base: int, key: str, words: Language) -> None:
    with st.form(f"{key}_form", border=False, enter_to_submit=False):
        st.text_input(words.text("datasets.why"), key=key, max_chars=WHY_LENGTH)
        st.form_submit_button(
            words.text(f"datasets.way.do.{way}"),
            type="primary",
            key=f"{key}_do",
            on_click=functools.partial(go_back, mine, way, number, base, key, words),
        )
