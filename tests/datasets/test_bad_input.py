"""What a person reads when a dataset is not as it should be: one sentence per mistake, and nothing loaded."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.packages import (
    DatasetError,
    check_references,
    fingerprint,
    read_packages,
    read_resource,
    read_tables,
)
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.paths import ROOT

HEADER = "cohort,area_code,moment,measure,group_by,grp,n,percentage\n"
COLUMNS = HEADER.strip().replace(",", ", ")
GOOD = "2019/20,STAD,final_advice,havo,total,total,120,54.3\n"
SECOND = "2020/21,STAD,final_advice,havo,total,total,,58.6\n"
TABLE = HEADER + GOOD + SECOND
AREAS = "area_vintage,area_code,area_name,area_level,parent_code,area_km2\n2022,STAD,Amsterdam,gemeente,,\n"
BOTH = {"nl": "tekst", "en": "text"}
CHIPS = {
    "rule": "none",
    "advice_moment": "final",
    "havo_cut": "laagste",
    "loc_basis": "po_school",
    "cohort_basis": "school_year",
    "parent_edu_def": "none",
    "area_version": "2022",
    "source": "DUO",
}


def resource(name: str, contract: str) -> dict[str, Any]:
    ours = {"contract": contract, "title": BOTH, "status": "berekend", "chips": CHIPS}
    return {
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "kansenbeeld": ours,
    }


DESCRIPTOR: dict[str, Any] = {
    "name": "advice",
    "licenses": [{"name": "CC0-1.0", "title": "CC0"}],
    "sources": [{"title": "DUO"}],
    "resources": [resource("shares", "outcome_shares"), resource("areas", "areas")],
    "kansenbeeld": {
        "title": BOTH,
        "publisher": "DUO",
        "period": BOTH,
        "place": BOTH,
        "retrieved": "2026-11-01",
        "caveats": [BOTH],
    },
}


def write(root: Path, table: str | bytes = TABLE, areas: str = AREAS, descriptor: object = DESCRIPTOR) -> Path:
    folder = root / "advice"
    folder.mkdir()
    text = descriptor if isinstance(descriptor, str) else json.dumps(descriptor)
    (folder / "datapackage.json").write_text(text, "utf-8")
    (folder / "shares.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    (folder / "areas.csv").write_text(areas, "utf-8")
    return root


def sentence(action: Callable[[], object]) -> str:
    with pytest.raises(DatasetError) as caught:
        action()
    error = caught.value
    assert str(error) == error.sentence(language("en"))
    # Nothing English is left in the Dutch sentence but codes and what a parser of a format said.
    assert error.sentence(language("nl")) != str(error)
    assert str(error).endswith(".") and "\n" not in str(error)
    return str(error)


def test_every_error_has_its_sentence_and_every_column_its_meaning() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "kansenbeeld").rglob("*.py"))
    raised = set(re.findall(r'(?:Dataset|Build)Error\(\s*"(\w+)"', code)) | {
        *("unknown_code", "out_of_range", "wrong_form", "no_school_year", "too_long"),  # from the schema of a contract
        *("not_integer", "not_number"),
        *("store_full", "store_closed"),  # by the number of the system's fault
    }
    phrases = set(re.findall(r'Phrase\("(\w+)"', code)) | {"semicolons", "tabs", "bars"}
    fields = {field.name for contract in CONTRACTS.values() for field in contract.fields}
    for lang in LANGUAGES:
        keys = {key for key in language(lang).messages if key.startswith("dataset.")}
        assert keys == (
            {f"dataset.error.{one}" for one in raised}
            | {f"dataset.phrase.{one}" for one in phrases}
            | {f"dataset.field.{one}" for one in fields}
        )


def test_a_reader_of_dutch_gets_no_english(tmp_path: Path) -> None:
    packages = read_packages(write(tmp_path, TABLE.replace("58.6", "")))
    with pytest.raises(DatasetError) as caught:
        read_tables(packages)
    assert caught.value.sentence(language("nl")) == (
        f"{AT}, rij 3, kolom 'percentage': de cel is leeg; vul in: percentage, van 0 tot en met 100."
    )


def test_a_good_package_is_read(tmp_path: Path) -> None:
    package = read_packages(write(tmp_path))[0]
    frame = read_resource(package.resources[0])
    assert list(frame.index) == [2, 3] and frame.index.name == "row"
    assert [str(dtype) for dtype in frame.dtypes[-2:]] == ["Int64", "float64"]
    assert frame["n"].isna().tolist() == [False, True]
    assert package.resources[0].file == "advice/shares.csv"
    assert package.licence_url == "" and package.sources == (("DUO", ""),)


@pytest.mark.parametrize(
    "table",
    [
        b"\xef\xbb\xbf" + TABLE.encode(),
        TABLE.replace("\n", "\r\n"),
        TABLE + "\n\n",
        "percentage," + HEADER.replace(",percentage", "") + "54.3," + GOOD.replace(",54.3", ""),
    ],
    ids=["byte order mark", "windows line ends", "empty lines at the end", "other order of columns"],
)
def test_harmless_differences_are_accepted(tmp_path: Path, table: str | bytes) -> None:
    frame = read_resource(read_packages(write(tmp_path, table))[0].resources[0])
    assert frame.columns[0] == "cohort"
    assert frame["percentage"].iloc[0] == 54.3


AT = "advice/shares.csv"
BAD_TABLES: dict[str, tuple[str | bytes, str]] = {
    "undecodable": (
        TABLE.encode() + b"2021/22,\xe9,x\n",
        f"{AT}, row 4: this is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8).",
    ),
    "utf-16": (
        TABLE.encode("utf-16-le"),
        f"{AT}, row 1: this is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8).",
    ),
    "empty file": (
        "",
        f"{AT}: the file is empty; put the header {HEADER.strip()} in row 1 and the figures below it.",
    ),
    "header only": (HEADER, f"{AT}: there are no figures below the header; add at least one row."),
    "wrong delimiter": (
        TABLE.replace(",", ";"),
        f"{AT}, row 1: columns are separated by semicolons; save the file with commas between columns.",
    ),
    "missing column": (
        TABLE.replace(",percentage", "").replace(",54.3", "").replace(",58.6", ""),
        f"{AT}, row 1: column 'percentage' is missing; add it (percentage: Share in percent, 0 to 100).",
    ),
    "extra column": (
        TABLE.replace("percentage\n", "percentage,remark\n"),
        f"{AT}, row 1: column 'remark' is not known here; remove it (allowed: {COLUMNS}).",
    ),
    "double column": (
        TABLE.replace("percentage\n", "percentage,n\n"),
        f"{AT}, row 1: column 'n' is there twice; remove one of them.",
    ),
    "too many values": (
        TABLE.replace("58.6", "58,6"),
        f"{AT}, row 3: there are 9 values where the header has 8; give each column one value, with "
        "quotation marks around text that holds a comma.",
    ),
    "empty row": (
        HEADER + GOOD + "\n" + SECOND,
        f"{AT}, row 3: there are 0 values where the header has 8; give each column one value, with "
        "quotation marks around text that holds a comma.",
    ),
    "open quote": (
        TABLE.replace("2020/21", '"2020/21'),
        f"{AT}, row 3: the quotation marks do not match (unexpected end of data); close them or remove them.",
    ),
    "empty cell": (
        TABLE.replace("58.6", ""),
        f"{AT}, row 3, column 'percentage': the cell is empty; fill in percentage: Share in percent, 0 to 100.",
    ),
    "not a whole number": (
        TABLE.replace("120", "<5"),
        f"{AT}, row 2, column 'n': '<5' is not a whole number; write digits only, such as 120.",
    ),
    "decimal comma": (
        TABLE.replace("54.3", '"54,3"'),
        f"{AT}, row 2, column 'percentage': '54,3' is not a number; write it with a decimal point, such as 54.3.",
    ),
    "nan": (
        TABLE.replace("54.3", "nan"),
        f"{AT}, row 2, column 'percentage': 'nan' is not a number; write it with a decimal point, such as 54.3.",
    ),
    "out of range": (
        TABLE.replace("58.6", "158.6"),
        f"{AT}, row 3, column 'percentage': '158.6' is out of range; give a value from 0 to 100.",
    ),
    "negative": (
        TABLE.replace("120", "-1"),
        f"{AT}, row 2, column 'n': '-1' is out of range; give a value from 0 to 20000000.",
    ),
    "unknown code": (
        TABLE.replace("final_advice", "advies", 1),
        f"{AT}, row 2, column 'moment': 'advies' is not a known code; use one of test, first_advice, "
        "final_advice, position_year3, position_age16.",
    ),
    "wrong form": (
        TABLE.replace("2020/21", "2020-21"),
        f"{AT}, row 3, column 'cohort': '2020-21' is not written as it should be; write it like 2019/20.",
    ),
    "no school year": (
        TABLE.replace("2020/21", "2020/22"),
        f"{AT}, row 3, column 'cohort': '2020/22' is not a school year; its halves must follow each other, "
        "such as 2019/20.",
    ),
    "duplicate": (
        TABLE + GOOD.replace("54.3", "50"),
        f"{AT}, row 4, column 'cohort', 'area_code', 'moment', 'measure', 'group_by', 'grp': "
        "'2019/20, STAD, final_advice, havo, total, total' is already in row 2; keep one of the two.",
    ),
    "row counted as an editor does": (
        HEADER + '"2019/\n20",STAD,final_advice,havo,total,total,1,1\n' + SECOND.replace("58.6", "x"),
        f"{AT}, row 4, column 'percentage': 'x' is not a number; write it with a decimal point, such as 54.3.",
    ),
    "area of another division": (
        TABLE.replace("STAD", "DX01"),
        f"{AT}, row 2, column 'area_code': 'DX01' is not an area of the division of 2022; use a code from "
        "the table of areas or correct the chip 'area_version'.",
    ),
    "group of another scheme": (
        TABLE.replace("total,total", "parental_education,hbo_wo", 1),
        f"{AT}, row 2, column 'grp': 'hbo_wo' does not belong to 'parental_education'; use one of "
        "geen_hbo_wo, hbo, wo.",
    ),
    "measure of another moment": (
        TABLE.replace("havo", "same_direction", 1),
        f"{AT}, row 2, column 'moment': 'final_advice' does not go with the measure 'same_direction'; use "
        "'position_year3'.",
    ),
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_bad_tables(tmp_path: Path, name: str) -> None:
    table, expected = BAD_TABLES[name]
    packages = read_packages(write(tmp_path, table))
    assert sentence(lambda: read_tables(packages)) == expected


def test_no_table_of_areas(tmp_path: Path) -> None:
    shares = read_packages(write(tmp_path))[0].resources[0]
    found = sentence(lambda: check_references({shares: read_resource(shares)}))
    assert found == (
        f"{AT}, row 2, column 'area_code': 'STAD' cannot be checked as there is no table of areas; add a "
        "dataset with the contract 'areas'."
    )


def test_parent_must_be_in_the_same_vintage(tmp_path: Path) -> None:
    areas = AREAS + "2015,A,Centrum,stadsdeel,STAD,8.0\n"
    found = sentence(lambda: read_tables(read_packages(write(tmp_path, areas=areas))))
    assert found.startswith("advice/areas.csv, row 3, column 'parent_code': 'STAD' is not an area of the division")


def changed(**paths: object) -> dict[str, Any]:
    """Return the good descriptor with values changed at paths such as ``resources__0__name``."""
    descriptor = copy.deepcopy(DESCRIPTOR)
    for path, value in paths.items():
        *parents, last = path.split("__")
        node: Any = descriptor
        for key in parents:
            node = node[int(key)] if key.isdigit() else node[key]
        node[last] = value
    return descriptor


AT_META = "advice/datapackage.json"
BAD_METADATA: dict[str, tuple[object, str]] = {
    "broken json": (
        '{\n"name": }',
        f"{AT_META}, row 2: this is not valid JSON (Expecting value); correct it there.",
    ),
    "a list": ("[]", f"{AT_META}, row 1: this is not valid JSON (an object is expected); correct it there."),
    "other name": (
        changed(name="advies"),
        f"{AT_META}: 'name' is 'advies'; make it 'advice', the name of its folder.",
    ),
    "no caveats": (
        changed(kansenbeeld__caveats=[]),
        f"{AT_META}: 'kansenbeeld.caveats' is missing or empty; fill it in as a list of objects.",
    ),
    "no english": (
        changed(kansenbeeld__title={"nl": "tekst"}),
        f"{AT_META}: 'kansenbeeld.title.en' is missing or empty; fill it in as text in 'en'.",
    ),
    "no date": (
        changed(kansenbeeld__retrieved="1 november"),
        f"{AT_META}: 'kansenbeeld.retrieved' is '1 november'; make it a date such as 2026-11-01.",
    ),
    "no licence": (
        changed(licenses=None),
        f"{AT_META}: 'licenses' is missing or empty; fill it in as a list of objects.",
    ),
    "licence that is no web page": (
        changed(licenses=[{"name": "x", "title": "x", "path": "javascript:alert(1)"}]),
        f"{AT_META}: 'licenses[0].path' is 'javascript:alert(1)'; make it the address of a web page that begins with "
        "https://.",
    ),
    "source that is no web page": (
        changed(sources=[{"title": "x", "path": "//kwaad.example"}]),
        f"{AT_META}: 'sources[0].path' is '//kwaad.example'; make it the address of a web page that begins with "
        "https://.",
    ),
    "unknown contract": (
        changed(resources__0__kansenbeeld__contract="shares"),
        f"{AT_META}: 'resources[0].kansenbeeld.contract' is 'shares'; make it one of outcome_shares, "
        "position_counts, advice_distribution, cohort_flow, school_advice, school_positions, schools, "
        "context_indicators, single_figures, areas, area_changes, notes, "
        "outlines, pupils.",
    ),
    "no chip": (
        changed(resources__0__kansenbeeld__chips={**CHIPS, "loc_basis": ""}),
        f"{AT_META}: 'resources[0].kansenbeeld.chips.loc_basis' is missing or empty; fill it in as one of "
        "none, woon, po_school, vo_school, mixed.",
    ),
    "unknown chip value": (
        changed(resources__0__kansenbeeld__chips={**CHIPS, "havo_cut": "havo"}),
        f"{AT_META}: 'resources[0].kansenbeeld.chips.havo_cut' is 'havo'; make it one of none, laagste, "
        "incl_gth, both.",
    ),
    "unknown status": (
        changed(resources__0__kansenbeeld__status="final"),
        f"{AT_META}: 'resources[0].kansenbeeld.status' is 'final'; make it one of gepubliceerd, berekend, schatting.",
    ),
    "path outside": (
        changed(resources__0__path="../shares.csv"),
        f"{AT_META}: 'resources[0].path' is '../shares.csv'; make it a path inside the folder of the dataset.",
    ),
    "no such file": (
        changed(resources__0__path="absent.csv"),
        "advice/absent.csv: this file is named in datapackage.json but is not there; add it or remove its entry.",
    ),
    "not named": (
        changed(resources=[resource("areas", "areas")]),
        "advice/shares.csv: this table is not named in datapackage.json; add it to the resources or remove it.",
    ),
    "named twice": (
        changed(resources__1__name="shares"),
        f"{AT_META}: 'resources name' 'shares' is used twice; give each its own.",
    ),
}


@pytest.mark.parametrize("name", BAD_METADATA)
def test_bad_metadata(tmp_path: Path, name: str) -> None:
    descriptor, expected = BAD_METADATA[name]
    write(tmp_path, descriptor=descriptor)
    assert sentence(lambda: read_packages(tmp_path)) == expected


def test_table_without_metadata(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "advice" / "datapackage.json").unlink()
    assert sentence(lambda: read_packages(tmp_path)) == (
        "advice/areas.csv: datapackage.json is missing beside the table; add one that describes it."
    )


def test_folders_of_others_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "conversations").mkdir()
    (tmp_path / "conversations" / "noord.toml").touch()
    assert len(read_packages(write(tmp_path))) == 1


def test_no_data(tmp_path: Path) -> None:
    assert "no dataset was found" in sentence(lambda: read_packages(tmp_path))
    assert "does not exist" in sentence(lambda: read_packages(tmp_path / "nowhere"))


def test_fingerprint_covers_what_is_named_and_nothing_else(tmp_path: Path) -> None:
    before = fingerprint(write(tmp_path))
    (tmp_path / "advice" / "note.txt").write_text("a note")
    assert fingerprint(tmp_path) == before
    (tmp_path / "advice" / "shares.csv").write_text(TABLE.replace("54.3", "54.4"))
    assert fingerprint(tmp_path) != before
