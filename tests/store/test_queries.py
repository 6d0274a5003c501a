"""Every query runs on the built store and answers with the columns that its header promises."""

from __future__ import annotations

import pandas as pd
import pytest

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.paths import QUERIES
from kansenbeeld.store import QueryError, Snapshot, queries

NAMES = queries.names(QUERIES)
_NATIONAL = ("municipalities", "place_gap")
"""Nobody has published pupil rows of a country; ``tests/findings/test_municipality.py`` asks these with rows."""


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_those_of_the_header(name: str, practice: Snapshot) -> None:
    query = queries.load(name, QUERIES)
    frame = practice.query(name, **{parameter.name: parameter.example for parameter in query.parameters})
    assert list(frame.columns) == [column.name for column in query.columns]
    assert len(frame) > 0 or name in _NATIONAL
    for column in query.columns:
        values = frame[column.name].dropna()
        check = {
            "text": pd.api.types.is_string_dtype,
            "integer": pd.api.types.is_numeric_dtype,
            "double": pd.api.types.is_float_dtype,
            "boolean": pd.api.types.is_bool_dtype,
            "date": pd.api.types.is_datetime64_any_dtype,
        }[column.type]
        assert len(values) == 0 or check(values), column.name
        if column.type == "integer":
            assert (values % 1 == 0).all()


def test_there_is_a_query_for_the_rows_of_each_contract() -> None:
    assert {f"rows_{contract}" for contract in CONTRACTS} <= set(NAMES)


def test_headers_say_what_a_reader_needs() -> None:
    for name in NAMES:
        query = queries.load(name, QUERIES)
        assert query.purpose.endswith(".")
        assert all(part.meaning.endswith(".") for part in (*query.parameters, *query.columns))


GOOD = "-- purpose: One area.\n-- param: code text = A  The area.\n-- column: x text  Its name.\nselect $code as x\n"


def test_parameters_are_checked() -> None:
    query = queries.parse("q", GOOD)
    query.check({"code": "A"})
    for values, word in (({}, "needs"), ({"code": "A", "b": 1}, "no parameter"), ({"code": 1}, "must be text")):
        with pytest.raises(QueryError, match=word):
            query.check(values)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (GOOD.replace("purpose", "reason"), "not understood"),
        (GOOD.replace("text = A", "text"), "not understood"),
        (GOOD.replace("-- column: x text  Its name.\n", ""), "columns"),
        (GOOD.replace("$code", "$other"), "other"),
        (GOOD.replace("select $code", "select 'A'"), "other parameters"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(text: str, word: str) -> None:
    with pytest.raises(QueryError, match=word):
        queries.parse("q", text)


@pytest.mark.parametrize("name", ["no_such_query", "../secrets", "Areas", ""])
def test_only_known_names(name: str) -> None:
    with pytest.raises(QueryError, match="no query"):
        queries.load(name, QUERIES)
