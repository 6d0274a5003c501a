"""Numbers as people and programs write them: read where there is one way to, refused where there are two.

A column has a decimal comma or a decimal point, never both. ``1.234`` may be 1234 or 1.234, so it is refused unless
the rest of the column, or the limits of the field, leave one of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kansenbeeld.datasets.labels import range_of
from kansenbeeld.screening.checks.columns import Column, Read, nothing_words, words_for_nothing
from kansenbeeld.screening.report import Check, Result

DATE: Final = (
    r"\d{4}-\d{2}-\d{2}([ T].*)?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|(\d{1,2}[- ])?(jan|feb|mrt|mar|apr|mei|may|jun|jul|aug"
    r"|sep|okt|oct|nov|dec)[a-z]*[-. ]*(\d{2,4})?|\d{1,2}[- ](jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov"
    r"|dec)[a-z]*"
)
"""Regular expression (lower case) of what a spreadsheet shows where it took a value for a date."""

_WHOLE: Final = r"-?\d{1,15}"
_KINDS: Final[tuple[tuple[str, str], ...]] = (
    ("whole", _WHOLE),
    # Two groups of three behind a first digit that is no zero: 1.234, and so perhaps 1234.
    ("point_or_thousands", r"-?[1-9]\d{0,2}(\.\d{3})+"),
    ("comma_or_thousands", r"-?[1-9]\d{0,2}(,\d{3})+"),
    ("point", r"-?\d{1,15}\.\d{1,25}"),
    ("comma", r"-?\d{1,15},\d{1,25}"),
    ("comma", r"-?[1-9]\d{0,2}(\.\d{3})+,\d{1,25}"),
    ("point", r"-?[1-9]\d{0,2}(,\d{3})+\.\d{1,25}"),
    # As programs write small fractions (1e-05); a larger power is more than any figure here.
    ("power", r"-?\d{1,5}([.,]\d{1,25})?e[+-]?0?\d"),
    ("date", DATE),
)
_SMALL: Final = 999
"""A field that is never above this holds no thousands."""

_FEW: Final = 3
"""From this number of values on, percentages that are all shares are wrong; with fewer it may be so."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What the values of one kind have in common: the first of them, and how many cells there are."""

    row: int
    value: str
    times: int


def read_numbers(column: Column) -> Read:
    """Read a column of whole or other numbers.

    Args:
        column: its distinct values are made by this.

    Returns:
        The checks, at most one per problem; the SQL of the number (``bigint`` or ``double``).
    """
    column.count()
    kind = "bigint" if column.field.type == "integer" else "double"
    if not _is_plain(column):
        return _read_written(column, kind)
    checks = (*words_for_nothing(column), *_limits(column, "value"))
    return Read(checks, f"try_cast(nullif(given.c{column.index}, '') as {kind})")


def _is_plain(column: Column) -> bool:
    """Whether every value is already as we write it; then nothing has to be translated."""
    plain = _WHOLE if column.field.type == "integer" else rf"{_WHOLE}(\.\d{{1,15}})?"
    scratch = column.given.scratch
    odd = scratch.one(
        f"select count(*), count(*) filter (where regexp_full_match(value, ?)) from {column.values} "
        f"where value <> '' and not regexp_full_match(value, '{plain}')",
        [plain],
    )
    doubtful = column.field.type == "number" and scratch.one(
        f"select count(*) from {column.values} where regexp_full_match(value, ?)", [_KINDS[1][1]]
    )
    return odd[0] == 0 and not (doubtful and doubtful[0])


def _read_written(column: Column, kind: str) -> Read:
    _classify(column)
    found = _found(column)
    masked = _mask(column, found)
    mark, checks = _decimal_mark(column, found)
    _convert(column, mark)
    checks = (*words_for_nothing(column), *checks, *_unreadable(column, found), *masked)
    checks = (*checks, *_limits(column, "number"), *_rewritten(column, found, mark))
    ranges = (f"{column.values}.low", f"{column.values}.high") if "masked" in found else ()
    return Read(checks, f"{column.values}.number::{kind}", joined=True, ranges=ranges)


