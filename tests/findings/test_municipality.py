"""The finding on a municipality: from protected counts only, beside the sum of what the others show."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import invented_country
import numpy as np
import pandas as pd
import pytest
from invented_country import DISTRICTS, NARROW, WIDE, WIJKEN, rows

from kansenbeeld import findings
from kansenbeeld.charts.strip import FAINT
from kansenbeeld.findings import Finding, Selection, municipality
from kansenbeeld.language import LanguageCode
from kansenbeeld.store import Snapshot, Store, files


@pytest.fixture(scope="module")
def country(snapshot: Snapshot, store_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The shipped data with protected counts of four invented municipalities."""
    shipped = files.version_file(store_folder, snapshot.version)
    return Store(invented_country.write(tmp_path_factory.mktemp("country"), shipped)).snapshot()


Country = Callable[[Sequence[pd.DataFrame]], Snapshot]


@pytest.fixture
def other_country(snapshot: Snapshot, store_folder: Path, tmp_path: Path) -> Country:
    """Returns the shipped data with municipalities of a test's own."""
    shipped = files.version_file(store_folder, snapshot.version)
    numbers = itertools.count()
    return lambda parts: Store(invented_country.write(tmp_path / f"{next(numbers)}", shipped, parts)).snapshot()


def answer(snapshot: Snapshot, code: str, language: LanguageCode = "nl") -> Finding:
    return findings.answer("municipality", snapshot, Selection(municipality=code), language)


def numbers(country: Snapshot) -> list[dict[str, Any]]:
    """Rows by place, asked as the finding does: of the table and window that the list of municipalities names."""
    first = country.rows("municipalities", moment="year3")[0]
    table = {name: first[name] for name in ("dataset", "resource", "cohorts")}
    return country.rows("place_gap", municipality="7001", moment="year3", **table)


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
    strips = _strips(chart)
    assert [len(trace["x"]) for trace in strips] == [len(WIJKEN)] * 3
    assert set(answer(country, "7001").table.frame["area"]) >= set(WIJKEN)


def _strips(chart: object) -> list[dict[str, Any]]:
    assert isinstance(chart, dict)
    return [trace for trace in chart["data"] if trace.get("opacity") == FAINT]


@pytest.mark.parametrize(("code", "nl", "en"), [("0363", "Stadsdelen", "Districts"), ("7001", "Per wijk", "Per wijk")])
def test_parts_are_called_what_they_are(code: str, nl: str, en: str, country: Snapshot) -> None:
    languages: dict[LanguageCode, str] = {"nl": nl, "en": en}
    for language, part in languages.items():
        chart = answer(country, code, language).chart
        names = [trace["name"] for trace in _strips(chart)]
        assert len(names) == 3 and all(name.startswith(part) for name in names)
        # A third line would stand over the row below.
        assert isinstance(chart, dict)
        labels = [text for text in chart["layout"]["yaxis"]["ticktext"] if text.startswith(part)]
        assert len(labels) == 3 and all(label.count("<br>") <= 1 for label in labels)
    dots = len(DISTRICTS) if code == "0363" else len(WIJKEN)
    assert answer(country, code).alt.endswith(f"met een stip is {dots}.")


def test_only_wijken_with_a_dot_are_told(other_country: Country) -> None:
    few = np.array([[12, 12], [12, 12], [12, 12]])
    apart = rows("7001", np.stack([few, WIDE, WIDE]), WIJKEN[:3])
    found = answer(other_country([apart, rows("7002", NARROW)]), "7001")
    assert {*WIJKEN[:3]} <= set(found.table.frame["area"])
    assert [len(trace["x"]) for trace in _strips(found.chart)] == [2] * 3
    assert found.alt.endswith("het aantal wijken met een stip is 2.")
    assert "stip" not in answer(other_country([rows("7001", WIDE), rows("7002", NARROW)]), "7001").alt


def test_the_rest_is_only_what_others_show(country: Snapshot) -> None:
    found = numbers(country)
    rest = {row["parental_education"]: row["pupils"] for row in found if row["place"] == "rest"}
    # Municipality 7003 hides its counts, so it is not in the sum.
    assert rest == {"max_mbo1": 800, "mbo2_havo_vwo": 800, "hbo_wo": 800}


def test_the_rest_is_chosen_by_size_and_not_by_outcome(other_country: Country) -> None:
    """A group that is large enough counts whatever its share, and one that is too small never does."""
    small = rows("7003", np.array([[45, 50], [50, 45], [60, 60]]))
    low = rows("7004", np.array([[140, 10], [70, 30], [30, 90]]))
    hiding = rows("7005", np.array([[100, 4], [90, 30], [30, 90]]))
    country = other_country([rows("7001", WIDE), small, low, hiding])
    found = numbers(country)
    rest = {row["parental_education"]: (row["reached"], row["pupils"]) for row in found if row["place"] == "rest"}
    # Of 7003 two groups have 95 pupils; 7005 hides numbers of two groups, but not of the third.
    assert rest == {"max_mbo1": (10, 150), "mbo2_havo_vwo": (30, 100), "hbo_wo": (60 + 90 + 90, 360)}


