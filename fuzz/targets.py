"""Every target by its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fuzz import of_datasets, of_operations, of_screening, of_sources, of_web
from fuzz.target import Target

ROOMS: Final = (of_screening, of_datasets, of_sources, of_operations, of_web)
TARGETS: Final[Mapping[str, Target]] = MappingProxyType({one.name: one for room in ROOMS for one in room.TARGETS})
ROOM_OF: Final[Mapping[str, str]] = MappingProxyType(
    {one.name: room.__name__.rpartition(".")[2] for room in ROOMS for one in room.TARGETS}
)
"""The module of each target."""
