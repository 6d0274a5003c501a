"""What the log says: one JSON object per line, from a closed list of fields, without anybody's name in it."""

from __future__ import annotations

import io
import json
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import serving

from kansenbeeld import clock, logs, paths
from kansenbeeld.language import language
from kansenbeeld.publishing.errors import PublishError


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a logger of ours writes as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("kansenbeeld.tests")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)


LOG = logging.getLogger("kansenbeeld.tests")


def test_a_line_is_one_object_with_its_fields(written: io.StringIO) -> None:
    LOG.info("two\nlines", extra=logs.fields(page="overzicht", seconds=0.123456, version="0123456789ab"))
    (line,) = written.getvalue().splitlines()
    found = json.loads(line)
    assert found["message"] == "two\nlines" and found["level"] == "info" and found["logger"] == "kansenbeeld.tests"
    assert (found["page"], found["seconds"], found["version"]) == ("overzicht", 0.1235, "0123456789ab")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", found["time"])


def test_other_fields_are_left_out(written: io.StringIO) -> None:
    LOG.info("x", extra={"person": "J. de Vries"})
    assert "Vries" not in written.getvalue()
    with pytest.raises(KeyError):
        logs.fields(person="x")


@pytest.mark.parametrize(
    "text",
    [
        "someone@example.org",
        "mail someone.else+tag@mail.example.org now",
        "192.0.2.17",
        "from 192.0.2.17:4444",
        "2001:db8:0:1:2:3:4:5",
        "2001:db8::17",
        "postgresql://user:secret-word@database.example/x",
        "Authorization: Bearer abcdef123456",
        "password=secret-word",
        "client_secret=secret-word",
        "{'access_token': 'secret-word', 'page': 3}",
        'said {"id_token": "a \\"secret-word\\"", "x": 1}',
        "cookie_secret: secret-word",
        'PGPASSWORD=secret-word password="secret-word"',
        'password="half a secret-word',
        "Cookie: a=b; _streamlit_user=secret-word",
        "password=x;y,secret-word",
        "postgresql://user:x/secret-word@database.example/x",
        "postgresql://user:p@secret-word@database/x",
        "postgresql://user:it's-a-secret-word@database/x",
        "it came from 192.0.2.17. Then it ended",
        "It came from 192.0.2.17.",
    ],
)
def test_nobody_and_no_secret_is_in_a_line(written: io.StringIO, text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        LOG.exception("it failed: %s", text, extra=logs.fields(request=text))
    line = written.getvalue()
    for hidden in ("someone", "192.0.2.17", "db8", "secret-word", "abcdef123456"):
        assert hidden not in line
    assert json.loads(line)["error"] == "ValueError" and "Traceback" in json.loads(line)["trace"]
    plain = logs.ReadableLines().format(logging.LogRecord("x", 20, "x", 1, text, None, None))
    assert not any(hidden in plain for hidden in ("someone", "192.0.2.17", "db8", "secret-word", "abcdef123456"))


@pytest.mark.parametrize(
    "text",
    [
        "12:30:45",
        "data version 0123456789ab is current",
        "3.1",
        "kansenbeeld.web",
        "it is version 1.2.3.4.5 of it",
        "the password of it was refused, and the token is too old",
        "see http://localhost:8501/advies?district=N, or https://example.org/a/b",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert logs.without_persons(text) == text


@pytest.mark.parametrize("part", ["a", "a.", "1.", "http://a:", "password=", "a:", "token='", "cookie=a; "])
def test_a_long_line_takes_no_time_that_readers_notice(part: str) -> None:
    text = (part * 20_000)[:60_000]
    begin = time.process_time()
    logs.without_persons(text)
    assert time.process_time() - begin < 2


def test_who_published_first_is_said_to_the_person_and_not_to_the_log() -> None:
    error = PublishError("moved", number=3, who="J. de Vries", at=clock.now())
    assert "Vries" not in str(error) and "Vries" in error.sentence(language("nl"))


def test_the_guide_names_every_field() -> None:
    guide = (paths.ROOT / "docs" / "operations.md").read_text("utf-8")
    assert all(f"`{name}`" in guide for name in ("time", "level", "logger", "message", "trace", *logs.FIELDS))


def test_a_server_writes_json(tmp_path: Path) -> None:
    with serving(tmp_path, KANSENBEELD_LOG="json"):
        pass
    lines = (tmp_path / "server.log").read_text("utf-8").splitlines()
    objects = [json.loads(line) for line in lines if line.startswith("{")]
    assert any(line["logger"].startswith("uvicorn") for line in objects)
    assert any(line["logger"] == "kansenbeeld.web.start" and "is current" in line["message"] for line in objects)
    begin = next(number for number, line in enumerate(lines) if line.startswith("{"))
    assert all(line.startswith("{") for line in lines[begin:])
