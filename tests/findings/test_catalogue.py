from __future__ import annotations

from kansenbeeld.findings import catalogue
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.store import Snapshot


def test_figures_printed_in_words_stay_in_those_words(snapshot: Snapshot) -> None:
    table = catalogue.single_figures(snapshot, language("nl"))
    diploma = table[table["Wat"].str.startswith("diploma")].iloc[0]
    assert diploma["Cijfer"] == "ongeveer driekwart"
    exact = table[table["Periode"].str.contains("2018") & (table["Gebied"] == "Amsterdam")].iloc[0]
    assert exact["Cijfer"] == "82%"
    assert len(table) == 27


def test_every_dataset_has_source_licence_and_caveats(snapshot: Snapshot) -> None:
    for code in LANGUAGES:
        found = catalogue.datasets(snapshot, language(code))
        assert len(found) == 9
        for dataset in found:
            assert dataset.publisher and dataset.licence and dataset.sources and dataset.caveats
            for table in dataset.tables:
                assert {chip.code for chip in table.chips} >= {"source", "status"}


def test_area_changes_name_driemond(snapshot: Snapshot) -> None:
    table = catalogue.area_changes(snapshot, language("en"))
    assert table["What changed"].str.contains("Driemond").any()
    split = table[table["What changed"].str.startswith("Geuzenveld")]
    assert set(split["In 2015"]) == {"Geuzenveld, Slotermeer, Sloterdijken (DX06)"}
    assert table["In 2022"].str.contains("Weesp").any() and (table["In 2015"] == "–").any()
