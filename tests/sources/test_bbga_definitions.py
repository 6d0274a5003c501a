"""Definitions of the municipality: as an export and from the interface, and what they say of our variables."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from publisher import FIXTURES, Publisher

from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.sources import bbga_definitions
from kansenbeeld.sources.bbga import INDICATORS, SOURCE
from kansenbeeld.sources.bbga_definitions import VARIABLE, Definition, checked, read_answers, read_export
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.errors import SourceError

EXPORT = FIXTURES / "bbga_metadata.csv"
ASKED = {one.variable: one.unit for one in INDICATORS}
FIELDS = {
    "Variabele": "variabele",
    "Label": "label",
    "Definitie": "definitie",
    "Peildatum": "peildatum",
    "Rekeneenheid": "rekeneenheid",
    "Symbool": "symbool",
    "SD minimum Bevtotaal": "sdMinimumBevTotaal",
    "SD minimum WvoorrBAG": "sdMinimumWvoorBag",
}


def rows() -> list[dict[str, str]]:
    with EXPORT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_answer(row: Mapping[str, str]) -> dict[str, Any]:
    """A row as the interface gives it: other names, numbers as numbers, nothing as null."""
    found: dict[str, Any] = {name: row[column] for column, name in FIELDS.items()}
    for name in ("rekeneenheid", "sdMinimumBevTotaal", "sdMinimumWvoorBag"):
        found[name] = int(found[name]) if found[name].isdecimal() else None
    return found


def written(folder: Path, given: list[dict[str, str]]) -> Path:
    path = folder / "metadata.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(given[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(given)
    return path


def test_the_export_and_the_interface_say_the_same() -> None:
    export = read_export(EXPORT, EXPORT.name)
    answered = [as_answer(row) for row in rows()]
    for name in ("indicatorenDefinities", "indicatoren_definities"):
        pages = [{"_embedded": {name: part}} for part in (answered[:4], answered[4:])]
        assert read_answers(pages, "definitions") == export
    assert export["O_OPLPO_P"].day == "1 oktober" and export["OHVWO_P"].day == ""
    assert "\n" not in export["OHVWO_P"].meaning
    people = export["PROEF_BEV"]
    assert (people.unit, people.least_people, people.least_homes) == ("code 2", 500, 100)


def test_what_is_said_of_our_variables() -> None:
    known = read_export(EXPORT, EXPORT.name)
    notes = checked(ASKED, known)
    assert notes[0].details == {"read": 10, "found": 9, "asked": 10}
    assert [note.details["variable"] for note in notes if note.code == "bbga_not_defined"] == ["O_AFSTROOM_P"]
    said = [note.sentence(language("en")) for note in notes]
    assert 'The municipality calls O_OPLPO_P: "Verzonnen label 6". Reference day: 1 oktober.' in said
    assert all(note.sentence(language(code)) for note in notes for code in LANGUAGES)
    spread = checked({"PROEF_BEV": "code 2"}, known)
    assert [note.code for note in spread[1:]] == ["bbga_defined", "bbga_spread_people", "bbga_spread_homes"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Symbool": "euro"}, "bbga_unit"),
        ({"Symbool": "", "Rekeneenheid": "2"}, "bbga_unit"),
        ({"SD minimum Bevtotaal": "veel"}, "bbga_least"),
        ({"Variabele": ""}, "bbga_no_variable"),
        ({"Variabele": "OVMBOGT_P"}, "bbga_defined_twice"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, change: dict[str, str], code: str) -> None:
    first, *others = rows()
    with pytest.raises(SourceError) as caught:
        checked(ASKED, read_export(written(tmp_path, [{**first, **change}, *others]), "metadata.csv"))
    assert caught.value.code == code
    assert all(caught.value.sentence(language(each)) for each in LANGUAGES)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    given = [{name: value for name, value in row.items() if name != "Rekeneenheid"} for row in rows()]
    with pytest.raises(SourceError) as caught:
        read_export(written(tmp_path, given), "metadata.csv")
    assert (caught.value.code, caught.value.details["column"]) == ("header", "rekeneenheid")


def served(publisher: Publisher, patch: pytest.MonkeyPatch, *, without: str = "") -> None:
    figures = json.loads((FIXTURES / "bbga_kerncijfers.json").read_text(encoding="utf-8"))

    def answer(query: Mapping[str, str]) -> dict[str, Any]:
        wanted = [row for row in figures if row["indicatorDefinitieId"] == query["indicatorDefinitieId"] != without]
        return {"_embedded": {"kerncijfers": wanted}}

    publisher.serve_json("/kerncijfers/", answer)
    publisher.mirrors(SOURCE, patch)


def test_fetching_checks_them(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    served(publisher, monkeypatch)
    given = {"_embedded": {"indicatorenDefinities": [as_answer(row) for row in rows()]}}
    publisher.serve_json("/indicatoren_definities/", lambda _: given)
    notes = {note.code: note for note in SOURCE.fetch(downloader, ()).notes}
    assert notes["bbga_definitions"].details["found"] == 9
    first, *others = rows()
    monkeypatch.setenv(VARIABLE, str(written(tmp_path, [{**first, "Symbool": "euro"}, *others])))
    with pytest.raises(SourceError, match="bbga_unit"):
        SOURCE.fetch(downloader, ())
    assert isinstance(bbga_definitions.definitions(downloader, SOURCE)["OHVWO_P"], Definition)


def test_without_definitions_the_figures_come_with_a_note(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(publisher, monkeypatch)
    codes = [note.code for note in SOURCE.fetch(downloader, ()).notes]
    assert codes[-1] == "bbga_not_checked"


def test_a_variable_without_definition_and_figures_is_a_note(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(publisher, monkeypatch, without="O_AFSTROOM_P")
    monkeypatch.setenv(VARIABLE, str(EXPORT))
    fetched = SOURCE.fetch(downloader, ())
    assert set(fetched.frames) == {"advice_2022", "parents_2022"}
    assert "bbga_not_defined" in [note.code for note in fetched.notes]
