"""Make the pictures of the guides: ``python -m pictures [NAME ...]``, all of them without a name.

``python -m pictures baselines`` takes everything as it looks instead, for the tests and the gallery, and
``python -m pictures gallery`` writes the gallery alone.

They go to ``docs/guides/pictures``, one in each language. What is there and no longer in the list is removed,
and what looks as it did stays as it is.
"""

from __future__ import annotations

import argparse
import functools
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from kansenbeeld import paths
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from pictures import baselines, gallery, studio
from pictures.scenes import SCENES

FOLDER: Final = paths.ROOT / "docs" / "guides" / "pictures"


def file_name(name: str, code: LanguageCode) -> str:
    """Name the file of a picture, as ``overview-nl.png``."""
    return f"{name}-{code}.png"


def expected() -> set[str]:
    """Return the names of all files that the command makes."""
    return {file_name(name, code) for name in SCENES for code in LANGUAGES}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; exit status 1 where a picture can't be taken, which is said in one sentence."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["baselines"]:
        return baselines.main(given[1:]) or gallery.main()
    if given == ["gallery"]:
        return gallery.main()
    parser = argparse.ArgumentParser(prog="python -m pictures", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(SCENES)}")
    names = parser.parse_args(given).names or list(SCENES)
    if unknown := [name for name in names if name not in SCENES]:
        parser.error(f"there is no picture named {unknown[0]}; there are: {', '.join(SCENES)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    try:
        # A process for each language: Playwright drives one browser in a thread, and both wait for servers.
        with ProcessPoolExecutor(len(LANGUAGES)) as pool:
            list(pool.map(functools.partial(_take, names), LANGUAGES))
    except studio.StudioError as error:
        print(error, file=sys.stderr)
        return 1
    for path in FOLDER.glob("*.png"):
        if path.name not in expected():
            path.unlink()
            print(f"{path.name} removed")
    print(f"{len(names) * len(LANGUAGES)} pictures in {time.monotonic() - begin:.0f} s")
    return 0


def _take(names: Sequence[str], code: LanguageCode) -> None:
    """Take pictures in one language, over a store, editions and ledger of their own."""
    with tempfile.TemporaryDirectory(prefix="kansenbeeld-pictures-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        with (
            studio.served(folder) as base,
            studio.chromium() as browser,
            studio.reader(browser, base, code) as context,
        ):
            for name in names:
                scene = SCENES[name]
                with studio.visit(context, scene.size) as page:
                    parts = scene.play(page, language(code), folder)
                    image = studio.shot(page, parts, scene.height)
                print(_kept(FOLDER / file_name(name, code), image), flush=True)


def _kept(path: Path, image: bytes) -> str:
    """Write a picture where it looks other than the one that is there, and return what was done."""
    if path.is_file() and studio.alike(path.read_bytes(), image):
        return f"{path.name} looks the same"
    path.write_bytes(image)
    return f"{path.name} {len(image) / 1000:.0f} kB"


if __name__ == "__main__":
    sys.exit(main())
