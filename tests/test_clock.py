"""Days and moments are those of Amsterdam, whatever the clock of the server says."""

from __future__ import annotations

import datetime as dt

import pytest

from kansenbeeld import clock
from kansenbeeld.language import language, sentence


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 1, 31, 22, 59, tzinfo=dt.UTC), dt.date(2026, 1, 31)),
        (dt.datetime(2026, 1, 31, 23, 0, tzinfo=dt.UTC), dt.date(2026, 2, 1)),
        (dt.datetime(2026, 6, 30, 22, 0, tzinfo=dt.UTC), dt.date(2026, 7, 1)),
    ],
)
def test_today_is_the_day_in_amsterdam(moment: dt.datetime, day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert clock.today() == day


def test_moments_months_and_lists_in_words() -> None:
    dutch, english = language("nl"), language("en")
    assert dutch.moment(dt.datetime(2026, 6, 30, 22, 5, tzinfo=dt.UTC)) == "1 juli 2026, 00:05"
    assert (dutch.month(dt.date(2017, 3, 1)), english.month(dt.date(2017, 3, 1))) == ("Maart 2017", "March 2017")
    assert [dutch.listed(words) for words in ((), ("3",), ("3", "4"), ("3", "4", "5"))] == [
        "",
        "3",
        "3 en 4",
        "3, 4 en 5",
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Geen geld", "Geen geld."),
        (" Waarom? ", "Waarom?"),
        ("Zij zei: \u2018nee.\u2019", "Zij zei: \u2018nee.\u2019"),
        ("", ""),
    ],
)
def test_what_was_typed_becomes_a_sentence(typed: str, shown: str) -> None:
    assert sentence(typed) == shown
