"""Several editors, several processes, and a database that goes and comes back."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from postgresql import Cluster
from silent import Silent

from kansenbeeld.conversations.ledger import database
from kansenbeeld.conversations.ledger.entries import ConflictError, Details, DetailsRevision, Entry, Item
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.conversations.ledger.tables import METADATA, conversation_details
from kansenbeeld.paths import ROOT

ENTRY = Entry(conversation="1", kind="result", text="Zo staat het er.", said_by="parent")


def _all_at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    """Do the same from several threads that start at one moment; what each returned, or the conflict it met."""
    gate = threading.Barrier(number)

    def one(index: int) -> Any:
        gate.wait()
        try:
            return work(index)
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_two_editors_from_the_same_revision_one_wins_and_the_other_hears_it(ledger_url: str) -> None:
    # Two ledgers, as two processes would have, each with its own connections.
    editors = [Ledger(ledger_url), Ledger(ledger_url)]
    for turn in range(10):
        item = editors[0].record(ENTRY, editor="local")
        changed = [dataclasses.replace(ENTRY, text=f"Van {who}, ronde {turn}") for who in range(2)]

        def save(who: int, number: int = item.id, changed: list[Entry] = changed) -> Item:
            return editors[who].revise(number, 1, changed[who], editor=f"editor {who}")

        done = _all_at_once(2, save)
        (winner,) = (one for one in done if isinstance(one, Item))
        (loser,) = (one for one in done if isinstance(one, ConflictError))
        assert loser.current == winner
        assert winner.entry == changed[done.index(winner)]
        assert editors[0].history(item.id) == (item, winner)
    for editor in editors:
        editor.close()


def test_who_saves_anyway_after_a_conflict_loses_nothing(ledger: Ledger) -> None:
    item = ledger.record(ENTRY, editor="local")

    def save(who: int) -> Item:
        base = 1
        while True:
            try:
                return ledger.revise(item.id, base, dataclasses.replace(ENTRY, text=f"Van {who}"), editor="local")
            except ConflictError as error:
                base = error.current.revision

    _all_at_once(6, save)
    history = ledger.history(item.id)
    assert [one.revision for one in history] == list(range(1, 8))
    assert {one.entry.text for one in history} == {ENTRY.text, *(f"Van {who}" for who in range(6))}


def test_details_filled_in_at_once_have_one_winner(ledger: Ledger) -> None:
    done = _all_at_once(6, lambda who: ledger.fill_in("2", 0, Details(place=f"Plek {who}"), editor="local"))
    (winner,) = (one for one in done if isinstance(one, DetailsRevision))
    assert all(one.current == winner for one in done if isinstance(one, ConflictError))
    assert ledger.details("2") == winner


def test_twenty_records_at_once_are_twenty_items(ledger: Ledger) -> None:
    done = _all_at_once(20, lambda who: ledger.record(dataclasses.replace(ENTRY, text=f"Nr. {who}"), editor="local"))
    assert len({item.id for item in done}) == 20
    assert {item.entry.text for item in ledger.items("1")} == {f"Nr. {who}" for who in range(20)}


def test_model_and_migrations_agree(ledger_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = database.engine(ledger_url)
    database.migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
        names = set(sa.inspect(connection).get_table_names())
        keys = sa.inspect(connection).get_pk_constraint("item_revisions")["constrained_columns"]
    assert names == {*METADATA.tables, "alembic_version"}
    assert keys == ["item_id", "revision"]
    engine.dispose()


def test_migrating_again_is_harmless(ledger: Ledger, ledger_url: str) -> None:
    item = ledger.record(ENTRY, editor="local")
    engine = database.engine(ledger_url)
    database.migrate(engine)
    database.migrate(engine)
    engine.dispose()
    assert ledger.items() == (item,)


def test_threads_migrate_an_empty_database_once(ledger_url: str) -> None:
    ledgers = [Ledger(ledger_url) for _ in range(6)]
    done = _all_at_once(6, lambda who: ledgers[who].record(ENTRY, editor="local"))
    assert len({item.id for item in done}) == 6
    for ledger in ledgers:
        ledger.close()


_START = """
import sys
from kansenbeeld.conversations.ledger.entries import Entry
from kansenbeeld.conversations.ledger.ledger import Ledger
ledger = Ledger(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
ledger.record(Entry("1", "result", "Van een ander proces", "pupil"), editor="local")
"""


def test_processes_that_start_at_once_share_one_database(ledger_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _START, ledger_url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, faults = process.communicate(timeout=60)
        assert process.returncode == 0, faults
    ledger = Ledger(ledger_url)
    assert len(ledger.items()) == 2
    ledger.close()


def test_a_newer_database_is_told_and_left_alone(ledger: Ledger, ledger_url: str) -> None:
    ledger.record(ENTRY, editor="local")
    engine = database.engine(ledger_url)
    with database.writing(engine).begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    later = Ledger(ledger_url)
    with pytest.raises(LedgerUnavailableError, match="later version") as error:
        later.items()
    assert error.value.kind == "newer"
    later.close()


def test_postgresql_that_stops_and_starts(cluster: Cluster, postgresql_url: str) -> None:
    ledger, patient = Ledger(postgresql_url, rest=0), Ledger(postgresql_url, rest=3600)
    item = ledger.record(ENTRY, editor="local")
    assert patient.items() == (item,)
    cluster.stop()
    try:
        calls = (ledger.items, lambda: ledger.record(ENTRY, editor="local"), lambda: ledger.details("1"))
        for call in (*calls, patient.items):
            with pytest.raises(LedgerUnavailableError, match="does not answer") as error:
                call()
            assert error.value.kind == "gone"
    finally:
        cluster.start()
    assert ledger.items() == (item,)
    assert ledger.revise(item.id, 1, dataclasses.replace(ENTRY, text="Weer terug"), editor="local").revision == 2
    with pytest.raises(LedgerUnavailableError, match="does not answer"):
        patient.items()  # it was gone a moment ago, and is not asked again so soon
    ledger.close()
    patient.close()


def test_a_silent_database_is_asked_once_and_the_others_hear_it_at_once() -> None:
    with Silent() as server:
        ledger = Ledger(server.url, rest=3600)

        def ask(_: int) -> str:
            with pytest.raises(LedgerUnavailableError) as error:
                ledger.items()
            return error.value.kind

        with ThreadPoolExecutor(12) as pool:
            asked = [pool.submit(ask, who) for who in range(12)]
            server.called.wait()
            server.hang_up()
            assert {one.result() for one in asked} == {"gone"}
        assert ask(0) == "gone"
        assert server.calls == 1
        ledger.close()


def test_a_database_that_was_gone_is_tried_by_one_caller_while_the_others_go_on() -> None:
    with Silent() as server:
        ledger = Ledger(server.url, rest=0)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(ledger.items)
            server.called.wait()
            server.hang_up()
            assert isinstance(first.exception(), LedgerUnavailableError)
            server.called.clear()
            probe = pool.submit(ledger.items)
            server.called.wait()
            for _ in range(5):
                with pytest.raises(LedgerUnavailableError):
                    ledger.items()
            assert not probe.done(), "the others did not wait for it"
            server.hang_up()
            assert isinstance(probe.exception(), LedgerUnavailableError)
        assert server.calls == 2
        ledger.close()


def test_a_connection_that_was_cut_is_made_again(cluster: Cluster, postgresql_url: str) -> None:
    ledger = Ledger(postgresql_url)
    item = ledger.record(ENTRY, editor="local")
    cluster.command("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'kansenbeeld'")
    assert ledger.items() == (item,)
    ledger.close()


def test_a_file_that_goes_and_comes_back(tmp_path: Path) -> None:
    path, away = tmp_path / "ledger.sqlite", tmp_path / "away.sqlite"
    ledger = Ledger(f"sqlite:///{path}", rest=0)
    item = ledger.record(ENTRY, editor="local")
    ledger.close()
    path.rename(away)
    path.mkdir()
    with pytest.raises(LedgerUnavailableError, match="does not answer"):
        ledger.items()
    path.rmdir()
    away.rename(path)
    assert ledger.items() == (item,)
    ledger.close()


def test_readers_go_on_while_somebody_writes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    ledger = Ledger(url)
    item = ledger.record(ENTRY, editor="local")
    other = database.engine(url)
    with database.writing(other).begin() as connection:
        connection.execute(conversation_details.delete())
        assert ledger.items() == (item,)
    other.dispose()
    ledger.close()


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_every_way_to_write_a_postgresql_address(postgresql_url: str, prefix: str) -> None:
    ledger = Ledger(postgresql_url.replace("postgresql://", prefix))
    ledger.record(ENTRY, editor="local")
    ledger.close()
    with psycopg.connect(postgresql_url) as connection:
        assert connection.execute("select count(*) from items").fetchone() == (1,)


@pytest.mark.parametrize("url", ["mysql://user:secret@host/name", "sqlite://", "secret"])
def test_another_address_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(LedgerUnavailableError) as error:
        Ledger(url)
    assert error.value.kind == "address"
    assert "secret" not in str(error.value)


def test_the_usual_ledger_is_the_one_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new" / "l.sqlite"
    monkeypatch.setenv("KANSENBEELD_DATABASE_URL", f"sqlite:///{path}")
    ledger = Ledger()
    ledger.items()
    ledger.close()
    assert path.is_file()
