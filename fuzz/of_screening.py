"""Entrances of the screening: tables that an analyst gives, of every kind."""

from __future__ import annotations

import functools
import io
import logging
import os
import signal
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from fuzz.target import FIXTURES, BrokenError, Seeds, Target
from kansenbeeld import paths
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.tables import read_table
from kansenbeeld.datasets.untrusted import workbook_process
from kansenbeeld.datasets.untrusted.limits import MEGABYTE, Limits
from kansenbeeld.language import language
from kansenbeeld.screening import screen as screening
from kansenbeeld.screening.intake import read
from kansenbeeld.screening.intake.archives import unpack_table
from kansenbeeld.screening.intake.kinds import kind_of
from kansenbeeld.store import csv_lines, csv_records, scratch

LIMITS: Final = Limits(bytes=2 * MEGABYTE, unpacked_bytes=20 * MEGABYTE, rows=10_000, seconds=10)
_ROWS: Final = {
    "shares": b"cohort,area_code,moment,measure,group_by,grp,n,percentage\n"
    b"2019/20,STAD,final_advice,havo,total,total,400,54.5\n2019/20,T,final_advice,havo,total,total,300,41\n",
    "positions": b"school_year,area_code,position,pupils\n2019/20,STAD,havo,1946\n2019/20,STAD,vwo,2101\n",
    "flows": b"cohort,area_code,parental_education,test_advice,advice,moment,position,sex,origin,pupils,pupils_lo,"
    b"pupils_hi\n2020/21,STAD,hbo_wo,havo,havo,year3,havo,all,all,120,,\n",
    "schools": "school_year;school_code;school_name;school_type;advice;pupils;pupils_lo;pupils_hi\r\n"
    '2023/24;18BR00;"Caf\u00e9; De Brug";bo;havo;12;;\r\n'.encode("cp1252"),
}
_CSV_WORDS: Final = (
    *(b'"', b'""', b"\r\n", b"\r", b"\n\n", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc2\xa0", b";", b",", b"\t"),
    *(b"NaN", b"Infinity", b"1e999", b"-0", b"2019/20", b"STAD", b"=1+1", b"<5", b"\xed\xa0\x80", b"\xc3\xa9"),
)
_CANONICAL: Final = "table"


class _Heard(logging.Handler):
    """Remembers what screening says of a fault of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said = record.getMessage()


_HEARD: Final = _Heard()
screening.LOG.addHandler(_HEARD)
screening.LOG.propagate = False


def _tables() -> Seeds:
    return {
        **_ROWS,
        "utf16": b"\xff\xfe" + _ROWS["shares"].decode().encode("utf-16-le"),
        "titled": b"Table 1\n\n" + _ROWS["positions"],
        "quoted": b'school_year,area_code,position,pupils\n"2019/20","STAD","ha""vo\n",1\n',
    }


def _screen(data: bytes, folder: Path) -> None:
    """Screening says what is wrong and never breaks; what it writes reads back as the same table."""
    given = folder / "given.bin"
    given.write_bytes(data)
    first = _screened(given, folder / "once")
    if first.table is None or first.contract is None:
        return
    frame = read_table(first.table, _CANONICAL, CONTRACTS[first.contract.name])
    if len(frame) != first.report.rows:
        raise BrokenError(f"{first.report.rows} rows came in and {len(frame)} stand in the table")
    again = _screened(first.table, folder / "again", first.contract.name)
    if again.table is None or again.table.read_bytes() != first.table.read_bytes():
        raise BrokenError("a screened table is another one when it is screened again")


def _screened(path: Path, work: Path, contract: str = "") -> screening.Screened:
    found = screening.screen(path, name="given", contract=contract, work=work, limits=LIMITS)
    if any(check.code == "broke" for check in found.report.checks):
        raise BrokenError(_HEARD.said)
    for code in ("nl", "en"):
        for check in found.report.checks:
            if not check.sentence(language(code)).strip():
                raise BrokenError(f"nothing is said of {check.code}")
    return found


@functools.cache
def _base() -> scratch.Scratch:
    """One database for many inputs, since making one takes longer than reading into it."""
    return scratch.Scratch(Path(tempfile.mkdtemp(prefix=paths.WORK_PREFIX)))


def _intake(data: bytes, folder: Path) -> None:
    """A file of any kind becomes a table of text or a refusal."""
    given = folder / "fuzzed.bin"
    given.write_bytes(data)
    table, checks = read(given, "", _base(), LIMITS)
    if table is None and not any(check.result == "fail" for check in checks):
        raise BrokenError("there is no table and no reason")


def _csv(data: bytes, folder: Path) -> None:
    """The fast reader and the careful one give the same rows, so that none is lost."""
    try:
        data[1:].decode("utf-8")
    except UnicodeDecodeError:
        return  # The intake writes a copy in UTF-8 first.
    path = folder / "fuzzed.csv"
    path.write_bytes(data[1:])
    delimiter = ";,\t"[data[0] % 3] if data else ";"
    lines = csv_lines.look(path, delimiter)
    columns = data[1:].partition(b"\n")[0].count(delimiter.encode()) + 1
    base = _base()
    try:
        base.load_rows(csv_records.records(path, delimiter, columns, 1, lines), columns)
        surely = base.rows("select * from given order by row")
    except scratch.ScratchError as error:
        surely = [(error.code,)]
    try:
        base.load_csv(path, delimiter=delimiter, columns=columns, header_row=1)
        fast = base.rows("select * from given order by row")
    except scratch.ScratchError as error:
        fast = [(error.code,)]
    if fast != surely:
        raise BrokenError("the fast reader and the careful one differ")


def _zip(data: bytes, folder: Path) -> None:
    given = folder / "given.zip"
    given.write_bytes(data)
    if kind_of(given) == "zip":
        unpack_table(given, folder / "inside.bin", LIMITS)
        if (folder / "inside.bin").stat().st_size > LIMITS.unpacked_bytes + 2**20:
            raise BrokenError("more was unpacked than may be")


def _zips() -> Seeds:
    def zipped(**files: bytes) -> bytes:
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w") as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name.replace("__", ".")), content)
        return body.getvalue()

    return {
        "one": zipped(table__csv=_ROWS["shares"]),
        "described": zipped(table__csv=_ROWS["shares"], datapackage__json=b"{}"),
        "two": zipped(a__csv=b"a;b\n1;2\n", b__csv=b"a;b\n1;2\n"),
    }


def _parquets() -> Seeds:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def written(**columns: list[object]) -> bytes:
        body = io.BytesIO()
        pq.write_table(pa.table(columns), body, compression="none")
        return body.getvalue()

    return {
        "plain": written(school_year=["2019/20"], area_code=["STAD"], position=["havo"], pupils=[1946]),
        "numbers": written(a=[1.5, None, float("nan")], b=[True, False, None]),
    }


_SHEET: Final = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>school_year</t></is></c><c r="B1" t="inlineStr"><is><t>pupils</t></is></c></row>'
    b'<row r="2"><c r="A2" t="inlineStr"><is><t>2019/20</t></is></c><c r="B2"><v>12</v></c><c r="C2" t="e"><v>#N/A</v>'
    b'</c><c r="D2" t="b"><v>1</v></c><c r="E2" t="d"><v>2024-10-01</v></c></row></sheetData></worksheet>'
)
_XLSX: Final = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
    b'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/>'
    b"</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    b'><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    b'Target="worksheets/sheet1.xml"/></Relationships>',
}
_CONTENT: Final = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:'
    b'names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    b'<office:spreadsheet><table:table table:name="A"><table:table-row><table:table-cell office:value-type="string">'
    b'<text:p>school_year</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2" '
    b'office:value-type="float" office:value="12"/></table:table-row></table:table></office:spreadsheet></office:body>'
    b"</office:document-content>"
)


_BROKE: Final = "broke.txt"


def _addresses() -> int:
    """Return how many bytes of addresses this process has; a copy has them too, and its limit counts them all."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _workbook(kind: str, files: dict[str, bytes], path: Path) -> None:
    """Read a workbook as the child process does, in a copy of this process: a crash ends the copy and no other."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    if (child := os.fork()) == 0:
        # The signals of the fuzzer are not those of the product.
        for number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGXFSZ, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        try:
            memory = _addresses() + 6_000 * MEGABYTE
            code = workbook_process.main(str(path), str(path.parent), memory, LIMITS.unpacked_bytes)
        except MemoryError:
            code = 4
        except BaseException as error:  # noqa: BLE001
            # Python's own exceptions are a fault of ours: calamine's are caught there.
            (path.parent / _BROKE).write_text(repr(error)[:300], encoding="utf-8")
            code = 99
        os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 99:
        said = (path.parent / _BROKE).read_text(encoding="utf-8")
        raise BrokenError(f"the process that reads {kind} fails with an exception of Python: {said}")


def _xlsx(data: bytes, folder: Path) -> None:
    _workbook("xlsx", {**_XLSX, "xl/worksheets/sheet1.xml": data}, folder / "workbook.xlsx")


def _ods(data: bytes, folder: Path) -> None:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    _workbook("ods", {"mimetype": kind, "content.xml": data}, folder / "workbook.ods")


TARGETS: Final = (
    Target("screen", _screen, _tables, 4_000, _CSV_WORDS),
    Target("intake", _intake, _tables, 4_000, _CSV_WORDS),
    Target("csv", _csv, lambda: {name: b"\0" + body for name, body in _tables().items()}, 2_000, _CSV_WORDS),
    Target("zip", _zip, _zips),
    Target("parquet", _intake, _parquets),
    Target("xlsx", _xlsx, lambda: {"sheet": _SHEET}, words=(b'r="XFD1048576"', b"1e999", b'<c t="s">', b't="d"')),
    Target("ods", _ods, lambda: {"content": _CONTENT}, words=(b'table:number-rows-repeated="1048576"', b'"date"')),
)

__all__ = ["FIXTURES", "TARGETS"]