def _classify(column: Column) -> None:
    """Say of each distinct value which kind it is, with blanks and a percent sign taken off."""
    bare = r"trim(replace(replace(replace(lower(value), chr(160), ' '), chr(8239), ' '), chr(8722), '-'))"
    tests = " ".join(f"when regexp_full_match(tidy, '{form}') then '{kind}'" for kind, form in _KINDS)
    column.given.scratch.run(
        f"create or replace temp table {column.values} as "
        f"with bare as (select *, {bare} as written from {column.values}), "
        "signed as (select * exclude (written), value <> '' and written like '%\\%' escape '\\' as percent, "
        "rtrim(replace(written, '%', '')) as written from bare), "
        # 26 636 is one number; 12 34 is two, and stays so.
        r"tidied as (select *, case when regexp_full_match(written, '-?[1-9]\d{0,2}( \d{3})+([.,]\d+)?') "
        "then replace(written, ' ', '') else written end as tidy from signed) "
        "select value, times, first, percent, tidy, null::bigint as low, null::bigint as high, "
        "case when value = '' or list_contains(?::varchar[], lower(value)) then 'nothing' "
        r"when regexp_matches(tidy, '^(<|\x{2264}|minder dan|less than)') then 'masked' "
        f"{tests} else 'other' end as kind from tidied",
        [nothing_words(column.field)],
    )


def _found(column: Column) -> dict[str, _Found]:
    rows = column.given.scratch.rows(
        f"select kind, min(first), arg_min(value, first), sum(times)::bigint from {column.values} group by kind"
    )
    return {kind: _Found(row, value, times) for kind, row, value, times in rows}


def _mask(column: Column, found: Mapping[str, _Found]) -> tuple[Check, ...]:
    """A hidden number is a range where the contract has room for one."""
    if "masked" not in found:
        return ()
    first = found["masked"]
    return (_of(column, "types.masked", "pass", first),) if _has_range(column) and _ranges(column) else ()


def _has_range(column: Column) -> bool:
    # Where the number itself must be there, the contract has no range beside it.
    return column.field.name in ("pupils", "value") and not column.field.required


def _ranges(column: Column) -> bool:
    """Write the range of every hidden number; what turns out to be none becomes ``other``. Whether any is left."""
    scratch = column.given.scratch
    for (value,) in scratch.rows(f"select value from {column.values} where kind = 'masked' limit 100"):
        found = range_of(str(value))
        if found:
            scratch.run(f"update {column.values} set low = ?, high = ? where value = ?", [*found, value])
    scratch.run(f"update {column.values} set kind = 'other' where kind = 'masked' and low is null")
    left = scratch.one(f"select count(*) from {column.values} where kind = 'masked'")
    return bool(left[0])


def _decimal_mark(column: Column, found: Mapping[str, _Found]) -> tuple[str, tuple[Check, ...]]:
    """Tell whether a column has decimal points or commas, and whether that leaves its thousands in no doubt."""
    field = column.field
    if field.type == "integer":
        return ".", ()
    marks = [mark for mark in ("point", "comma") if mark in found]
    if len(marks) == 2:
        rarer = min(("point", "comma"), key=lambda mark: found[mark].times)
        other = found["comma" if rarer == "point" else "point"]
        details = {"other": other.value, "other_row": other.row}
        return "", (_of(column, "types.mixed_decimals", "fail", found[rarer], details),)
    small = field.maximum is not None and field.maximum <= _SMALL
    doubtful = [kind for kind in ("point_or_thousands", "comma_or_thousands") if kind in found]
    if len(doubtful) == 2 and not marks:
        return "", (_of(column, "types.thousands", "fail", found[doubtful[0]]),)
    for kind in doubtful:
        mark = kind.removesuffix("_or_thousands")
        if marks != [mark] and not (small and not marks):
            return "", (_of(column, "types.thousands", "fail", found[kind]),)
    comma = "comma" in found or "comma_or_thousands" in found
    return ("," if comma else "."), ()


