"""Every page of the dashboard looks as when somebody last looked at it.

What was meant is taken anew with ``python -m pictures baselines``; see ``docs/gallery.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from . import looking

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def looker(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[looking.Looker]:
    yield from looking.looker(playwright, tmp_path_factory.mktemp("looks"))


@looking.places("page")
def test_it_looks_as_it_did(looker: looking.Looker, place: str) -> None:
    wrong = looker.changes(place)
    assert not wrong, "\n".join(wrong)
