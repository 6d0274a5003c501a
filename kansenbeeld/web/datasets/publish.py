"""Step 6: publish, with a reason; and take back at once what was published last."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from kansenbeeld import findings
from kansenbeeld.language import Language
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.web import frame
from kansenbeeld.web.datasets import known
from kansenbeeld.web.datasets.attempt import attempt
from kansenbeeld.web.datasets.desk import Desk, Note
from kansenbeeld.web.datasets.errors import FAULTS, sentence
from kansenbeeld.web.plain import plain

if TYPE_CHECKING:
    from kansenbeeld.publishing.changes import Changes, Proposal

_LOG: Final = logging.getLogger(__name__)
WHY_LENGTH: Final = 500


def step(mine: Desk, proposal: Proposal, words: Language) -> None:
    """Draw the reason and the button."""
    key = f"datasets_why_{mine.uploads}"
    with st.form(f"{key}_form", border=False, enter_to_submit=False):
        st.text_input(
            words.text("datasets.why"),
            key=key,
            max_chars=WHY_LENGTH,
            placeholder=words.text("datasets.why.placeholder"),
        )
        st.form_submit_button(
            words.text("datasets.publish"),
            type="primary",
            icon=":material/publish:",
            key=f"{key}_publish",
            on_click=functools.partial(publish, mine, proposal, key, words),
        )


def publish(mine: Desk, proposal: Proposal, key: str, words: Language) -> None:
    """Publish what is on the desk, once, if this person may now. A second click on the same button does nothing.

    Args:
        mine: the desk.
        proposal: what the person was shown.
        key: of the field with the reason.
        words: the reader's language.
    """
    why = str(st.session_state.get(key) or "").strip()
    with mine.lock:
        if mine.proposal is not proposal:
            return
        if not why:
            mine.note = Note("error", words.text("datasets.why.empty"))
            return
        try:
            mine.done = attempt(
                "publish",
                f"dataset {proposal.dataset}",
                lambda who: known.publishing().publish(proposal, who=who, why=why),
            )
        except FAULTS as error:
            _LOG.warning("nothing was published", exc_info=error)
            mine.note = Note("error", sentence(error, words))
            if isinstance(error, PublishError):
                # What readers see has changed in the meantime: the file is held against that, and compared again.
                mine.checked = mine.proposal = None
            return
        mine.note = Note("success", told(proposal, mine.done.version, words))
        mine.uploads += 1
        mine.give(None, None)


def told(proposal: Proposal, version: str, words: Language) -> str:
    """Say that a dataset was published, as which version, with a link to a page that shows it."""
    page, place = page_of(proposal.changes)
    entry = next(one for one in frame.PAGES if one.name == page)
    asked = {"lang": words.code} | ({"district": place} if place else {})
    anchor = f"#{proposal.dataset}" if page == "data" else ""
    return words.text(
        "datasets.published",
        dataset=plain(known.title(proposal.dataset, words)),
        version=version,
        page=words.text(f"page.{page}"),
        address=f"./{entry.address}?{urlencode(asked)}{anchor}",
    )


def page_of(changes: Changes) -> tuple[str, str]:
    """Return the page on which a headline that changed stands, and the district to choose there, empty for the city.

    Where no headline changed it is the page of the datasets.
    """
    named = {entry.name for entry in frame.PAGES}
    for change in changes.headlines:
        question = findings.questions().get(change.question)
        pages = [] if question is None else [page for page in question.pages if page in named]
        if pages:
            return pages[0], change.place
    return "data", ""


def last(mine: Desk, words: Language) -> None:
    """Offer to take back, by one click, what was published on this page a moment ago."""
    done = mine.done
    if done is None:
        return
    st.button(
        words.text("datasets.take_back.now"),
        icon=":material/undo:",
        key=f"datasets_undo_{done.number}",
        on_click=functools.partial(take_back_last, mine, done.number, words),
    )


def take_back_last(mine: Desk, number: int, words: Language) -> None:
    """Take back what was published last, once, if this person may now and nobody published since."""
    with mine.lock:
        if mine.done is None or mine.done.number != number:
            return
        dataset = mine.done.dataset
        try:
            why = words.text("datasets.take_back.why_now")
            taken = attempt(
                "take_back",
                f"publication {number}, dataset {dataset}",
                lambda who: known.publishing().take_back(number, who=who, why=why, base=number),
            )
        except FAULTS as error:
            _LOG.warning("nothing was taken back", exc_info=error)
            mine.note = Note("error", sentence(error, words))
            if isinstance(error, PublishError):
                # Somebody published since, so that this button can never work again.
                mine.done = None
            return
        mine.done = None
        mine.note = Note(
            "success",
            words.text("datasets.done.take_back", dataset=plain(known.title(dataset, words)), version=taken.version),
        )
