"""Every light page, slide and sheet of paper looks as when somebody last looked at it.

What was meant is taken anew with ``python -m pictures baselines``; see ``docs/gallery.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Route

from pictures import baselines

from . import looking

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def looker(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[looking.Looker]:
    yield from looking.looker(playwright, tmp_path_factory.mktemp("looks"))


@looking.places("light", "slides", "paper")
def test_it_looks_as_it_did(looker: looking.Looker, place: str) -> None:
    wrong = looker.changes(place)
    assert not wrong, "\n".join(wrong)


def test_a_page_that_looks_otherwise_is_seen_and_shown(
    looker: looking.Looker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same page with letters of its title a little apart, and what is said of it."""

    def spread(route: Route) -> None:
        answer = route.fetch()
        style = "<style>h1 { letter-spacing: 1px }</style></head>"
        route.fulfill(response=answer, body=answer.text().replace("</head>", style))

    monkeypatch.setattr(looker, "changed", tmp_path)
    looker.context.route("**/f/nothing**", spread)
    (sentence,) = looker.changes("light-nothing")
    looker.context.unroute("**/f/nothing**")
    assert re.match(r"light-nothing-desktop looks otherwise \(\d+\.\d\d% of its points; Chromium [\d.]+, ", sentence)
    assert f"{baselines.COMMAND} light-nothing" in sentence
    files = {path.name for path in (tmp_path / "light-nothing-desktop").iterdir()}
    assert files == {"baseline.png", "now.png", "difference.png"}
