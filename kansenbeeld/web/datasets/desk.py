"""What one analyst is working on: the file, what was found in it, how it is described, what it would change."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

if TYPE_CHECKING:
    from kansenbeeld.datasets.descriptions import Description
    from kansenbeeld.publishing.changes import Proposal
    from kansenbeeld.publishing.publication import Publication
    from kansenbeeld.screening.screen import Screened

_DESK: Final = "datasets_desk"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was given.

    Attributes:
        folder: the work folder.
        path: its bytes, under a name of ours.
        name: the name that the person gave it, only to be shown.
        contract: the contract that the person chose, empty to tell it from the header.
    """

    folder: Path
    path: Path
    name: str
    contract: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence to show once."""

    kind: Literal["success", "error"]
    text: str


@dataclass(eq=False)
class Desk:
    """What stands on the page of one visitor; without ``__slots__``, so that the work folder can follow it.

    A double click makes Streamlit run a callback in two threads at once. So a callback takes the desk out of the
    session first, and holds its lock while it writes.

    Attributes:
        lock: held while something is written.
        uploads: how many files were published; part of the names of widgets, so that the next one gets fresh ones.
        given: how often a file was given or taken away; part of the names of the fields that describe it.
        token: what tells the file in the uploader, and the choice of contract, from the last one.
        upload, screened: the file and what was found in it.
        described, table, checked: the description that the person confirmed, the name that the table on the desk has
            in it, and what was found with it.
        proposal: what would be published; made once ``checked`` may be.
        refused: why the description on the desk can't be published, in ``proposed_in``, empty where it can.
        proposed_in, proposed_on: the language of the headlines in it, and the newest step when it was made.
        done: what was published last on this page, as long as it can be taken back by one click.
        gone_back: ways back that were taken, with the publication and the newest one at that time.
        note: a sentence to show once.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    uploads: int = 0
    given: int = 0
    token: tuple[str, str] | None = None
    upload: Upload | None = None
    screened: Screened | None = None
    described: Description | None = None
    table: str = ""
    checked: Screened | None = None
    proposal: Proposal | None = None
    refused: str = ""
    proposed_in: str = ""
    proposed_on: int = 0
    done: Publication | None = None
    gone_back: set[tuple[str, int, int]] = field(default_factory=set)
    note: Note | None = None

    def give(self, upload: Upload | None, token: tuple[str, str] | None) -> None:
        """Begin anew with a file, or with none; the folder of an earlier one is removed."""
        if self.upload is not None and (upload is None or upload.folder != self.upload.folder):
            shutil.rmtree(self.upload.folder, ignore_errors=True)
        self.given += 1
        self.upload, self.token = upload, token
        self.screened = self.described = self.checked = self.proposal = None
        self.refused = ""

    def describe(self, description: Description | None, table: str = "") -> None:
        """Take a description and the name of the table; what was found and proposed with an earlier one is gone."""
        self.described, self.table = description, table
        self.checked = self.proposal = None
        self.refused = ""


def desk() -> Desk:
    """Return the desk of this visitor."""
    if _DESK not in st.session_state:
        st.session_state[_DESK] = Desk()
    found: Desk = st.session_state[_DESK]
    return found


def show_note(mine: Desk) -> None:
    """Show, once, what came of the last click."""
    note, mine.note = mine.note, None
    if note is not None:
        {"success": st.success, "error": st.error}[note.kind](note.text)
