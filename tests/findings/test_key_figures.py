"""The number behind each headline: it is the one that is written, with the interval and the claim of the measure."""

from __future__ import annotations

import itertools
import re

import pytest

from kansenbeeld import findings
from kansenbeeld.domain import CITY, THRESHOLDS
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import HIGH_GROUPS, KeyFigure
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.measures.shares import Estimate
from kansenbeeld.store import Snapshot

DISTRICTS = (CITY, "A", "E", "F", "K", "M", "N", "T", "S")
SELECTIONS = tuple(
    Selection(district, high, threshold, areas, rule)
    for district, high, threshold, areas, rule in itertools.product(
        DISTRICTS, HIGH_GROUPS, THRESHOLDS, (False, True), ("laagste", "interval")
    )
)
KEYED = (
    "advice_gap",
    "gap_map",
    "advice_to_placement",
    "district_profile",
    "standardised",
    "test_to_advice",
    "position_by_income",
    "school_advice",
)
COHORT = ("advice_to_placement", "at_advice", "where_gap_arises")
WITHOUT = tuple(question for question in findings.questions() if question not in {*KEYED, *COHORT})
"""Several numbers side by side, counts of areas, and what is printed without a margin."""

WRITTEN = ("advice_gap", "district_profile", "position_by_income", "advice_to_placement", "where_gap_arises")
"""Questions whose headline writes the difference itself when it names a direction.

All others, and all without a direction, write the two numbers that it is the difference of.
"""


def _findings(question: str, snapshot: Snapshot, code: str = "nl") -> list[Finding]:
    answers = [findings.answer(question, snapshot, selection, code) for selection in SELECTIONS]  # type: ignore[arg-type]
    return list({id(answer): answer for answer in answers}.values())


def _numbers(headline: str) -> list[int]:
    """Whole numbers of a sentence; a school year such as 2021/22 is none."""
    return [int(number) for number in re.findall(r"(?<![\d/])\d+(?![\d/])", headline)]


def _says(finding: Finding, verdict: str, code: str) -> bool:
    """Whether the headline is one of the sentences that the catalogue has for a claim."""
    messages = language(code).messages  # type: ignore[arg-type]
    templates = [
        text for key, text in messages.items() if re.fullmatch(rf"{finding.question}\.headline\.{verdict}(\.\w+)?", key)
    ]
    patterns = (re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)) for text in templates)
    return any(re.fullmatch(pattern, finding.headline) for pattern in patterns)


def _check(finding: Finding, code: str) -> None:
    key = finding.key
    assert key is not None
    assert key.low < key.high
    if key.value is None:
        assert (key.claim, finding.status) == ("estimate", "schatting")
        assert {round(key.low), round(key.high)} <= set(_numbers(finding.headline))
        return
    assert key.low <= key.value <= key.high
    numbers = _numbers(finding.headline)
    if key.unit == "percent":
        assert key.claim is None
        assert language(code).percent(key.value) in finding.headline  # type: ignore[arg-type]
        return
    assert key.claim == claim(Estimate(key.value, key.low, key.high))
    assert _says(finding, key.claim, code)
    if finding.question in WRITTEN and key.claim != "unclear":
        assert round(abs(key.value)) in numbers
    elif finding.question != "where_gap_arises":
        # Two rounded numbers may be a point further apart than they are.
        assert any(abs(a - b - key.value) <= 1 for a, b in itertools.permutations(numbers, 2))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("question", KEYED)
def test_the_number_is_the_one_in_the_headline(question: str, code: str, snapshot: Snapshot) -> None:
    keyed = [finding for finding in _findings(question, snapshot, code) if finding.key is not None]
    assert keyed
    for finding in keyed:
        _check(finding, code)


@pytest.mark.parametrize("question", COHORT)
def test_the_number_of_a_cohort_is_the_one_in_the_headline(question: str, practice: Snapshot) -> None:
    keyed = [finding for finding in _findings(question, practice) if finding.key is not None]
    assert keyed
    for finding in keyed:
        assert finding.status == "berekend"
        _check(finding, "nl")


@pytest.mark.parametrize("question", WITHOUT)
def test_no_other_question_has_a_number_that_is_not_tested(question: str, snapshot: Snapshot) -> None:
    assert all(finding.key is None for finding in _findings(question, snapshot))


def test_where_a_headline_gives_no_answer_there_is_no_number(snapshot: Snapshot, practice: Snapshot) -> None:
    silent = re.compile("te weinig leerlingen|nog niet te zeggen|" + re.escape(_unavailable()))
    seen = set()
    for question, version in itertools.product(findings.questions(), (snapshot, practice)):
        for finding in _findings(question, version):
            assert finding.answered != bool(silent.search(finding.headline)), finding.headline
            if not finding.answered:
                assert finding.key is None
                seen.add(question)
    assert {"where_gap_arises", "at_advice"} <= seen


def _unavailable() -> str:
    return language("nl").messages["finding.unavailable"].split("{")[0].strip()


def _row(finding: Finding, area: str) -> dict[str, float]:
    frame = finding.table.frame
    return dict(frame[frame[frame.columns[0]] == area].iloc[0])


@pytest.mark.parametrize("district", DISTRICTS[1:8])
def test_the_interval_is_that_of_the_table(district: str, snapshot: Snapshot) -> None:
    """The same measure stands in the table, with its interval: nothing is worked out again."""
    names = {row["area_code"]: row["area_name"] for row in snapshot.rows("area_names")}
    selection = Selection(district)
    gap = findings.answer("advice_gap", snapshot, selection, "nl")
    row = _row(gap, names[district])
    assert gap.key == KeyFigure(row["gap"], row["low"], row["high"], "points", "higher", district)
    on_map = findings.answer("gap_map", snapshot, selection, "nl")
    row = _row(on_map, names[district])
    assert on_map.key is not None
    numbers = (on_map.key.value, on_map.key.low, on_map.key.high)
    assert numbers == (row["difference"], row["difference_low"], row["difference_high"])
    profile = findings.answer("district_profile", snapshot, selection, "nl")
    row = dict(profile.table.frame.iloc[0])
    assert profile.key is not None
    assert (profile.key.value, profile.key.low, profile.key.high) == (row["difference"], row["low"], row["high"])


def test_a_district_that_the_source_does_not_know_is_answered_for_the_city(snapshot: Snapshot) -> None:
    weesp = findings.answer("advice_gap", snapshot, Selection("S"), "nl")
    assert weesp.key is not None
    assert weesp.key.area == CITY
    at_school = findings.answer("school_advice", snapshot, Selection("S"), "nl")
    assert at_school.key is not None
    assert (at_school.key.area, at_school.key.claim) == ("S", "unclear")


def test_the_range_of_the_estimate_has_no_point(snapshot: Snapshot) -> None:
    key = findings.answer("advice_to_placement", snapshot, Selection(), "nl").key
    assert key is not None
    assert (key.value, key.claim, round(key.low), round(key.high)) == (None, "estimate", 36, 50)
