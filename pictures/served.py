"""The dashboard on a day that stands still, so that a picture made again is the same: ``python -m pictures.served``."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Final

from streamlit.web import cli

from kansenbeeld import clock, paths

MOMENT: Final = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
"""What the dashboard takes for now: the day after the shipped figures were retrieved."""


def main() -> None:
    """Serve the dashboard with the arguments of ``streamlit run``."""
    clock.now = lambda: MOMENT
    sys.argv = ["streamlit", "run", str(paths.ROOT / "dashboard.py"), *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
