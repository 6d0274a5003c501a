"""The datastore of DUO: pages that must add up to the total, labels and never numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from publisher import FIXTURES, Publisher

from kansenbeeld.datasets import descriptions
from kansenbeeld.language import language
from kansenbeeld.publishing.doubles import refuse_doubles
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo import datastore
from kansenbeeld.sources.duo.datastore import SOURCE
from kansenbeeld.sources.duo.school_advice import SOURCE as FILES
from kansenbeeld.sources.errors import SourceError

SCHOOLS = [
    {"_id": 1, "VESTIGINGSNUMMER": "99AA00", "VESTIGINGSNAAM": "De Proef", "GEMEENTENUMMER": "0363"},
    {"_id": 2, "VESTIGINGSNUMMER": "99AE00", "VESTIGINGSNAAM": "Elders", "GEMEENTENUMMER": "0344"},
]


def _advice(number: int, advice: str, pupils: object, year: int = 2023, code: str = "99AA") -> dict[str, Any]:
    school = {"INSTELLINGSCODE": code, "VESTIGINGSCODE": "00", "TYPE_PO": "BO"}
    return {"_id": number, **school, "PEILJAAR": year, "ADVIES": advice, "AANTAL_LEERLINGEN": pupils}


ADVICE = [
    _advice(1, "havo/vwo", 12),
    _advice(2, "vwo", -1),
    _advice(3, "VMBO_BL_KL", "<5"),
    _advice(4, "havo", 3),
    _advice(5, "havo", 9, code="99AE"),
    _advice(6, "vwo", 14, year=2024),
]


class Datastore:
    """What it holds, and how it misbehaves."""

    def __init__(self) -> None:
        self.advice = list(ADVICE)
        self.more = 0
        self.success = True

    def answer(self, query: Mapping[str, str]) -> dict[str, Any]:
        rows = SCHOOLS if query["resource_id"] == datastore._SCHOOLS else self.advice
        year = json.loads(query["filters"]).get("PEILJAAR")
        rows = [row for row in rows if year is None or row.get("PEILJAAR") == year]
        start = int(query["offset"])
        page = rows[start : start + min(int(query["limit"]), 2)]
        return {"success": self.success, "result": {"records": page, "total": len(rows) + self.more}}


@pytest.fixture
def store(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> Datastore:
    publisher.mirrors(SOURCE, monkeypatch)
    held = Datastore()
    publisher.serve_json("/datastore_search", held.answer)
    return held


def test_pages_are_put_together(store: Datastore, downloader: Downloader) -> None:
    frame = SOURCE.fetch(downloader, ()).frames["advice"]
    cells = {
        (row.school_year, row.advice): (row.pupils_lo, row.pupils_hi) if pd.isna(row.pupils) else row.pupils
        for row in frame.itertuples()
    }
    assert cells == {
        ("2023/24", "havo/vwo"): 12,
        ("2023/24", "vwo"): (1, 4),
        ("2023/24", "vmbo-bb/kb"): (1, 4),
        ("2023/24", "havo"): (1, 4),
        ("2024/25", "vwo"): 14,
    }
    assert set(frame["school_name"]) == {"De Proef"}


def test_a_year_is_asked_for(store: Datastore, downloader: Downloader) -> None:
    assert set(SOURCE.fetch(downloader, (2024,)).frames["advice"]["school_year"]) == {"2024/25"}
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, (2020,))
    assert "has no figures about 2020" in caught.value.sentence(language("en"))


def test_the_files_and_the_datastore_are_not_shown_side_by_side(
    store: Datastore, publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both are about the same pupils, who would count twice."""
    publisher.mirrors(FILES, monkeypatch)
    publisher.serve("/04-leerlingen-bo-sbo-schooladviezen-2024-2025.csv", FIXTURES / "duo-advice-2024-2025.csv")
    for fetched in (SOURCE.fetch(downloader, (2024,)), FILES.fetch(downloader, (2024,))):
        descriptions.write(tmp_path / "data", fetched.description, fetched.frames)
    with pytest.raises(PublishError) as caught:
        refuse_doubles(tmp_path / "data")
    assert caught.value.code == "double"
    assert {caught.value.details["one"], caught.value.details["other"]} == {
        "duo_advice_per_school",
        "duo_datastore_advice",
    }


def _refused(downloader: Downloader) -> str:
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, ())
    return caught.value.sentence(language("en"))


def test_a_number_is_no_advice(store: Datastore, downloader: Downloader) -> None:
    store.advice[0]["ADVIES"] = 10
    try:
        assert "gives the advice as a number (10)" in _refused(downloader)
    finally:
        store.advice[0]["ADVIES"] = "havo/vwo"


def test_the_total_must_be_received(store: Datastore, downloader: Downloader) -> None:
    store.more = 3
    assert "gave 2 rows of 94f22ef5" in _refused(downloader) and "that there are 5" in _refused(downloader)


def test_a_failure_with_status_200_is_one(store: Datastore, downloader: Downloader) -> None:
    store.success = False
    assert "says that the question about" in _refused(downloader)


def test_the_same_row_twice_is_refused(store: Datastore, downloader: Downloader) -> None:
    store.advice.append(_advice(7, "HAVO_VWO", 12))
    assert "twice in wpoadvies-v1" in _refused(downloader)


def test_unknown_words_are_refused(store: Datastore, downloader: Downloader) -> None:
    store.advice.append(_advice(7, "gymnasium-plus", 12))
    assert "The advice 'gymnasium-plus' is not known" in _refused(downloader)
