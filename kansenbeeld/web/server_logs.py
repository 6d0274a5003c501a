"""The log of the server: that of Streamlit and its web server goes through the same formatter as ours."""

from __future__ import annotations

import logging
from typing import Final

from kansenbeeld import logs

_THEIRS: Final = ("streamlit", "uvicorn", "websockets")


def set_up() -> None:
    """Set the log up for a server; in readable form Streamlit keeps its own."""
    logs.set_up()
    if not logs.is_json():
        return
    from streamlit import logger

    # Streamlit gives each logger that it makes a handler of its own, also later on: the hook is where it does so.
    logger.setup_formatter = _pass_on
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] in _THEIRS]:
        _pass_on(logging.getLogger(name))


def _pass_on(logger: logging.Logger) -> None:
    """Let a logger of theirs leave its lines to the root, which has our handler."""
    if logger.name == "uvicorn.access":
        # Who asked for what is nobody's business, and a proxy keeps count; Streamlit switched it off.
        return
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = True
