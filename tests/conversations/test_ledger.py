"""The ledger on SQLite and PostgreSQL: what is written stands, nothing is overwritten, nonsense is refused."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from kansenbeeld.conversations.ledger import rows
from kansenbeeld.conversations.ledger.entries import About, ConflictError, Details, Entry
from kansenbeeld.conversations.ledger.errors import EntryError
from kansenbeeld.conversations.ledger.ledger import Ledger, edits
from kansenbeeld.conversations.ledger.tables import item_revisions

FULL = Entry(
    conversation="1",
    kind="recommendation",
    text="Praat in groep 7 al met ouders over het advies.\nNiet pas in groep 8 — ‘te laat’ 🙂",
    said_by="parent",
    person="A. de Vries",
    theme="sterke-netwerken",
    addressee="college van B en W",
    about=About("advice_gap", {"district": "T", "high": "hbo", "areas": True}, "0123456789ab", 3),
    status="adopted",
    status_date=dt.date(2026, 3, 2),
    reason="Past bij het plan van de scholen.",
)
SHORT = Entry(conversation="2", kind="result", text="Ouders kennen de brugklas niet.", said_by="school")


def test_what_is_recorded_reads_back_the_same(ledger: Ledger) -> None:
    item = ledger.record(FULL, editor="local")
    assert (item.revision, item.entry, item.editor) == (1, FULL, "local")
    assert item.changed_at == dt.datetime(2026, 3, 1, 12, 1, tzinfo=dt.UTC)
    assert item.changed_at.utcoffset() == dt.timedelta(0)
    assert ledger.item(item.id) == item
    assert ledger.items() == (item,)


def test_items_of_a_conversation_in_order_of_recording(ledger: Ledger) -> None:
    first, other, last = (ledger.record(entry, editor="local") for entry in (FULL, SHORT, FULL))
    ledger.revise(first.id, 1, dataclasses.replace(FULL, text="Anders"), editor="local")
    assert [item.id for item in ledger.items("1")] == [first.id, last.id]
    assert [item.id for item in ledger.items()] == [first.id, other.id, last.id]
    assert ledger.items("3") == ()


def test_a_revision_keeps_the_earlier_ones_with_their_date_and_reason(ledger: Ledger) -> None:
    item = ledger.record(FULL, editor="local")
    done = dataclasses.replace(FULL, status="done", status_date=dt.date(2026, 9, 1), reason="Alle scholen doen het.")
    revised = ledger.revise(item.id, 1, done, editor="Raadsgriffie")
    assert ledger.history(item.id) == (item, revised)
    assert (revised.revision, revised.entry, revised.editor) == (2, done, "Raadsgriffie")
    assert ledger.items() == (revised,)


def test_withdrawn_items_stay_in_the_history(ledger: Ledger) -> None:
    item = ledger.record(SHORT, editor="local")
    withdrawn = ledger.revise(item.id, 1, dataclasses.replace(SHORT, withdrawn=True), editor="local")
    assert ledger.items() == ()
    assert ledger.items(withdrawn=True) == (withdrawn,)
    assert len(ledger.history(item.id)) == 2


def test_a_stale_base_is_a_conflict_and_writes_nothing(ledger: Ledger) -> None:
    item = ledger.record(SHORT, editor="local")
    newer = ledger.revise(item.id, 1, dataclasses.replace(SHORT, text="Eerst"), editor="local")
    for base in (1, 0, 3):
        with pytest.raises(ConflictError) as error:
            ledger.revise(item.id, base, dataclasses.replace(SHORT, text="Later"), editor="local")
        assert error.value.current == newer
    assert ledger.item(item.id) == newer


def test_an_unknown_item_is_a_key_error(ledger: Ledger) -> None:
    for call in (
        lambda: ledger.item(7),
        lambda: ledger.history(7),
        lambda: ledger.revise(7, 1, SHORT, editor="local"),
    ):
        with pytest.raises(KeyError):
            call()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"text": " \n "}, "blank", "text"),
        ({"text": "x" * 2001}, "too_long", "text"),
        ({"person": "x" * 101}, "too_long", "person"),
        ({"addressee": "x" * 151}, "too_long", "addressee"),
        ({"reason": "x" * 1001}, "too_long", "reason"),
        ({"text": "nul \x00"}, "characters", "text"),
        ({"reason": "half \ud83d"}, "characters", "reason"),
        ({"kind": "complaint"}, "unknown", "kind"),
        ({"said_by": "De heer X"}, "unknown", "said_by"),
        ({"status": "lost"}, "unknown", "status"),
        ({"theme": "no theme <b>"}, "unknown", "theme"),
        ({"conversation": ""}, "unknown", "conversation"),
        ({"status": "not_adopted"}, "no_reason", "reason"),
        ({"status": "not_adopted", "reason": "  "}, "no_reason", "reason"),
        ({"about": About("no_question", {}, "abc")}, "unknown", "about"),
        ({"about": About("advice_gap", {"school": "x"}, "abc")}, "unknown", "about"),
        ({"about": About("advice_gap", {"areas": "yes"}, "abc")}, "unknown", "about"),
        ({"about": About("advice_gap", {}, "../abc")}, "unknown", "about"),
        ({"about": About("advice_gap", {}, "abc", -1)}, "unknown", "about"),
        ({"about": About("advice_gap", {}, "abc", 1000)}, "unknown", "about"),
        ({"conversation": "x" * 21}, "unknown", "conversation"),
        ({"conversation": "Eén"}, "unknown", "conversation"),
        ({"text": "no character \ufffe"}, "characters", "text"),
        ({"text": "no character \uffff"}, "characters", "text"),
        ({"person": "C1 \x9b"}, "characters", "person"),
        ({"reason": "delete \x7f"}, "characters", "reason"),
        ({"text": "turned \u202e around"}, "characters", "text"),
        ({"addressee": "turned \u2066 around"}, "characters", "addressee"),
    ],
)
def test_what_may_not_be_written_is_refused(ledger: Ledger, change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(EntryError) as error:
        ledger.record(dataclasses.replace(SHORT, **change), editor="local")
    assert (error.value.code, error.value.field) == (code, field)
    assert ledger.items(withdrawn=True) == ()


def test_the_longest_texts_fit_in_the_database(ledger: Ledger) -> None:
    wide = "🙂"
    longest = dataclasses.replace(
        SHORT, text=wide * 2000, person=wide * 100, addressee=wide * 150, reason=wide * 1000, status="not_adopted"
    )
    assert ledger.record(longest, editor=wide * 100).entry == ledger.items()[0].entry == longest


def test_blanks_around_texts_go_and_line_ends_are_one_kind(ledger: Ledger) -> None:
    item = ledger.record(dataclasses.replace(SHORT, text="  een\r\ntwee "), editor=" local ")
    assert (item.entry.text, item.editor) == ("een\ntwee", "local")


def test_an_editor_has_a_name(ledger: Ledger) -> None:
    with pytest.raises(EntryError, match="editor: blank"):
        ledger.record(SHORT, editor=" ")


def test_an_item_stays_with_its_conversation(ledger: Ledger) -> None:
    item = ledger.record(SHORT, editor="local")
    with pytest.raises(EntryError, match="moved"):
        ledger.revise(item.id, 1, dataclasses.replace(SHORT, conversation="1"), editor="local")


def test_an_item_about_a_question_that_left_the_product_can_still_be_revised(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = ledger.record(FULL, editor="local")
    monkeypatch.setattr("kansenbeeld.findings.questions", dict)
    assert ledger.revise(item.id, 1, dataclasses.replace(FULL, text="Anders"), editor="local").entry.about == FULL.about


def test_details_are_filled_in_by_revision(ledger: Ledger) -> None:
    empty = ledger.details("2")
    assert (empty.revision, empty.details, empty.changed_at) == (0, Details(), None)
    known = Details(district="N", date=dt.date(2026, 4, 1), place=" De Meevaart ", participants=())
    first = ledger.fill_in("2", 0, known, editor="local")
    assert first.details == dataclasses.replace(known, place="De Meevaart")
    assert ledger.details("2") == first
    second = ledger.fill_in("2", 1, Details(theme="ouderbetrokkenheid", participants=("parents",)), editor="local")
    with pytest.raises(ConflictError) as error:
        ledger.fill_in("2", 1, Details(place="Elders"), editor="local")
    assert error.value.current == second == ledger.details("2")
    assert ledger.details("3").revision == 0


def test_what_is_refused_without_a_revision_being_there_is_no_conflict(ledger: Ledger) -> None:
    item = ledger.record(SHORT, editor="local")
    orphan = rows.of_item(dataclasses.replace(item, id=item.id + 1))
    with pytest.raises(IntegrityError):
        ledger._add(item_revisions, orphan, "revise", "item 2")
    assert not ledger._add(item_revisions, rows.of_item(item), "revise", "item 1"), "this one is there"


def test_an_edit_is_counted_and_a_refusal_is_not(ledger: Ledger) -> None:
    before = edits()
    item = ledger.record(SHORT, editor="local")
    ledger.revise(item.id, 1, dataclasses.replace(SHORT, text="Anders"), editor="local")
    ledger.fill_in("2", 0, Details(place="Hier"), editor="local")
    for refused in (lambda: ledger.revise(item.id, 1, SHORT, editor="local"), lambda: ledger.record(SHORT, editor="")):
        with pytest.raises((ConflictError, EntryError)):
            refused()
    assert edits() == before + 3


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(theme="<b>"), "theme"),
        (Details(district=""), "district"),
        (Details(district="x" * 21), "district"),
        (Details(place="x" * 151), "place"),
        (Details(participants=("parents", "aliens")), "participants"),
    ],
)
def test_details_that_make_no_sense_are_refused(ledger: Ledger, details: Details, field: str) -> None:
    with pytest.raises(EntryError) as error:
        ledger.fill_in("2", 0, details, editor="local")
    assert error.value.field == field
    assert ledger.details("2").revision == 0


def test_a_clock_without_time_zone_writes_nothing(ledger_url: str) -> None:
    naive = Ledger(ledger_url, clock=lambda: dt.datetime(2026, 3, 1))
    with pytest.raises(ValueError, match="time zone"):
        naive.record(SHORT, editor="local")
    assert naive.items() == ()
    naive.close()
