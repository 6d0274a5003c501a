"""Results that are kept, and the pages that are made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import results
from benchmarks.__main__ import main

ONE = results.Table("Answers", ("what", "ms"), (("p50", "70"), ("p95 | all", "140")), "Read ratios.")


def test_pages_in_docs_say_what_the_kept_results_say() -> None:
    for name, page in results.pages().items():
        assert (results.DOCS / name).read_text(encoding="utf-8") == page, f"docs/{name}: python -m benchmarks report"


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    results.keep("load", [ONE], ["The client shares the cores."], short=["p95 was 500 ms."], folder=tmp_path)
    found = results.load("load", tmp_path)
    assert found is not None
    assert found.tables == (ONE,)
    assert found.notes == ("The client shares the cores.",)
    assert {"cores", "memory"} <= set(found.machine)
    assert {"python", "streamlit", "duckdb"} <= set(found.versions)


def test_page_holds_tables_machine_and_what_fell_short(tmp_path: Path) -> None:
    results.keep("load", [ONE], ["The client shares the cores."], short=["p95 was 500 ms."], folder=tmp_path)
    page = results.pages(tmp_path)["performance.md"]
    assert "| p95 / all | 140 |" in page
    assert "python -m benchmarks load" in page
    assert page.index("### Answers") < page.index("- The client shares the cores.") < page.index("- p95 was 500 ms.")
    assert "DuckDB and Spark" not in page


def test_sections_stand_in_a_fixed_order(tmp_path: Path) -> None:
    for name in ("engines", "scale", "load"):
        results.keep(name, [ONE], [], folder=tmp_path)
    page = results.pages(tmp_path)["performance.md"]
    places = [page.index(f"benchmarks {name} ") for name in ("load", "scale", "engines")]
    assert places == sorted(places)
    assert "Nothing that was measured." in page


def test_a_section_that_no_page_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no page"):
        results.keep("colours", [ONE], [], folder=tmp_path)


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        results.Table("Answers", ("what", "ms"), (("p50",),))


def test_a_command_loads_only_its_own_module(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["report", "--help"])
    assert ended.value.code == 0
    assert "report" in capsys.readouterr().out
