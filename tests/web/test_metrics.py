"""What a machine asks: health and metrics, and that both are told to nobody else."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kansenbeeld import measured, paths
from kansenbeeld.store import Snapshot, files
from kansenbeeld.web import context, health, metrics, server, stopping

LOCAL = ("127.0.0.1", 4321)


@pytest.fixture
def heard() -> Iterator[metrics.Metrics]:
    """Metrics of their own, so that tests do not count each other's."""
    found = metrics.Metrics()
    measured.listen(found.heard)
    yield found
    measured.stop_listening(found.heard)


@pytest.fixture
def app(store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setenv(paths.STORE_VARIABLE, str(store_folder))
    context.store.cache_clear()

    def broken(_: Request) -> Response:
        raise RuntimeError("someone@example.org")

    return Starlette(routes=[*server.ROUTES, Route("/broken", broken)], middleware=server.MIDDLEWARE)


def _client(app: Starlette, ip: tuple[str, int] = LOCAL, host: str = "localhost") -> TestClient:
    return TestClient(app, base_url=f"http://{host}", client=ip, raise_server_exceptions=False)


def _text(found: metrics.Metrics) -> str:
    return generate_latest(found.registry).decode()


def test_ready_names_the_version(app: Starlette, snapshot: Snapshot) -> None:
    answer = _client(app).get("/health")
    assert answer.status_code == 200
    assert answer.json()["version"] == snapshot.version and answer.json()["ledger"] == "answers"
    assert answer.headers["cache-control"] == "no-store"


def test_without_data_it_lives_and_is_not_ready(
    app: Starlette, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.STORE_VARIABLE, str(tmp_path))
    context.store.cache_clear()
    client = _client(app)
    assert client.get(health.LIVE).status_code == 200
    answer = client.get(health.READY)
    assert answer.status_code == 503 and answer.json() == {"status": "unready", "store": "empty"}


def test_who_stops_is_not_ready(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "is_stopping", lambda: True)
    client = _client(app)
    assert client.get(health.READY).status_code == 503
    assert client.get(health.LIVE).status_code == 200


@pytest.mark.parametrize(
    ("ip", "host", "headers", "status"),
    [
        ("127.0.0.1", "localhost", {}, 200),
        ("127.0.0.1", "localhost", {"x-forwarded-for": "192.0.2.1"}, 404),
        ("127.0.0.1", "kansenbeeld.example", {}, 404),
        ("192.0.2.1", "localhost", {}, 404),
        ("192.0.2.1", "kansenbeeld.example", {"authorization": "Bearer right"}, 200),
        ("192.0.2.1", "kansenbeeld.example", {"authorization": "Bearer wrong"}, 404),
        ("192.0.2.1", "kansenbeeld.example", {"authorization": "right"}, 404),
    ],
)
def test_who_may_read_metrics(
    app: Starlette, monkeypatch: pytest.MonkeyPatch, ip: str, host: str, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setenv(metrics.TOKEN_VARIABLE, "right")
    answer = _client(app, (ip, 1), host).get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("kansenbeeld_data_info{" in answer.text) == (status == 200)


def test_an_older_version_that_stands_in_is_told(
    app: Starlette, store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Path(shutil.copytree(store_folder, tmp_path / "store"))
    older, newer = files.current(store) or "", "0123456789ab"
    shutil.copy(files.version_file(store, older), files.version_file(store, newer))
    files.make_current(store, newer)
    files.version_file(store, newer).write_bytes(b"damaged")
    monkeypatch.setenv(paths.STORE_VARIABLE, str(store))
    context.store.cache_clear()
    text = _client(app).get("/metrics").text
    assert f'version="{older}"' in text and "kansenbeeld_store_readable 0.0" in text
    monkeypatch.setenv(paths.STORE_VARIABLE, str(store_folder))
    context.store.cache_clear()
    assert "kansenbeeld_store_readable 1.0" in _client(app).get("/metrics").text


def test_every_error_that_has_a_series_is_noted_somewhere() -> None:
    source = "".join(path.read_text("utf-8") for path in (paths.ROOT / "kansenbeeld" / "web").rglob("*.py"))
    noted = set(re.findall(r'note\("error", "(\w+)"', source))
    noted |= set(re.findall(r'kind = "(\w+)" if .* else "(\w+)"', source)[0])
    assert set(metrics._NAMES["error"]) == noted


def test_no_token_opens_nothing(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(metrics.TOKEN_VARIABLE, "")
    assert _client(app, ("192.0.2.1", 1)).get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_queries_are_counted_with_their_outcome(heard: metrics.Metrics, snapshot: Snapshot) -> None:
    snapshot.rows("datasets")
    assert 'kansenbeeld_query_seconds_count{name="datasets",outcome="done"} 1.0' in _text(heard)
    with pytest.raises(ValueError, match="x"), measured.timed("page", "overview"):
        raise ValueError("x")
    assert 'kansenbeeld_page_seconds_count{name="overview",outcome="failed"} 1.0' in _text(heard)


def test_a_page_that_is_broken_off_is_no_failure(heard: metrics.Metrics) -> None:
    class Broken(BaseException):
        pass

    with pytest.raises(Broken), measured.timed("page", "overview"):
        raise Broken
    assert 'kansenbeeld_page_seconds_count{name="overview",outcome="done"} 1.0' in _text(heard)


def test_names_that_are_not_known_make_one_series(heard: metrics.Metrics) -> None:
    for number in range(50):
        measured.note("query", f"made_up_{number}", f"outcome_{number}", 0.1)
        measured.note("error", f"made_up_{number}")
    text = _text(heard)
    assert "made_up" not in text
    assert 'kansenbeeld_query_seconds_count{name="other",outcome="failed"} 50.0' in text
    assert 'kansenbeeld_errors_total{name="other"} 50.0' in text


def test_counting_from_many_threads_loses_nothing(heard: metrics.Metrics) -> None:
    def count() -> None:
        for _ in range(500):
            measured.note("ledger", "write", "done", 0.01)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 'kansenbeeld_ledger_seconds_count{name="write",outcome="done"} 4000.0' in _text(heard)


def test_a_request_that_fails_is_counted_and_has_a_number(
    app: Starlette, heard: metrics.Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    _client(app).get("/broken")
    assert 'kansenbeeld_errors_total{name="request"} 1.0' in _text(heard)
    assert any("a request failed: /broken" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("given", ["abcdef0123456789", "short", "x" * 65, "a b c d e f g", "<script>alert(1)"])
def test_the_number_of_a_request(app: Starlette, given: str) -> None:
    found = _client(app).get("/health/live", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert (found == given) == (given == "abcdef0123456789")
    assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", found)


def test_uploads_that_are_refused_are_counted(app: Starlette, heard: metrics.Metrics) -> None:
    assert _client(app).put("/_stcore/upload_file/one/two", content=b"x").status_code == 403
    assert 'kansenbeeld_uploads_refused_total{name="not_allowed"} 1.0' in _text(heard)


def test_the_guide_names_every_metric_and_no_other() -> None:
    guide = (paths.ROOT / "docs" / "operations.md").read_text("utf-8")
    named = set(re.findall(r"^\| `(kansenbeeld_\w+)` \|", guide, re.M))
    # As they come: a counter and an info have an ending of their own in the text that Prometheus reads.
    ending = {"counter": "_total", "info": "_info"}
    families = metrics.Metrics().registry.collect()
    there = {one.name + ending.get(one.type, "") for one in families if one.name.startswith("kansenbeeld_")}
    assert named == there


def test_alerts_ask_for_metrics_that_exist() -> None:
    asked = set(
        re.findall(r"kansenbeeld_\w+", (paths.ROOT / "deploy" / "prometheus" / "alerts.yaml").read_text("utf-8"))
    )
    there = {sample.name for family in metrics.Metrics().registry.collect() for sample in family.samples} | {
        family.name for family in metrics.Metrics().registry.collect()
    }
    plain = {re.sub(r"_(bucket|count|sum|total|info)$", "", name) for name in asked}
    assert plain <= {re.sub(r"_(bucket|count|sum|total|info)$", "", name) for name in there}
    guide = (paths.ROOT / "docs" / "operations.md").read_text("utf-8")
    alerts = re.findall(r"alert: (\w+)", (paths.ROOT / "deploy" / "prometheus" / "alerts.yaml").read_text("utf-8"))
    assert alerts == re.findall(r"^\| `(Kansenbeeld\w+)` \|", guide, re.M)
