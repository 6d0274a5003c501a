"""The dashboard on a day that stands still, so that a picture made again is the same: ``python -m pictures.served``.

With :data:`VERSION_VARIABLE` set the data version has that name, whatever the data are: it stands on every page, and in
the codes that phones read.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from typing import Final

from streamlit.web import cli

from kansenbeeld import clock, paths
from kansenbeeld.store import build

MOMENT: Final = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
"""What the dashboard takes for now: the day after the shipped figures were retrieved."""

VERSION_VARIABLE: Final = "KANSENBEELD_PICTURES_VERSION"


def main() -> None:
    """Serve the dashboard with the arguments of ``streamlit run``."""
    clock.now = lambda: MOMENT
    if version := os.environ.get(VERSION_VARIABLE):
        build.version_of = lambda data: version
    sys.argv = ["streamlit", "run", str(paths.ROOT / "dashboard.py"), *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
