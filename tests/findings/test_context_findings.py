"""Figures as printed and context of districts: the source's own numbers, and "about" where it printed words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kansenbeeld import findings
from kansenbeeld.domain import CITY
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.published import printed
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.paths import DATA
from kansenbeeld.store import Snapshot, Store
from kansenbeeld.store.build import build

PRINTED = (
    "test_above_advice",
    "test_against_advice",
    "advice_raised",
    "year3_at_advice",
    "parents_hbo_wo",
    "secondary_target_group",
)
CONTEXT = (*PRINTED, "school_disadvantage")


def _answer(question: str, snapshot: Snapshot, district: str = CITY, code: str = "nl") -> Finding:
    return findings.answer(question, snapshot, Selection(district), code)  # type: ignore[arg-type]


def _values(finding: Finding) -> list[float]:
    assert isinstance(finding.chart, dict)
    return [value for trace in finding.chart["data"] if "markers" in trace["mode"] for value in trace["x"]]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("test_above_advice", [22, 11]),
        ("test_against_advice", [46, 23]),
        ("advice_raised", [50, 25]),
        ("year3_at_advice", [69, 82]),
        ("parents_hbo_wo", [44, 55, 38, 55]),
        ("secondary_target_group", [41, 19, 60, 60, 60]),
        ("school_disadvantage", [0.87, 0.26, 2.41, 1.93, 0.97, 0.59, 1.27, 0.49, 2.73]),
    ],
)
def test_the_numbers_are_those_of_the_source(question: str, values: list[float], snapshot: Snapshot) -> None:
    assert _values(_answer(question, snapshot)) == values


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_was_printed_in_words_is_never_exact(code: str, snapshot: Snapshot) -> None:
    words = language(code)  # type: ignore[arg-type]
    about = words.text("value.about", value="")
    finding = _answer("advice_raised", snapshot, code=code)
    written = finding.table.written(words)[words.text("column.value")]
    assert len(written) == 2 and all(value.startswith(about) for value in written)
    assert finding.headline.count(about) == finding.headline.count("%") == 2
    assert isinstance(finding.chart, dict)
    assert all(about in text for trace in finding.chart["data"] for text in (*trace["text"], *trace["customdata"]))
    zuidoost = _answer("secondary_target_group", snapshot, "T", code)
    assert f"{about}60%" in zuidoost.headline and f"{about}41%" not in zuidoost.headline


@pytest.mark.parametrize("question", PRINTED)
def test_a_printed_figure_names_its_own_publisher_and_no_margin(question: str, snapshot: Snapshot) -> None:
    finding = _answer(question, snapshot)
    publishers = {one.publisher for one in printed(snapshot, language("nl"), *_measures(question))}
    assert {source.publisher for source in finding.sources} <= publishers
    assert finding.sources[0].url.startswith("https://") and " " not in finding.sources[0].url
    assert finding.status == "gepubliceerd" and finding.key is None
    assert "mixed" not in {chip.value for chip in finding.chips}
    assert language("nl").text("limit.published_no_margin") in finding.limits


def test_a_source_names_every_period(snapshot: Snapshot) -> None:
    assert _answer("parents_hbo_wo", snapshot).sources[0].period == "2012/13, 2022/23"
    assert _answer("secondary_target_group", snapshot).sources[0].period == "2019"


def _measures(question: str) -> tuple[str, ...]:
    return {
        "test_against_advice": ("test_below_advice",),
        "advice_raised": ("advice_raised_if_test_higher",),
        "parents_hbo_wo": ("primary_parents_hbo_wo",),
    }.get(question, (question,))


def test_a_district_that_the_source_does_not_name_is_answered_for_the_city(snapshot: Snapshot) -> None:
    finding = _answer("secondary_target_group", snapshot, "K")
    assert "in Amsterdam 41%" in finding.headline
    assert "Zuid " not in finding.headline


def test_context_of_schools_is_set_against_the_country(snapshot: Snapshot) -> None:
    zuidoost = _answer("school_disadvantage", snapshot, "T")
    assert "Zuidoost 2,73" in zuidoost.headline and "Nederland 0,87" in zuidoost.headline
    assert ("loc_basis", "po_school") in {(chip.code, chip.value) for chip in zuidoost.chips}
    city = _answer("school_disadvantage", snapshot)
    assert "van 0,26 tot 2,73" in city.headline


@pytest.mark.parametrize("question", CONTEXT)
def test_without_its_figures_a_question_says_so(question: str, bare: Snapshot) -> None:
    finding = _answer(question, bare, "T")
    assert finding.chart is None and not finding.answered
    assert finding.headline == language("nl").text("published.missing")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The shipped data with one single figure and one score, neither of which answers a question."""
    import shutil

    data = tmp_path_factory.mktemp("bare") / "data"
    shutil.copytree(DATA, data)
    for name, keep in (("single_figures/figures.csv", "year4_at_advice"), ("cbs_disadvantage/district.csv", ",A,")):
        _only(data / name, keep)
    build(folder := data.parent / "store", data)
    return Store(folder).snapshot()


def _only(path: Path, keep: str) -> None:
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *(row for row in rows if keep in row)]) + "\n", "utf-8")
