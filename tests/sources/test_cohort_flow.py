"""The municipality's own file: Dutch columns, hidden numbers as ranges, never a school beside parental education."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from publisher import FIXTURES, Publisher

from kansenbeeld.datasets.contracts import COHORT_FLOW, CONTRACTS
from kansenbeeld.datasets.descriptions import write
from kansenbeeld.sources.cohort_flow import SOURCE, parse, read_table
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.errors import SourceError

FILE = FIXTURES / "cohort_flow_gemeente.csv"
VARIABLE = "KANSENBEELD_SOURCE_COHORT_FLOW"
LINES = [line.split(";") for line in FILE.read_text(encoding="cp1252").splitlines()]


def flow(tmp_path: Path, lines: list[list[str]], delimiter: str = ";") -> tuple[pd.DataFrame, int]:
    path = tmp_path / "flow.csv"
    path.write_text("\n".join(delimiter.join(line) for line in lines) + "\n", encoding="utf-8")
    return parse(read_table(path, path.name))


def test_dutch_columns_and_words_become_ours(
    downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, str(FILE))
    fetched = SOURCE.fetch(downloader, ())
    frame = fetched.frames["flow"]
    CONTRACTS[COHORT_FLOW].schema.validate(frame)
    first, second, third, fourth = frame.to_dict("records")
    assert (first["cohort"], first["area_code"], first["parental_education"]) == ("2019/20", "F", "max_mbo1")
    assert (first["test_advice"], first["advice"], first["moment"], first["position"]) == (
        "havo",
        "vmbo-gt",
        "year3",
        "vmbo-gt",
    )
    assert (second["pupils_lo"], second["pupils_hi"], second["position"]) == (1, 9, "vmbo-gt/havo")
    assert pd.isna(third["test_advice"]) and (third["sex"], third["origin"]) == ("all", "all")
    assert (fourth["parental_education"], fourth["position"], fourth["pupils_hi"]) == ("onbekend", "left", 4)
    # Districts alone, without Weesp: the older division is taken, and this is said.
    assert {note.code for note in fetched.notes} == {"flow_rows", "flow_vintage"}
    write(tmp_path, fetched.description, fetched.frames)


def test_the_same_file_with_commas_from_an_address_and_as_a_spreadsheet(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    expected, _ = parse(read_table(FILE, FILE.name))
    found, ranges = flow(tmp_path, LINES, ",")
    pd.testing.assert_frame_equal(found, expected)
    assert ranges == 2
    publisher.serve("/flow.csv", FILE)
    monkeypatch.setenv(VARIABLE, f"{publisher.address}/flow.csv")
    pd.testing.assert_frame_equal(SOURCE.fetch(downloader, ()).frames["flow"], expected)
    book = xlsxwriter.Workbook(tmp_path / "flow.xlsx")
    sheet = book.add_worksheet()
    for number, line in enumerate(LINES):
        sheet.write_row(number, 0, [int(cell) if cell.isdigit() else cell for cell in line])
    book.close()
    pd.testing.assert_frame_equal(parse(read_table(tmp_path / "flow.xlsx", "flow.xlsx"))[0], expected)


def test_years_are_those_of_the_cohort(downloader: Downloader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(FILE))
    assert len(SOURCE.fetch(downloader, (2019,)).frames["flow"]) == 4
    with pytest.raises(SourceError, match="flow_no_year"):
        SOURCE.fetch(downloader, (2020,))


@pytest.mark.parametrize("column", ["BRIN nummer", "Vestigingscode", "schoolnaam", "school_code"])
def test_a_school_beside_parental_education_is_refused(tmp_path: Path, column: str) -> None:
    with pytest.raises(SourceError) as caught:
        flow(tmp_path, [[*LINES[0], column], *([*line, "18BR00"] for line in LINES[1:])])
    assert (caught.value.code, caught.value.details["column"]) == ("flow_school", column)


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, "2019"), (1, "Waterland"), (2, "hoog"), (4, "9"), (5, "leerjaar 2"), (6, "brugklas"), (7, "-3"), (7, "veel")],
)
def test_a_cell_that_can_not_be_told_is_named(tmp_path: Path, place: int, value: str) -> None:
    lines = [list(line) for line in LINES]
    lines[2][place] = value
    with pytest.raises(SourceError) as caught:
        flow(tmp_path, lines)
    assert caught.value.code == "cell"
    assert (caught.value.details["row"], caught.value.details["value"]) == (3, value)


def test_columns_missing_rows_doubled_and_divisions_mixed(
    downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match="header"):
        flow(tmp_path, [line[:-1] for line in LINES])
    with pytest.raises(SourceError, match="flow_twice"):
        flow(tmp_path, [*LINES, LINES[1]])
    mixed = [LINES[0], *([line[0], code, *line[2:]] for line, code in zip(LINES[1:3], ("DX01", "GA01"), strict=True))]
    flow(tmp_path, mixed)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "flow.csv"))
    with pytest.raises(SourceError, match="two_divisions"):
        SOURCE.fetch(downloader, ())


def test_no_setting_and_no_file(downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(SourceError, match="given_not_set"):
        SOURCE.fetch(downloader, ())
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone.csv"))
    with pytest.raises(SourceError, match="given_no_file"):
        SOURCE.fetch(downloader, ())
