"""Jinja as every page that is written here uses it."""

from __future__ import annotations

from pathlib import Path

import jinja2


def environment(folder: Path) -> jinja2.Environment:
    """Return the templates in a folder.

    Titles come from data and from what editors fill in: everything is escaped unless it is markup of our own. A value
    that a template names and does not get is an error.
    """
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
