"""How far two looks are apart, with what nobody sees left out: how the edges of letters and lines were drawn."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import blazediff
from PIL import Image, ImageChops

TOLERATED: Final = 0.0002
"""Share of the points of a look that may differ. The same page taken again differs in none; a choice that is marked
otherwise, or a chart that moves by a hair, in more."""

TOLERATED_OTHERWISE: Final = 0.005
"""The same where another Chromium looks than the one that made the baselines: it may set letters a little otherwise."""

_THRESHOLD: Final = 0.1
"""How far two colours are apart that are taken for one, from 0 to 1, as a person sees them (YIQ)."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two looks are apart.

    Attributes:
        share: of the points, how many differ, 0-1; 1 where the sizes differ.
        picture: the first one, pale, with what differs marked.
    """

    share: float
    picture: Image.Image


def compared(one: Image.Image, other: Image.Image) -> Likeness:
    """Hold two looks against each other by blazediff, which knows the smooth edges of letters."""
    if one.size != other.size:
        size = max(one.width, other.width), max(one.height, other.height)
        grounds = [Image.new("RGB", size, "white") for _ in range(2)]
        for ground, given in zip(grounds, (one, other), strict=True):
            ground.paste(given)
        return Likeness(1.0, ImageChops.difference(*grounds))
    with tempfile.TemporaryDirectory(prefix="kansenbeeld-looks-", ignore_cleanup_errors=True) as made:
        paths = [str(Path(made) / name) for name in ("one.png", "other.png", "difference.png")]
        for path, given in zip(paths, (one, other), strict=False):
            given.convert("RGB").save(path, compress_level=1)
        result = blazediff.compare(*paths, threshold=_THRESHOLD, antialiasing=True)
        if result.match_result or not result.diff_count:
            return Likeness(0.0, one)
        with Image.open(paths[2]) as picture:
            return Likeness(int(result.diff_count) / (one.width * one.height), picture.convert("RGB"))