def _convert(column: Column, mark: str) -> None:
    """Add the number of each distinct value that can be read; ``mark`` is empty where that is in doubt."""
    plain = "tidy"
    if mark == ",":
        plain = "case when kind like 'comma%' then replace(replace(tidy, '.', ''), ',', '.') else tidy end"
    elif mark == ".":
        plain = "case when kind like 'point%' then replace(tidy, ',', '') else tidy end"
    whole = column.field.type == "integer"
    # A whole number with zeros behind a mark, 12.0 or 12,00, is what programs make of 12; 12.000 is in doubt.
    kinds = "kind = 'whole'" if whole else "kind in ('whole', 'point', 'comma', 'power') or kind like '%_or_thousands'"
    zeros = r"regexp_replace(tidy, '[.,]0{1,2}$', '')"
    number = f"case when {kinds} then try_cast({plain} as double)"
    if whole:
        number += rf" when regexp_full_match({zeros}, '{_WHOLE}') then try_cast({zeros} as double)"
    column.given.scratch.run(
        f"create or replace temp table {column.values} as select *, {number} end as number from {column.values}"
    )


def _unreadable(column: Column, found: Mapping[str, _Found]) -> Iterable[Check]:
    """The kinds of value that can't be read in this field, one check each."""
    whole = column.field.type == "integer"
    if "masked" in found and not _has_range(column):
        code = "types.masked_elsewhere" if column.field.required else "types.masked_optional"
        yield _of(column, code, "fail", found["masked"])
    if "date" in found:
        yield _of(column, "types.date", "fail", found["date"])
    if whole:
        yield from _where(column, "types.thousands", "kind like '%_or_thousands'")
        yield from _where(column, "types.fraction", "kind in ('point', 'comma') and number is null")
        yield from _where(column, "types.power", "kind = 'power'")
    yield from _where(column, "types.not_integer" if whole else "types.not_number", "kind = 'other'")
    if column.field.name != "percentage":
        yield from _where(column, "types.percent_sign", "percent and kind <> 'other'")


def _where(
    column: Column, code: str, condition: str, result: Result = "fail", details: Mapping[str, Any] | None = None
) -> tuple[Check, ...]:
    """One check for all values for which a condition in SQL holds; none where there are none."""
    rows = column.given.scratch.rows(
        f"select min(first), arg_min(value, first), sum(times)::bigint from {column.values} "
        f"where {condition} having count(*) > 0"
    )
    return tuple(_of(column, code, result, _Found(*row), details) for row in rows)


def _of(column: Column, code: str, result: Result, found: _Found, details: Mapping[str, Any] | None = None) -> Check:
    return column.check("types", code, result, found.row, found.value, found.times, details or {})


def _limits(column: Column, number: str) -> tuple[Check, ...]:
    """Check the least and largest value that the field allows, and that percentages are no shares."""
    field = column.field
    as_number = f"try_cast({number} as double)"
    outside = [f"{as_number} < {field.minimum}"] if field.minimum is not None else []
    outside += [f"{as_number} > {field.maximum}"] if field.maximum is not None else []
    checks: tuple[Check, ...] = ()
    if outside:
        code = "types.out_of_range" if field.maximum is not None else "types.too_small"
        if field.minimum is None:
            code = "types.too_large"
        details = {"minimum": _shown(field.minimum), "maximum": _shown(field.maximum)}
        checks = _where(column, code, " or ".join(outside), details=details)
    if field.name == "percentage" and not checks:
        checks = _shares(column, as_number)
    return checks


def _shares(column: Column, number: str) -> tuple[Check, ...]:
    """Percentages that all lie from 0 to 1, not all of them 0 or 1, look like shares."""
    highest, lowest, between, times = column.given.scratch.one(
        f"select max({number}), min({number}), count(*) filter (where {number} > 0 and {number} < 1), "
        f"sum(times) filter (where {number} is not null)::bigint from {column.values}"
    )
    if not between or highest > 1 or lowest < 0:
        return ()
    first = f"{number} > 0 and {number} < 1"
    return _where(column, "types.shares", first, "fail" if times >= _FEW else "warning")


def _shown(limit: float | None) -> int | str:
    """A limit as a sentence names it: a whole number in the notation of the reader, as all but some degrees are."""
    if limit is None:
        return ""
    return int(limit) if limit == int(limit) else f"{limit:.15g}"


def _rewritten(column: Column, found: Mapping[str, _Found], mark: str) -> tuple[Check, ...]:
    """Say how many values were in another notation than ours, where all of them could be read."""
    if not mark:
        return ()
    ours = _WHOLE if column.field.type == "integer" else rf"{_WHOLE}(\.\d+)?"
    return _where(column, "types.rewritten", f"number is not null and not regexp_full_match(value, '{ours}')", "pass")
