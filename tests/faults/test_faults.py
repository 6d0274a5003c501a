"""Each fault with real processes and files: nothing lost, nothing half-written, readers keep the last good version."""

from __future__ import annotations

import select
from pathlib import Path

import pytest

from benchmarks.faults import around, builds, damage, places, served
from benchmarks.faults.zygote import Zygote
from kansenbeeld.store import Snapshot, Store


def test_a_build_can_be_killed_at_any_moment(tmp_path: Path) -> None:
    outcome = builds.killed(tmp_path, kills=50)
    assert outcome.failures == ()
    # Some may be done before their moment comes, and are no kills then.
    assert 25 < outcome.times <= 50


def test_readers_that_fail_or_are_never_answered_are_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with places.Readers(tmp_path) as readers:
        pass
    assert "readers were never answered" in readers.faults

    def broken(_: Store) -> Snapshot:
        raise RuntimeError

    monkeypatch.setattr(Store, "snapshot", broken)
    with places.Readers(tmp_path) as readers:
        pass
    assert "a reader failed: RuntimeError" in readers.faults


def test_a_build_that_was_done_is_no_kill(tmp_path: Path) -> None:
    ground = places.Ground(tmp_path)
    with Zygote(ground.old, tmp_path / "said.txt") as zygote:
        done = zygote.start("--store", str(ground.store), "versions")
        assert select.select([done.handle], [], [], 60)[0]
        assert done.kill_after(0) == 0
        assert zygote.start("--store", str(ground.store), "build", "--data", str(ground.new)).kill_after(0) == -9


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    outcome = builds.full_disk(tmp_path)
    assert outcome.failures == ()
    assert "is full" in outcome.sentence and "Make room" in outcome.sentence


def test_a_store_that_may_only_be_read_leaves_what_was_there(tmp_path: Path) -> None:
    outcome = builds.read_only_store(tmp_path)
    assert outcome.failures == ()
    assert "may not be written" in outcome.sentence


def test_data_that_may_only_be_read_are_built(tmp_path: Path) -> None:
    assert builds.read_only_data(tmp_path).failures == ()


def test_a_table_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    outcome = builds.truncated(tmp_path)
    assert outcome.failures == ()
    assert "kco_outcomes/group8.csv" in outcome.sentence


def test_two_builds_at_once_wait_for_each_other(tmp_path: Path) -> None:
    assert builds.two_builds(tmp_path).failures == ()


@pytest.mark.parametrize("while_read", [False, True], ids=["before", "while"])
@pytest.mark.parametrize("how", damage.DAMAGE)
def test_a_damaged_version_is_replaced_by_the_one_before_until_it_is_repaired(
    tmp_path: Path, how: str, while_read: bool
) -> None:
    assert damage.damaged(tmp_path, how, while_read=while_read).failures == ()


@pytest.mark.parametrize("everything", [False, True], ids=["file", "folder"])
def test_a_version_that_is_deleted_goes_on_for_who_reads_it(tmp_path: Path, everything: bool) -> None:
    assert damage.deleted(tmp_path, everything=everything).failures == ()


def test_a_damaged_version_costs_the_readers_of_a_server_no_page(tmp_path: Path) -> None:
    outcome = served.damaged_under_a_server(tmp_path)
    assert outcome.failures == ()
    assert "can't be read and" in outcome.sentence


def test_two_publishers_at_once_are_told_who_was_first(tmp_path: Path) -> None:
    outcome = served.two_publishers(tmp_path)
    assert outcome.failures == ()
    assert "Nothing has changed" in outcome.sentence


def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path) -> None:
    assert around.clock_back(tmp_path).failures == ()


def test_a_source_that_hangs_gives_the_kept_copy(tmp_path: Path) -> None:
    outcome = around.source_hangs(tmp_path)
    assert outcome.failures == ()
    assert "figures.csv" in outcome.sentence


def test_a_full_disk_of_the_ledger_loses_nothing(tmp_path: Path) -> None:
    outcome = around.ledger_full(tmp_path)
    assert outcome.failures == ()
    assert "is full" in outcome.sentence


def test_a_database_that_is_away_and_back_has_lost_nothing(tmp_path: Path) -> None:
    outcome = around.database_away(tmp_path)
    assert outcome.failures == ()
    assert "does not answer" in outcome.sentence
