"""The store: immutable, versioned DuckDB files made out of ``data/``, opened read-only, asked by named queries.

``build`` is not imported here: only a build needs the libraries that read and check datasets.
"""

from kansenbeeld.store.errors import StoreError
from kansenbeeld.store.queries import QueryError
from kansenbeeld.store.reader import Store
from kansenbeeld.store.snapshot import Snapshot, VersionInfo

__all__ = ["QueryError", "Snapshot", "Store", "StoreError", "VersionInfo"]
