"""The load driver: what a crowd does, and a short run against real servers."""

from __future__ import annotations

import argparse
import contextlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import load, load_tables, results
from benchmarks.crowd import Click, Plan
from benchmarks.decks import Builder
from benchmarks.servers import Bench


def test_visitors_click_at_an_even_pace() -> None:
    plan = Plan(4, 10.0, 5.0, ("",), {}, turns=False)
    moments = sorted(moment for number in range(4) for moment in plan.moments(number))
    assert moments == [1.25 * number for number in range(8)]
    assert plan.intended == 8


def test_a_click_counts_for_what_was_built_in_its_time() -> None:
    clicks = [Click(float(number), 0.1 if number < 5 else 0.2, 1) for number in range(10)]
    builder = Builder("", [], [("presentation", 4.9, 7.0), ("session pack", 6.9, 20.0)])
    table, worst = load_tables.decks(load_tables.Round(clicks, 1.0, 1.0, 1.0), builder)
    assert [row[2] for row in table.rows] == ["5", "2", "3"]
    assert worst == pytest.approx(2.0)


def test_what_was_measured_before_says_where_it_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of another day are taken over with its date, however often."""
    read = results.load
    monkeypatch.setattr(results, "load", lambda name: read(name, tmp_path))
    options = argparse.Namespace(before=None, visits=1)
    page = load_tables.Alone("stadsdelen", (50.0, 12.0, 40.0), (20.0, 10.0, 48.0))

    def compared() -> results.Table:
        with contextlib.ExitStack() as stack:
            return load._compared(Bench(stack, small=True), [page], page, options)

    nothing = compared()
    assert nothing.note.endswith("Before: nothing was kept of an earlier checkout.")
    results.keep("load", [nothing], [], folder=tmp_path)
    assert compared().note == nothing.note
    rows = tuple((row[0], *("30" for _ in row[1:])) for row in nothing.rows)
    results.keep("load", [replace(nothing, rows=rows, note="One visitor.")], [], folder=tmp_path)
    path = tmp_path / "load.json"
    kept = json.loads(path.read_text(encoding="utf-8")) | {"date": "2026-11-24T18:52+00:00"}
    path.write_text(json.dumps(kept), encoding="utf-8")
    over = compared()
    assert over.note.endswith(
        "Before: taken over from the result that was kept on 2026-11-24, and not measured in this run."
    )
    assert over.rows[0][1] == "30"
    results.keep("load", [over], [], folder=tmp_path)
    assert compared().note == over.note


def test_a_short_run_writes_what_it_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    monkeypatch.setattr(results.keep, "__kwdefaults__", {"short": (), "folder": tmp_path})
    monkeypatch.setattr(load, "_ALL", ("", "stadsdelen"))
    options = argparse.Namespace(
        sessions=3, seconds=2.0, every=1.0, processes=1, rest=0.0, visits=1, before=None, keep=True
    )
    assert load.run(options) == 0
    kept = results.load("load", tmp_path)
    assert kept is not None
    pages, answers, memory, decks = kept.tables
    assert [row[0] for row in pages.rows] == ["/", "/stadsdelen", "(floor)"]
    figures = {row[0]: row[1:3] for row in answers.rows}
    assert figures["errors"] == ("0", "0")
    assert figures["reruns"] == ("6 of 6", "6 of 6")
    assert float(figures["websocket, kB per rerun"][1]) > float(figures["websocket, kB per rerun"][0]) > 1
    assert all(float(row[1]) > 50 for row in memory.rows[:4])
    assert {row[0] for row in decks.rows} == {"nothing", "presentation", "session pack"}
