from __future__ import annotations

import io
import os
import xml.etree.ElementTree as ET

import pandas as pd
import pyarrow.parquet as pq
import pytest

from kansenbeeld import findings
from kansenbeeld.charts.map import MapSpec
from kansenbeeld.exports import images, tables
from kansenbeeld.findings import Selection
from kansenbeeld.language import language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import context

# In CI these never skip: without a browser they fail with the sentence that a person would get.
needs_chromium = pytest.mark.skipif(
    not images.can_draw() and "CI" not in os.environ,
    reason="No Chromium found to draw charts into files; install it with: apt-get install chromium",
)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_csv_of_every_finding_reads_back_with_its_source(snapshot: Snapshot, code: str) -> None:
    words = language(code)  # type: ignore[arg-type]
    for question in findings.questions():
        finding = findings.answer(question, snapshot, Selection(), words.code)
        if finding.chart is None:
            continue
        data = tables.finding_csv(finding, words)
        assert data.startswith(b"\xef\xbb\xbf")
        sep, decimal = (";", ",") if code == "nl" else (",", ".")
        frame = pd.read_csv(io.BytesIO(data), sep=sep, decimal=decimal)
        assert len(frame) == len(finding.table.frame)
        assert set(frame[words.text("control.version")]) == {snapshot.version}
        assert finding.sources[0].publisher in frame[words.text("column.source")].iloc[0]
        for column in finding.table.columns:
            if column.kind in ("percentage", "points"):
                assert frame[column.label].astype(float).tolist() == pytest.approx(
                    finding.table.frame[column.key].astype(float).tolist(), abs=0.051, nan_ok=True
                )


def test_texts_never_run_as_formulas() -> None:
    frame = pd.DataFrame({"a": ["=1+1", "+cmd", "-2", "@x", "plain"], "b": [-1.0, 2.0, 3.0, 4.0, 5.0]})
    read = pd.read_csv(io.BytesIO(tables.to_csv(frame)))
    assert read["a"].tolist() == ["'=1+1", "'+cmd", "'-2", "'@x", "plain"]
    assert read["b"].tolist() == frame["b"].tolist()


def test_parquet_carries_its_licence(snapshot: Snapshot) -> None:
    frame = tables.resource_frame(snapshot, "kco_outcomes", "group8", "outcome_shares")
    data = tables.to_parquet(frame, {"licence": "CC BY-NC-SA 4.0"})
    table = pq.read_table(io.BytesIO(data))
    assert table.num_rows == 800
    assert table.schema.metadata[b"licence"] == b"CC BY-NC-SA 4.0"
    assert set(table.column("data_version").to_pylist()) == {snapshot.version}


@pytest.mark.parametrize("areas", [False, True])
def test_map_as_svg_needs_no_browser(snapshot: Snapshot, areas: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "browser", lambda: None)
    words = language("nl")
    finding = findings.answer("gap_map", snapshot, Selection(district="N", areas=areas), "nl")
    assert isinstance(finding.chart, MapSpec)
    outlines = context.outlines(snapshot, 2015, "gebied" if areas else "stadsdeel")
    text = "".join(ET.fromstring(images.svg(finding, words, outlines)).itertext())
    for part in (snapshot.version, "Kenniscentrum Ongelijkheid", "1 november 2026", "Noord"):
        assert part in text
    with pytest.raises(images.NoBrowserError, match="Chromium"):
        images.png(finding, words, outlines)


@needs_chromium
@pytest.mark.browser
def test_pictures_of_charts_stand_by_themselves(snapshot: Snapshot) -> None:
    words = language("nl")
    finding = findings.answer("advice_gap", snapshot, Selection(), "nl")
    drawing = "".join(ET.fromstring(images.svg(finding, words, {})).itertext())
    for part in (snapshot.version, "Kenniscentrum Ongelijkheid", "85%", "Amsterdam"):
        assert part in drawing
    picture = images.png(finding, words, {})
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) == images.WIDTH * 2


@needs_chromium
@pytest.mark.browser
def test_picture_of_a_map(snapshot: Snapshot) -> None:
    finding = findings.answer("gap_map", snapshot, Selection(), "nl")
    picture = images.png(finding, language("nl"), context.outlines(snapshot, 2015, "stadsdeel"))
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 30_000
