"""Log-ins that somebody left: one table for all processes, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kansenbeeld.conversations.ledger.ended import EndedLogins, mark
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.web.access.ended import Ended

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
LOGIN = ("https://login.example", "7", "1.0")
FAR = time.time() + 3600


def test_a_mark_names_nobody_and_no_two_log_ins_share_one() -> None:
    assert len(mark(LOGIN)) == 64 and "7" != mark(LOGIN) != mark(("https://login.example7", "", "1.0"))


def test_what_one_process_notes_another_knows_until_the_log_in_ends(ledger_url: str) -> None:
    one, other = EndedLogins(ledger_url, clock=lambda: NOW), EndedLogins(ledger_url, clock=lambda: NOW)
    later = EndedLogins(ledger_url, clock=lambda: NOW + 2 * HOUR)
    one.note("a", NOW + HOUR)
    one.note("a", NOW + HOUR)
    assert other.standing() == other.among(["a", "b"]) == {"a"}
    assert later.standing() == frozenset()
    later.note("b", NOW + 3 * HOUR)
    assert other.among(["a", "b"]) == {"b"}, "old marks are dropped"
    for table in (one, other, later):
        table.close()


def test_many_at_once_note_the_same(ledger_url: str) -> None:
    table = EndedLogins(ledger_url, clock=lambda: NOW)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: table.note("a", NOW + HOUR), range(16)))
    assert table.standing() == {"a"}
    table.close()


def test_another_process_hears_of_it_at_once_before_a_write_and_soon_for_a_drawing(ledger_url: str) -> None:
    table = EndedLogins(ledger_url)
    here, drawn, written = (Ended(lambda: table, seconds=seconds) for seconds in (5.0, 0.0, 3600.0))
    assert not here.has(LOGIN) and not drawn.has(LOGIN) and not written.has(LOGIN)
    here.end(LOGIN, FAR)
    assert here.has(LOGIN)
    assert written.has_now(LOGIN) and written.has(LOGIN), "and it is known from then on"
    end = time.monotonic() + 30
    while not drawn.has(LOGIN) and time.monotonic() < end:
        pass
    assert drawn.has(LOGIN)
    table.close()


class Away:
    """A database that can be away, with a real one behind it."""

    def __init__(self, table: EndedLogins) -> None:
        self.table, self.away = table, True

    def __call__(self) -> EndedLogins:
        if self.away:
            raise LedgerUnavailableError("gone")
        return self.table


def test_a_database_that_is_away_holds_nobody_up_and_hears_of_it_later(tmp_path: Path) -> None:
    away = Away(EndedLogins(f"sqlite:///{tmp_path / 'ledger.sqlite'}"))
    here = Ended(away, seconds=0.0)
    here.end(LOGIN, FAR)
    other = (*LOGIN[:2], "2.0")
    assert here.has(LOGIN) and here.has_now(LOGIN), "here it holds at once"
    assert not here.has(other) and not here.has_now(other), "and nobody else is locked out"
    away.away = False
    end = time.monotonic() + 30
    while not away.table.standing() and time.monotonic() < end:
        here.has(other)
    assert away.table.among([mark(LOGIN)]) == {mark(LOGIN)}
    away.table.close()


@pytest.mark.parametrize("until", [FAR, 1e30], ids=["soon", "never"])
def test_a_log_in_without_an_end_that_a_calendar_knows_can_be_left(ledger_url: str, until: float) -> None:
    table = EndedLogins(ledger_url)
    Ended(lambda: table).end(LOGIN, until)
    assert table.standing() == {mark(LOGIN)}
    table.close()
