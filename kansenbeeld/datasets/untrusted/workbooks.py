"""Workbooks: their sheets as plain CSV, written by a process of its own with little memory and a time limit."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kansenbeeld.datasets.untrusted.limits import Limits
from kansenbeeld.datasets.untrusted.refused import RefusedError

_PROCESS: Final = Path(__file__).with_name("workbook_process.py")
_UNREADABLE: Final = 3
_MESSAGES: Final = 20 * 1_000_000


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """A sheet as plain CSV.

    Attributes:
        name: as the workbook has it.
        path: the CSV, one record per row of the sheet from its first row on; not there for a sheet without cells.
        rows, columns: of the sheet; 0 without cells.
        head: the first rows.
    """

    name: str
    path: Path
    rows: int
    columns: int
    head: tuple[tuple[str, ...], ...]


def write_sheets(path: Path, kind: str, folder: Path, limits: Limits) -> tuple[WrittenSheet, ...]:
    """Write the sheets of a workbook into ``folder`` and return them, in the order of the workbook.

    Args:
        path: a workbook that ``zips.measure`` found small enough.
        kind: ``xlsx`` or ``ods``.
        folder: of the caller, for this workbook alone.
        limits: of memory, time and the number of sheets.

    Raises:
        RefusedError: ``workbook_broken``, ``workbook_too_wide`` or ``sheets``.
    """
    named = folder / f"workbook.{kind}"  # The reader goes by the ending of a name, and this one is ours.
    shutil.copyfile(path, named)
    arguments = [str(named), str(folder), str(limits.memory), str(limits.unpacked_bytes)]
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROCESS), *arguments],
            capture_output=True,
            timeout=limits.seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError("workbook_too_wide") from error
    if done.returncode == _UNREADABLE:
        raise RefusedError("workbook_broken")
    if done.returncode != 0 or len(done.stdout) > _MESSAGES:
        # Killed, or crashed: most often by a cell far from the others, which makes the reader ask for all between.
        raise RefusedError("workbook_too_wide")
    found = json.loads(done.stdout)
    if len(found) > limits.sheets:
        raise RefusedError("sheets", sheets=len(found), limit=limits.sheets)
    return tuple(
        WrittenSheet(
            name=sheet["name"],
            path=folder / f"sheet-{number}.csv",
            rows=sheet["rows"],
            columns=sheet["columns"],
            head=tuple(tuple(row) for row in sheet["head"]),
        )
        for number, sheet in enumerate(found)
    )
