"""Bad files: no tables at all, text that is broken, too much of it, and headers that fit no contract."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pyarrow as pa
from bad_files import GOOD, bad_file, cells_of, csv_of, locked_zip, parquet_of, rows_of, with_member, xlsx_of, zip_of
from bad_input import BadInput
from good_rows import POSITION, SHARE

from kansenbeeld.screening.intake import LIMITS

NO_TABLES = (
    bad_file("empty", "A file without a single byte", "file.empty", b""),
    bad_file("only_header", "A header without figures", "file.no_rows", GOOD.split(b"\n")[0] + b"\n"),
    bad_file("picture", "A picture called .csv", "file.picture", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40),
    bad_file("pdf", "A PDF called .csv", "file.pdf", b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"),
    bad_file("invoices", "A table of something else", "header.nothing", b"factuur,bedrag\n12,3.50\n"),
    bad_file(
        "old_excel",
        "An Excel file of before 2007",
        "file.old_excel",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
        file="t.xls",
    ),
    bad_file("web_page", "A web page saved as .csv", "file.markup", b"<!DOCTYPE html><html><body>Log in</body></html>"),
    bad_file("json", "An answer in JSON called .csv", "file.markup", json.dumps({"error": "not found"}).encode()),
    bad_file("gzip", "A gzipped table", "file.packed", gzip.compress(GOOD, mtime=0), file="t.csv.gz"),
    bad_file("wrong_ending", "A workbook called .csv", "file.mismatch", xlsx_of(cells_of(rows_of(POSITION, {})))),
    bad_file(
        "macros",
        "A workbook with macros",
        "file.other_excel",
        with_member(xlsx_of([["a"]]), "xl/vbaProject.bin", b"x"),
        file="t.xlsm",
    ),
    bad_file(
        "word",
        "A text document called .xlsx",
        "file.document",
        zip_of(("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")),
        file="t.xlsx",
    ),
    bad_file(
        "no_separator",
        "Columns kept apart by nothing that is known",
        "file.no_separator",
        b"school_year area_code position pupils\n2019/20 STAD havo 1946\n",
    ),
    bad_file(
        "script",
        "A pickle, which could run code when it is opened",
        "file.unknown",
        b"\x80\x05\x95\x1e\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
        file="t.pkl",
    ),
)

TEXT = (
    bad_file(
        "quote",
        "A quotation mark that is not closed",
        "file.unclosed_quote",
        b'school_year,area_code,position,pupils\n2019/20,"STAD,havo,1946\n2019/20,STAD,vwo,2638\n',
    ),
    bad_file("ragged", "A row with a cell too many", "file.ragged", GOOD + b"2019/20,STAD,pro,246,3\n"),
    bad_file(
        "decimal_comma",
        "Decimal commas in a file that is separated by commas",
        "file.ragged",
        csv_of(rows_of(SHARE, {})).replace(b"54.5", b"54,5"),
    ),
    bad_file("nul", "A NUL in a cell", "file.nul", GOOD + b"2019/20,STAD,pro,2\x0046\n"),
    bad_file(
        "encodings",
        "Two encodings in one file",
        "file.mixed_encoding",
        "school_year,school_code,school_name,school_type,advice,pupils\n2023/24,18BR00,Café é,bo,havo,12\n".encode()
        + "2023/24,18BR01,Café,bo,havo,12\n".encode("cp1252"),
        contract="school_advice",
    ),
    bad_file("utf16", "UTF-16 that is cut off halfway", "file.utf16", GOOD.decode().encode("utf-16")[:-1]),
    bad_file(
        "unnamed",
        "A column with figures but without a name",
        "file.unnamed_column",
        b"school_year,area_code,position,pupils,\n2019/20,STAD,havo,1946,12\n",
    ),
)

LARGE = (
    bad_file(
        "too_large",
        "More megabytes than are taken",
        "file.too_large",
        GOOD * 40_000,
        limits=replace(LIMITS, bytes=1_000_000),
    ),
    bad_file("too_many_rows", "More rows than are taken", "file.rows", GOOD, limits=replace(LIMITS, rows=1)),
    bad_file(
        "too_many_columns", "More columns than are taken", "file.columns", GOOD, limits=replace(LIMITS, columns=3)
    ),
    bad_file(
        "long_cell",
        "A cell of twenty thousand characters",
        "file.cell_too_long",
        csv_of(rows_of(POSITION, {"area_code": "A" * 20_000})),
    ),
    bad_file(
        "zip_bomb",
        "A zip that unpacks to hundreds of times its size",
        "file.zip_bomb",
        zip_of(("table.csv", b"0" * 3_000_000)),
        file="t.zip",
        limits=replace(LIMITS, unpacked_bytes=1_000_000),
    ),
    bad_file(
        "xlsx_bomb",
        "A workbook that unpacks to hundreds of times its size",
        "file.zip_bomb",
        with_member(xlsx_of([["a"]]), "xl/media/a.bin", b"0" * 3_000_000),
        file="t.xlsx",
        limits=replace(LIMITS, unpacked_bytes=1_000_000),
    ),
    bad_file(
        "many_files",
        "A zip with a thousand members",
        "file.zip_files",
        zip_of(*((f"{n}.txt", b"x") for n in range(30))),
        file="t.zip",
        limits=replace(LIMITS, files=20),
    ),
    bad_file(
        "many_sheets",
        "A workbook with more sheets than are read",
        "file.sheets",
        xlsx_of([["a"]], [["a"]], [["a"]]),
        file="t.xlsx",
        limits=replace(LIMITS, sheets=2),
    ),
)

PACKED = (
    bad_file(
        "zip_broken",
        "A zip that was cut off halfway",
        "file.zip_broken",
        zip_of(("table.csv", GOOD))[:60],
        file="t.zip",
    ),
    bad_file(
        "zip_two", "A zip with two tables", "file.zip_many", zip_of(("a.csv", GOOD), ("b.csv", GOOD)), file="t.zip"
    ),
    bad_file("zip_none", "A zip without a table", "file.zip_without", zip_of(("map.png", b"hello")), file="t.zip"),
    bad_file(
        "zip_nested", "A zip in a zip", "file.zip_nested", zip_of(("a.zip", zip_of(("a.csv", GOOD)))), file="t.zip"
    ),
    bad_file("zip_locked", "A zip with a password", "file.zip_encrypted", locked_zip(), file="t.zip"),
    bad_file(
        "parquet_broken", "A Parquet file without its end", "file.broken", b"PAR1" + b"\0" * 200, file="t.parquet"
    ),
    bad_file(
        "parquet_nested",
        "A Parquet file with lists in its cells",
        "file.nested",
        parquet_of(pa.table({"school_year": ["2019/20"], "pupils": [[1, 2]]})),
        file="t.parquet",
    ),
    bad_file(
        "ods_broken",
        "An ODS file without content",
        "file.workbook_broken",
        zip_of(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")),
        file="t.ods",
    ),
)

HEADERS = (
    bad_file(
        "header_like",
        "A column with a name that is nearly right",
        "header.missing_like",
        GOOD.replace(b"pupils", b"pupil_s"),
        contract="position_counts",
    ),
    bad_file(
        "header_missing",
        "A column that is missing",
        "header.missing",
        b"school_year,area_code,pupils\n2019/20,STAD,1946\n",
        contract="position_counts",
    ),
    bad_file(
        "header_double",
        "The same column twice",
        "header.double",
        b"school_year,area_code,position,pupils,pupils\n2019/20,STAD,havo,1946,1946\n",
    ),
    bad_file(
        "header_unclear",
        "A table of which two kinds are as likely",
        "header.unclear",
        b"schooljaar;naam;opmerking\n2019/20;a;b\n",
    ),
    bad_file(
        "contract_unknown", "A kind of table that does not exist", "header.no_such_contract", GOOD, contract="positions"
    ),
    bad_file(
        "header_wide",
        "Advices beside each other, as DUO prints them",
        "header.wide",
        b"school_year,school_code,school_name,school_type,"
        b"VMBO_GT,HAVO,HAVO_VWO,VWO\n2023/24,18BR00,De Brug,bo,12,13,14,15\n",
        contract="school_advice",
    ),
    bad_file(
        "split_school",
        "The code of a school in two columns",
        "header.split_school",
        b"school_year;INSTELLINGSCODE;VESTIGINGSCODE;school_name;school_type;advice;pupils\n"
        b"2023/24;18BR;00;De Brug;bo;havo;12\n",
        contract="school_advice",
    ),
)

CASES: tuple[BadInput, ...] = (*NO_TABLES, *TEXT, *LARGE, *PACKED, *HEADERS)
