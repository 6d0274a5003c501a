"""Which column is which: by name, in another notation, by a publisher's name; never by a guess."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import small_files

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.language import language
from kansenbeeld.screening.checks import header
from kansenbeeld.screening.checks.header import Matched
from kansenbeeld.screening.report import Check


def _match(folder: Path, columns: Sequence[str], contract: str = "") -> tuple[Matched | None, dict[str, Check]]:
    with small_files.given(folder, columns, [["1"] * len(columns)]) as file:
        matched, checks = header.match(file, contract)
    return matched, small_files.found(checks)


@pytest.mark.parametrize("name", list(CONTRACTS))
def test_the_columns_of_a_contract_tell_which_it_is(name: str, tmp_path: Path) -> None:
    assert header.ranking(CONTRACTS[name].columns)[0] == (name, 1.0)
    matched, checks = _match(tmp_path, CONTRACTS[name].columns)
    assert matched is not None and matched.contract.name == name
    assert set(checks) == {"header.told", "header.fits"}


def test_the_order_of_columns_is_free(tmp_path: Path) -> None:
    matched, checks = _match(tmp_path, small_files.SHARES[::-1], "outcome_shares")
    assert matched is not None and matched.columns["percentage"] == 0
    assert set(checks) == {"header.fits"}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("percentage", "Percentage"),
        ("area_code", "Area Code"),
        ("area_code", "areacode"),
        ("area_code", "gebiedcode15"),
        ("n", "AANTAL_LEERLINGEN"),
        ("cohort", "SCHOOLJAAR"),
    ],
)
def test_another_notation_is_taken_and_named(name: str, other: str, tmp_path: Path) -> None:
    columns = [other if column == name else column for column in small_files.SHARES]
    matched, checks = _match(tmp_path, columns, "outcome_shares")
    assert matched is not None and matched.columns[name] == columns.index(other)
    renamed = checks["header.renamed"]
    assert (renamed.result, renamed.place.column, renamed.place.row) == ("warning", other, 1)
    assert renamed.details["name"] == name


def test_a_likely_name_is_suggested_and_not_taken(tmp_path: Path) -> None:
    columns = [*small_files.SHARES[:-1], "percentages"]
    matched, checks = _match(tmp_path, columns, "outcome_shares")
    assert matched is None
    missing = checks["header.missing_like"]
    assert (missing.result, missing.place.column, missing.details["like"]) == ("fail", "percentage", "percentages")


def test_a_column_that_is_missing(tmp_path: Path) -> None:
    matched, checks = _match(tmp_path, small_files.SHARES[:-1], "outcome_shares")
    assert matched is None
    assert checks["header.missing"].place.column == "percentage"


def test_a_column_that_may_be_missing_counts_as_empty(tmp_path: Path) -> None:
    columns = [column for column in small_files.SHARES if column != "n"]
    matched, checks = _match(tmp_path, columns, "outcome_shares")
    assert matched is not None and "n" not in matched.columns
    assert checks["header.taken_as_empty"].result == "warning"
    assert checks["header.taken_as_empty"].details["columns"] == "n"


def test_columns_too_many_are_left_out_and_named(tmp_path: Path) -> None:
    matched, checks = _match(tmp_path, [*small_files.SHARES, "bestuur", ""], "outcome_shares")
    assert matched is not None
    assert checks["header.left_out"].details["columns"] == "bestuur, -"
    assert checks["header.left_out"].times == 2


def test_a_column_twice(tmp_path: Path) -> None:
    matched, checks = _match(tmp_path, [*small_files.SHARES, "Percentage"], "outcome_shares")
    assert matched is None
    assert checks["header.double"].place.column == "percentage"


def test_a_school_in_two_columns_is_not_taken_for_one_of_them(tmp_path: Path) -> None:
    columns = ["INSTELLINGSCODE", "VESTIGINGSCODE", *small_files.SCHOOL[:1], *small_files.SCHOOL[2:]]
    matched, checks = _match(tmp_path, columns, "school_advice")
    assert matched is None
    assert checks["header.split_school"].details == {"first": "INSTELLINGSCODE", "second": "VESTIGINGSCODE"}


@pytest.mark.parametrize("contract", ["", "school_advice"])
def test_advices_beside_each_other(contract: str, tmp_path: Path) -> None:
    columns = ["SCHOOLJAAR", "school_code", "SCHOOLNAAM", "SOORT_PO", "PRO", "VMBO_B", "VMBO_BL_KL", "HAVO"]
    matched, checks = _match(tmp_path, columns, contract)
    assert matched is None
    assert checks["header.wide"].details["columns"] == "PRO, VMBO_B, VMBO_BL_KL"


def test_a_header_that_fits_nothing_names_the_two_likeliest(tmp_path: Path) -> None:
    matched, checks = _match(tmp_path, ["school_year", "school_code", "a", "b"])
    assert matched is None
    assert {checks["header.unclear"].details[key].code for key in ("first", "second")} == {
        "school_positions",
        "school_advice",
    }
    sentence = checks["header.unclear"].sentence(language("nl"))
    assert "'Adviezen per basisschool' (school_advice)" in sentence


def test_a_contract_that_does_not_exist(tmp_path: Path) -> None:
    matched, checks = _match(tmp_path, small_files.SHARES, "outcome_share")
    assert matched is None
    assert checks["header.no_such_contract"].details["nearest"] == header.Kind("outcome_shares")


@pytest.mark.parametrize(
    ("contract", "columns", "read"),
    [
        (
            "position_counts",
            ("Jaar", "Stadsdeel", "Niveau", "Aantal leerlingen"),
            "school_year area_code position pupils",
        ),
        ("position_counts", ("schooljaar", "gebied", "niveau", "aantal"), "school_year area_code position pupils"),
        (
            "advice_distribution",
            ("Schooljaar", "Gebied", "Advies", "Percentage"),
            "school_year area_code advice percentage",
        ),
        (
            "school_advice",
            ("Schooljaar", "BRIN", "School", "Schooltype", "Advies", "Leerlingen"),
            "school_year school_code school_name school_type advice pupils",
        ),
        (
            "context_indicators",
            ("Peildatum", "Gebied", "Variabele", "Eenheid", "Waarde"),
            "period area_code indicator unit value",
        ),
    ],
)
def test_dutch_names_are_taken_each_with_a_warning(
    contract: str, columns: Sequence[str], read: str, tmp_path: Path
) -> None:
    with small_files.given(tmp_path, columns, [["1"] * len(columns)]) as file:
        matched, checks = header.match(file, contract)
    assert matched is not None
    assert dict(matched.columns) == {name: index for index, name in enumerate(read.split())}
    renamed = {check.place.column: check.details["name"] for check in checks if check.code == "header.renamed"}
    assert renamed == {given: name for given, name in zip(columns, read.split(), strict=True) if given != name}


def test_a_name_that_can_be_two_columns_is_taken_for_neither(tmp_path: Path) -> None:
    columns = ["niveau" if name == "position" else name for name in CONTRACTS["cohort_flow"].columns]
    matched, checks = _match(tmp_path, [name for name in columns if name != "advice"], "cohort_flow")
    assert matched is None
    assert checks["header.missing_like"].details["like"] == "niveau"


def test_a_missing_column_names_what_is_left_over(tmp_path: Path) -> None:
    matched, checks = _match(tmp_path, ["schooljaar", "stadsdeel", "niveau", "telling", "opmerking"], "position_counts")
    assert matched is None
    missing = checks["header.missing_beside"]
    assert (missing.place.column, missing.details["columns"]) == ("pupils", "telling, opmerking")
    assert "aantal leerlingen" in missing.sentence(language("nl")), "what the column holds is said in Dutch"


@pytest.mark.parametrize("contract", ["", "outcome_shares"])
def test_a_table_of_something_else_is_given_no_kind(contract: str, tmp_path: Path) -> None:
    matched, checks = _match(tmp_path, ["factuur", "bedrag", "klant"], contract)
    assert matched is None
    assert set(checks) == {"header.nothing"}
