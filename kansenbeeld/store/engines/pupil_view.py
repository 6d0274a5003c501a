"""The table ``pupils`` as the queries see it, the same on every engine."""

from __future__ import annotations

from typing import Final

from kansenbeeld.datasets.contracts import PUPIL_ROWS

_READ: Final = {
    "cohort": "case when cohort like '____-____' then concat(substring(cohort, 1, 4), '/', substring(cohort, 8, 2)) "
    "else cohort end as cohort",
    "test_advice": "nullif(test_advice, '') as test_advice",
}
"""The folder ``cohort=2019-2020`` holds the cohort 2019/20; a test that nobody knows is null, however it is written."""


def select(source: str) -> str:
    """Return the select that gives pupil rows out of what an engine reads, in SQL that each engine knows."""
    columns = ", ".join(_READ.get(name, name) for name in PUPIL_ROWS.columns)
    return f"select {columns} from {source}"
