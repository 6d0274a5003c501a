"""The programme from the store, and what editors filled in over it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kansenbeeld.conversations import programme
from kansenbeeld.conversations.ledger.entries import Details
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.datasets.programme import Programme
from kansenbeeld.datasets.programme_files import read_programme
from kansenbeeld.paths import DATA
from kansenbeeld.store import Snapshot, StoreError
from kansenbeeld.store.queries import QueryError

DISTRICTS = ("A", "B", "E", "F", "K", "M", "N", "S", "T")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def test_the_store_gives_back_what_the_files_say(snapshot: Snapshot) -> None:
    assert programme.programme(snapshot) == read_programme(DATA, DISTRICTS)
    assert programme.programme(snapshot) is programme.programme(snapshot)


def test_what_nobody_filled_in_stays_as_the_files_have_it(snapshot: Snapshot, ledger: Ledger) -> None:
    assert programme.current(snapshot, ledger) == programme.programme(snapshot)


def test_what_editors_filled_in_goes_over_the_files(snapshot: Snapshot, ledger: Ledger) -> None:
    details = Details(district="N", date=dt.date(2017, 5, 10), place="Buurthuis")
    ledger.fill_in("2", 0, details, editor="local")
    filled = programme.current(snapshot, ledger).conversation("2")
    given = programme.programme(snapshot).conversation("2")
    assert (filled.district, filled.date, filled.place) == ("N", dt.date(2017, 5, 10), "Buurthuis")
    assert (filled.theme, filled.participants, filled.facts) == (given.theme, given.participants, given.facts)
    assert given.district is None
    assert set(filled.filled_in) == {"district", "date", "place"} and not given.filled_in
    assert programme.current(snapshot, ledger).conversation("1") == programme.programme(snapshot).conversation("1")


def test_each_field_keeps_the_day_in_amsterdam_on_which_it_was_filled_in(snapshot: Snapshot, tmp_path: Path) -> None:
    # Half an hour before midnight in universal time is the next day in Amsterdam.
    moments = iter(dt.datetime(2026, month, 1, 23, 30, tzinfo=dt.UTC) for month in (1, 2, 3))
    ledger = Ledger(f"sqlite:///{tmp_path / 'days.sqlite'}", clock=lambda: next(moments))
    ledger.fill_in("2", 0, Details(district="N", place="Elders"), editor="local")
    ledger.fill_in("2", 1, Details(district="N", place="Buurthuis"), editor="local")
    ledger.fill_in("2", 2, Details(district="N", place="Buurthuis", date=dt.date(2017, 5, 10)), editor="local")
    filled = programme.current(snapshot, ledger).conversation("2").filled_in
    assert filled == {"district": dt.date(2026, 1, 2), "place": dt.date(2026, 2, 2), "date": dt.date(2026, 3, 2)}


def test_participants_can_be_filled_in_as_fewer(snapshot: Snapshot, ledger: Ledger) -> None:
    ledger.fill_in("3", 0, Details(participants=("parents",)), editor="local")
    assert programme.current(snapshot, ledger).conversation("3").participants == ("parents",)


class _Old:
    """A version from before there was a programme, or one that is wrong in another way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def rows(self, name: str) -> list[dict[str, object]]:
        raise self.error


def test_a_version_from_before_has_no_conversations() -> None:
    old = _Old(StoreError("incomplete", "Data version x was built without the tables of the query programme."))
    assert programme.programme(old) == Programme(())  # type: ignore[arg-type]


def test_any_other_fault_is_not_hidden() -> None:
    with pytest.raises(QueryError):
        programme.programme(_Old(QueryError("there is no query named programme")))  # type: ignore[arg-type]
