"""What runs the queries of a build: DuckDB on one machine, Apache Spark where a country outgrows it.

Both run the files in ``queries/build`` and give the same answer. Only a build needs an engine; serving stays with the
DuckDB file that comes of it.
"""

from kansenbeeld.store.engines.engine import Engine, EngineError, PupilRows, chosen

__all__ = ["Engine", "EngineError", "PupilRows", "chosen"]
