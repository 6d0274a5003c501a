"""The programme is read by one thread, kept for a while, and read again after an edit."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.datasets.programme import Conversation, Programme
from kansenbeeld.web.kept_programme import KeptProgramme

FILES = Programme((Conversation("1"),))
NOW = Programme((Conversation("1", place="Hier"),))


def gone() -> Programme:
    raise LedgerUnavailableError("gone")


def not_asked() -> Programme:
    pytest.fail("it was kept")


def test_it_is_kept_until_an_edit_or_another_place() -> None:
    kept = KeptProgramme(seconds=3600, patience=3600)
    assert kept.get("here", 0, lambda: NOW, FILES) == (NOW, True)
    assert kept.get("here", 0, not_asked, FILES) == (NOW, True)
    assert kept.get("here", 1, lambda: FILES, FILES) == (FILES, True)
    assert kept.get("there", 1, lambda: NOW, FILES) == (NOW, True)


def test_all_who_ask_at_once_share_one_reading() -> None:
    kept, everybody, readings = KeptProgramme(seconds=3600, patience=3600), threading.Barrier(8), []

    def read() -> Programme:
        readings.append(1)
        return NOW

    def ask(_: int) -> tuple[Programme, bool]:
        everybody.wait()
        return kept.get("here", 0, read, FILES)

    with ThreadPoolExecutor(8) as pool:
        assert set(map(repr, pool.map(ask, range(8)))) == {repr((NOW, True))}
    assert len(readings) == 1


def test_nobody_waits_for_a_ledger_that_says_nothing() -> None:
    kept, speak = KeptProgramme(seconds=3600, patience=0.01), threading.Event()

    def silent() -> Programme:
        speak.wait()
        return NOW

    for _ in range(3):
        assert kept.get("here", 0, silent, FILES) == (FILES, False)
    speak.set()
    patient = KeptProgramme(seconds=3600, patience=3600)
    assert patient.get("here", 0, silent, FILES) == (NOW, True)


def test_without_the_ledger_it_is_what_the_ledger_gave_last() -> None:
    kept = KeptProgramme(seconds=3600, patience=3600)
    assert kept.get("here", 0, gone, FILES) == (FILES, False)
    assert kept.get("here", 0, not_asked, FILES) == (FILES, False), "also an answer that failed is kept"
    assert kept.get("here", 1, lambda: NOW, FILES) == (NOW, True)
    assert kept.get("here", 2, gone, FILES) == (NOW, False)
    assert kept.get("there", 2, gone, FILES) == (FILES, False)
