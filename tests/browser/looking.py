"""What holds a place against its baselines, and says what became of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Playwright

from kansenbeeld import paths
from pictures import baselines, likeness, looks, studio

CHANGED: Final = paths.ROOT / "build" / "looks"
"""Where the pictures of what changed go: how it was, how it is, and the difference."""

TAKES: Final = 3
"""How often a place is looked at before it looks otherwise: on a busy machine a chart may come late."""

ENOUGH: Final = 3
"""After so many places that look otherwise it is no chance, and each next one is looked at once."""


class Looker:
    """One who goes to places with a browser and a dashboard of his own.

    Args:
        context: of a browser of the studio, not that of the other tests: it draws letters the same everywhere.
        version: of that browser.
        folder: what the dashboard serves.
        changed: where the pictures of what changed go.
    """

    def __init__(self, context: BrowserContext, version: str, folder: Path, changed: Path = CHANGED) -> None:
        """Take what there is to look with."""
        self.context, self.changed, self._version, self._folder = context, changed, version, folder
        self._otherwise = 0

    def changes(self, place: str) -> list[str]:
        """Return a sentence for each look of a place that is not as its baseline."""
        wrong: list[str] = []
        for _ in range(TAKES if self._otherwise < ENOUGH else 1):
            taken = looks.take(self.context, self._folder, place)
            wrong = list(self._wrong(place, taken))
            if not wrong:
                break
        self._otherwise += bool(wrong)
        return wrong

    def _wrong(self, place: str, taken: looks.Looks) -> Iterator[str]:
        for name in sorted({*taken, *looks.of_place(place, baselines.known())}):
            if name not in taken:
                yield f"{name} has a baseline and is not there any more; if that was meant: {baselines.COMMAND} {place}"
            elif name not in baselines.known():
                yield f"{name} has no baseline; take one: {baselines.COMMAND} {place}"
            elif sentence := self._difference(name, place, taken[name]):
                yield sentence

    def _difference(self, name: str, place: str, now: Image.Image) -> str:
        """Return what is to be said of a look that is not as it was, with its pictures beside; else nothing."""
        before, version = baselines.read(name), self._version
        found = likeness.compared(before, now)
        folder = self.changed / name
        if found.share <= baselines.tolerated(version):
            shutil.rmtree(folder, ignore_errors=True)
            return ""
        folder.mkdir(parents=True, exist_ok=True)
        for file, picture in {"baseline": before, "now": now, "difference": found.picture}.items():
            picture.save(folder / f"{file}.png")
        what = f"{found.share:.2%} of its points" if before.size == now.size else f"it was {before.size}, is {now.size}"
        return (
            f"{name} looks otherwise ({what}; Chromium {version}, its baseline is of {baselines.chromium()}): "
            f"see baseline.png, now.png and difference.png in {folder}; if that was meant: {baselines.COMMAND} {place}"
        )


def looker(playwright: Playwright, folder: Path) -> Iterator[Looker]:
    """Give one who looks, for as long as the tests of a file take."""
    with (
        looks.dashboard(folder) as base,
        studio.chromium(playwright) as browser,
        looks.reader(browser, base) as context,
    ):
        yield Looker(context, browser.version, folder)


def places(*kinds: str) -> pytest.MarkDecorator:
    """Return what runs a test for each place of these kinds."""
    return pytest.mark.parametrize("place", [name for name, one in looks.PLACES.items() if one.kind in kinds])
