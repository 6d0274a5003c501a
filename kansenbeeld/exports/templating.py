"""Jinja as every page that is written here uses it."""

from __future__ import annotations

from pathlib import Path

import jinja2
from markupsafe import Markup

from kansenbeeld.charts import theme, typeface


def environment(folder: Path) -> jinja2.Environment:
    """Return the templates in a folder.

    Titles come from data and from what editors fill in: everything is escaped unless it is markup of our own. A value
    that a template names and does not get is an error. ``look`` holds the colours and the typeface of the theme.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.globals["look"] = _look()
    return made


def _look() -> dict[str, str]:
    """Return what style sheets of papers ask for: variables of CSS do not reach the margins of a printed page."""
    named = {use.replace("-", "_"): colour for use, colour in theme.colours().items()}
    # Our own text: escaped, the quotes in it would be no quotes.
    styles = {"font": Markup(theme.FONT), "typeface": Markup(typeface.within())}  # noqa: S704  # nosec B704
    return named | styles
