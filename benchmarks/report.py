"""What was measured, on what, and how it is printed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.metadata
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

_PACKAGES: Final = ("streamlit", "duckdb", "pandas", "plotly", "playwright", "websockets")
_COLUMNS: Final = f"{'what':<42}{'value':>10} {'unit':<9}{'floor':>9}{'ratio':>7}  {'aim':<15}met"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        what: what was measured.
        value: a median, unless ``what`` says otherwise.
        unit: unit of ``value`` and ``floor``.
        floor: the same on the bare page; ``None`` where there is no such thing.
        aim: what ``value``, or its ratio to the floor, should stay below; ``None`` for what is only shown.
        aim_on: which of the two.
        note: how to read it.
    """

    what: str
    value: float
    unit: str
    floor: float | None = None
    aim: float | None = None
    aim_on: Literal["value", "ratio"] = "value"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Value over floor."""
        return self.value / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; ``None`` without an aim."""
        reached = self.ratio if self.aim_on == "ratio" else self.value
        return None if self.aim is None or reached is None else reached <= self.aim


def heading() -> str:
    """Return the head of the table."""
    return f"{_COLUMNS}\n{'-' * len(_COLUMNS)}"


def block(name: str, rows: Iterable[Row]) -> str:
    """Write the lines of one measurement."""
    lines = [f"[{name}]"]
    for row in rows:
        floor = "" if row.floor is None else _number(row.floor)
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        aim = ""
        if row.aim is not None:
            aim = f"<= {row.aim:g} x floor" if row.aim_on == "ratio" else f"< {row.aim:g} {row.unit}"
        met = {True: "yes", False: "NO", None: ""}[row.met]
        line = f"{row.what:<42}{_number(row.value):>10} {row.unit:<9}{floor:>9}{ratio:>7}  {aim:<15}{met}"
        lines.append(line.rstrip())
        if row.note:
            lines.append(f"    {row.note}")
    return "\n".join(lines)


def machine() -> dict[str, str]:
    """Say on what this runs."""
    facts = {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="minutes"),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "load at the start": _AT_START,
        "python": platform.python_version(),
    }
    return facts | {package: importlib.metadata.version(package) for package in _PACKAGES}


def load() -> str:
    """Return how many processes wanted a core in the last minute; above the cores, times mean little."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


_AT_START: Final = load()
"""Before anything is measured: what is measured is a load itself."""


def as_json(machine_facts: dict[str, str], measured: dict[str, list[Row]], *, small: bool) -> dict[str, Any]:
    """Return everything that was printed, for a file."""
    rows = {
        name: [dataclasses.asdict(row) | {"ratio": row.ratio, "met": row.met} for row in rows]
        for name, rows in measured.items()
    }
    return {"machine": machine_facts, "small": small, "measured": rows}


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (AttributeError, ValueError, OSError):
        return "unknown"
