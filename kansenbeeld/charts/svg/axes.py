"""Axes: from values to places, and which values are written beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kansenbeeld.charts.theme import Figure

_TICKS: Final = 6
"""About how many values an axis writes that does not say so itself."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis in its place.

    Attributes:
        id: Plotly's name of the axis in a trace, such as ``"x2"``.
        settings: its part of the layout.
        start: pixel of the first end of its range.
        end: pixel of the other end.
        shift: pixels by which marks lie beyond the middle of their row, to leave room for its name above them.
    """

    id: str
    settings: Figure
    start: float
    end: float
    shift: float = 0.0

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        low, high = (float(end) for end in self.settings["range"])
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def mark(self, value: float) -> float:
        """Return the pixel of a mark for a value."""
        return self.at(value) + self.shift

    @property
    def low(self) -> float:
        """The smallest pixel."""
        return min(self.start, self.end)

    @property
    def high(self) -> float:
        """The largest pixel."""
        return max(self.start, self.end)


def axis_settings(layout: Figure, kind: str) -> Iterator[tuple[str, Figure]]:
    """Yield the axes of a kind, ``x`` or ``y``, as the id and the settings of each."""
    for key, settings in layout.items():
        if key.startswith(f"{kind}axis"):
            yield kind + key.removeprefix(f"{kind}axis"), settings


def shown(settings: Mapping[str, Any]) -> bool:
    """Whether anything of the axis is drawn."""
    return bool(settings.get("visible", True))


def ticks(settings: Mapping[str, Any], separators: str) -> list[tuple[float, str]]:
    """Return the values that an axis marks, with the text of each; empty where it writes no labels."""
    written = settings.get("showticklabels", True)
    if "tickvals" in settings:
        values = [float(value) for value in settings["tickvals"]]
        texts = [str(text) for text in settings["ticktext"]]
    else:
        start, end = settings["range"]
        values = _round_values(float(start), float(end), int(settings.get("nticks", _TICKS)))
        texts = [_written(value, separators) for value in values]
    return list(zip(values, texts if written else [""] * len(values), strict=True))


def _round_values(start: float, end: float, most: int) -> list[float]:
    low, high = sorted((start, end))
    rough = (high - low) / most
    base = 10.0 ** math.floor(math.log10(rough))
    step = base * next(size for size in (1, 2, 5, 10) if rough <= base * size * (1 + 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 9) for number in range(first, last + 1)]


def _written(value: float, separators: str) -> str:
    decimal, thousands = separators[0], separators[1]
    whole = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    text = whole.translate({ord(","): thousands, ord("."): decimal})
    return f"\N{MINUS SIGN}{text}" if value < 0 else text
