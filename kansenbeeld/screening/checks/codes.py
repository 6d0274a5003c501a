"""Codes as publishers write them, each come to one of ours or refused with the nearest that there is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from kansenbeeld import domain
from kansenbeeld.datasets import labels
from kansenbeeld.datasets.errors import listed
from kansenbeeld.datasets.fields import AREA_CODE, CODE, SCHOOL_CODE, Field
from kansenbeeld.screening.checks.columns import Column, Read, nothing_words, words_for_nothing
from kansenbeeld.screening.checks.types import DATE
from kansenbeeld.screening.report import Check, Result

MOST: Final = 200_000
"""The most values in another notation that a column of codes may have; a real one has a few hundred."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a value comes to.

    Attributes:
        code: ours, or ``None`` where it can't be told.
        why: code of the check that says so; empty for the same code in another notation.
        details: what the sentence names.
    """

    code: str | None
    why: str = ""
    details: tuple[tuple[str, Any], ...] = ()


_Reader = Callable[[str, Field], _Meant]


def read_codes(column: Column, cohort_basis: str = "") -> Read:
    """Read a column of text.

    Args:
        column: its distinct values are made by this, unless any text will do.
        cohort_basis: as the description says: with ``school_year``, 2021-2022 is a school year and no years of birth.

    Returns:
        The checks, at most one per problem; the SQL of our code (``varchar``, or ``bigint`` where codes are numbers).
    """
    field = column.field
    column.count()
    nothing = words_for_nothing(column)
    kind = "bigint" if field.type == "integer" else "varchar"
    text = f"nullif(given.c{column.index}, '')"
    words = any(check.code in ("types.missing_word", "types.taken_as_empty") for check in nothing)
    long = _too_long(column)
    if long:
        return Read((*nothing, *long), f"{text}::{kind}")
    odd = () if _is_free(field) else _odd(column)
    doubtful = _doubtful_years(column)
    if doubtful and cohort_basis == "school_year":
        odd, doubtful = (*odd, *doubtful), ()
    warned = _warned(column, doubtful)
    if not odd and not words:
        return Read((*nothing, *warned), f"{text}::{kind}")
    if len(odd) > MOST:
        row, value = odd[0][1], odd[0][0]
        return Read((*nothing, column.check("codes", "codes.too_many", "fail", row, value, len(odd))), "null", False)
    checks = _map(column, odd)
    return Read((*nothing, *checks, *warned), f"{column.values}.code::{kind}", joined=True)


def _is_free(field: Field) -> bool:
    return not field.codes and not field.pattern


def _too_long(column: Column) -> tuple[Check, ...]:
    """Texts with more signs than the field has room for, as one check."""
    most = column.field.longest
    if most is None:
        return ()
    rows = column.given.scratch.rows(
        f"select value, first, times from {column.values} where length(value) > ? order by first", [most]
    )
    if not rows:
        return ()
    value, row, _ = rows[0]
    times = sum(number for _, _, number in rows)
    return (column.check("codes", "codes.too_long", "fail", row, value, times, {"most": most}),)


def _odd(column: Column) -> tuple[tuple[str, int, int], ...]:
    """The distinct values that are not as the contract has them: value, first row, number."""
    field, scratch = column.field, column.given.scratch
    if field.codes:
        fits, parameter = "list_contains(?::varchar[], value)", list(field.codes)
    else:
        fits, parameter = "regexp_full_match(value, ?)", field.pattern  # type: ignore[assignment]
    rows = scratch.rows(
        f"select value, first, times from {column.values} where value <> '' and not {fits} "
        f"and not list_contains(?::varchar[], lower(value)) order by first limit {MOST + 1}",
        [parameter, nothing_words(field)],
    )
    if field.school_year:
        # A value of the right form may still be no school year: 2019/21.
        slashed = scratch.rows(f"select value, first, times from {column.values} where value like '____/__'")
        rows += [row for row in slashed if labels.school_year_of(row[0]) is None]
    if field.pattern == AREA_CODE:
        # Codes of others may have the form of ours: GM0363, WEST, and the districts until 2010.
        formed = scratch.rows(f"select value, first, times from {column.values} where {fits}", [parameter])
        rows += [row for row in formed if _is_of_others(row[0])]
    return tuple(rows)


def _is_of_others(area: str) -> bool:
    return area in labels.OLD_DISTRICTS or area in labels.CBS_AREAS or labels.area_named(area) not in (None, area)


def _map(column: Column, odd: tuple[tuple[str, int, int], ...]) -> tuple[Check, ...]:
    """Write our code beside each distinct value, and say what was rewritten, guessed and refused."""
    scratch, read = column.given.scratch, _reader(column.field)
    meant = {value: read(value, column.field) for value, _, _ in odd}
    scratch.run(
        f"create or replace temp table {column.values} as with meant as "
        "(select unnest(?::varchar[]) as value, unnest(?::varchar[]) as code) "
        f"select v.*, case when m.value is not null then m.code when v.value = '' "
        "or list_contains(?::varchar[], lower(v.value)) then null else v.value end as code "
        f"from {column.values} v left join meant m using (value)",
        [list(meant), [found.code for found in meant.values()], nothing_words(column.field)],
    )
    first: dict[str, tuple[str, int, dict[str, Any]]] = {}
    times: dict[str, int] = {}
    for value, row, number in sorted(odd, key=lambda entry: entry[1]):
        found = meant[value]
        why = found.why or "codes.rewritten"
        first.setdefault(why, (value, row, {"code": found.code, **dict(found.details)}))
        times[why] = times.get(why, 0) + number
    return tuple(
        column.check("codes", why, _result(why), row, value, times[why], details)
        for why, (value, row, details) in first.items()
    )


def _result(why: str) -> Result:
    if why == "codes.rewritten":
        return "pass"
    return "warning" if why == "codes.named" else "fail"


def _reader(field: Field) -> _Reader:
    if field.school_year:
        return _year
    if field.codes:
        return _code
    forms: dict[str, _Reader] = {AREA_CODE: _area, SCHOOL_CODE: _school, CODE: _plain_code}
    named: dict[str, _Reader] = {"postcode": _postcode, "municipality_code": _municipality}
    return forms.get(field.pattern) or named.get(field.name) or _other


def _year(value: str, field: Field) -> _Meant:
    found = labels.school_year_of(value)
    if found is not None:
        return _Meant(found)
    if re.fullmatch(DATE, value.casefold()):
        return _Meant(None, "codes.date")
    if re.fullmatch(r"\d{4}", value):
        return _Meant(None, "codes.single_year", (("next", domain.school_year(int(value))),))
    return _Meant(None, "codes.no_school_year")


def _code(value: str, field: Field) -> _Meant:
    own = {labels.fold(code): code for code in field.codes}
    key = labels.fold(value)
    if field.type == "integer":
        key = re.sub(r"_0+$", "", key)
    if key in own:
        return _Meant(own[key])
    for found in (labels.advice_of(value), labels.placement_of(value)):
        if found in field.codes:
            return _Meant(found)
    if "geen advies" in field.codes and re.fullmatch(r"\d+([.,]0+)?", value):
        return _Meant(None, "codes.numeric_advice")
    if re.fullmatch(DATE, value.casefold()):
        return _Meant(None, "codes.date_code")
    near = difflib.get_close_matches(key, own, 1, 0.5)
    details = (("expected", listed(field.codes)),)
    if near:
        return _Meant(None, "codes.unknown_near", (("nearest", own[near[0]]), *details))
    return _Meant(None, "codes.unknown", details)


def _area(value: str, field: Field) -> _Meant:
    if value.strip().upper() in labels.OLD_DISTRICTS:
        return _Meant(None, "codes.old_district")
    found = labels.area_of(value)
    if found is None:
        near = difflib.get_close_matches(labels.fold(value), labels.AREA_NAMES, 1, 0.75)
        if near:
            return _Meant(None, "codes.unknown_near", (("nearest", labels.AREA_NAMES[near[0]]), ("expected", "STAD")))
        return _Meant(None, "codes.no_area")
    named = labels.area_named(value) is not None and labels.fold(value) != labels.fold(found)
    return _Meant(found, "codes.named" if named else "")


def _school(value: str, field: Field) -> _Meant:
    found = labels.school_code_of(value)
    if found is None:
        without_branch = re.fullmatch(r"\d{2}[A-Za-z]{2}", value.strip())
        return _Meant(None, "codes.no_branch" if without_branch else "codes.no_school", (("example", field.example),))
    return _Meant(found)


def _plain_code(value: str, field: Field) -> _Meant:
    found = labels.fold(value)
    return (
        _Meant(found) if re.fullmatch(CODE, found) else _Meant(None, "codes.wrong_form", (("example", field.example),))
    )


def _postcode(value: str, field: Field) -> _Meant:
    found = labels.postcode_of(value)
    return _Meant(found) if found else _Meant(None, "codes.wrong_form", (("example", field.example),))


def _municipality(value: str, field: Field) -> _Meant:
    found = labels.municipality_of(value)
    return _Meant(found) if found else _Meant(None, "codes.wrong_form", (("example", field.example),))


def _other(value: str, field: Field) -> _Meant:
    return _Meant(None, "codes.wrong_form", (("example", field.example),))


def _doubtful_years(column: Column) -> tuple[tuple[str, int, int], ...]:
    """Where a contract takes both, 2019-2020 may be a school year or two years of birth: value, first row, number."""
    if not column.field.school_year or not re.fullmatch(column.field.pattern, "2019-2020"):
        return ()
    rows = column.given.scratch.rows(
        f"select value, first, times from {column.values} where value like '____-____' order by first"
    )
    return tuple(row for row in rows if labels.school_year_of(row[0]))


def _warned(column: Column, doubtful: tuple[tuple[str, int, int], ...]) -> tuple[Check, ...]:
    """What may be a school year stays what it says while no description says which."""
    if not doubtful:
        return ()
    value, row, _ = doubtful[0]
    details = {"code": labels.school_year_of(value)}
    times = sum(number for _, _, number in doubtful)
    return (column.check("codes", "codes.years_or_school_year", "warning", row, value, times, details),)
