"""Two real processes behind a real nginx with deploy's configuration: one dashboard, whichever of them answers."""

from __future__ import annotations

import re
import signal
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fleet import Fleet, fleet
from persons import Person
from postgresql import Cluster

from kansenbeeld.language import language

COOKIE = "kansenbeeld_process"
WORDS = language("nl")


@pytest.fixture(scope="module")
def started(cluster: Cluster) -> Iterator[Fleet]:
    name = f"fleet_{uuid.uuid4().hex}"
    cluster.command(f"create database {name} template template0")
    # Not pytest's own folder, which only its owner may enter.
    with (
        tempfile.TemporaryDirectory(prefix="kb-fleet-") as folder,
        fleet(Path(folder), cluster.url(name), KANSENBEELD_DRAIN_SECONDS="1") as running,
    ):
        yield running
    cluster.command(f"drop database {name} with (force)")


@pytest.fixture
def two(started: Fleet) -> Fleet:
    """Both processes running, also after a test that ended one."""
    return started.whole()


def with_cookie(two: Fleet, port: int) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={port}", "Host": two.url.removeprefix("http://")}


def moved_to(answer: httpx.Response) -> str:
    found = re.search(rf"{COOKIE}=(\d+)", answer.headers.get("set-cookie", ""))
    return found[1] if found else ""


@pytest.fixture
def analyst(two: Fleet) -> Iterator[Person]:
    person = Person(two.url)
    person.log_in("analyst")
    yield person
    person.close()


@pytest.mark.parametrize("path", ["/health", "/f/advice_gap", "/f/gap_map?lang=en", "/m/1", "/m/1/3"])
def test_both_give_the_same_answer(two: Fleet, path: str) -> None:
    host = {"Host": two.url.removeprefix("http://")}
    answers = [httpx.get(f"{one.url}{path}", headers=host) for one in two.members]
    through = [httpx.get(f"{two.url}{path}", headers=with_cookie(two, one.port)) for one in two.members]
    assert {one.status_code for one in (*answers, *through)} == {200}
    assert len({one.content for one in (*answers, *through)}) == 1


def test_only_one_of_two_that_started_at_once_made_a_version(two: Fleet) -> None:
    assert len(list((two.folder / "store").glob("kansenbeeld-*.duckdb"))) == 1


def test_a_reader_stays_where_he_is_and_learns_of_a_move(two: Fleet) -> None:
    first, second = two.members
    new = httpx.get(two.url)
    assert moved_to(new) in {str(first.port), str(second.port)}
    assert "HttpOnly" in new.headers["set-cookie"] and "SameSite=Lax" in new.headers["set-cookie"]
    for one in two.members:
        assert moved_to(httpx.get(two.url, headers=with_cookie(two, one.port))) == "", "he has it already"
    assert moved_to(httpx.get(two.url, headers={"Cookie": f"{COOKIE}=../x"})), "a cookie of somebody else's making"


def test_light_pages_set_no_cookie(two: Fleet) -> None:
    for path in ("/f/advice_gap", "/m/1", "/health"):
        assert "set-cookie" not in httpx.get(f"{two.url}{path}").headers


