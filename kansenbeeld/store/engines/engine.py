"""What an engine is: something that runs a query of the build over pupil rows and gives one Arrow table back."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol

from kansenbeeld.datasets.errors import DatasetError, said
from kansenbeeld.datasets.pupil_files import PupilRows
from kansenbeeld.language import Language
from kansenbeeld.paths import BUILD_QUERIES
from kansenbeeld.store import queries

if TYPE_CHECKING:
    import pyarrow as pa

ENGINE_VARIABLE: Final = "KANSENBEELD_ENGINE"
MASTER_VARIABLE: Final = "KANSENBEELD_SPARK_MASTER"
DEFAULT_MASTER: Final = "local[*]"

__all__ = ["Engine", "EngineError", "PupilRows", "chosen"]

Inputs = Mapping[str, "PupilRows | pa.Table"]


class EngineError(DatasetError):
    """An engine can't run, or can't answer; ``engines.error.<code>`` in the catalogue is the sentence.

    It never holds what an engine said itself, since that may quote a row.
    """

    def __init__(self, code: str, file: str = "", **details: object) -> None:
        super().__init__(code, file, **details)

    def sentence(self, words: Language) -> str:
        """Return what is wrong, where, and what to do, in one sentence."""
        return words.text(f"engines.error.{self.code}", **said(self.details, words))


class Engine(contextlib.AbstractContextManager["Engine"], Protocol):
    """Runs the queries of the build. A context manager, which lets go of what it holds at its end."""

    @property
    def name(self) -> str:
        """``duckdb`` or ``spark``."""
        ...

    def run(self, query: str, inputs: Inputs, **parameters: queries.Value) -> pa.Table:
        """Run ``queries/build/<query>.sql``.

        Args:
            query: the name of the file.
            inputs: the tables that its header names: pupil rows, or a small Arrow table.
            parameters: those that its header names.

        Returns:
            The rows with the columns and types of the header, in the order that the query says.

        Raises:
            QueryError: there is no such query, or the parameters or inputs are not those of its header.
            EngineError: it could not be run; the text is one sentence.
        """
        ...

    def close(self) -> None:
        """Let go of memory, processes and temporary files; it can't be used afterwards."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        self.close()


def chosen(environment: Mapping[str, str] = os.environ) -> Engine:
    """Return the engine that ``KANSENBEELD_ENGINE`` names: ``duckdb``, also where it is not set, or ``spark``.

    Spark runs at ``KANSENBEELD_SPARK_MASTER``, or on all cores of this machine.

    Raises:
        EngineError: there is no such engine, or what Spark needs is not installed.
    """
    name = (environment.get(ENGINE_VARIABLE) or "duckdb").strip().lower()
    if name == "duckdb":
        from kansenbeeld.store.engines.on_duckdb import DuckEngine

        return DuckEngine()
    if name == "spark":
        from kansenbeeld.store.engines.on_spark import SparkEngine

        return SparkEngine((environment.get(MASTER_VARIABLE) or "").strip() or DEFAULT_MASTER)
    raise EngineError("unknown_engine", variable=ENGINE_VARIABLE, value=name)


def checked(name: str, inputs: Inputs, parameters: Mapping[str, queries.Value]) -> queries.Query:
    """Return a query of the build whose header asks for exactly these inputs and parameters.

    Raises:
        QueryError: there is no such query, or it asks for others.
    """
    query = queries.load(name, BUILD_QUERIES)
    query.check(parameters)
    declared = {one.name for one in query.inputs}
    if declared != inputs.keys():
        raise queries.QueryError(f"query {name} reads {', '.join(sorted(declared))}, not {', '.join(sorted(inputs))}")
    return query


def as_declared(answer: pa.Table, query: queries.Query) -> pa.Table:
    """Give an answer the columns and types of the query's header, so that no engine is known by its types.

    Raises:
        QueryError: the columns are others.
    """
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    names = [column.name for column in query.columns]
    if answer.column_names != names:
        raise queries.QueryError(f"query {query.name} gives {', '.join(answer.column_names)}, not {', '.join(names)}")
    return answer.cast(pa.schema([pa.field(column.name, types[column.type]) for column in query.columns]))
