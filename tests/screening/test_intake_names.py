"""Names of files are for showing, and limits for setting."""

from __future__ import annotations

import pytest

from kansenbeeld.datasets.untrusted.limits import Limits, from_environment
from kansenbeeld.screening.intake import safe_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("advies 2024.csv", "advies 2024.csv"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.csv", "a.csv"),
        ("..\\..\\a.csv", "a.csv"),
        ("a\0.csv", "a.csv"),
        ("a\n\r.csv", "a.csv"),
        ("CON.csv", "_CON.csv"),
        ("nul", "_nul"),
        ("lpt1.txt", "_lpt1.txt"),
        ("..", "file"),
        ("", "file"),
        ("a<script>.csv", "a_script_.csv"),
        ("a\u202evsc.exe", "avsc.exe"),
        ("Zeeëgel.csv", "Zeeëgel.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_is_only_ever_a_name(name: str, shown: str) -> None:
    assert safe_name(name) == shown


def test_limits_follow_the_environment_where_it_makes_sense() -> None:
    set_by_hand = from_environment({"KANSENBEELD_UPLOAD_MB": "5", "KANSENBEELD_UPLOAD_ROWS": "10"})
    assert (set_by_hand.bytes, set_by_hand.unpacked_bytes, set_by_hand.rows) == (5 * 2**20, 50 * 2**20, 10)
    assert from_environment({"KANSENBEELD_UPLOAD_MB": "-5", "KANSENBEELD_UPLOAD_ROWS": "many"}) == Limits()
