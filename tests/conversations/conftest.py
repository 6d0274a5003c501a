"""A ledger on SQLite and on a real PostgreSQL: a temporary cluster, started once, with a fresh database per test."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from postgresql import Cluster, programs

from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.exports import images


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL for this session; without its programs a test is skipped, except in CI."""
    found = programs()
    if found is None:
        sentence = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    # Not pytest's own folder, which only its owner may enter, and whose name is too long for a socket.
    with tempfile.TemporaryDirectory(prefix="kb-pg-") as folder:
        running = Cluster(Path(folder), found)
        running.make()
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture
def postgresql_url(cluster: Cluster) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    name = f"ledger_{uuid.uuid4().hex}"
    cluster.command(f"create database {name} template template0")
    yield cluster.url(name)
    cluster.command(f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a folder' / 'ledger.sqlite'}"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def clock() -> Callable[[], dt.datetime]:
    """A clock that goes on by a minute each time it is read."""
    moment = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)

    def now() -> dt.datetime:
        nonlocal moment
        moment += dt.timedelta(minutes=1)
        return moment

    return now


@pytest.fixture
def ledger(ledger_url: str, clock: Callable[[], dt.datetime]) -> Iterator[Ledger]:
    """An empty ledger on either database."""
    opened = Ledger(ledger_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without Chromium."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("BROWSER_PATH", "")
    images.browser.cache_clear()
    yield
    monkeypatch.undo()
    images.browser.cache_clear()
