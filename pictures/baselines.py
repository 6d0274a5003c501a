"""How everything looked when somebody last looked, in ``docs/looks``: ``python -m pictures baselines [PLACE ...]``.

Each place is taken until it looks the same twice. What looks as it did stays as it is, and what is no longer taken is
removed; then the gallery is written anew.
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import BrowserContext, Error

from kansenbeeld import paths
from pictures import likeness, looks, studio

FOLDER: Final = paths.ROOT / "docs" / "looks"
COMMAND: Final = "python -m pictures baselines"
LARGEST: Final = 8_000_000
"""Bytes that all of them may have together."""

_MADE: Final = FOLDER / "made.json"
_TAKES: Final = 4
_AT_ONCE: Final = 2


def file(name: str) -> Path:
    """Return where the baseline of a look is."""
    return FOLDER / f"{name}.webp"


def known() -> list[str]:
    """Return the names of the looks that have a baseline."""
    return sorted(path.stem for path in FOLDER.glob("*.webp"))


def read(name: str) -> Image.Image:
    """Return the baseline of a look.

    Raises:
        FileNotFoundError: it has none.
    """
    with Image.open(file(name)) as image:
        return image.convert("RGB")


def chromium() -> str:
    """Return the version of the Chromium that made the baselines, empty where there are none."""
    return str(json.loads(_MADE.read_text(encoding="utf-8"))["chromium"]) if _MADE.is_file() else ""


def tolerated(version: str) -> float:
    """Return which share of its points a look may differ in (0-1), taken by a version of Chromium."""
    same = version.partition(".")[0] == chromium().partition(".")[0]
    return likeness.TOLERATED if same else likeness.TOLERATED_OTHERWISE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; exit status 1 where a look can't be taken, which is said in one sentence."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("places", nargs="*", metavar="PLACE", help=f"which: {', '.join(looks.PLACES)}")
    places = parser.parse_args(arguments).places or list(looks.PLACES)
    if unknown := [name for name in places if name not in looks.PLACES]:
        parser.error(f"there is no place named {unknown[0]}; there are: {', '.join(looks.PLACES)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    try:
        versions = _take_all(places)
    except (studio.StudioError, Error) as error:
        print(error, file=sys.stderr)
        return 1
    ours = {look for name in looks.PLACES for look in looks.of_place(name, known())}
    for name in set(known()) - ours:
        file(name).unlink()
        print(f"{name} removed")
    _MADE.write_text(json.dumps({"chromium": versions.pop()}) + "\n", encoding="utf-8")
    size = sum(file(name).stat().st_size for name in known())
    print(f"{len(known())} looks, {size / 1e6:.1f} MB, in {time.monotonic() - begin:.0f} s")
    return 0


def _take_all(places: Sequence[str]) -> set[str]:
    """Take places over one dashboard, some at once, and return by which versions of Chromium."""
    with tempfile.TemporaryDirectory(prefix="kansenbeeld-looks-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        with looks.dashboard(folder) as base, ProcessPoolExecutor(_AT_ONCE) as pool:
            # Shared out in turn, as neighbours take about as long as each other.
            shares = [places[number::_AT_ONCE] for number in range(_AT_ONCE)]
            return set(pool.map(functools.partial(_take, base, folder), [one for one in shares if one]))


def _take(base: str, folder: Path, places: Sequence[str]) -> str:
    with studio.chromium() as browser, looks.reader(browser, base) as context:
        for place in places:
            found = _twice(context, folder, place)
            for gone in set(looks.of_place(place, known())) - set(found):
                file(gone).unlink()
                print(f"{gone} removed", flush=True)
            for name, taken in found.items():
                if file(name).is_file() and likeness.compared(read(name), taken).share == 0:
                    continue
                taken.save(file(name), lossless=True, quality=80, method=5)
                print(f"{name} {file(name).stat().st_size / 1000:.0f} kB", flush=True)
        return browser.version


def _twice(context: BrowserContext, folder: Path, place: str) -> looks.Looks:
    """Take a place until it looks the same twice in a row.

    Raises:
        StudioError: it never does.
    """
    before: looks.Looks = {}
    for _ in range(_TAKES):
        taken = looks.take(context, folder, place)
        if taken.keys() == before.keys() and not any(likeness.compared(before[one], taken[one]).share for one in taken):
            return taken
        before = taken
    raise studio.StudioError(f"{place} does not look the same twice; look what moves or changes on it by itself.")
