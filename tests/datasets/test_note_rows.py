"""Notes on charts as a dataset: what ships, and one sentence for each row that is no note."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from good_rows import NOTE

from kansenbeeld import cli, domain, paths
from kansenbeeld.datasets.contracts import CONTRACTS, NOTES
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.packages import read_packages, read_tables
from kansenbeeld.datasets.references import is_placed

PLACE = (
    "notes/notes.csv, row 2: a note belongs to one school year (with counted_by) or to one area (with area_vintage); "
    "fill in either."
)


def written(folder: Path, **changes: str) -> Path:
    """Write a data folder with areas and one note."""
    for name in ("geo", "notes"):
        shutil.copytree(paths.DATA / name, folder / name)
    with (folder / "notes" / "notes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([CONTRACTS[NOTES].columns, {**NOTE, **changes}.values()])
    return folder


def test_the_breaks_ship_as_notes_with_their_source() -> None:
    with (paths.DATA / "notes" / "notes.csv").open(encoding="utf-8", newline="") as file:
        notes = {row["id"]: row for row in csv.DictReader(file)}
    for one in domain.BREAKS:
        assert (notes[one.code]["school_year"], notes[one.code]["counted_by"]) == (one.group8_year, "group8")
    assert (notes["school_closures"]["school_year"], notes["school_closures"]["counted_by"]) == ("2019/20", "year3")
    assert all(note["publisher"] and note["source_title"] and note["source_url"] for note in notes.values())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"text_nl": "x" * 91},
            f"notes/notes.csv, row 2, column 'text_nl': '{'x' * 40}...' is too long; write it in at most 90 signs.",
        ),
        ({"school_year": "2019/20", "counted_by": "group8"}, PLACE),
        ({"area_code": "", "area_vintage": ""}, PLACE),
        ({"area_vintage": ""}, PLACE),
        ({"area_code": "", "area_vintage": "", "school_year": "2019/20"}, PLACE),
        (
            {"area_code": "Q"},
            "notes/notes.csv, row 2, column 'area_code'",
        ),
        ({"questions": "All of them"}, "notes/notes.csv, row 2, column 'questions': 'All of them' is not written as"),
        ({"source_url": "javascript:alert(1)"}, "notes/notes.csv, row 2, column 'source_url'"),
        ({"text_en": ""}, "notes/notes.csv, row 2, column 'text_en'"),
    ],
    ids=["long", "both", "neither", "no_vintage", "not_counted", "no_area", "questions", "address", "one_language"],
)
def test_a_row_that_is_no_note_is_one_sentence(
    changes: dict[str, str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path / "data", **changes)
    with pytest.raises(DatasetError) as refused:
        read_tables(read_packages(folder))
    said = str(refused.value)
    assert said.startswith(sentence) and "\n" not in said
    capsys.readouterr()
    if "area_code" not in changes or changes["area_code"] != "Q":  # areas are looked up in a version, of which none is
        store = ["--store", str(tmp_path / "store")]
        assert cli.main([*store, "check", str(folder / "notes" / "notes.csv"), "--contract", "notes"]) == 2
        assert [line[:4] for line in capsys.readouterr().out.splitlines()].count("FOUT") == 1


def test_a_note_of_a_district_is_sound(tmp_path: Path) -> None:
    frames = read_tables(read_packages(written(tmp_path / "data")))
    (notes,) = [frame for resource, frame in frames.items() if resource.contract == NOTES]
    assert list(notes["area_vintage"]) == [2022]


def test_a_note_has_one_place() -> None:
    def placed(*filled: bool) -> bool:
        return is_placed(**dict(zip(("year", "counted_by", "area", "vintage"), filled, strict=True)))

    sound = {(True, True, False, False), (False, False, True, True)}
    every = [tuple(bool(number & bit) for bit in (8, 4, 2, 1)) for number in range(16)]
    assert {filled for filled in every if placed(*filled)} == sound
