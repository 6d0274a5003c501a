"""What the tests of sources share: a publisher on loopback, and a downloader that never waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from publisher import Publisher

from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.patience import Patience


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A publisher that serves nothing yet."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    server = Publisher()
    yield server
    server.close()


@pytest.fixture
def waits() -> list[float]:
    """Seconds that the downloader would have waited between its tries."""
    return []


@pytest.fixture
def downloader(tmp_path: Path, waits: list[float]) -> Downloader:
    """A downloader with an empty cache, a short patience, and no real waits."""
    return Downloader(tmp_path / "cache", patience=Patience(2.0, 5.0), sleep=waits.append)
