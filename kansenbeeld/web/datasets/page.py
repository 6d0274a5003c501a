"""The page itself: steps below each other, each once the one before it is there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import streamlit as st

from kansenbeeld.language import Language
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.web import access, context
from kansenbeeld.web.access import control
from kansenbeeld.web.datasets import (
    changes_view,
    describing,
    description_form,
    history,
    known,
    preview,
    publish,
    report_view,
    upload,
)
from kansenbeeld.web.datasets.desk import Desk, desk, show_note
from kansenbeeld.web.datasets.errors import FAULTS, sentence
from kansenbeeld.web.datasets.known import Known
from kansenbeeld.web.datasets.preview import Overview

if TYPE_CHECKING:
    from kansenbeeld.datasets.descriptions import Description
    from kansenbeeld.publishing.changes import Proposal
    from kansenbeeld.screening.screen import Screened

_LOG: Final = logging.getLogger(__name__)
STEPS: Final = ("choose", "report", "describe", "preview", "changes", "publish")


def page(words: Language) -> None:
    """Show the page: all of it to an analyst, the history to everybody."""
    if not access.may("analyst"):
        st.info(control.read_only("analyst", words), icon=":material/lock:")
        _told(lambda: history.show(None, words), words)
        return
    mine = desk()
    st.markdown(words.text("datasets.lead"))
    show_note(mine)
    publish.last(mine, words)
    _told(lambda: _steps(mine, words), words)
    _told(lambda: history.show(mine, words), words)


def _told(draw: Callable[[], None], words: Language) -> None:
    """Draw a part of the page; what can go wrong in it is one sentence."""
    try:
        draw()
    except FAULTS as error:
        _LOG.warning("a step of the page of datasets ended", exc_info=error)
        st.error(sentence(error, words))


def _heading(step: str, words: Language) -> None:
    st.header(words.text(f"datasets.step.{step}", number=STEPS.index(step) + 1), anchor=step)


def _steps(mine: Desk, words: Language) -> None:
    _heading("choose", words)
    upload.step(mine, words)
    if mine.upload is None:
        return
    _heading("report", words)
    if mine.screened is None:
        mine.screened = _screened(mine, None, words)
    found = mine.screened
    report_view.show(found.report, words, key="datasets_first")
    if found.table is None or found.contract is None:
        return
    _heading("describe", words)
    datasets = known.datasets()
    brought = known.brought(mine.upload.path, mine.upload.name)
    described = {name: one.description for name, one in datasets.items()}
    description_form.step(mine, found.contract.name, described, brought, words)
    if mine.described is not None:
        _after_description(mine, mine.described, datasets, words)


def _after_description(mine: Desk, description: Description, datasets: Mapping[str, Known], words: Language) -> None:
    if (mine.proposal is not None or mine.refused) and mine.proposed_on != known.publishing().current_step():
        # Somebody published since: the file is held against what readers see now, and compared with it.
        mine.checked = mine.proposal = None
    if mine.checked is None:
        mine.checked, mine.refused = _screened(mine, description, words), ""
    checked = mine.checked
    if checked.table is None or checked.contract is None:
        report_view.show(checked.report, words, key="datasets_second")
        return
    _describe_report(checked, words)
    if mine.proposed_in != words.code or (mine.proposal is None and not mine.refused):
        _propose(mine, description, datasets, words)
    proposal = mine.proposal
    if proposal is None:
        st.error(mine.refused)
        return
    _heading("preview", words)
    preview.show(_overview(mine, proposal, checked), words)
    _heading("changes", words)
    titles = {table.name: table.title[words.code] for table in description.tables}
    changes_view.show(proposal.changes, titles, words)
    _heading("publish", words)
    publish.step(mine, proposal, words)


def _overview(mine: Desk, proposal: Proposal, checked: Screened) -> Overview:
    """Return what readers would get of the table; raw counts of pupils reach nobody, so those are shown protected."""
    from kansenbeeld.datasets.contracts import COHORT_FLOW
    from kansenbeeld.exports import tables

    if checked.contract is None or checked.table is None:
        raise ValueError("the table was not accepted")
    if checked.contract.name == COHORT_FLOW:
        candidate = known.publishing().preview(proposal)
        return preview.of_frame(tables.resource_frame(candidate, proposal.dataset, mine.table, COHORT_FLOW))
    return preview.overview(checked.table, checked.contract)


def _describe_report(checked: Screened, words: Language) -> None:
    """Show what was found in the description; what was found in the file stands above."""
    found = [check for check in checked.report.checks if check.stage == "metadata"]
    for check in report_view.gravest_first(found):
        st.markdown(report_view.line(check, words))
    if not any(check.result != "pass" for check in found):
        st.success(words.text("datasets.describe.fine"), icon=report_view.ICONS["pass"])


def _screened(mine: Desk, description: Description | None, words: Language) -> Screened:
    """Screen the file on the desk, with a bar that says how far it is."""
    from kansenbeeld.screening.screen import screen

    if mine.upload is None:
        raise ValueError("there is no file on the desk")
    place = st.empty()
    bar = place.progress(0.0, words.text("datasets.screening"))

    def progress(share: float, key: str) -> None:
        stage = key.rpartition(".")[2]
        bar.progress(min(max(share, 0.0), 1.0), words.text(f"screening.progress.{stage}"))

    found = screen(
        mine.upload.path,
        name=mine.upload.name,
        contract=mine.upload.contract,
        work=mine.upload.folder / "screened",
        description=description,
        previous=context.store().snapshot(),
        progress=progress,
    )
    place.empty()
    return found


def _propose(mine: Desk, description: Description, datasets: Mapping[str, Known], words: Language) -> None:
    """Write the dataset aside and build what readers would see; they see nothing of it yet."""
    from kansenbeeld.datasets import descriptions

    if mine.upload is None or mine.checked is None or mine.checked.table is None or mine.checked.contract is None:
        return
    now = datasets.get(description.name)
    description = describing.rebased(description, mine.table, None if now is None else now.description)
    beside = {} if now is None else now.tables
    frames = {**beside, mine.table: mine.checked.table}
    step = known.publishing().current_step()
    with st.spinner(words.text("datasets.proposing")):
        folder = descriptions.write(mine.upload.folder / "dataset", description, frames)
        mine.proposal, mine.refused, mine.proposed_in, mine.proposed_on = None, "", words.code, step
        try:
            mine.proposal = known.publishing().prepare(folder, code=words.code)
        except PublishError as error:
            # Kept, since the same dataset would be built and refused again on each run of the page.
            _LOG.warning("a dataset was refused", exc_info=error)
            mine.refused = sentence(error, words)
