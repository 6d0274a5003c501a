"""Files of every make: read as they are, or refused in one sentence."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.screening.given import Given
from kansenbeeld.screening.intake import LIMITS, Limits, read
from kansenbeeld.screening.report import Check
from kansenbeeld.store.scratch import Scratch

TABLE = b"school_year;school_code\n2023/24;18BR00\n2023/24;18BR01\n"


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    folder = tmp_path / "work"
    folder.mkdir()
    with Scratch(folder) as opened:
        yield opened


def _read(
    scratch: Scratch, content: bytes, name: str = "a.csv", limits: Limits = LIMITS
) -> tuple[Given | None, tuple[Check, ...]]:
    path = scratch.folder.parent / "given"
    path.write_bytes(content)
    found, checks = read(path, name, scratch, limits)
    assert checks
    assert (found is None) == any(check.result == "fail" for check in checks)
    for check in checks:
        assert check.stage == "file"
        for code in LANGUAGES:
            assert check.sentence(language(code)).endswith(".")
            assert "{" not in check.where(language(code))
    return found, checks


def _refused(scratch: Scratch, content: bytes, name: str = "a.csv", limits: Limits = LIMITS) -> Check:
    found, checks = _read(scratch, content, name, limits)
    assert found is None
    return checks[-1]


def _codes(checks: tuple[Check, ...]) -> list[tuple[str, str]]:
    return [(check.code, check.result) for check in checks]


def _xlsx(*sheets: tuple[str, list[list[object]]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def _zip(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def _ods(rows: str) -> bytes:
    names = {"office": "office:1.0", "table": "table:1.0", "text": "text:1.0"}
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for key, name in names.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Blad1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def _ods_row(*cells: str, repeated: str = "") -> str:
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row{repeated}>{inside}</table:table-row>"


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (TABLE, [("file.read_semicolon", "pass")]),
        (b"\xef\xbb\xbf" + TABLE, [("file.read_semicolon", "pass")]),
        (TABLE.replace(b";", b","), [("file.read_comma", "pass")]),
        (TABLE.replace(b";", b"\t"), [("file.read_tab", "pass")]),
        (TABLE.replace(b"\n", b"\r\n"), [("file.read_semicolon", "pass")]),
        (TABLE.decode().encode("utf-16"), [("file.utf16_read", "warning"), ("file.read_semicolon", "pass")]),
        (b"sep=;\n" + TABLE, [("file.header_below", "pass"), ("file.read_semicolon", "pass")]),
        (b"Tabel 1;\n\n" + TABLE, [("file.header_below", "pass"), ("file.read_semicolon", "pass")]),
        (TABLE.replace(b"\n", b";\n"), [("file.read_semicolon", "pass")]),
    ],
)
def test_csv_in_its_many_forms(scratch: Scratch, content: bytes, codes: list[tuple[str, str]]) -> None:
    found, checks = _read(scratch, content)
    assert _codes(checks) == codes
    assert found is not None
    assert (found.header, found.rows) == (("school_year", "school_code"), 2)
    first = found.header_row + 1
    assert scratch.rows("select * from given order by row") == [
        (first, "2023/24", "18BR00"),
        (first + 1, "2023/24", "18BR01"),
    ]


def test_windows_text_is_read_with_a_warning(scratch: Scratch) -> None:
    found, checks = _read(scratch, "school_name;pupils\nDe Zeeëgel – Oost;12\n".encode("cp1252"))
    assert found is not None
    assert _codes(checks) == [("file.windows_text", "warning"), ("file.read_semicolon", "pass")]
    assert scratch.one("select c0 from given") == ("De Zeeëgel – Oost",)


def test_a_separator_inside_quotes_does_not_count(scratch: Scratch) -> None:
    found, _ = _read(scratch, b'"a;x;y;z;q",b\n"1;2",3\n')
    assert found is not None
    assert found.header == ("a;x;y;z;q", "b")


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"", "file.empty", None),
        (b"\n\n  \n", "file.no_header", None),
        (b"only a sentence\nand one more\n", "file.no_separator", None),
        (b"a;b\n", "file.no_rows", None),
        (b"a;b\n;\n", "file.no_rows", None),
        (b"a;b\n1;2\n3;4;5\n", "file.ragged", 3),
        (b"a;b\n1;2\n3\n", "file.ragged", 3),
        (b'a;b\n1;2\n"3;4\n', "file.unclosed_quote", 3),
        (b"a;b\n1;2\n3;\x00\n", "file.nul", 3),
        (b"a;b\n1;2\n3;\x81\n", "file.encoding", 3),
        ("a;b\n1;2\né;x\n".encode() + b"\xe9;y\n", "file.mixed_encoding", 3),
        (b"\xff\xfea\x00;\x00b", "file.utf16", None),
        (b"a;b;\n1;2;3\n", "file.unnamed_column", 2),
        (b"<!DOCTYPE html><html><body>404</body></html>", "file.markup", None),
        (b'{"error": "not found"}', "file.markup", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.old_excel", None),
        (b"\x1f\x8b\x08\x00" + bytes(60), "file.packed", None),
        (b"%PDF-1.7\n" + bytes(range(256)) * 4, "file.pdf", None),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 4, "file.picture", None),
        (b"\xff\xd8\xff\xe0" + bytes(range(32)) * 4, "file.picture", None),
        (b"{\\rtf1 text}", "file.document", None),
        (b"PK\x03\x04" + bytes(50), "file.zip_broken", None),
    ],
)
def test_what_can_not_be_read_is_refused(scratch: Scratch, content: bytes, code: str, row: int | None) -> None:
    check = _refused(scratch, content)
    assert (check.code, check.place.row) == (code, row)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(bytes=20), "file.too_large"),
        (Limits(rows=1), "file.rows"),
        (Limits(columns=1), "file.columns"),
        (Limits(cell=6), "file.cell_too_long"),
    ],
)
def test_each_limit_has_its_sentence(scratch: Scratch, limits: Limits, code: str) -> None:
    assert _refused(scratch, TABLE, limits=limits).code == code


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.xlsx", lambda: TABLE),
        ("a.parquet", lambda: TABLE),
        ("a.xls", lambda: TABLE),
        ("a.csv", lambda: _xlsx(("X", [["a", "b"], [1, 2]]))),
        ("a.csv", lambda: _zip(b__csv=TABLE)),
        ("a.xls", lambda: _xlsx(("X", [["a", "b"], [1, 2]]))),
    ],
)
def test_a_name_that_says_otherwise_is_refused(scratch: Scratch, name: str, make: Callable[[], bytes]) -> None:
    assert _refused(scratch, make(), name).code == "file.mismatch"


def test_a_workbook_as_publishers_make_them(scratch: Scratch) -> None:
    rows: list[list[object]] = [
        ["Tabel 1 Scores"],
        ["Peildatum", "1 oktober"],
        [],
        ["school_year", "school\ncode", "Leerlingen", "Datum"],
        [],
        ["2023/24", "18BR00", 12.0, dt.date(2024, 10, 1)],
        ["2023/24", "<5", 0.5, None],
    ]
    found, checks = _read(scratch, _xlsx(("Toelichting", []), ("Tabel 1", rows)), "a.xlsx")
    assert found is not None
    assert _codes(checks) == [("file.header_below", "pass"), ("file.read_sheet", "pass")]
    assert (found.sheet, found.header_row) == ("Tabel 1", 4)
    assert found.header == ("school_year", "school code", "Leerlingen", "Datum")
    assert scratch.rows("select * from given order by row") == [
        (6, "2023/24", "18BR00", "12", "2024-10-01"),
        (7, "2023/24", "<5", "0.5", ""),
    ]


def test_the_sheet_most_like_a_contract_is_read_with_a_warning(scratch: Scratch) -> None:
    other: list[list[object]] = [["Wat", "Uitleg", "Meer"], ["x", "y", "z"]]
    table: list[list[object]] = [["school_year", "school_code", "advice"], ["2023/24", "18BR00", "havo"]]
    found, checks = _read(scratch, _xlsx(("Uitleg", other), ("Data", table)), "a.xlsx")
    assert found is not None
    assert (found.sheet, found.header[0]) == ("Data", "school_year")
    assert ("file.sheet_chosen", "warning") in _codes(checks)
    assert next(check for check in checks if check.code == "file.sheet_chosen").details["others"] == "Uitleg"


def test_an_error_in_a_cell_is_told(scratch: Scratch) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1, 0, "x")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    found, checks = _read(scratch, buffer.getvalue(), "a.xlsx")
    assert found is not None
    assert ("file.error_cells", "warning") in _codes(checks)


def test_a_cell_in_the_far_corner_costs_one_process_and_no_more(scratch: Scratch) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    assert _refused(scratch, buffer.getvalue(), "a.xlsx").code == "file.workbook_too_wide"


def test_entities_of_a_workbook_are_not_unfolded(scratch: Scratch) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
    source = zipfile.ZipFile(io.BytesIO(_xlsx(("X", [["a", "b"], ["first", "second"]]))))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/sharedStrings.xml":
                part = part.replace(b"<sst", f"<!DOCTYPE sst [{entities}]>\n<sst".encode()).replace(b"first", b"&e8;")
            target.writestr(name, part)
    found, _ = _read(scratch, buffer.getvalue(), "a.xlsx")
    if found is not None:
        assert len(scratch.one("select c0 from given")[0]) < 100


def test_an_open_document_is_read(scratch: Scratch) -> None:
    content = _ods(_ods_row("a", "b") + _ods_row("x", "0363"))
    found, checks = _read(scratch, content, "a.ods")
    assert found is not None
    assert _codes(checks) == [("file.read_sheet", "pass")]
    assert scratch.rows("select * from given") == [(2, "x", "0363")]


def test_rows_that_an_open_document_repeats_without_end_are_refused(scratch: Scratch) -> None:
    wide = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p>'
    wide += "</table:table-cell>"
    rows = f'<table:table-row table:number-rows-repeated="1048576">{wide}</table:table-row>'
    assert _refused(scratch, _ods(rows), "a.ods", Limits(seconds=30)).code.startswith("file.")


def test_an_open_document_ends_where_its_values_end(scratch: Scratch) -> None:
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    found, _ = _read(scratch, _ods(_ods_row("a", "b") + _ods_row("x", "y") + empty), "a.ods")
    assert found is not None
    assert found.rows == 1


def test_parquet_is_read_and_nested_columns_are_not(scratch: Scratch) -> None:
    buffer = io.BytesIO()
    pd.DataFrame({"school_year": ["2023/24"], "pupils": [12]}).to_parquet(buffer)
    found, checks = _read(scratch, buffer.getvalue(), "a.parquet")
    assert found is not None
    assert _codes(checks) == [("file.read_parquet", "pass")]
    assert scratch.rows("select * from given") == [(2, "2023/24", "12")]
    assert _refused(scratch, buffer.getvalue(), "a.parquet", Limits(rows=0)).code == "file.rows"
    buffer = io.BytesIO()
    pd.DataFrame({"a": [1], "lists": [[1, 2]]}).to_parquet(buffer)
    assert _refused(scratch, buffer.getvalue()[:-20], "a.parquet").code == "file.broken"
    check = _refused(scratch, buffer.getvalue(), "a.parquet")
    assert (check.code, check.place.column) == ("file.nested", "lists")


def test_a_zip_with_one_table_is_read(scratch: Scratch) -> None:
    found, checks = _read(scratch, _zip(b__csv=TABLE), "a.zip")
    assert found is not None
    assert found.file == "a.zip/b.csv"
    assert _codes(checks) == [("file.unzipped", "pass"), ("file.read_semicolon", "pass")]


def test_a_description_may_lie_beside_the_one_table_of_a_zip(scratch: Scratch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("map/datapackage.json", "{}")
        archive.writestr("map/b.csv", TABLE)
    found, checks = _read(scratch, buffer.getvalue(), "a.zip")
    assert found is not None
    assert found.file == "a.zip/b.csv"
    assert _codes(checks) == [("file.unzipped", "pass"), ("file.read_semicolon", "pass")]
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("map/c.csv", TABLE)
    assert _refused(scratch, buffer.getvalue(), "a.zip").code == "file.zip_many"


def test_the_name_inside_a_zip_is_never_a_path(scratch: Scratch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../../evil.csv", TABLE)
    found, _ = _read(scratch, buffer.getvalue(), "../../a.zip")
    assert found is not None
    assert found.file == "a.zip/evil.csv"
    assert not list(scratch.folder.parent.parent.glob("**/evil.csv"))


@pytest.mark.parametrize(
    ("make", "limits", "code"),
    [
        (lambda: _zip(), LIMITS, "file.zip_without"),
        (lambda: _zip(a__pdf=b"x"), LIMITS, "file.zip_without"),
        (lambda: _zip(a__csv=TABLE, b__csv=TABLE), LIMITS, "file.zip_many"),
        (lambda: _zip(a__zip=_zip(b__csv=TABLE)), LIMITS, "file.zip_nested"),
        (lambda: _zip(a__csv=_zip(b__csv=TABLE)), LIMITS, "file.mismatch"),
        (lambda: _zip(a__csv=bytes(100_000)), Limits(unpacked_bytes=50_000), "file.zip_bomb"),
        (lambda: _zip(a__csv=bytes(100_000)), Limits(ratio_from=1_000), "file.zip_bomb"),
        (lambda: _zip(a__csv=b"", b__csv=b"", c__csv=b""), Limits(files=2), "file.zip_files"),
        (lambda: _zip(a__csv=TABLE * 40)[:-60], LIMITS, "file.zip_broken"),
    ],
)
def test_zips_that_are_refused(scratch: Scratch, make: Callable[[], bytes], limits: Limits, code: str) -> None:
    assert _refused(scratch, make(), "a.zip", limits).code == code


def test_a_zip_that_lies_about_its_size_is_refused(scratch: Scratch) -> None:
    content = bytes(100_000)
    honest = _zip(a__csv=content)
    lie = honest.replace(len(content).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lie != honest
    assert _refused(scratch, lie, "a.zip", Limits(unpacked_bytes=50_000)).code in ("file.zip_broken", "file.zip_bomb")


def test_a_zip_with_a_password_is_refused(scratch: Scratch) -> None:
    content = bytearray(_zip(a__csv=TABLE))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert _refused(scratch, bytes(content), "a.zip").code == "file.zip_encrypted"


def test_a_workbook_that_unpacks_to_too_much_is_refused(scratch: Scratch) -> None:
    content = _xlsx(("X", [["a", "b"], *([1, 2] for _ in range(500))]))
    assert _refused(scratch, content, "a.xlsx", Limits(unpacked_bytes=5_000)).code == "file.zip_bomb"
    assert _refused(scratch, content, "a.xlsx", Limits(files=3)).code == "file.zip_files"
    many = _xlsx(*((f"S{number}", [["a", "b"], [1, 2]]) for number in range(3)))
    assert _refused(scratch, many, "a.xlsx", Limits(sheets=2)).code == "file.sheets"


def test_a_file_that_is_not_there_is_a_check(scratch: Scratch, tmp_path: Path) -> None:
    _, checks = read(tmp_path / "gone.csv", "gone.csv", scratch)
    assert _codes(checks) == [("file.not_there", "fail")]


_STARTS = st.sampled_from([b"", b"a;b\n", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"a,b\r\n1,"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STARTS, st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.zip", "a.parquet", "", "x\0/.."]))
def test_whatever_bytes_come_they_end_as_checks(scratch: Scratch, start: bytes, rest: bytes, name: str) -> None:
    _read(scratch, start + rest, name)


_WORKBOOK = _xlsx(("X", [["a", "b"], [1, "x"], [2, "y"]]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(_WORKBOOK) - 1), st.integers(1, 255))
def test_a_damaged_workbook_ends_as_checks(scratch: Scratch, place: int, change: int) -> None:
    damaged = bytearray(_WORKBOOK)
    damaged[place] ^= change
    _read(scratch, bytes(damaged), "a.xlsx")
