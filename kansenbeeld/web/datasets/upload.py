"""Step 1: choose a file, and the kind of table that it is."""

from __future__ import annotations

import dataclasses
import functools
import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from kansenbeeld.language import Language
from kansenbeeld.web import uploads
from kansenbeeld.web.datasets import guide, work_folder
from kansenbeeld.web.datasets.desk import Desk, Upload
from kansenbeeld.web.plain import plain

if TYPE_CHECKING:
    from kansenbeeld.datasets.fields import Contract

TYPES: Final = ("csv", "xlsx", "ods", "parquet", "zip")
"""Endings that a file keeps in its work folder. The uploader takes any file: screening says what is wrong with it."""

FROM_HEADER: Final = ""


def step(mine: Desk, words: Language) -> None:
    """Draw the choice of a file and take what was chosen to the desk.

    Raises:
        OSError: the file can't be written to the work folder.
    """
    from kansenbeeld.datasets.contracts import CONTRACTS
    from kansenbeeld.datasets.untrusted.limits import LIMITS, MEGABYTE

    megabytes = max(1, min(LIMITS.bytes // MEGABYTE, uploads.upload_megabytes()))
    key = f"datasets_file_{mine.uploads}"
    if mine.upload is not None and "datasets_contract" not in st.session_state:
        # Streamlit forgets what was chosen while a person looks at another page.
        st.session_state["datasets_contract"] = mine.upload.contract
    uploads.allow_uploads()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        given = st.file_uploader(
            words.text("datasets.file", limit=words.number(megabytes)),
            max_upload_size=megabytes,
            key=key,
            on_change=functools.partial(_taken_away, mine, key),
        )
        with st.container(horizontal=True):
            _templates(tuple(CONTRACTS.values()), words)
            guide.button(words)
    with right:
        contract = st.selectbox(
            words.text("datasets.contract"),
            (FROM_HEADER, *CONTRACTS),
            format_func=lambda name: contract_name(name, words),
            key="datasets_contract",
            help=words.text("datasets.contract.help"),
        )
    if given is not None and (given.file_id, contract) != mine.token:
        mine.give(keep(mine, given, given.name, contract), (given.file_id, contract))
    elif given is None and mine.upload is not None:
        if mine.upload.contract != contract:
            mine.give(dataclasses.replace(mine.upload, contract=contract), None)
        left.markdown(words.text("datasets.still", file=plain(mine.upload.name)))


def _taken_away(mine: Desk, key: str) -> None:
    """Clear the desk when a person takes the file out of the uploader, which is also empty after another page."""
    if st.session_state.get(key) is None:
        mine.give(None, None)


def contract_name(name: str, words: Language) -> str:
    """Return a kind of table in words; ``FROM_HEADER`` is the choice to leave it to the header."""
    return words.text(f"datasets.contract.{name or 'from_header'}")


def keep(mine: Desk, content: Any, name: str, contract: str) -> Upload:
    """Write an uploaded file to a new work folder, under a name that is ours.

    Args:
        mine: the desk; the folder goes when it does.
        content: the file, open for reading.
        name: as the person gave it: it is shown, and only its ending, one of ``TYPES``, reaches a path.
        contract: the kind of table chosen, or ``FROM_HEADER``.

    Raises:
        OSError: the disk is full or can't be written.
    """
    work_folder.remove_old()
    folder = work_folder.new(mine)
    ending = PurePath(name).suffix.lower().removeprefix(".")
    path = folder / f"given.{ending if ending in TYPES else 'csv'}"
    content.seek(0)
    with path.open("wb") as target:
        shutil.copyfileobj(content, target)
    return Upload(folder, path, name, contract)


def template(contract: Contract) -> bytes:
    """Return an empty table of a contract, as a CSV that a spreadsheet opens: only its header."""
    return (",".join(contract.columns) + "\r\n").encode("utf-8-sig")


def columns_of(contract: Contract, words: Language) -> list[dict[str, str]]:
    """Return the columns of a contract as a person fills them in: name, whether needed, and what fits."""
    return [
        {
            words.text("datasets.column.name"): field.name,
            words.text("datasets.column.needed"): words.text(f"datasets.column.needed.{field.required}"),
            words.text("datasets.column.fits"): _fits(field, words),
        }
        for field in contract.fields
    ]


def _fits(field: Any, words: Language) -> str:
    if field.codes:
        return ", ".join(field.codes)
    if field.example:
        return words.text("datasets.column.as", example=field.example)
    if field.minimum is not None and field.maximum is not None:
        low, high = words.number(field.minimum), words.number(field.maximum)
        return words.text("datasets.column.range", low=low, high=high)
    return words.text(f"datasets.column.type.{field.type}")


def _templates(contracts: tuple[Contract, ...], words: Language) -> None:
    """Offer what each kind of table looks like, and an empty one to fill in."""
    help_box = st.popover(
        words.text("datasets.templates"),
        icon=":material/table_view:",
        key="datasets_templates",
        on_change="rerun",
    )
    if not help_box.open:
        return
    with help_box:
        names = {one.name: one for one in contracts}
        chosen = st.selectbox(
            words.text("datasets.templates.which"),
            tuple(names),
            format_func=lambda name: contract_name(name, words),
            key="datasets_template",
        )
        contract = names[chosen]
        st.download_button(
            words.text("datasets.templates.download"),
            data=functools.partial(template, contract),
            file_name=f"{contract.name}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="datasets_template_csv",
            on_click="ignore",
        )
        st.table(columns_of(contract, words), hide_index=True)
