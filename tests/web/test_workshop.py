"""The processes beside the server that make decks, packs and letters."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import textwrap
import threading
import types
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kansenbeeld import logs
from kansenbeeld.conversations.deck.html import html
from kansenbeeld.conversations.deck.slides import deck
from kansenbeeld.conversations.programme import programme
from kansenbeeld.conversations.story import Story, story
from kansenbeeld.findings.outlines import outlines_of
from kansenbeeld.store import Snapshot
from kansenbeeld.web import making, workshop
from kansenbeeld.web.workshop import Workshop, WorkshopError


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    """A workshop that is closed after the tests."""
    made = Workshop()
    yield made
    made.close()


def _told(snapshot: Snapshot) -> Story:
    known = programme(snapshot)
    one = next(one for one in known.conversations if known.theme_of(one) is not None)
    theme = known.theme_of(one)
    assert theme is not None
    return story(snapshot, one, theme, "nl")


def test_a_presentation_is_the_same_as_made_here(shop: Workshop, snapshot: Snapshot) -> None:
    told = _told(snapshot)
    outlines = outlines_of(snapshot, [step.finding for step in told.steps])
    base = "https://kansenbeeld.example"
    assert shop.make(making.presentation, told, outlines, base) == html(deck(told, base), outlines)


def test_the_page_that_runs_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.py"
    page.write_text("raise RuntimeError('run again')", encoding="utf-8")
    main = types.ModuleType("__main__")
    main.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", main)
    made = Workshop()
    try:
        assert made.make(os.getpid) != os.getpid()
    finally:
        made.close()


def test_it_works_in_another_process_with_a_lower_priority(shop: Workshop) -> None:
    assert shop.make(os.getpid) != os.getpid()
    # A browser that it starts inherits these, whatever it does with its "nice".
    assert shop.make(os.sched_getscheduler, 0) == os.SCHED_IDLE
    assert len(shop.make(os.sched_getaffinity, 0)) == 1
    assert shop.make(os.nice, 0) == os.nice(0) + 10


def test_what_is_told_comes_in_order(shop: Workshop) -> None:
    told: list[tuple[float, str]] = []
    shop.make_and_tell(lambda share, key: told.append((share, key)), workshop.tell, 0.5, "pack.progress.pptx")
    shop.make_and_tell(lambda share, key: told.append((share, key)), workshop.tell, 1.0, "pack.progress.done")
    assert told == [(0.5, "pack.progress.pptx"), (1.0, "pack.progress.done")]


def test_an_error_passes_on_and_the_workshop_goes_on(shop: Workshop) -> None:
    with pytest.raises(ValueError, match="could not convert"):
        shop.make(float, "no number")
    with pytest.raises(TimeoutError):
        shop.make(_too_late)
    assert shop.make(abs, -1) == 1


def _too_late() -> None:
    raise TimeoutError


def test_it_logs_as_the_server_does(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(logs.FORM_VARIABLE, "json")
    shop = Workshop()
    try:
        shop.make(_warn)
    finally:
        shop.close()
    line = next(json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{"))
    assert line["level"] == "warning" and line["message"] == "no font for […]"


def _warn() -> None:
    logging.getLogger("kansenbeeld.exports").warning("no font for someone@example.org")


def test_after_a_crash_comes_a_new_process() -> None:
    shop = Workshop()
    try:
        before = shop.make(os.getpid)
        with pytest.raises(WorkshopError, match="try again"):
            shop.make(os._exit, 3)
        assert shop.make(os.getpid) != before
    finally:
        shop.close()


def test_many_at_once_each_get_their_own(shop: Workshop) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda number: shop.make(abs, -number), range(20))) == list(range(20))


def test_closing_ends_what_is_being_made() -> None:
    shop, begun, found = Workshop(), threading.Event(), []

    def ask() -> None:
        try:
            shop.make_and_tell(lambda _share, _key: begun.set(), _say_and_wait)
        except WorkshopError as error:
            found.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    assert begun.wait(60)
    shop.close()
    asking.join(20)
    assert len(found) == 1


def _say_and_wait() -> None:
    workshop.tell(0.0, "begun")
    threading.Event().wait()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_it_ends_with_a_server_that_is_killed() -> None:
    script = """
        import os, signal
        from kansenbeeld.web.workshop import Workshop
        if __name__ == "__main__":
            shop = Workshop()
            print(shop.make(os.getpid), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    # Standard output stays open as long as the process of the workshop lives: reading ends when it ends.
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout.strip().isdigit()
