"""The audit log: who did what, in the same transaction as what was done."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kansenbeeld.conversations.ledger.audit import Audit
from kansenbeeld.conversations.ledger.entries import ConflictError, Details, Entry
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.ledger.ledger import Ledger

ENTRY = Entry("1", "recommendation", "Begin eerder met het gesprek.", "parent")
MOMENT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def audit(file: Path) -> Iterator[Audit]:
    opened = Audit(f"sqlite:///{file}", clock=lambda: MOMENT)
    yield opened
    opened.close()


@pytest.fixture
def ledger(file: Path) -> Iterator[Ledger]:
    opened = Ledger(f"sqlite:///{file}", rest=0.0)
    yield opened
    opened.close()


def test_a_line_comes_back_as_it_was_noted_the_newest_first(audit: Audit) -> None:
    audit.note("a@stad.example", "editor", "record", "conversation 1", "refused")
    audit.note("", "analyst", "publish", "dataset x", "failed")
    newest, first = audit.entries()
    assert dataclasses.astuple(first) == (MOMENT, "a@stad.example", "editor", "record", "conversation 1", "refused")
    assert (newest.who, newest.outcome) == ("unknown", "failed")
    assert audit.entries(1) == (newest,)
    assert audit.entries(0) == ()


def test_what_is_no_text_or_too_long_does_not_keep_a_line_out(audit: Audit) -> None:
    audit.note("a\x00b\u202e" + "c" * 500, "editor", "record", "x" * 999 + "'; drop table audit; --", "refused")
    (only,) = audit.entries()
    assert only.who.startswith("a b c")
    assert len(only.who) == len(only.subject) == 200


def test_there_are_three_outcomes(audit: Audit) -> None:
    with pytest.raises(ValueError, match="no outcome"):
        audit.note("a", "editor", "record", "x", "perhaps")  # type: ignore[arg-type]
    assert audit.entries() == ()


def test_every_write_of_the_ledger_is_noted(audit: Audit, ledger: Ledger) -> None:
    item = ledger.record(ENTRY, editor="a@stad.example")
    changed = dataclasses.replace(ENTRY, text="Anders")
    ledger.revise(item.id, 1, changed, editor="b@stad.example")
    ledger.revise(item.id, 2, dataclasses.replace(changed, withdrawn=True), editor="a@stad.example")
    ledger.fill_in("2", 0, Details(place="Hier"), editor="local")
    with pytest.raises(ConflictError):
        ledger.revise(item.id, 1, changed, editor="b@stad.example")
    assert [(one.who, one.action, one.subject, one.outcome) for one in reversed(audit.entries())] == [
        ("a@stad.example", "record", "conversation 1, item 1, revision 1", "done"),
        ("b@stad.example", "revise", "conversation 1, item 1, revision 2", "done"),
        ("a@stad.example", "withdraw", "conversation 1, item 1, revision 3", "done"),
        ("local", "fill_in", "conversation 2, revision 1", "done"),
    ]


def test_what_the_log_can_not_hold_is_not_written(file: Path, audit: Audit, ledger: Ledger) -> None:
    item = ledger.record(ENTRY, editor="a@stad.example")
    with sqlite3.connect(file) as connection:
        connection.execute("create trigger full before insert on audit begin select raise(abort, 'full'); end")
    connection.close()
    changed = dataclasses.replace(ENTRY, text="Anders")
    for write in (
        lambda: ledger.record(ENTRY, editor="a@stad.example"),
        lambda: ledger.revise(item.id, 1, changed, editor="a@stad.example"),
        lambda: ledger.fill_in("2", 0, Details(place="Hier"), editor="a@stad.example"),
    ):
        with pytest.raises(Exception, match="full"):
            write()
    assert ledger.items() == (item,)
    assert ledger.details("2").revision == 0


def test_a_log_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(LedgerUnavailableError):
        Audit(f"sqlite:///{tmp_path / 'folder'}").note("a", "editor", "record", "x", "done")
