"""QR codes: dark on white with a quiet zone, whatever stands around them."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET

import pytest
import segno

from kansenbeeld.exports.codes import qr_png, qr_svg

ADDRESS = "https://kansenbeeld.example/m/1/3?version=b9ba1da0a4b3&lang=nl"


def test_a_code_is_dark_on_white_with_a_quiet_zone() -> None:
    root = ET.fromstring(qr_svg(ADDRESS))
    modules = len(segno.make_qr(ADDRESS, error="m", boost_error=False).matrix)
    assert root.attrib["viewBox"] == f"0 0 {modules + 8} {modules + 8}"
    ground, code = list(root)
    assert (ground.attrib["fill"], code.attrib["stroke"]) == ("#fff", "#000")
    assert "width" not in root.attrib and root.attrib["aria-hidden"] == "true"


def test_a_title_is_said_and_escaped() -> None:
    root = ET.fromstring(qr_svg(ADDRESS, title="Open <dit> & dat", size=120))
    assert root.attrib["role"] == "img" and "aria-hidden" not in root.attrib
    assert next(iter(root)).text == "Open <dit> & dat"
    assert (root.attrib["width"], root.attrib["height"]) == ("120", "120")


def test_a_picture_has_the_size_of_its_modules() -> None:
    picture = qr_png(ADDRESS, scale=4)
    modules = len(segno.make_qr(ADDRESS, error="m", boost_error=False).matrix)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (4 * (modules + 8),) * 2


def test_a_code_is_the_same_each_time() -> None:
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS) and qr_png(ADDRESS) == qr_png(ADDRESS)


def test_too_long_an_address_is_an_error() -> None:
    with pytest.raises(ValueError):
        qr_svg("https://kansenbeeld.example/" + "x" * 3000)