def test_a_percentage_is_of_the_counts_before_rounding(other_country: Country) -> None:
    country = other_country([rows("7001", np.array([[32, 22], [60, 60], [22, 32]])), rows("7002", NARROW)])
    frame = answer(country, "7001").table.frame.set_index(["area", "group"])
    values = frame.loc["gemeente 7001", "value"].tolist()
    # 22 of 54 is 41 percent; of the rounded counts, 20 of 55, it would be 36.
    assert [round(value) for value in values] == [59, 50, 41]
    assert frame.loc["gemeente 7001", "pupils"].tolist() == [55, 120, 55]


def test_too_few_pupils_give_no_percentage_though_rounding_brings_fifty(other_country: Country) -> None:
    country = other_country([rows("7001", np.array([[24, 24], [60, 60], [60, 60]])), rows("7002", NARROW)])
    found = numbers(country)
    low = next(row for row in found if row["parental_education"] == "max_mbo1" and row["place"] == "municipality")
    assert (low["pupils"], low["percent"]) == (50, None)
    assert "te weinig leerlingen" in answer(country, "7001").headline


def test_hidden_counts_give_no_number(country: Snapshot) -> None:
    found = answer(country, "7003")
    assert found.chart is None and not found.answered and found.key is None
    assert "te weinig leerlingen" in found.headline
    assert "kies een andere gemeente" in answer(country, "8888").headline


def test_a_municipality_that_is_not_there_beside_no_rest(other_country: Country) -> None:
    found = answer(other_country([rows("7003", np.full((3, 2), 4))]), "8888")
    assert found.headline == "Van gemeente 8888 zijn er geen aantallen; kies een andere gemeente."
    assert [source.dataset for source in found.sources] == ["kco_outcomes"]


def test_a_rest_without_one_of_both_groups(other_country: Country) -> None:
    lacking = rows("7002", np.array([[20, 20], [200, 200], [190, 210]]))
    found = answer(other_country([rows("7001", WIDE), lacking]), "7001")
    assert found.headline == "Er zijn te weinig aantallen van andere gemeenten om gemeente 7001 mee te vergelijken."
    assert found.chart is None and not found.answered


def test_parents_who_are_unknown_are_no_lack_of_pupils(other_country: Country) -> None:
    country = other_country([rows("7001", WIDE, unknown=310), rows("7002", NARROW, unknown=295)])
    found = answer(country, "7001")
    assert found.headline == (
        "In gemeente 7001 is van te veel leerlingen de opleiding van de ouders onbekend om het verschil te laten zien."
    )
    assert not found.answered
    # 295 of 1,495 is just below a fifth.
    assert answer(country, "7002").answered


@pytest.mark.parametrize(("code", "answered"), [("0363", False), ("7002", True)])
def test_a_hidden_number_of_unknown(
    code: str, answered: bool, snapshot: Snapshot, store_folder: Path, tmp_path: Path
) -> None:
    """In a flow it may be hidden for others and be any number; elsewhere it is hidden only because it is small."""
    folder = invented_country.write(tmp_path, files.version_file(store_folder, snapshot.version))
    with duckdb.connect(files.version_file(folder, invented_country.VERSION)) as connection:
        connection.execute("update place_counts set pupils = null, code = 'c' where parental_education = 'onbekend'")
    found = answer(Store(folder).snapshot(), code)
    assert found.answered == answered
    assert ("onbekend" in found.headline) == (not answered)


def test_one_table_is_chosen_for_list_and_numbers(snapshot: Snapshot, store_folder: Path, tmp_path: Path) -> None:
    shipped = files.version_file(store_folder, snapshot.version)
    folder = invented_country.write(tmp_path, shipped)
    with duckdb.connect(files.version_file(folder, invented_country.VERSION)) as connection:
        # The other table of the same window comes later by name, and has a municipality of its own.
        connection.execute("create temp table more as from place_counts where municipality = '7002'")
        connection.execute("update more set dataset = 'later', municipality = '7009'")
        connection.execute("insert into place_counts from more")
    country = Store(folder).snapshot()
    assert "7009" not in municipality.names(country)
    assert {row["dataset"] for row in numbers(country)} == {"kco_outcomes"}


def test_a_version_from_before_there_were_percentages(snapshot: Snapshot, store_folder: Path, tmp_path: Path) -> None:
    shipped = files.version_file(store_folder, snapshot.version)
    folder = invented_country.write(tmp_path, shipped)
    with duckdb.connect(files.version_file(folder, invented_country.VERSION)) as connection:
        connection.execute("alter table place_counts drop column percent")
    found = answer(Store(folder).snapshot(), "7001")
    assert found.chart is None and "nog geen aantallen per gemeente" in found.headline


def test_texts_from_an_address(country: Snapshot) -> None:
    assert municipality.code(country, "Amsterdam") == municipality.code(country, "'; drop") == "0363"
    assert municipality.code(country, "7002") == "7002"
    assert next(iter(municipality.names(country))) == "0363"
    json.dumps(answer(country, "7001").chart)
