"""The table of settings in the README: every environment variable that the code reads, and no other."""

from __future__ import annotations

import re

from kansenbeeld.paths import ROOT

_VARIABLE = re.compile(r"KANSENBEELD_SOURCE_|KANSENBEELD_[A-Z_]*[A-Z]")


def test_every_setting_is_in_the_table() -> None:
    table = re.findall(r"^\| `(KANSENBEELD_[A-Z_]*)(?:<NAME>)?` \|", (ROOT / "README.md").read_text("utf-8"), re.M)
    scripts = [*(ROOT / "kansenbeeld").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "dashboard.py"]
    named = {name for path in scripts for name in _VARIABLE.findall(path.read_text("utf-8"))}
    # A source has its own variable, made of its name.
    read = {"KANSENBEELD_SOURCE_" if name.startswith("KANSENBEELD_SOURCE_") else name for name in named}
    assert sorted(table) == sorted(read)
