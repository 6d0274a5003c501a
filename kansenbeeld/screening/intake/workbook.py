"""Workbooks: choose the sheet with the table, and load it as text with the row numbers of the sheet."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kansenbeeld.screening.intake import header
from kansenbeeld.screening.intake.limits import Limits
from kansenbeeld.screening.intake.refused import RefusedError

_PROCESS: Final = Path(__file__).with_name("workbook_process.py")
_UNREADABLE: Final = 3
_MESSAGES: Final = 20 * 1_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as plain CSV.

    Attributes:
        name: as the workbook has it.
        path: the CSV, one record per row of the sheet from its first row on.
        columns: the number of cells in each record.
        header: the names of the columns.
        header_row: the row in which they stand.
        others: the names of the other sheets with data.
    """

    name: str
    path: Path
    columns: int
    header: tuple[str, ...]
    header_row: int
    others: tuple[str, ...]


def read_sheet(path: Path, kind: str, folder: Path, limits: Limits) -> Sheet:
    """Write the sheets of a workbook into ``folder`` and return the one that holds the table.

    That is the only one with data, or else the one whose header is most like a contract, the first of equals.

    Raises:
        RefusedError: ``workbook_broken``, ``workbook_too_wide``, ``sheets``, ``no_header`` and ``columns``.
    """
    named = folder / f"workbook.{kind}"  # The reader goes by the ending of a name, and this one is ours.
    shutil.copyfile(path, named)
    found = _sheets(named, folder, limits)
    if len(found) > limits.sheets:
        raise RefusedError("sheets", sheets=len(found), limit=limits.sheets)
    filled = [(number, sheet) for number, sheet in enumerate(found) if sheet["rows"]]
    if not filled:
        raise RefusedError("no_header")
    number, chosen = max(filled, key=lambda one: (_likeness(one[1]["head"]), -one[0]))
    row = header.header_row(chosen["head"])
    return Sheet(
        name=chosen["name"],
        path=folder / f"sheet-{number}.csv",
        columns=chosen["columns"],
        header=header.names(chosen["head"][row - 1]),
        header_row=row,
        others=tuple(sheet["name"] for other, sheet in filled if other != number),
    )


def _sheets(path: Path, folder: Path, limits: Limits) -> list[dict[str, Any]]:
    arguments = [str(path), str(folder), str(limits.memory), str(limits.unpacked_bytes)]
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
    sheets: list[dict[str, Any]] = json.loads(done.stdout)
    return sheets


def _likeness(head: Sequence[Sequence[str]]) -> int:
    try:
        return header.likeness(header.names(head[header.header_row(head) - 1]))
    except RefusedError:
        return -1
