"""What people typed shows as they typed it."""

from __future__ import annotations

import pytest

from kansenbeeld.web.plain import plain


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("Plein 3", "Plein 3"), ("*a*\n# b", r"\*a\* \# b"), ("[x](y) :red[z] $1$", r"\[x\]\(y\) \:red\[z\] \$1\$")],
)
def test_no_mark_means_anything(typed: str, shown: str) -> None:
    assert plain(typed) == shown
