"""Who sits at the machine itself, and who only looks as if."""

from __future__ import annotations

import pytest

from kansenbeeld.web import access

HOST = {"Host": "localhost:8501"}


@pytest.mark.parametrize("ip", [None, "127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8501", "LOCALHOST:8501", "127.0.0.1:80", "[::1]:8501", "[::1]"]
)
def test_at_the_machine(ip: str | None, host: str) -> None:
    assert access.is_at_the_machine(ip, {"host": host})
    origin = "http://localhost" + host.lower().removeprefix("localhost").removeprefix("127.0.0.1").removeprefix("[::1]")
    assert access.is_at_the_machine(ip, {"Host": host, "Origin": origin, "Accept-Language": "nl"})


@pytest.mark.parametrize(
    "ip", ["10.0.0.7", "192.168.1.2", "172.17.0.1", "::ffff:10.0.0.7", "2001:db8::1", "", "localhost"]
)
def test_another_machine(ip: str) -> None:
    assert not access.is_at_the_machine(ip, HOST)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "kansenbeeld.example",
        "192.168.1.2:8501",
        "localhost.example",
        "localhost@evil.example",
        "[::1",
        "127.0.0.1.nip.io",
    ],
)
def test_another_name_for_the_machine(host: str) -> None:
    assert not access.is_at_the_machine(None, {"Host": host})


def test_no_host_at_all() -> None:
    assert not access.is_at_the_machine(None, {})


@pytest.mark.parametrize(
    "name",
    [
        "Forwarded",
        "X-Forwarded-For",
        "x-forwarded-for",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "Via",
        "CF-Connecting-IP",
    ],
)
def test_behind_a_proxy_on_the_same_machine(name: str) -> None:
    assert not access.is_at_the_machine(None, {**HOST, name: "127.0.0.1"})
    assert not access.is_at_the_machine("127.0.0.1", {**HOST, name: ""})


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost.evil.example:8501", "http://[::1"])
def test_a_page_of_another_site(origin: str) -> None:
    assert not access.is_at_the_machine(None, {**HOST, "Origin": origin})


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://localhost:3000", "localhost:8501", False),
        ("http://localhost", "localhost:8501", False),
        ("http://localhost:8501", "localhost", False),
        ("http://localhost:80", "localhost", True),
        ("https://localhost", "localhost:443", True),
        ("https://localhost", "localhost:80", False),
        ("http://localhost:99999", "localhost:8501", False),
    ],
)
def test_a_page_at_another_port_of_the_machine(origin: str, host: str, same: bool) -> None:
    assert access.is_at_the_machine(None, {"Host": host, "Origin": origin}) == same


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://localhost:8501",
        "http://127.0.0.1",
        "http://127.0.0.2",
        "http://[::1]:8501",
        "http://192.168.1.20:8501",
        "http://10.0.0.7",
        "http://172.31.0.1/beeld",
        "http://169.254.3.4",
        "http://[fe80::1]",
        "http://[fd00::7]:8501",
        "http://laptop.local:8501",
    ],
)
def test_a_machine_in_a_room_may_write(address: str) -> None:
    assert access.is_allowed(address, "")
    assert not access.is_allowed(address, "off")
    assert not access.is_allowed(address, "perhaps")


@pytest.mark.parametrize(
    "address",
    [
        "https://kansenbeeld.example",
        "http://8.8.8.8",
        "http://172.32.0.1",
        "http://[2001:db8::1]",
        "http://localhost.example",
        "http://local",
        "kansenbeeld.example",
        "https://[",
    ],
)
def test_where_it_is_published_nobody_may_write_unless_who_runs_it_says_so(address: str) -> None:
    assert not access.is_allowed(address, "")
    assert not access.is_allowed(address, "OFF")
    assert access.is_allowed(address, " Local ")


def test_outside_a_session_nobody_may_edit() -> None:
    assert not access.may_edit()
