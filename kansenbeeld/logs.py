"""What the log says and how: readable lines, or one JSON object per line with ``KANSENBEELD_LOG=json``.

A small formatter of the standard library's logging: what a line may hold is a closed list of fields, and what could
name a person is taken out of every text on its way, which no library for JSON logs does.
"""

from __future__ import annotations

import contextvars
import datetime as dt
import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from typing import Final

FORM_VARIABLE: Final = "KANSENBEELD_LOG"
FIELDS: Final = ("page", "version", "seconds", "request", "error", "number", "outcome", "count")
"""What a line may hold besides ``time``, ``level``, ``logger``, ``message`` and ``trace``; all else is left out."""

REQUEST: Final[contextvars.ContextVar[str]] = contextvars.ContextVar("request", default="")
"""The id of the request that is answered now, empty outside one."""

_OURS: Final = "_kansenbeeld_handler"
_HIDDEN: Final = "[…]"
_PERSONAL: Final = (
    # An address with a user and password: of a database, of a proxy. A password may hold what an address should not,
    # so with one everything up to the last @ goes.
    (re.compile(r"://(?:[^\s/@:'\"]*:\S{0,300}|[^\s/@'\"]+)@"), f"://{_HIDDEN}@"),
    # Looked for from where it can begin, or a line of one long word would take minutes.
    (re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), _HIDDEN),
    # With a dot behind it an address may end a sentence; with a digit behind that it is something else, as a version.
    (re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)"), _HIDDEN),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{0,4}(?:::?[0-9a-fA-F]{1,4})*(?![\w:])"), _HIDDEN),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){0,6}:(?::?[0-9a-fA-F]{1,4}){1,6}(?![\w:])"), _HIDDEN),
    (re.compile(r"(?i)\b(bearer\s+)[^\s,;'\"]+"), rf"\1{_HIDDEN}"),
    # A name that ends in such a word (client_secret, PGPASSWORD), as it stands in a setting, a header, JSON or Python.
    # Rather too much goes than half a password: all between quotation marks, or behind one that is not closed, else up
    # to a space, and of a cookie every pair behind it.
    (
        re.compile(
            r"(?i)((?:token|password|secret|cookie)[\\'\"]*\s*[=:]\s*)"
            r"(?:b?\"(?:\\.|[^\"\\])*\"|b?'(?:\\.|[^'\\])*'|b?['\"].*|[^\s;]+(?:;\S+|;\s+[\w.-]+=[^\s;]*)*)"
        ),
        rf"\1{_HIDDEN}",
    ),
)


def fields(**values: object) -> dict[str, object]:
    """Return fields of a line, for ``extra=`` of a call of logging.

    Raises:
        KeyError: one is not in :data:`FIELDS`.
    """
    for name in values:
        if name not in FIELDS:
            raise KeyError(name)
    return {f"field_{name}": value for name, value in values.items()}


def without_persons(text: str) -> str:
    """Return a text without mail addresses, addresses of machines, and secrets."""
    for pattern, instead in _PERSONAL:
        text = pattern.sub(instead, text)
    return text


class JsonLines(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_persons(record.getMessage()),
            **_given(record),
        }
        if record.exc_info:
            line.setdefault("error", getattr(record.exc_info[0], "__name__", ""))
            line["trace"] = without_persons(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class ReadableLines(logging.Formatter):
    """A line for a person, with the fields behind it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        given = " ".join(f"{name}={value}" for name, value in _given(record).items())
        first, line_break, rest = super().format(record).partition("\n")
        return without_persons(f"{first} {given}".rstrip() + line_break + rest)


def _given(record: logging.LogRecord) -> dict[str, object]:
    found = {name: getattr(record, f"field_{name}", None) for name in FIELDS}
    found["request"] = found["request"] or REQUEST.get() or None
    return {name: _tidy(value) for name, value in found.items() if value is not None}


def _tidy(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    return without_persons(value) if isinstance(value, str) else value


def is_json(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the log is asked for as JSON, by ``KANSENBEELD_LOG``."""
    return (environment.get(FORM_VARIABLE) or "").strip().lower() == "json"


def formatter(environment: Mapping[str, str] = os.environ) -> logging.Formatter:
    """Return what writes lines in the form that is asked for."""
    return JsonLines() if is_json(environment) else ReadableLines()


def set_up(environment: Mapping[str, str] = os.environ) -> logging.Handler:
    """Let the log of this product go to standard error, and in JSON that of everything else in this process.

    Harmless when called again. Returns the handler.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(environment))
    ours = logging.getLogger("kansenbeeld")
    ours.setLevel(logging.INFO)
    for logger in (ours, logging.getLogger()):
        for old in [one for one in logger.handlers if hasattr(one, _OURS)]:
            logger.removeHandler(old)
    setattr(handler, _OURS, True)
    # In JSON nothing else may stand between the lines, so the root has the handler.
    logging.captureWarnings(is_json(environment))
    (logging.getLogger() if is_json(environment) else ours).addHandler(handler)
    return handler
