"""Rows that can't be told apart: two with the same key."""

from __future__ import annotations

from kansenbeeld.screening.given import Typed
from kansenbeeld.screening.report import Check


def check(typed: Typed) -> tuple[Check, ...]:
    """Check that no two rows have the same key; empty cells count as equal.

    Returns:
        One check: that all is well, or the first double with the rows of both and the number of rows too many.
    """
    key = ", ".join(typed.contract.key)
    columns, scratch = {"columns": key}, typed.scratch
    # Equal keys have equal hashes, so where no hash is there twice no key is; only those rows are looked at closely.
    twice = f"select hash({key}) as found from typed group by found having count(*) > 1"
    if not scratch.rows(f"{twice} limit 1"):
        return (Check("key", "key.fits", "pass", typed.place(), columns),)
    doubles, times = scratch.one(
        f"with doubles as (select min(row, 2) as pair, count(*) - 1 as extra from typed where hash({key}) in ({twice}) "
        f"group by {key} having count(*) > 1) select min(pair), sum(extra)::bigint from doubles"
    )
    if not times:
        return (Check("key", "key.fits", "pass", typed.place(), columns),)
    first, second = doubles
    return (Check("key", "key.double", "fail", typed.place(second), {**columns, "other_row": first}, times),)
