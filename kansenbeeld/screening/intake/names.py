"""The name that a person gave a file: only ever shown, never a path."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
_NOT_IN_A_NAME: Final = re.compile(r'[<>:"|?*]')
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_name(name: str) -> str:
    """Return the last part of a name, on one line and without signs that steer, at most 120 characters long.

    Folders, ``..``, control signs, marks that turn the direction of writing and names of Windows devices are gone;
    what is left of nothing is ``file``.
    """
    last = re.split(r"[\\/]", name.replace("\0", ""))[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    tidy = _NOT_IN_A_NAME.sub("_", " ".join(shown.split())).strip(" .")
    if _DEVICE.fullmatch(tidy):
        tidy = f"_{tidy}"
    if len(tidy) > LONGEST:
        stem, dot, ending = tidy.rpartition(".")
        keep = f"{dot}{ending}" if stem and len(ending) < 10 else ""
        tidy = tidy[: LONGEST - len(keep)] + keep
    return tidy or "file"


def ending_of(name: str) -> str:
    """Return the ending of a name in small letters without its dot; empty where it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
