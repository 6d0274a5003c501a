"""Print HTML as PDF through the Chromium of this machine."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from kansenbeeld.exports import images

_TIMEOUT: Final = 120
_NODES: Final = re.compile(rb"\(node(\d{8})\)")
"""Names of cells of tables, by which others point at them."""
_DATES: Final = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}(\+00'00'|Z)?\)")


class PrintError(Exception):
    """Chromium started but gave no PDF; the text is one sentence."""


def print_pdf(html: str, *, day: dt.date) -> bytes:
    """Print a page that stands by itself as a tagged PDF; its title and language become those of the document.

    Args:
        html: the whole page; paper size and margins come from its ``@page`` rule.
        day: the date of the document, in place of the moment of printing, so that printing again gives the same.

    Returns:
        The PDF, with tags, and with bookmarks from the headings.

    Raises:
        NoBrowserError: there is no Chromium on this machine.
        PrintError: Chromium gave no PDF.
    """
    executable = images.browser()
    if executable is None:
        raise images.NoBrowserError("A PDF needs Chromium on the server; install it with: apt-get install chromium")
    with tempfile.TemporaryDirectory(prefix="kansenbeeld-print-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        command = [executable, *_options(Path(folder) / "profile"), f"--print-to-pdf={printed}", page.as_uri()]
        try:
            subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=False)
        except subprocess.TimeoutExpired as error:
            raise PrintError(f"Chromium did not print within {_TIMEOUT} seconds; try again") from error
        if not printed.is_file() or printed.stat().st_size == 0:
            raise PrintError("Chromium started but printed nothing; check that it runs on this machine")
        return _numbered(_dated(printed.read_bytes(), day))


def _options(profile: Path) -> list[str]:
    options = [
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--user-data-dir={profile}",
        # The page is ours and whole: whatever it might ask of a network is refused.
        "--host-resolver-rules=MAP * ~NOTFOUND",
    ]
    # Chromium refuses to run as root with its sandbox, as in a container.
    return [*options, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else options


def _dated(pdf: bytes, day: dt.date) -> bytes:
    """Write the day over the moment of printing; as long as before, since a PDF counts its bytes."""

    def written(match: re.Match[bytes]) -> bytes:
        zone = match.group(2) or b""
        return b"/%s (D:%s000000%s)" % (match.group(1), day.strftime("%Y%m%d").encode("ascii"), zone)

    return _DATES.sub(written, pdf)


def _numbered(pdf: bytes) -> bytes:
    """Number the cells of tables from 1: Chromium goes on counting where it was, which hangs on when letters came."""
    order = {node: number for number, node in enumerate(sorted(set(_NODES.findall(pdf))), start=1)}
    return _NODES.sub(lambda match: b"(node%08d)" % order[match.group(1)], pdf)
