"""The address that phones are sent to: never this machine's own name, never what a stranger wrote into a header."""

from __future__ import annotations

import pytest

from kansenbeeld import paths
from kansenbeeld.language import language
from kansenbeeld.web import addresses


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a configured address, at a known place in the local network."""
    monkeypatch.delenv(paths.ADDRESS_VARIABLE, raising=False)
    monkeypatch.setattr(addresses, "_in_the_network", lambda: "192.168.1.20")


def test_a_configured_address_goes_before_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.ADDRESS_VARIABLE, "https://kansenbeeld.example/")
    assert addresses.base_of({"host": "localhost:8501"}) == "https://kansenbeeld.example"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        ("  ", ""),
        (" https://kansenbeeld.example/ ", "https://kansenbeeld.example"),
        ("HTTP://192.168.1.20:8501", "HTTP://192.168.1.20:8501"),
        ("https://stad.example/beeld//", "https://stad.example/beeld"),
        ("http://[fd00::7]:8501", "http://[fd00::7]:8501"),
    ],
)
def test_an_address_that_can_be_one(text: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.checked_address(text) == address
    monkeypatch.setenv(paths.ADDRESS_VARIABLE, text)
    assert paths.public_address() == address


@pytest.mark.parametrize(
    "text",
    [
        "kansenbeeld.example",
        "ftp://kansenbeeld.example",
        "https://",
        "https:///m",
        "https://:8501",
        "http://kansenbeeld.example:x",
        "http://kansenbeeld.example:0",
        "https://kansenbeeld.example?a=1",
        "https://kansenbeeld.example/?",
        "https://kansenbeeld.example#a",
        "https://kansen beeld.example",
        "https://me@kansenbeeld.example",
        "https://[",
        "javascript:alert(1)",
    ],
)
def test_what_can_be_no_address_is_told_in_one_sentence(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(paths.AddressError, match=r"KANSENBEELD_ADDRESS.*http://") as error:
        paths.checked_address(text)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)
    monkeypatch.setenv(paths.ADDRESS_VARIABLE, text)
    assert addresses.base_of({"host": "beeld.example"}) == "http://beeld.example"


@pytest.mark.parametrize("base", ["https://", "/m", "kansenbeeld.example", "http://localhost:8501", "http://[::1]"])
def test_an_address_without_a_host_of_its_own_reaches_no_phone(base: str) -> None:
    assert not addresses.reaches_phones(base)


@pytest.mark.parametrize(
    ("host", "scheme", "forwarded", "expected"),
    [
        ("beeld.example:8501", "http", "", "http://beeld.example:8501"),
        ("beeld.example", "http", "https", "https://beeld.example"),
        ("beeld.example", "http", "https, http", "https://beeld.example"),
        ("beeld.example", "https", "", "https://beeld.example"),
        ("beeld.example", "http", "javascript", "http://beeld.example"),
        ("[2001:db8::1]:8501", "http", "", "http://[2001:db8::1]:8501"),
        ("localhost:8501", "http", "", "http://192.168.1.20:8501"),
        ("LOCALHOST:8501", "http", "", "http://192.168.1.20:8501"),
        ("[::1]:8501", "http", "", "http://192.168.1.20:8501"),
    ],
)
def test_the_host_of_the_request(host: str, scheme: str, forwarded: str, expected: str) -> None:
    headers = {"host": host} | ({"x-forwarded-proto": forwarded} if forwarded else {})
    assert addresses.base_of(headers, scheme) == expected
    assert addresses.reaches_phones(expected)


@pytest.mark.parametrize("host", ["", 'a"><script>', "a b", "a/b", "user@a", "a:80:90", "a\n", "-a", "é.nl"])
def test_what_is_no_host_is_not_believed(host: str) -> None:
    assert addresses.base_of({"host": host}) == ""
    assert not addresses.reaches_phones("")


def test_another_host_in_a_header_of_a_proxy_is_not_believed() -> None:
    headers = {"host": "beeld.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    assert addresses.base_of(headers) == "http://beeld.example"


def test_without_a_network_the_machine_is_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_in_the_network", lambda: "")
    base = addresses.base_of({"host": "localhost:8501"})
    assert base == "http://localhost:8501"
    assert not addresses.reaches_phones(base)


def test_a_pack_says_where_its_codes_lead_and_whether_that_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    words = language("nl")
    local, there = "http://192.168.1.20:8501", "https://kansenbeeld.example"
    assert (
        addresses.codes_line(local, words)
        == f"{words.text('pack.codes', address=local)} {words.text('pack.codes.network')}"
    )
    assert addresses.codes_line(there, words) == words.text("pack.codes", address=there)
    monkeypatch.setenv(paths.ADDRESS_VARIABLE, local)
    assert addresses.codes_line(local, words) == words.text("pack.codes", address=local)
