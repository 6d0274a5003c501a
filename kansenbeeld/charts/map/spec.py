"""What a map says, without its outlines: areas or marks, classes, and their colours."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kansenbeeld.charts.theme import RAMP

MAX_CLASSES: Final = 7
"""More steps of one hue can't be told apart on a projector."""

_NUMBER_AND_UNIT: Final = re.compile(r"(\S*\d\S*)\s\D+")


@dataclass(frozen=True, slots=True)
class MapArea:
    """One area as the map shows it.

    Attributes:
        code: key of its outline.
        name: as a reader sees it.
        value: the number that is coloured (percentage points); ``None`` if there is no figure.
        value_text: the number as a reader sees it, such as ``"45 punten"``, or why there is none.
        description: what a screen reader says for this area, one sentence.
        hatched: the difference with the rest of the city is within chance.
        missing: no figure; drawn pale with a dotted outline.
        short_text: the value where room is tight; by default the number of ``value_text`` without its unit.
        note: number of its note, or numbers with commas between; empty without one.
    """

    code: str
    name: str
    value: float | None
    value_text: str
    description: str
    hatched: bool
    missing: bool
    short_text: str = ""
    note: str = ""

    @property
    def has_figure(self) -> bool:
        """Whether there is a number to colour (a NaN is none)."""
        return not self.missing and self.value is not None and self.value == self.value

    @property
    def label(self) -> str:
        """The shortest text that gives the value: ``"45"`` for ``"45 punten"``, a dash for no figure."""
        if self.short_text:
            return self.short_text
        if not self.has_figure:
            return "–"
        # Only a bare number followed by one unit loses its tail: "90 of meer" is not the same as "90".
        match = _NUMBER_AND_UNIT.fullmatch(self.value_text)
        return match.group(1) if match and self.value_text.count(" ") == 1 else self.value_text


@dataclass(frozen=True, slots=True)
class MapMark:
    """A place on the map, such as a school.

    Attributes:
        name: as a reader sees it.
        x: where it lies, in the units of the outlines.
        y: the same.
        value: the number that is coloured (percent); ``None`` if it can't be told which class it is in.
        value_text: the number as a reader sees it, or why there is none.
        uncertain: what is known spans more than one class.
    """

    name: str
    x: int
    y: int
    value: float | None
    value_text: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class MapSpec:
    """All that a map says, without its outlines.

    Attributes:
        title: accessible name of the whole map.
        areas: the areas, in reading order. Under marks they are only the ground, with their names.
        breaks: limits between the classes, ascending; a value equal to a limit belongs to the class above it.
        legend: a label for each class, from low to high.
        legend_title: what is coloured, with its unit.
        hatched_label: what hatching means, or the dashed ring of an uncertain mark; empty where there is none.
        missing_label: what pale with a dotted outline means, or a small empty mark.
        geometry: key of the outlines, such as ``"2015-stadsdeel"``.
        marks: places that are coloured instead of the areas.

    Raises:
        ValueError: limits do not ascend, labels and classes differ in number, or a code occurs twice.
    """

    title: str
    areas: tuple[MapArea, ...]
    breaks: tuple[float, ...]
    legend: tuple[str, ...]
    legend_title: str
    hatched_label: str
    missing_label: str
    geometry: str
    marks: tuple[MapMark, ...] = ()

    def __post_init__(self) -> None:
        if any(low >= high for low, high in pairwise(self.breaks)):
            raise ValueError(f"class limits must ascend: {self.breaks}")
        if len(self.legend) != len(self.breaks) + 1:
            raise ValueError(f"{len(self.breaks) + 1} classes need as many labels: {self.legend}")
        if len({area.code for area in self.areas}) != len(self.areas):
            raise ValueError("an area occurs twice in the map")
        colours(len(self.legend))

    def class_of(self, area: MapArea | MapMark) -> int | None:
        """Class of an area or mark, 0 for the lowest; ``None`` if it has no figure."""
        if area.value is None or (isinstance(area, MapArea) and not area.has_figure):
            return None
        return bisect_right(self.breaks, area.value)


def colours(n: int) -> tuple[str, ...]:
    """Return ``n`` fills from light (low) to dark (high): one blue, for colour-blind readers and in grey too.

    Raises:
        ValueError: ``n`` is not from 1 to ``MAX_CLASSES``.
    """
    if not 1 <= n <= MAX_CLASSES:
        raise ValueError(f"a map has 1 to {MAX_CLASSES} classes, not {n}")
    if n == 1:
        return (RAMP[len(RAMP) // 2],)
    return tuple(shade(step / (n - 1)) for step in range(n))


def shade(share: float) -> str:
    """Return the colour at a share (0 to 1) of the ramp."""
    place = share * (len(RAMP) - 1)
    index = min(int(place), len(RAMP) - 2)
    low, high = (bytes.fromhex(colour[1:]) for colour in RAMP[index : index + 2])
    mixed = (round(a + (b - a) * (place - index)) for a, b in zip(low, high, strict=True))
    return "#" + bytes(mixed).hex()
