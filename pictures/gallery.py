"""Everything as it looks on one page, ``docs/gallery.md``, made from the baselines: ``python -m pictures gallery``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kansenbeeld import paths
from pictures import baselines, likeness, looks

PAGE: Final = paths.ROOT / "docs" / "gallery.md"
_ACROSS: Final = 3
_TITLES: Final = {
    "page": "Pages of the dashboard",
    "light": "Light pages",
    "slides": "Slides",
    "paper": "Paper",
}
"""Kinds of places in the order of the gallery."""

_HEAD: Final = """# Gallery

Every page, slide and sheet as it looks in Dutch, over the shipped data: on a desktop (1280 pixels wide), on a phone
(375), in a dark room, at 200% zoom, and without colours. Half as large as on a screen, and of a page the first
{tallest} pixels. The data version and the clock stand still on them.

These pictures are what the tests `tests/browser/test_looks_*.py` hold the product against. Where a look changed they
fail, say which share of its points differs, and put three pictures in `build/looks`: how it was, how it is, and the
difference. Was it meant? Then run

    {command}

and look at what changed in this page before you commit. Made with Chromium {chromium}; another one may set letters a
little otherwise, so with another main version more is tolerated ({otherwise:.1%} of the points instead of {same:.2%}).
"""


def text() -> str:
    """Return the gallery as Markdown, with every baseline that there is."""
    head = _HEAD.format(
        tallest=looks.TALLEST,
        command=baselines.COMMAND,
        chromium=baselines.chromium(),
        same=likeness.TOLERATED,
        otherwise=likeness.TOLERATED_OTHERWISE,
    )
    return "\n".join([head, *_kinds(baselines.known())])


def _kinds(known: Sequence[str]) -> Iterator[str]:
    for kind, title in _TITLES.items():
        yield f"## {title}\n"
        for name, place in looks.PLACES.items():
            found = looks.of_place(name, known)
            if place.kind == kind and found:
                yield f"### {name}\n"
                yield f"`{place.address}`\n"
                across = _ACROSS if kind in looks.NUMBERED else len(found)
                yield from _table(name, found, across)


def _table(name: str, found: Sequence[str], across: int) -> Iterator[str]:
    """Write looks beside each other, each of which leads to itself in full."""
    yield _row([one.removeprefix(f"{name}-") for one in found[:across]])
    yield _row(["---"] * min(across, len(found)))
    for start in range(0, len(found), across):
        row = found[start : start + across]
        if start:
            yield _row([f"**{one.removeprefix(f'{name}-')}**" for one in row])
        yield _row([f"[![{one}](looks/{one}.webp)](looks/{one}.webp)" for one in row])
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Write the gallery."""
    PAGE.write_text(text(), encoding="utf-8")
    print(PAGE.relative_to(paths.ROOT))
    return 0
