"""What stands behind a chart and what can be taken along: tables, limits, files."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, expect

from kansenbeeld.findings import Selection, answer
from kansenbeeld.language import language
from kansenbeeld.store import Snapshot

from .steps import asked, box, download, downloads, visit

pytestmark = pytest.mark.browser

PUBLISHER = "Kenniscentrum Ongelijkheid"


def test_table_and_limits_open(page: Page, snapshot: Snapshot, subtests: pytest.Subtests) -> None:
    """The table holds a row for each row of the finding, and the limits are all there to read."""
    words = language("nl")
    visit(page, "/stadsdelen")
    for question in asked("districts", snapshot):
        with subtests.test(question=question.id):
            finding = answer(question.id, snapshot, Selection(), "nl")
            opened = box(page, question.id).get_by_test_id("stExpander")
            table = opened.filter(has_text=words.text("finding.table"))
            expect(table.get_by_role("table")).to_be_hidden()
            table.locator("summary").click()
            expect(table.get_by_role("table")).to_be_visible()
            expect(table.locator("tbody tr")).to_have_count(len(finding.table.frame))

            limits = opened.filter(has_text=words.text("finding.limits"))
            limits.locator("summary").click()
            expect(limits.get_by_role("listitem")).to_have_text(list(finding.limits))
            expect(limits.get_by_role("listitem").first).to_be_visible()


@pytest.mark.parametrize("question", ["gap_map", "district_profile"])
def test_a_chart_can_be_taken_along(question: str, page: Page, snapshot: Snapshot) -> None:
    """A map and a Plotly chart as PNG, SVG and CSV, each of which names its source and data version."""
    visit(page, "/stadsdelen?district=Noord")
    with downloads(page, box(page, question)) as opened:
        files = {label: download(opened, label) for label in ("PNG", "SVG", "CSV")}
    contents = {label: Path(file.path()).read_bytes() for label, file in files.items()}
    for label, file in files.items():
        assert file.suggested_filename == f"kansenbeeld-{question}-n-{snapshot.version}.{label.lower()}"

    png = contents["PNG"]
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">I", png[16:20])[0] > 600
    assert len(png) > 20_000, "a picture with hardly anything on it"

    drawing = ElementTree.fromstring(contents["SVG"])
    said = " ".join(" ".join(drawing.itertext()).split())
    assert snapshot.version in said
    assert PUBLISHER in said
    assert "Noord" in said

    table = pd.read_csv(io.BytesIO(contents["CSV"]), sep=";", decimal=",", encoding="utf-8-sig")
    finding = answer(question, snapshot, Selection(district="N"), "nl")
    assert len(table) == len(finding.table.frame)
    assert set(table["Dataversie"]) == {snapshot.version}
    assert table["Bron"].str.contains(PUBLISHER).all()
    assert not table["Opgehaald op"].isna().any()


def test_a_dataset_can_be_taken_along(page: Page, snapshot: Snapshot) -> None:
    """The same rows as CSV and Parquet, the version in each row and the publisher in the Parquet file."""
    visit(page, "/data-en-methode")
    with downloads(page, page.locator(".st-key-dataset_kco_outcomes")) as opened:
        csv, parquet = (Path(download(opened, label).path()) for label in ("CSV", "Parquet"))
    rows, same = pd.read_csv(csv), pq.read_table(parquet)
    assert len(rows) == same.num_rows > 100
    assert list(rows.columns) == same.column_names
    assert set(rows["data_version"]) == set(same["data_version"].to_pylist()) == {snapshot.version}
    assert same.schema.metadata[b"publisher"].decode() == PUBLISHER
