"""Files that a person points at: a path on this machine, or an address, in ``KANSENBEELD_SOURCE_<NAME>``.

For sources whose address differs per edition, or that are not on the network at all.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kansenbeeld import clock
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Source

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

MAX_BYTES: Final = 100_000_000


def given(downloader: Downloader, source: Source, accept: tuple[str, ...]) -> tuple[Path, str, date]:
    """Return the file of a source that a person pointed at: its path, its name for sentences, its day.

    Args:
        downloader: gets it, where it is an address.
        source: whose variable is read.
        accept: as ``Downloader.get``.

    Raises:
        SourceError: the variable is not set, there is no such file, it is too large, or as ``Downloader.get``.
    """
    variable = f"KANSENBEELD_SOURCE_{source.name.upper()}"
    setting = (os.environ.get(variable) or "").strip()
    if not setting:
        raise SourceError("given_not_set", variable=variable)
    if setting.lower().startswith(("http://", "https://")):
        address = downloader.address(source, "")
        download = downloader.get(address, accept=accept, max_bytes=MAX_BYTES)
        return download.path, address.rpartition("/")[2] or source.name, download.retrieved
    path = Path(setting).expanduser()
    if not path.is_file():
        raise SourceError("given_no_file", variable=variable, file=path.name)
    if path.stat().st_size > MAX_BYTES:
        raise SourceError("too_big", file=path.name, limit=MAX_BYTES // 1_000_000)
    return path, path.name, clock.today()


def named_file(variable: str) -> Path | None:
    """Return the file that an environment variable names, ``None`` where it is not set.

    Raises:
        SourceError: there is no such file.
    """
    setting = os.environ.get(variable, "").strip()
    if not setting:
        return None
    path = Path(setting).expanduser()
    if not path.is_file():
        raise SourceError("given_no_file", variable=variable, file=path.name)
    return path
