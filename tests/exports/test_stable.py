"""Zip files that are the same whenever they are made of the same content."""

from __future__ import annotations

import io
import zipfile

import pytest

from kansenbeeld.exports.stable import new_zip, stable_zip


def packed(moment: tuple[int, int, int, int, int, int], compression: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as target:
        for name in ("b.txt", "a/c.txt"):
            target.writestr(zipfile.ZipInfo(name, date_time=moment), f"content of {name}")
    return buffer.getvalue()


def test_the_moment_and_the_way_of_packing_leave_no_trace() -> None:
    early, late = (
        packed((1999, 1, 1, 0, 0, 0), zipfile.ZIP_STORED),
        packed((2026, 11, 24, 9, 0, 0), zipfile.ZIP_DEFLATED),
    )
    assert early != late
    assert stable_zip(early) == stable_zip(late)


def test_parts_keep_their_order_and_content() -> None:
    with zipfile.ZipFile(io.BytesIO(stable_zip(packed((2026, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)))) as opened:
        assert opened.namelist() == ["b.txt", "a/c.txt"]
        assert opened.read("a/c.txt") == b"content of a/c.txt"


def test_a_part_can_be_changed_on_the_way() -> None:
    data = stable_zip(packed((2026, 1, 1, 0, 0, 0), zipfile.ZIP_STORED), {"b.txt": bytes.upper})
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.read("b.txt") == b"CONTENT OF B.TXT"
        assert opened.read("a/c.txt") == b"content of a/c.txt"


def test_a_new_zip_is_settled_already() -> None:
    data = new_zip({"x.txt": b"1", "y/z.txt": b"2"})
    assert data == new_zip({"x.txt": b"1", "y/z.txt": b"2"}) == stable_zip(data)
    assert data != new_zip({"y/z.txt": b"2", "x.txt": b"1"})


def test_what_is_no_zip_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile):
        stable_zip(b"no zip")