def test_the_bundle_comes_compressed_once_and_lasts(two: Fleet) -> None:
    script = re.search(r'src="\.?(/static/js/[^"]+\.js)"', httpx.get(two.url).text)
    assert script is not None
    address = f"{two.url}{script[1]}"
    zipped = httpx.get(address, headers={"Accept-Encoding": "gzip"})
    plain = httpx.get(address, headers={"Accept-Encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert zipped.content == plain.content == httpx.get(f"{two.members[0].url}{script[1]}").content
    assert zipped.num_bytes_downloaded < plain.num_bytes_downloaded / 2
    for answer in (zipped, plain):
        assert "immutable" in answer.headers["cache-control"] and "max-age=31536000" in answer.headers["cache-control"]
        assert "set-cookie" not in answer.headers
    assert f'"path":"{script[1]}"' in two.log.read_text() and '"cache":"HIT"' in two.log.read_text()


def test_outlines_come_compressed_and_last(two: Fleet) -> None:
    version = httpx.get(f"{two.url}/health").json()["version"]
    answer = httpx.get(f"{two.url}/geo/{version}/2015-stadsdeel.json", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip" and "immutable" in answer.headers["cache-control"]
    assert httpx.get(f"{two.url}/geo/none/2015-stadsdeel.json").status_code == 404


@pytest.mark.parametrize("path", ["/metrics", "/health/live", "/_stcore/metrics", "/_stcore/script-health-check"])
def test_what_is_for_machines_is_closed_to_outside(two: Fleet, path: str) -> None:
    assert httpx.get(f"{two.url}{path}").status_code == 404
    assert httpx.get(f"{two.members[0].url}/health/live").status_code == 200, "and open inside"


def test_nobody_sends_much_where_no_file_is_asked_for(two: Fleet) -> None:
    assert httpx.put(f"{two.url}/stadsdelen", content=b"x" * 100_000).status_code == 413
    assert httpx.post(f"{two.url}/stadsdelen", content=b"x").status_code == 405


def test_no_address_of_a_reader_is_in_the_log(two: Fleet) -> None:
    httpx.get(f"{two.url}/f/advice_gap", params={"lang": "en"}, headers={"X-Forwarded-For": "203.0.113.7"})
    assert not re.search(r"203\.0\.113|lang=en", two.log.read_text())


def test_a_file_comes_to_the_page_that_asked_for_it(analyst: Person) -> None:
    for _ in range(4):
        with analyst.page("dataset-toevoegen") as page:
            answer = analyst.send_file(page.session)
            assert answer.status_code == 204, answer.text


def test_a_file_of_somebody_unknown_is_refused(two: Fleet, analyst: Person) -> None:
    stranger = Person(two.url)
    with analyst.page("dataset-toevoegen") as page:
        assert stranger.send_file(page.session).status_code == 403
    stranger.close()


def test_who_logs_out_at_one_process_is_out_at_the_other(two: Fleet, analyst: Person) -> None:
    copied = "; ".join(f"{one.name}={one.value}" for one in analyst.http.cookies.jar if one.name != COOKIE)
    here = two.member_of(analyst.http.cookies[COOKIE])
    elsewhere = f"{copied}; {COOKIE}={two.other(here).port}"
    known = WORDS.text("access.log_out")
    with analyst.page("resultaten", elsewhere) as page:
        assert known in page.texts, "a log-in at one is one at the other"
    analyst.log_out()
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with analyst.page("resultaten", elsewhere) as page:
            if known not in page.texts:
                return
    pytest.fail("the other process still takes the log-in that was left")


def test_a_killed_process_costs_one_connection(two: Fleet) -> None:
    reader = Person(two.url)
    here = two.member_of(reader.http.cookies[COOKIE])
    there = two.other(here)
    with reader.page("stadsdelen") as before:
        seen = list(before.texts)
        here.kill()
        with pytest.raises(Exception, match=r"close|reset|received"):
            before.run()
    with reader.page("stadsdelen") as after:
        assert after.texts == seen
        response = after.socket.response
        assert response is not None and f"{COOKIE}={there.port}" in response.headers["set-cookie"], "he is there now"
    assert moved_to(reader.http.get("/")) == str(there.port)
    assert httpx.get(f"{two.url}/health").status_code == 200
    reader.close()


def test_a_process_that_is_asked_to_stop_says_so_finishes_and_goes(two: Fleet) -> None:
    stopping = two.members[1]
    answers: list[httpx.Response] = []
    slow = threading.Thread(
        target=lambda: answers.append(httpx.get(f"{stopping.url}/gesprek/2/presentatie", timeout=60))
    )
    assert stopping.running is not None
    slow.start()
    stopping.running.send_signal(signal.SIGTERM)
    said = set()
    while stopping.running.poll() is None:
        try:
            said.add(httpx.get(f"{stopping.url}/health", timeout=5).status_code)
        except httpx.TransportError:
            break
    slow.join()
    assert stopping.running.wait(30) in (0, -signal.SIGTERM)
    assert 503 in said
    assert answers and answers[0].status_code == 200 and answers[0].text.rstrip().endswith("</html>")
    assert httpx.get(f"{two.url}/f/advice_gap", headers=with_cookie(two, stopping.port)).status_code == 200
