"""The number behind each headline: it is the one that is written, with the interval and the claim of the measure."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

import pytest

from kansenbeeld import findings
from kansenbeeld.domain import CITY, THRESHOLDS
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import HIGH_GROUPS, KeyFigure
from kansenbeeld.findings.writing import adding_up
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


def _numbers(headline: str) -> list[str]:
    """Numbers of a sentence as they are written; a school year such as 2021/22 is none."""
    return re.findall(r"(?<![\d/.,])\d+(?:[.,]\d+)?(?![\d/])", headline)


def _value(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))


def _ways(value: float, code: str) -> set[str]:
    """Write a number in each of the ways that a headline may."""
    return {language(code).number(abs(value), decimals) for decimals in range(3)}  # type: ignore[arg-type]


def _says(finding: Finding, verdict: str, code: str) -> bool:
    """Whether the headline is one of the sentences that the catalogue has for a claim."""
    messages = language(code).messages  # type: ignore[arg-type]
    keys = [key for key in messages if re.fullmatch(rf"{finding.question}\.headline\.{verdict}(\.\w+)?", key)]
    return any(_filled(finding.headline, messages[key]) is not None for key in keys)


def _filled(headline: str, template: str) -> dict[str, str] | None:
    """Return the values that a template was filled in with, ``None`` where the sentence is not of that template."""
    pattern = re.sub(r"\\\{(\w+)\\\}", lambda name: f"(?P<{name[1]}>.+)", re.escape(template))
    found = re.fullmatch(pattern, headline)
    return None if found is None else found.groupdict()


def _check(finding: Finding, code: str) -> None:
    key = finding.key
    assert key is not None
    assert key.low < key.high
    if key.value is None:
        assert (key.claim, finding.status) == ("estimate", "schatting")
        assert {str(round(key.low)), str(round(key.high))} <= set(_numbers(finding.headline))
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
        assert _ways(key.value, code) & set(numbers)
    elif finding.question != "where_gap_arises":
        # Two rounded numbers may be a point further apart than they are.
        values = [float(_value(number)) for number in numbers]
        assert any(abs(a - b - key.value) <= 1 for a, b in itertools.permutations(values, 2))


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
    told = "te weinig leerlingen|nog niet te zeggen|Er zijn nog geen (?:cijfers|aantallen)|Voor geen van de|"
    told += "Kies een stadsdeel|Kies twee tot vier|Van dit stadsdeel is niet bekend|"
    silent = re.compile(told + re.escape(_unavailable()))
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


ADDING_UP = tuple(question for question in WRITTEN if question != "where_gap_arises")
"""The protected parts of a gap are rounded before they get here, in a district to whole points."""

SUMS = (("here", "there", "difference"), ("high", "low", "gap"))
"""Values of a headline of which the first is the sum of the others, or the second less the third."""


def _sums(finding: Finding, code: str) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Return the three numbers of a headline that a reader can add up; most headlines have none."""
    found = []
    for key, template in language(code).messages.items():  # type: ignore[arg-type]
        if key.startswith(f"{finding.question}.headline"):
            values = _filled(finding.headline, template) or {}
            names = next((names for names in SUMS if set(names) <= set(values)), None)
            if names is not None:
                found.append(tuple(_value(values[name].rstrip("%")) for name in names))
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("question", [*ADDING_UP, "same_direction"])
def test_what_is_printed_adds_up(question: str, code: str, snapshot: Snapshot, practice: Snapshot) -> None:
    """85% less 36% is not 50 points: where whole numbers do not add up, all three have decimals."""
    seen = 0
    for version in (snapshot, practice):
        for finding in _findings(question, version, code):
            for whole, part, other in _sums(finding, code):
                assert whole in (part + other, part - other), finding.headline
                seen += 1
    assert seen


@pytest.mark.parametrize(
    ("numbers", "decimals"),
    [((80.0, 30.0, 50.0), 0), ((85.25, 35.71, 49.54), 1), ((85.12, 35.56, 49.56), 2), ((30.2, 40.1, -9.9), 0)],
)
def test_decimals_are_written_only_where_they_are_needed(numbers: tuple[float, ...], decimals: int) -> None:
    assert adding_up(*numbers) == decimals


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
