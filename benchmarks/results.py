"""Results that are kept: a command writes tables to ``results/<name>.json``; ``report`` makes pages of them.

A file says on what machine, with what versions and when it was measured. The pages in ``docs`` hold nothing else than
what these files say, and a test holds the two together.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks import report
from kansenbeeld.paths import ROOT

FOLDER: Final = Path(__file__).with_name("results")
DOCS: Final = ROOT / "docs"
_MACHINE: Final = ("system", "cores", "memory", "load at the start")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is printed: cells are texts already.

    Attributes:
        title: what was measured.
        columns: the heads.
        rows: as many cells each as there are columns.
        note: how to read it.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a row that is not as wide as the table.

        Raises:
            ValueError: a row has another number of cells.
        """
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"'{self.title}' has a row that is not {len(self.columns)} cells wide")


@dataclass(frozen=True, slots=True)
class Result:
    """What a command measured.

    Attributes:
        name: the command.
        date: when, in UTC, to the minute.
        machine, versions: on what; fact and package to text.
        tables: the numbers.
        notes: what a reader must know, a sentence or two each.
        short: what fell short of its aim, and why.
    """

    name: str
    date: str
    machine: Mapping[str, str]
    versions: Mapping[str, str]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


class _Section(NamedTuple):
    heading: str
    command: str


class _Page(NamedTuple):
    title: str
    introduction: str
    sections: Mapping[str, _Section]


_PAGES: Final = {
    "performance.md": _Page(
        "Performance",
        "How fast the dashboard is, under load and at the scale of a country. Each part is made by the command that "
        "stands above it. Times differ between machines; ratios within a run move less.",
        {
            "load": _Section("Many readers at once", "python -m benchmarks load --keep"),
            "scale": _Section("The whole country", "python -m benchmarks scale --keep"),
            "engines": _Section("DuckDB and Spark", "python -m benchmarks engines --keep"),
        },
    ),
    "reliability.md": _Page(
        "Reliability",
        "What happens when things break. Each part is made by the command that stands above it.",
        {"faults": _Section("Faults", "python -m benchmarks faults --keep")},
    ),
}
"""The pages in ``docs``, with their sections in order."""


def keep(
    name: str, tables: Sequence[Table], notes: Sequence[str], *, short: Sequence[str] = (), folder: Path = FOLDER
) -> Path:
    """Write what a command measured, with the machine, versions and date, and return the file.

    Args:
        name: of the command; one of the sections of the pages.
        tables: the numbers.
        notes: what a reader must know, a sentence or two each.
        short: what fell short of its aim, and why; empty if nothing did.
        folder: where to.

    Raises:
        ValueError: no page has a section of that name.
    """
    if not any(name in page.sections for page in _PAGES.values()):
        raise ValueError(f"no page in docs has a section '{name}'")
    facts = report.machine()
    date = facts.pop("date")
    machine = {fact: facts.pop(fact) for fact in _MACHINE}
    result = Result(name, date, machine, facts, tuple(tables), tuple(notes), tuple(short))
    folder.mkdir(exist_ok=True)
    target = folder / f"{name}.json"
    target.write_text(json.dumps(asdict(result), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target


def load(name: str, folder: Path = FOLDER) -> Result | None:
    """Read what a command measured last; ``None`` if nothing was kept."""
    path = folder / f"{name}.json"
    if not path.is_file():
        return None
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    tables = tuple(
        Table(one["title"], tuple(one["columns"]), tuple(map(tuple, one["rows"])), one["note"])
        for one in content["tables"]
    )
    lists = {key: tuple(content[key]) for key in ("notes", "short")}
    return Result(content["name"], content["date"], content["machine"], content["versions"], tables, **lists)


def pages(folder: Path = FOLDER) -> Mapping[str, str]:
    """Return the text of each page by its file name; a section that was never measured is left out."""
    return {name: _page(page, folder) for name, page in _PAGES.items()}


def text(tables: Sequence[Table], notes: Sequence[str], short: Sequence[str] = ()) -> str:
    """Write tables and notes for a terminal."""
    parts = []
    for table in tables:
        widths = [max(map(len, column)) for column in zip(table.columns, *table.rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (table.columns, *table.rows)
        ]
        parts.append("\n".join([f"[{table.title}]", *lines, *([f"    {table.note}"] if table.note else [])]))
    parts.extend(f"- {line}" for line in notes)
    parts.extend(f"! {line}" for line in short)
    return "\n\n".join(parts)


def add(commands: Any) -> None:
    """Add ``report``, which writes the pages anew."""
    parser: argparse.ArgumentParser = commands.add_parser("report", help="write docs of the results that were kept")
    parser.set_defaults(command=run)


def run(_options: argparse.Namespace) -> int:
    """Write the pages."""
    for name, page in pages().items():
        (DOCS / name).write_text(page, encoding="utf-8")
        print(f"docs/{name}")
    return 0


def _page(page: _Page, folder: Path) -> str:
    found = {name: result for name in page.sections if (result := load(name, folder)) is not None}
    parts = [f"# {page.title}", page.introduction]
    for name, result in found.items():
        parts.extend(_section(page.sections[name], result))
    short = [f"- {line}" for result in found.values() for line in result.short]
    parts += ["## What fell short of its aim", "\n".join(short) or "Nothing that was measured."] if found else []
    return "\n\n".join(parts) + "\n"


def _section(section: _Section, result: Result) -> list[str]:
    machine = ", ".join(f"{fact} {value}" for fact, value in result.machine.items())
    versions = ", ".join(f"{package} {version}" for package, version in result.versions.items())
    parts = [
        f"## {section.heading}",
        f"    {section.command}",
        f"Measured on {result.date.replace('T', ' ')}. Machine: {machine}. Versions: {versions}.",
    ]
    for table in result.tables:
        parts += [f"### {table.title}", _markdown(table), *([table.note] if table.note else [])]
    if result.notes:
        parts.append("\n".join(f"- {note}" for note in result.notes))
    return parts


def _markdown(table: Table) -> str:
    rule = tuple("---" for _ in table.columns)
    rows = (table.columns, rule, *table.rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
