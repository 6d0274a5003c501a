"""Figures as printed and context of districts: the source's own numbers, and "about" where it printed words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kansenbeeld import findings
from kansenbeeld.domain import CHIPS, CITY
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
    printed_words = {"nl": ["ongeveer de helft", "ongeveer een kwart"], "en": ["about half", "about a quarter"]}[code]
    finding = _answer("advice_raised", snapshot, code=code)
    assert list(finding.table.written(words)[words.text("column.value")]) == printed_words
    assert all(text in finding.headline for text in printed_words) and "%" not in finding.headline
    assert isinstance(finding.chart, dict)
    (drawn,) = finding.chart["data"]
    assert [text.strip() for text in drawn["text"]] == printed_words
    assert all(text in hover for text, hover in zip(printed_words, drawn["customdata"], strict=True))
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


PLACES = {question: {"not_stated"} for question in PRINTED} | {"school_disadvantage": {"po_school"}}


@pytest.mark.parametrize("question", CONTEXT)
def test_every_figure_says_where_it_is_counted(question: str, snapshot: Snapshot) -> None:
    chips = _answer(question, snapshot).chips
    assert {chip.value for chip in chips if chip.code == "loc_basis"} == PLACES[question]
    assert [chip.code for chip in chips] == sorted((chip.code for chip in chips), key=CHIPS.index)


@pytest.mark.parametrize("question", CONTEXT)
def test_a_definition_has_one_code_in_both_languages(question: str, snapshot: Snapshot) -> None:
    """Its text is the reader's; its code is not, or two languages would seem to have two definitions."""
    dutch, english = (_answer(question, snapshot, code=code).chips for code in LANGUAGES)
    assert [(chip.code, chip.value) for chip in dutch] == [(chip.code, chip.value) for chip in english]


def test_cohorts_are_named_in_the_readers_words(snapshot: Snapshot) -> None:
    for code, text in (("nl", "groep van 2009, groep van 2018"), ("en", "cohort 2009, cohort 2018")):
        (chip,) = [one for one in _answer("year3_at_advice", snapshot, code=code).chips if one.code == "cohort_basis"]
        assert (chip.value, chip.text) == ("2009, 2018", text)


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("year3_at_advice", "closures"),
        ("test_against_advice", "ceiling_both"),
        ("test_above_advice", "ceiling_test"),
    ],
)
def test_what_a_figure_does_not_say_stands_with_it(question: str, limit: str, snapshot: Snapshot) -> None:
    assert language("nl").text(f"limit.{limit}") in _answer(question, snapshot).limits


def test_a_figure_that_a_newspaper_cites_says_so(snapshot: Snapshot) -> None:
    for code, cited in (("nl", "aangehaald in Trouw"), ("en", "cited in Trouw")):
        (source,) = _answer("test_above_advice", snapshot, code=code).sources
        assert (source.publisher, source.url) == ("OIS Amsterdam 2020", "https://www.trouw.nl")
        assert cited in source.title


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
