"""The table of sources in the documentation is that of the code."""

from __future__ import annotations

from pathlib import Path

from kansenbeeld.datasets.contracts import CONTRACTS, OUTLINES
from kansenbeeld.sources.registry import all_sources

DOC = Path(__file__).resolve().parents[2] / "docs" / "sources.md"


def _rows() -> dict[str, list[str]]:
    lines = [line for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]
    return {row[0].strip("`* "): row for row in cells}


def test_every_source_stands_in_the_table_as_it_is() -> None:
    rows = _rows()
    assert list(rows) == list(all_sources())
    for name, source in all_sources().items():
        years = f"{source.years[0]}-{source.years[-1]}" if source.years else ""
        assert rows[name][1:4] == [source.publisher, source.base, years], name


def test_every_source_names_contracts_that_exist_a_licence_and_what_is_masked() -> None:
    for name, row in _rows().items():
        contracts = [contract.strip(" `") for contract in row[4].split(",")]
        assert set(contracts) <= {*CONTRACTS, OUTLINES}, name
        assert all(row[5:7]), name


def test_built_in_addresses_are_https() -> None:
    bases = {source.base for source in all_sources().values() if source.base}
    assert [base for base in bases if not base.startswith("https://")] == []
