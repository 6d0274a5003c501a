"""All connectors, collected from the modules of this room: each has a constant ``SOURCE``, or ``SOURCES`` for more."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

from kansenbeeld import sources
from kansenbeeld.sources.source import Source


@functools.cache
def all_sources() -> Mapping[str, Source]:
    """Return the sources by name, in order of name.

    Raises:
        ValueError: two have the same name.
    """
    found: dict[str, Source] = {}
    for module in pkgutil.walk_packages(sources.__path__, f"{sources.__name__}."):
        if module.name == __name__:
            continue
        loaded = importlib.import_module(module.name)
        for source in (getattr(loaded, "SOURCE", None), *getattr(loaded, "SOURCES", ())):
            if not isinstance(source, Source):
                continue
            if found.setdefault(source.name, source) is not source:
                raise ValueError(f"two sources are called {source.name}")
    return MappingProxyType(dict(sorted(found.items())))
