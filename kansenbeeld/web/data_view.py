"""The page of data and method: terms, single figures, datasets with downloads, and changes of area."""

from __future__ import annotations

import functools
from typing import Final

import pandas as pd
import streamlit as st

from kansenbeeld.exports import tables
from kansenbeeld.findings import catalogue
from kansenbeeld.findings.catalogue import DatasetInfo, TableInfo
from kansenbeeld.findings.terms import TERMS
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import controls, finding_view, terms_view
from kansenbeeld.web.plain import link, plain, plain_table

PARTS: Final = {
    "terms": "begrippen",
    "single_figures": "losse-cijfers",
    "datasets": "datasets",
    "area_changes": "indeling",
}
"""The parts of the page in its order, and the anchor of each."""


def contents(words: Language) -> None:
    """Say what the page holds, with links: it is many screens long."""
    links = (f"[{plain(words.text(f'data.{part}'))}](#{anchor})" for part, anchor in PARTS.items())
    st.markdown(f"{words.text('data.contents')} {' · '.join(links)}")


def terms(words: Language) -> None:
    """Explain the terms in plain words; a term in a finding leads here."""
    st.header(words.text("data.terms"), anchor=PARTS["terms"])
    st.html(terms_view.glossary(TERMS, words))


def single_figures(words: Language) -> None:
    """Show figures that were published one by one, each with its precision."""
    st.header(words.text("data.single_figures"), anchor=PARTS["single_figures"])
    st.markdown(words.text("data.single_figures.text"))
    _folded(catalogue.single_figures(controls.snapshot(), words), "single_figures", words)


def datasets(words: Language) -> None:
    """Show every dataset with its source, caveats, definitions and downloads."""
    snapshot = controls.snapshot()
    st.header(words.text("data.datasets"), anchor=PARTS["datasets"])
    for dataset in catalogue.datasets(snapshot, words):
        with st.container(border=True, key=f"dataset_{dataset.name}"):
            _dataset(dataset, snapshot, words)


def area_changes(words: Language) -> None:
    """Show how the divisions of 2015 and 2022 differ."""
    st.header(words.text("data.area_changes"), anchor=PARTS["area_changes"])
    st.markdown(words.text("data.area_changes.text"))
    _folded(catalogue.area_changes(controls.snapshot(), words), "area_changes", words)


def _folded(table: pd.DataFrame, part: str, words: Language) -> None:
    """Offer a long table, which is drawn once a reader opens it."""
    label = words.text(f"data.{part}.open", number=words.number(len(table)))
    box = st.expander(label, icon=":material/table:", key=f"data_{part}", on_change="rerun")
    if box.open:
        box.table(plain_table(table), hide_index=True)


def _dataset(dataset: DatasetInfo, snapshot: Snapshot, words: Language) -> None:
    st.subheader(plain(dataset.title), anchor=dataset.name)
    st.markdown(
        words.text(
            "data.facts",
            publisher=plain(dataset.publisher),
            period=plain(dataset.period),
            place=plain(dataset.place),
            licence=link(dataset.licence, dataset.licence_url),
            sources=", ".join(link(title, url) for title, url in dataset.sources),
            date=words.date(dataset.retrieved),
        )
    )
    st.markdown("\n".join(f"- {plain(caveat)}" for caveat in dataset.caveats))
    for table in dataset.tables:
        _table(table, dataset, snapshot, words)


def _table(table: TableInfo, dataset: DatasetInfo, snapshot: Snapshot, words: Language) -> None:
    st.markdown(f"**{plain(table.title)}** {finding_view.chips(table.chips, words)}")
    downloads = st.popover(
        words.text("finding.download"),
        icon=":material/download:",
        key=f"downloads_{table.dataset}_{table.resource}",
        on_change="rerun",
    )
    if not downloads.open:
        return
    for label, mime in (("CSV", "text/csv"), ("Parquet", "application/vnd.apache.parquet")):
        downloads.download_button(
            label,
            data=functools.partial(_file, label, table, dataset, snapshot),
            file_name=f"{table.dataset}-{table.resource}-{snapshot.version}.{label.lower()}",
            mime=mime,
            key=f"download_{table.dataset}_{table.resource}_{label}",
            on_click="ignore",
            width="stretch",
        )


def _file(label: str, table: TableInfo, dataset: DatasetInfo, snapshot: Snapshot) -> bytes:
    frame = tables.resource_frame(snapshot, table.dataset, table.resource, table.contract)
    if label == "CSV":
        return tables.to_csv(frame)
    about = {
        "publisher": dataset.publisher,
        "title": dataset.title,
        "period": dataset.period,
        "licence": dataset.licence,
        "retrieved": dataset.retrieved.isoformat(),
        "data_version": snapshot.version,
    }
    return tables.to_parquet(frame, about)
