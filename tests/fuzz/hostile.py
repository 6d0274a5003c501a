"""What people and programmes put into files that nobody expects, as strategies."""

from __future__ import annotations

import copy
import csv
import io
import json
from typing import Any

from hypothesis import strategies as st

NESTED = 5_000

CELLS = (
    *("", " ", "\u00a0", "\ufeff", "\0", '"', '""', "'", ";", ",", "\t", "\n", "\r\n", "\r", "\u2028", "\x1c", "\x85"),
    *("NaN", "nan", "Infinity", "-inf", "1e999", "1e5", "-0", "+1", "0x1F", "1_000", "1.000,5", "1,5", "9" * 400),
    *("\u0663", "\u00b2", "\u2160", "\uff11", "<5", "< 5", "5-", "#N/A", "=1+1", "@SUM(A1)", "-2+3|cmd", "true"),
    *("2019/20", "2019/21", "9999/00", "0000/01", "2024-02-30", "20241001", "STAD", "stad", "T", "havo", "HAVO "),
    *("\u202etxt", "\u200b", "e\u0301", "\U0001f600", "{0}", "{file}", "%s", "%(a)s", "<b>", "../x", "x" * 11_000),
)
LEAVES = (
    *(None, True, False, 0, -1, 10**30, 1e308, float("nan"), float("inf"), "", " ", "\0", "\ud800", "\u2028x\ny"),
    *("{file}", "{0}", "../../x", "/etc", "C:\\x", "x" * 3_000, "https://a\u2100b", "https://[", "2024-02-30"),
    *([], {}, [[]], [None], {"": None}, [{}], ["a", 1], "9999-99-99", "0363", 1990.5, "1e999"),
)


@st.composite
def tables(draw: st.DrawFn, good: bytes) -> bytes:
    """A good table of bytes with some cells, rows or columns spoiled, in some encoding and with some separator."""
    rows = [list(row) for row in csv.reader(io.StringIO(good.decode()))]
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.integers(0, len(rows) - 1))
        place = draw(st.integers(0, max(len(rows[row]) - 1, 0)))
        cell = draw(st.sampled_from(CELLS) | st.text(max_size=8))
        match draw(st.sampled_from(("cell", "cell", "cell", "longer", "shorter", "again", "empty"))):
            case "cell" if rows[row]:
                rows[row][place] = cell
            case "longer":
                rows[row].append(cell)
            case "shorter":
                rows[row] = rows[row][:-1]
            case "again":
                rows.append(list(rows[row]))
            case _:
                rows.insert(row, [])
    body = io.StringIO()
    ends = draw(st.sampled_from(("\n", "\r\n", "\r")))
    marks = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    csv.writer(body, delimiter=draw(st.sampled_from(",;\t")), lineterminator=ends, quoting=marks).writerows(rows)
    encoding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16")))
    return body.getvalue().encode(encoding, "replace")


@st.composite
def trees(draw: st.DrawFn, good: bytes) -> bytes:
    """A good JSON document in which up to four places hold something else, or nothing."""
    tree = json.loads(good)
    for _ in range(draw(st.integers(1, 4))):
        spots = list(_spots(tree))
        if not spots:
            break
        where, key = draw(st.sampled_from(spots))
        if draw(st.integers(0, 5)) == 0:
            del where[key]
        elif draw(st.integers(0, 5)) == 0 and isinstance(where, list):
            where.append(copy.deepcopy(where[key]))
        else:
            where[key] = copy.deepcopy(draw(st.sampled_from(LEAVES)))
    return json.dumps(tree).encode()


def _spots(tree: Any) -> Any:
    if isinstance(tree, dict | list):
        for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
            yield tree, key
            yield from _spots(tree[key])


BOMBS = {
    "nested lists": b"[" * NESTED,
    "nested objects": b'{"a":' * NESTED,
    "a number without end": b'{"name": ' + b"9" * 10_000 + b"}",
    "not numbers": b'{"value": [NaN, Infinity, -Infinity]}',
    "half a sign": b'{"value": "\\ud800", "name": "dataset"}',
    "zeros": b"\0" * 5_000,
    "a mark of order": b"\xef\xbb\xbf{}",
    "two marks of order": b"\xff\xfe\xef\xbb\xbf{}",
    "half a sign in bytes": b"\xed\xa0\x80",
    "quotes": b'"' * 4_999,
    "separators": b";" * 15_000,
    "line ends": b"\r\n" * 5_000 + b"\r",
    "blanks": b" \t" * 5_000,
    "nothing": b"",
    "keys of TOML": b"T" + b"a." * NESTED + b"a=1",
    "lists of TOML": b"Ta=" + b"[" * NESTED,
    "a number of TOML": b"Ta=" + b"9" * 10_000,
    "times of TOML": b"Ta=9999-99-99T99:99:99",
    "a long name": b"-- purpose: " + b"a " * 5_000 + b"\n-- column: " + b"a" * 5_000,
    "digits that are none": "-- purpose: p\n-- param: n integer = \u0663\u00b2  n\n".encode(),
}
"""Inputs that cost nothing to make and may cost much to read; each goes to every target."""
