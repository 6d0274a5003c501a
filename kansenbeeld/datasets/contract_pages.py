"""The contracts in Markdown, written from the contracts themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from kansenbeeld.datasets.contracts import CONTRACTS, PUPIL_ROWS
from kansenbeeld.datasets.examples import EXAMPLES
from kansenbeeld.datasets.fields import Contract, Field

_HEAD = """# Contracts

<!-- Written by `python -m kansenbeeld contracts --write`; change the contracts, not this file. -->

Every table has a contract: its columns, what they mean, and which columns tell its rows apart. A file may have its
columns in any order. `python -m kansenbeeld check FILE` says whether a file fits, and what to do where it does not.
Pupil rows (the contract `pupils`) are no single file: `python -m kansenbeeld build` checks them before it counts them.

- Write text as UTF-8 and whole numbers without marks for thousands. A CSV in our form has commas between columns and
  decimal points; screening also takes `;`, decimal commas and other notations, and says what it read.
- A hidden number such as `<5` is a range: the number stays empty, and the least and largest that it can be stand in
  the columns that end in `_lo` and `_hi`.
- The rows of the examples are invented; they show the form and say nothing about Amsterdam.
- `python -m kansenbeeld contracts NAME --format json` prints the same contract as a Data Package v2 schema.
"""


WRITTEN: Final[Mapping[str, Contract]] = {**CONTRACTS, PUPIL_ROWS.name: PUPIL_ROWS}
"""Every contract that has a page: those of flat tables, and that of pupil rows."""


def document() -> str:
    """Return ``docs/contracts.md``: all contracts, in order."""
    listed = "\n".join(f"- [{name}](#{name}): {contract.description}" for name, contract in WRITTEN.items())
    return "\n".join([_HEAD, listed, "", *(page(contract) for contract in WRITTEN.values())])


def page(contract: Contract) -> str:
    """Return one contract: its purpose, fields, key and an example; of pupil rows there is no example, nor a key."""
    rows = [
        "| Field | Type | Required | Meaning | Allowed |",
        "| --- | --- | --- | --- | --- |",
        *(_row(field) for field in contract.fields),
    ]
    lines = [f"## {contract.name}", "", contract.description, "", *rows, ""]
    if contract.key:
        lines += [f"Key (no two rows have the same): {', '.join(f'`{name}`' for name in contract.key)}.", ""]
    if contract.name in EXAMPLES:
        lines += ["```csv", example(contract).rstrip("\n"), "```", ""]
    return "\n".join(lines)


def example(contract: Contract) -> str:
    """Return a CSV with the header of a contract and three invented rows."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([contract.columns, *EXAMPLES[contract.name]])
    return text.getvalue()


def _row(field: Field) -> str:
    cells = (
        f"`{field.name}`",
        field.type,
        "yes" if field.required else "no",
        f"{field.title}. {field.description}",
        "; ".join(_allowed(field)),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _allowed(field: Field) -> Iterable[str]:
    """What a value may be, in words."""
    if field.codes:
        yield ", ".join(f"`{code}`" for code in field.codes)
    if field.pattern:
        yield f"such as `{field.example}`" if field.example else f"form `{field.pattern}`"
    if field.longest is not None:
        yield f"at most {field.longest} signs"
    if field.minimum is not None and field.maximum is not None:
        yield f"{field.minimum:g} to {field.maximum:.15g}"
    elif field.minimum is not None:
        yield f"{field.minimum:g} or more"
    elif field.maximum is not None:
        yield f"at most {field.maximum:.15g}"
    limits = (field.minimum, field.maximum, field.longest)
    if not any((field.codes, field.pattern, *(limit is not None for limit in limits))):
        yield "any text" if field.type == "string" else "any number"
