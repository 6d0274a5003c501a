"""Read a file that nobody has looked at yet into a scratch database, or say in one sentence why not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kansenbeeld.datasets.untrusted import zips
from kansenbeeld.datasets.untrusted.limits import LIMITS, MEGABYTE, Limits
from kansenbeeld.datasets.untrusted.refused import RefusedError
from kansenbeeld.screening.given import Given
from kansenbeeld.screening.intake import archives, header, text, workbook
from kansenbeeld.screening.intake.kinds import Kind, check_ending, kind_of
from kansenbeeld.screening.intake.names import ending_of, safe_name
from kansenbeeld.screening.intake.refused import check, failed, from_scratch
from kansenbeeld.screening.report import Check, Result
from kansenbeeld.store.errors import ScratchError
from kansenbeeld.store.scratch import Scratch


@dataclass(slots=True)
class _Reading:
    """A file under way: where it is, how it is called, and what was found so far."""

    path: Path
    file: str
    scratch: Scratch
    limits: Limits
    checks: list[Check]
    sheet: str = ""

    def note(self, code: str, *, warning: bool = False, row: int | None = None, **details: object) -> None:
        result: Result = "warning" if warning else "pass"
        self.checks.append(check(self.file, code, result, sheet=self.sheet, row=row, **details))


def read(path: Path, name: str, scratch: Scratch, limits: Limits = LIMITS) -> tuple[Given | None, tuple[Check, ...]]:
    """Read a file as text into the table ``given`` of a scratch database.

    Args:
        path: the file; only its content counts.
        name: what the person called it, to show; it never becomes a path. Empty: the name of ``path``.
        scratch: where the table comes; what is unpacked or recoded is written in its folder.
        limits: how much it may hold.

    Returns:
        The table, or ``None`` where the file can't be read, with one check per thing found, all of stage ``file``.
        No content of a file makes it raise.
    """
    reading = _Reading(path, safe_name(name or path.name), scratch, limits, [])
    try:
        return _read(reading, name or path.name), tuple(reading.checks)
    except ScratchError as error:
        refused = from_scratch(error)
    except RefusedError as error:
        refused = error
    except OSError:
        refused = RefusedError("not_there")
    if refused.code == "too_many_rows":
        refused = RefusedError("rows", limit=limits.rows)
    return None, (*reading.checks, failed(reading.file, refused, reading.sheet))


def _read(reading: _Reading, name: str) -> Given:
    limits = reading.limits
    size = reading.path.stat().st_size
    if size > limits.bytes:
        raise RefusedError("too_large", megabytes=-(-size // MEGABYTE), limit=limits.bytes // MEGABYTE)
    kind = kind_of(reading.path)
    check_ending(name, kind)
    if kind == "zip":
        inside = reading.scratch.folder / "inside.bin"
        member = archives.unpack_table(reading.path, inside, limits)
        reading.note("unzipped", name=member)
        reading.path, reading.file = inside, f"{reading.file}/{member}"
        if (kind := kind_of(inside)) != "text":
            raise RefusedError("mismatch", ending=f".{ending_of(member)}", kind=kind)
    given = _load(reading, kind)
    return _tidied(reading, given)


def _load(reading: _Reading, kind: Kind) -> Given:
    if kind == "text":
        return _load_text(reading)
    if kind == "parquet":
        return _load_parquet(reading)
    return _load_workbook(reading, kind)


def _load_text(reading: _Reading) -> Given:
    found = text.read_text(reading.path, reading.scratch.folder / "text.csv", reading.limits)
    if found.encoding != "UTF-8":
        reading.note("utf16_read" if found.encoding == "UTF-16" else "windows_text", warning=True)
    given = _load_csv(reading, found.path, found.separator, len(found.header), found.header, found.header_row)
    reading.note(
        f"read_{text.SEPARATORS[found.separator]}", encoding=found.encoding, rows=given.rows, columns=len(found.header)
    )
    return given


def _load_workbook(reading: _Reading, kind: Kind) -> Given:
    errors = zips.measure(reading.path, reading.limits)
    found = workbook.read_sheet(reading.path, kind, reading.scratch.folder, reading.limits)
    reading.sheet = found.name
    if found.others:
        reading.note("sheet_chosen", warning=True, others=", ".join(found.others[:5]))
    given = _load_csv(reading, found.path, ",", found.columns, found.header, found.header_row)
    if errors:
        reading.note("error_cells", warning=True, cells=errors)
    reading.note("read_sheet", rows=given.rows)
    return given


def _load_csv(reading: _Reading, path: Path, separator: str, columns: int, names: tuple[str, ...], row: int) -> Given:
    _check_columns(columns, reading.limits)
    if row > 1:
        reading.note("header_below", row=row)
    rows = reading.scratch.load_csv(
        path, delimiter=separator, columns=columns, header_row=row, most_rows=reading.limits.rows
    )
    return Given(reading.scratch, reading.file, reading.sheet, names, row, rows)


def _load_parquet(reading: _Reading) -> Given:
    limits = reading.limits
    columns = reading.scratch.parquet_columns(reading.path)
    _check_columns(len(columns), limits)
    rows, unpacked = reading.scratch.parquet_size(reading.path)
    if not 0 <= rows <= limits.rows:
        raise RefusedError("rows", limit=limits.rows)
    if not 0 <= unpacked <= limits.unpacked_bytes:
        raise RefusedError("zip_bomb", limit=limits.unpacked_bytes // MEGABYTE)
    loaded = reading.scratch.load_parquet(reading.path)
    reading.note("read_parquet", rows=loaded)
    names = header.names([name for name, _ in columns])
    return Given(reading.scratch, reading.file, "", names, 1, loaded)


def _check_columns(columns: int, limits: Limits) -> None:
    if columns > limits.columns:
        raise RefusedError("columns", columns=columns, limit=limits.columns)


def _tidied(reading: _Reading, given: Given) -> Given:
    """Leave out columns without a name and without values; refuse what no table of ours can have.

    Raises:
        RefusedError: ``no_rows``, ``unnamed_column`` or ``cell_too_long``.
    """
    scratch = reading.scratch
    if given.rows == 0:
        raise RefusedError("no_rows")
    if given.rows > reading.limits.rows:
        raise RefusedError("rows", limit=reading.limits.rows)
    width = len(given.header)
    longest = " or ".join(f"length(c{number}) > ?" for number in range(width))
    if found := scratch.one(f"select min(row) from given where {longest}", [reading.limits.cell] * width)[0]:
        raise RefusedError("cell_too_long", row=int(found), limit=reading.limits.cell)
    kept = [number for number, name in enumerate(given.header) if name]
    if len(kept) == width:
        return given
    for number in sorted(set(range(width)) - set(kept)):
        if row := scratch.one(f"select min(row) from given where c{number} <> ''")[0]:
            raise RefusedError("unnamed_column", row=int(row), number=number + 1)
        scratch.run(f"alter table given drop column c{number}")
    for new, old in enumerate(kept):
        if new != old:
            scratch.run(f"alter table given rename column c{old} to c{new}")
    return Given(
        scratch, given.file, given.sheet, tuple(given.header[old] for old in kept), given.header_row, given.rows
    )
