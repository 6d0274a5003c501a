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


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_direction_has_its_counterpart_and_its_doubt(code: str) -> None:
    """Where a question can say "higher", it can say "lower" and "no demonstrable difference" as well."""
    messages = language(code).messages  # type: ignore[arg-type]
    for key in messages:
        if ".headline.higher" in key:
            assert key.replace(".higher", ".lower") in messages
            assert key.replace(".higher", ".unclear") in messages
