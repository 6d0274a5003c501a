"""SQL that engines would answer differently is refused before it runs."""

from __future__ import annotations

import pytest

from kansenbeeld.paths import BUILD_QUERIES
from kansenbeeld.store import QueryError, queries

portable = pytest.importorskip("kansenbeeld.store.engines.portable")
pytestmark = pytest.mark.usefixtures("needs_spark")

HEAD = "-- purpose: P.\n-- input: pupils  P.\n-- column: x text  X.\n"


@pytest.mark.parametrize("name", queries.names(BUILD_QUERIES))
def test_our_queries_are_portable(name: str) -> None:
    portable.check(queries.load(name, BUILD_QUERIES))


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select list(distinct advice order by advice) as x from pupils order by x", "array_agg"),
        ("select round(count(*)) as x from pupils order by x", "round"),
        ("select {'a': advice} as x from pupils order by x", "struct"),
        ("select coalesce(advice, '') as advice from pupils order by advice", "the name advice"),
        ("select coalesce(school, '') as advice from pupils order by advice", "the name advice"),
        ("select advice as x from pupils group by all order by x", "grouping by all"),
        ("select advice as x from pupils group by 1 order by x", "grouping by all or by a number"),
        ("select advice as x from pupils order by all", "ALL"),
        ("select advice as x from pupils order by 1", "ordering"),
        ("select advice as x from pupils", "without order"),
        ("select advice as x from pupils qualify row_number() over (order by advice) = 1 order by x", "QUALIFY"),
        ("select count(*) / 2 as x from pupils order by x", "/"),
        ("select count(*) * 1.5 as x from pupils order by x", "decimals"),
        ("select any_value(advice) as x from pupils order by x", "ANY_VALUE"),
        ("select regexp_matches(advice, 'a') as x from pupils order by x", "regexp"),
        ("select cast(advice as integer) as x from pupils order by x", "cast"),
        ("select * exclude (advice) from pupils order by school", "EXCLUDE"),
        ("select distinct on (school) advice as x from pupils order by x", "school"),
        ("select advice as x from pupils tablesample 10 percent order by x", "TABLESAMPLE"),
        ("select advice as x from 'other.parquet' order by x", "other.parquet"),
        ("select max(advice) over () as x from pupils order by x", "OVER"),
        ("select advice as x from pupils order by x; select 1", "not one select"),
        ("drop table pupils", "not one select"),
    ],
)
def test_an_idiom_of_one_engine_is_refused(sql: str, said: str) -> None:
    with pytest.raises(QueryError, match="query q") as caught:
        portable.check(queries.parse("q", HEAD + sql))
    assert said in str(caught.value)


def test_plain_sql_passes() -> None:
    sql = "select p.advice as x, sum(case when p.sex = 'm' then 1 else 0 end) as y from pupils as p group by p.advice"
    portable.check(queries.parse("q", f"{HEAD}{sql} order by p.advice"))
