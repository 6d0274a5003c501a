"""The finding on a municipality: from protected counts only, beside the sum of what the others show."""

from __future__ import annotations

import json
from pathlib import Path

import invented_country
import pytest
from invented_country import WIJKEN

from kansenbeeld import findings
from kansenbeeld.findings import Finding, Selection, municipality
from kansenbeeld.language import LanguageCode
from kansenbeeld.store import Snapshot, Store, files


@pytest.fixture(scope="module")
def country(snapshot: Snapshot, store_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The shipped data with protected counts of four invented municipalities."""
    shipped = files.version_file(store_folder, snapshot.version)
    return Store(invented_country.write(tmp_path_factory.mktemp("country"), shipped)).snapshot()


def answer(snapshot: Snapshot, code: str, language: LanguageCode = "nl") -> Finding:
    return findings.answer("municipality", snapshot, Selection(municipality=code), language)


def test_nobody_published_means_no_chart(snapshot: Snapshot) -> None:
    assert answer(snapshot, "0363").chart is None
    assert municipality.names(snapshot) == {}


def test_a_wide_gap_is_said_beside_the_rest(country: Snapshot) -> None:
    found = answer(country, "7001")
    assert found.headline == (
        "In gemeente 7001 zit 80% van de kinderen van ouders met hbo of universiteit op havo of hoger, en 25% van de "
        "kinderen van ouders met maximaal mbo-1 of vmbo. Dat verschil (55 punten) is groter dan in de rest van het "
        "land (5)."
    )
    assert found.status == "berekend"
    assert found.key is not None and found.key.claim == "higher" and found.key.area == "7001"
    assert "smaller than in the rest" in answer(country, "0363", "en").headline


def test_each_wijk_is_a_dot_of_each_group(country: Snapshot) -> None:
    chart = answer(country, "7001").chart
    assert isinstance(chart, dict)
    strips = [trace for trace in chart["data"] if not trace.get("showlegend", True) and "markers" in trace["mode"]]
    assert [len(trace["x"]) for trace in strips] == [len(WIJKEN)] * 3
    assert set(answer(country, "7001").table.frame["area"]) >= set(WIJKEN)


def test_the_rest_is_only_what_others_show(country: Snapshot) -> None:
    rows = country.rows("place_gap", municipality="7001", moment="year3")
    rest = {row["parental_education"]: row["pupils"] for row in rows if row["place"] == "rest"}
    # Municipality 7003 hides its counts, so it is not in the sum.
    assert rest == {"max_mbo1": 800, "mbo2_havo_vwo": 800, "hbo_wo": 800}


def test_hidden_counts_give_no_number(country: Snapshot) -> None:
    found = answer(country, "7003")
    assert found.chart is None and not found.answered and found.key is None
    assert "te weinig leerlingen" in found.headline
    assert "kies een andere gemeente" in answer(country, "8888").headline


def test_texts_from_an_address(country: Snapshot) -> None:
    assert municipality.code(country, "Amsterdam") == municipality.code(country, "'; drop") == "0363"
    assert municipality.code(country, "7002") == "7002"
    assert next(iter(municipality.names(country))) == "0363"
    json.dumps(answer(country, "7001").chart)
