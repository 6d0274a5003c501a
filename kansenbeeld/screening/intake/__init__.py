"""The door: a file of unknown make becomes a table of text, or one sentence that says why not."""

from kansenbeeld.datasets.untrusted.limits import LIMITS, Limits
from kansenbeeld.screening.intake.names import safe_name
from kansenbeeld.screening.intake.reading import read

__all__ = ["LIMITS", "Limits", "read", "safe_name"]
