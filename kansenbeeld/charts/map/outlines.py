"""The shapes of areas, the box around them, and where they lie on a drawing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(r"[A-Za-z]|-?\d+|[^\s,]")


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of one area.

    Attributes:
        code: key of the area.
        name: its name.
        path: SVG path data of M, L and Z (or m, l, z), in whole units of 5 m, y downwards.
        label_x: where its label is centred, in the same units.
        label_y: the same.
    """

    code: str
    name: str
    path: str
    label_x: int
    label_y: int


def _points(path: str) -> Iterator[tuple[int, int]]:
    """Corner points of path data, absolute.

    Raises:
        ValueError: the path holds anything but M, L, Z and pairs of whole numbers.
    """
    x = y = 0
    start = (0, 0)
    command = ""
    tokens = iter(_TOKEN.findall(path))
    for token in tokens:
        if token.isalpha():
            if token not in "MmLlZz":
                raise ValueError(f"path command '{token}' is not drawn here; use M, L and Z")
            command = token
            if command in "Zz":
                x, y = start
            continue
        if command in ("", "Z", "z"):
            raise ValueError("a number in a path needs a command M or L before it")
        dx, dy = int(token), int(next(tokens, ""))
        x, y = (x + dx, y + dy) if command.islower() else (dx, dy)
        if command in "Mm":
            # Further pairs after an M are lines, as SVG has it.
            start, command = (x, y), "l" if command == "m" else "L"
        yield x, y


def view_box(outlines: Iterable[Outline]) -> tuple[int, int, int, int]:
    """Return the box around all outlines as SVG wants it: left, top, width, height, in units of the paths.

    Raises:
        ValueError: there are no points, or a path holds curves.
    """
    points = [point for outline in outlines for point in _points(outline.path)]
    if not points:
        raise ValueError("a map needs at least one outline")
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def framed(outlines: Iterable[Outline]) -> tuple[int, int, int, int]:
    """Return the view box with room for the thick outline of a selected area at the edge."""
    left, top, width, height = view_box(outlines)
    room = max(width, height) // 60 + 1
    return left - room, top - room, width + 2 * room, height + 2 * room


def geometry_json(outlines: Sequence[Outline]) -> str:
    """Write outlines as the browser loads them, once.

    Returns:
        JSON text ``{"viewBox": [left, top, width, height], "areas": {code: {"d": path, "x": label_x,
        "y": label_y, "w": width}}}``, all in units of the paths, ``w`` being the width of the area itself.
    """
    areas = {}
    for outline in outlines:
        width = view_box([outline])[2]
        areas[outline.code] = {"d": outline.path, "x": outline.label_x, "y": outline.label_y, "w": width}
    return json.dumps({"viewBox": framed(outlines), "areas": areas}, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the map lies on the drawing: from units of the paths to pixels."""

    left: float
    top: float
    scale: float
    box: tuple[int, int, int, int]

    def x(self, value: int) -> float:
        """Return the pixel of a place from left to right, in units of the paths."""
        return self.left + (value - self.box[0]) * self.scale

    def y(self, value: int) -> float:
        """Return the pixel of a place from top to bottom, in units of the paths."""
        return self.top + (value - self.box[1]) * self.scale
