"""No headline, in either language, names a direction that its interval does not carry."""

from __future__ import annotations

import re

import pytest

from kansenbeeld.findings.claims import Claim
from kansenbeeld.language import LANGUAGES, language

DIRECTION = {
    "nl": re.compile(
        r"\b(groter|kleiner|hoger|lager|meer|minder|aantoonbaar (?:hoger|lager|groter|kleiner|meer|minder))\b"
    ),
    "en": re.compile(r"\b(larger|smaller|more|fewer|less|demonstrably)\b"),
}
NO_DIRECTION: tuple[Claim, ...] = ("unclear", "too_few", "estimate")
HARMLESS = re.compile(
    r"havo of hoger|havo or higher|vmbo-gt of hoger|nog konden stijgen|could still rise"
    r"|geen aantoonbaar\w* \w+|geen aantoonbare verandering|no demonstrable \w+"
)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("verdict", NO_DIRECTION)
def test_sentences_without_a_direction_name_none(code: str, verdict: str) -> None:
    messages = language(code).messages  # type: ignore[arg-type]
    found = {key: text for key, text in messages.items() if re.search(rf"\.headline\.{verdict}(\.|$)", key)}
    assert found or verdict == "too_few"
    for key, text in found.items():
        assert not DIRECTION[code].search(HARMLESS.sub("", text)), f"{key}: {text}"


PAST = (
    "advice_gap",
    "gap_map",
    "district_profile",
    "standardised",
    "test_to_advice",
    "position_by_income",
    "advice_and_position",
    "funnel_plot",
    "advice_to_placement",
    "at_advice",
    "where_gap_arises",
)
"""Questions about cohorts of years ago, whose headline names no year."""
PRESENT = {
    "nl": re.compile(r"\b(krijgt|zit|wijkt|liggen|komt|gaat|verschil is)\b|\bis (er|dat|het|van)\b"),
    "en": re.compile(r"\b(get|are|differs|comes|goes)\b|\b(gap|it|there|\{advice\}|\{after\}) is\b|\} lie\b"),
}

TODAY = re.compile(r"These are two different groups|is niet aan te tonen|kan het tussen .* liggen")
"""What a headline says of the numbers themselves."""


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("question", PAST)
def test_what_was_years_ago_is_not_told_as_today(question: str, code: str) -> None:
    messages = language(code).messages  # type: ignore[arg-type]
    found = {key: text for key, text in messages.items() if re.match(rf"{question}\.headline(?!.*too_few)", key)}
    assert found
    for key, text in found.items():
        assert not PRESENT[code].search(TODAY.sub("", text)), f"{key}: {text}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_who_is_counted_says_when(code: str) -> None:
    words = language(code)  # type: ignore[arg-type]
    for cohort in ("born_2003_2006", "born_1998_2002"):
        assert words.text(f"chip.cohort_basis.{cohort}").endswith(" 2014-2018")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_headline_of_the_map_says_what_the_difference_is_in(code: str) -> None:
    messages = language(code).messages  # type: ignore[arg-type]
    for key, text in messages.items():
        if key.startswith("gap_map.headline."):
            what = {"nl": "verschil in advies naar opleiding van ouders", "en": "gap in advice by education of parents"}
            assert what[code] in text, key


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_direction_has_its_counterpart_and_its_doubt(code: str) -> None:
    """Where a question can say "higher", it can say "lower" and "no demonstrable difference" as well."""
    messages = language(code).messages  # type: ignore[arg-type]
    for key in messages:
        if ".headline.higher" in key:
            assert key.replace(".higher", ".lower") in messages
            assert key.replace(".higher", ".unclear") in messages
