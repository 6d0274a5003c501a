"""Write each sheet of a workbook as plain CSV, in a process of its own with little memory and a time limit.

Run by ``workbooks.py`` as a script, with nothing of this product imported: a workbook that is made to eat memory or to
crash its reader ends this process and no other. A cell in the far corner of an otherwise empty sheet is such a one.
Standard output is one JSON document; exit status 3 means that the workbook can't be read.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from itertools import islice
from pathlib import Path
from typing import Any

HEAD = 40


def main(path: str, folder: str, memory: int, disk: int) -> int:
    """Write ``sheet-0.csv`` and so on into ``folder``; an empty sheet has no file."""
    _restrain(memory, disk)
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        sheets = []
        for number, about in enumerate(workbook.sheets_metadata):
            sheet: dict[str, Any] = {"name": about.name, "head": [], "rows": 0, "columns": 0}
            sheets.append(sheet)
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            cells = workbook.get_sheet_by_index(number)
            if cells.end is not None:
                sheet["rows"], sheet["columns"] = (last + 1 for last in cells.end)
                sheet["head"] = _write(cells, Path(folder) / f"sheet-{number}.csv")
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        sys.stderr.write(f"{type(error).__name__}\n")
        return 3
    sys.stdout.write(json.dumps(sheets))
    return 0


def _restrain(memory: int, disk: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the limits on size and time remain.
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (disk, disk))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(cells: Any, path: Path) -> list[list[str]]:
    """Write all rows from the first of the sheet on, so that a record has the number of its row; return the head."""
    rows = cells.iter_rows()
    head = [[_text(value) for value in row] for row in islice(rows, HEAD)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows(head)
        writer.writerows([_text(value) for value in row] for row in rows)
    return head


def _text(value: object) -> str:
    """Write a cell as plain text: 12, 0.3, 2024-10-01, true; a line end in a cell is a blank."""
    if isinstance(value, str):
        return " ".join(value.splitlines()) if "\n" in value or "\r" in value else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
