"""What a build asks of an engine, timed: each query, and all together."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import engines
from benchmarks.engines import NAMES, QUERIES, WHOLE, Timing
from benchmarks.national import pupils
from kansenbeeld.paths import BUILD_QUERIES
from kansenbeeld.store import queries

QUICK = Timing([[0.1, 0.2, 0.3, 0.4], *[[0.1] * 4] * 3], 300.0, ["a", "b", "c", "d"])


def _spark(*first: float, answers: str = "abcd") -> Timing:
    return Timing([first, [1.0] * 4, [3.0] * 4, [2.0] * 4], 1600.0, [*answers])


def test_every_query_of_a_build_is_timed() -> None:
    assert {*QUERIES} == {*queries.names(BUILD_QUERIES)}


def test_all_queries_stand_above_each_of_them() -> None:
    rows = engines.table_rows(1.0, {"duckdb": QUICK, "spark": _spark(10.0, 1.0, 1.0, 1.0, answers="abXd")})
    assert [row[2] for row in rows] == [WHOLE, *QUERIES] * len(NAMES)
    whole = {row[1]: row for row in rows if row[2] == WHOLE}
    assert whole["duckdb"] == ("1", "duckdb", WHOLE, "1.00", "0.40", "300", "yes")
    assert whole["spark"] == ("1", "spark", WHOLE, "13.00", "8.00", "1600", "no")
    assert [row[-1] for row in rows if row[1] == "spark"] == ["no", "yes", "yes", "no", "yes"]


def test_spark_pays_by_all_queries_and_not_by_one() -> None:
    """The cheapest query is faster on Spark here, and the build is not."""
    slow = {"duckdb": QUICK, "spark": _spark(12.7, 0.1, 0.1, 0.1)}
    assert (
        "does not pay up to 1 million rows: there the queries of a build together take 13.0 times"
        in engines.verdict({1.0: slow})
    )
    fast = {"duckdb": QUICK, "spark": _spark(0.9, 0.0, 0.0, 0.0)}
    assert engines.verdict({1.0: slow, 30.0: fast}).startswith("On this machine Spark starts to pay at 30 million rows")


def test_an_engine_is_timed_in_a_process_of_its_own(tmp_path: Path) -> None:
    pupils.generate(tmp_path, 2_000)
    found = engines._timed("duckdb", tmp_path / pupils.RESOURCE)
    assert [len(one) for one in found.rounds] == [len(QUERIES)] * 4
    assert all(seconds > 0 for one in found.rounds for seconds in one)
    assert len(set(found.answers)) == len(QUERIES)
    assert found.memory > 50
    with pytest.raises(RuntimeError, match="duckdb stopped"):
        engines._timed("duckdb", tmp_path / "nothing")
