"""Which SQL every engine answers alike. What is not, runs elsewhere without an error and gives something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kansenbeeld.datasets.contracts import PUPIL_ROWS
from kansenbeeld.store import queries

if TYPE_CHECKING:
    from sqlglot import exp

_FUNCTIONS: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "COALESCE", "NULLIF", "TRANSLATE", "SUBSTRING"})
"""Functions that give the same on every engine, on texts and whole numbers."""

_WORDS: Final = (
    "Select From Where Group Order Ordered Limit Join With CTE Subquery Union TableAlias Table Identifier Column Alias "
    "Star Literal Null Boolean Paren And Or Not EQ NEQ LT LTE GT GTE Is In Between Add Sub Mul Neg Case If Parameter "
    "Placeholder Like Distinct"
)
_NODES: Final = frozenset(_WORDS.split())
"""Parts of a sentence that mean the same everywhere, as sqlglot calls them."""


def check(query: queries.Query) -> None:
    """Refuse a query that engines would answer differently.

    Raises:
        QueryError: the first thing in it that is not known to be the same everywhere.
    """
    import sqlglot
    from sqlglot import exp

    statements = sqlglot.parse(query.sql, read="duckdb")
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise queries.QueryError(f"query {query.name} is not one select")
    for fault in _faults(query, statements[0]):
        raise queries.QueryError(f"query {query.name}: {fault} is not answered alike by every engine")


def _faults(query: queries.Query, statement: exp.Query) -> Iterator[str]:
    from sqlglot import exp

    if statement.args.get("order") is None:
        yield "an answer without order"
    given = {one.name for one in query.inputs} | {one.alias for one in statement.find_all(exp.CTE)}
    for node in statement.walk():
        name = type(node).__name__
        if isinstance(node, exp.Func) and not isinstance(node, exp.And | exp.Or | exp.Case | exp.If):
            if node.sql_name() not in _FUNCTIONS:
                yield f"the function {node.sql_name().lower()}"
        elif name not in _NODES or (isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count)):
            yield f"'{node.sql(dialect='duckdb')[:40]}'"
        if isinstance(node, exp.Group) and (node.args.get("all") is not None or _numbers(node.expressions)):
            yield "grouping by all or by a number"
        if isinstance(node, exp.Order) and _numbers([one.this for one in node.expressions]):
            yield "ordering by all or by a number"
        if isinstance(node, exp.Table) and node.name not in given:
            yield f"the table {node.name}, which the header does not name,"
        if isinstance(node, exp.Literal) and not node.is_string and not node.is_int:
            yield "a number with decimals"
        if isinstance(node, exp.Limit) and not isinstance(node.expression, exp.Literal):
            yield "a limit that is no number"
        if isinstance(node, exp.Select):
            yield from _aliases(node)


def _numbers(expressions: list[exp.Expression]) -> bool:
    """Whether something is named by its place, or all of it at once."""
    from sqlglot import exp

    return any(
        isinstance(one, exp.Literal) or (isinstance(one, exp.Column) and one.name.lower() == "all") or one.is_star
        for one in expressions
    )


def _aliases(select: exp.Select) -> Iterator[str]:
    """Yield what is named like a column that the select reads: engines differ in which of both is meant elsewhere."""
    from sqlglot import exp

    read = {
        column.name.lower()
        for column in select.find_all(exp.Column)
        if column.parent_select is select and column.find_ancestor(exp.Order) is None
    }
    tables = {table.name for table in select.find_all(exp.Table) if table.parent_select is select}
    if "pupils" in tables:
        read |= {*PUPIL_ROWS.columns}
    for expression in select.expressions:
        if isinstance(expression, exp.Alias) and expression.alias.lower() in read:
            this = expression.this
            if not (isinstance(this, exp.Column) and this.name.lower() == expression.alias.lower()):
                yield f"the name {expression.alias}, which is also a column that it reads,"
