"""Downloads from a real server on loopback, with its faults and the sentence that a person gets for each."""

from __future__ import annotations

import io
import itertools
import stat
import threading
import zipfile
from pathlib import Path

import pytest
from publisher import Answer, Publisher

from kansenbeeld.language import language
from kansenbeeld.sources.download import Downloader, SourceError
from kansenbeeld.sources.origins import Origins
from kansenbeeld.sources.patience import Patience
from kansenbeeld.sources.source import Fetched, Source

CSV = "a;b\n" + "1;2\n" * 50_000


def _no_fetch(_: Downloader, years: tuple[int, ...]) -> Fetched:
    raise AssertionError(years)


SOURCE = Source("trial", "A publisher", "https://publisher.example", (), _no_fetch)


@pytest.fixture(autouse=True)
def mirror(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher.mirrors(SOURCE, monkeypatch)


def _get(downloader: Downloader, path: str = "a.csv", *accept: str) -> Path:
    return downloader.get(downloader.address(SOURCE, path), accept=accept or ("csv",)).path


def _zip(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_csv", ".csv"), text)
    return packed.getvalue()


def test_a_file_is_kept_and_asked_again_only_if_it_changed(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve("/a.csv", CSV)
    url = downloader.address(SOURCE, "a.csv")
    first = downloader.get(url, accept=("csv",))
    assert first.path.read_text(encoding="utf-8") == CSV and not first.from_cache
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600, "what a person pointed at may be raw counts"
    second = downloader.get(url, accept=("csv",))
    assert second.from_cache and second.sha256 == first.sha256
    assert publisher.asked[1].headers["if-none-match"]
    publisher.serve("/a.csv", "a;b\n3;4\n")
    assert _get(downloader).read_text(encoding="utf-8") == "a;b\n3;4\n"


def test_a_file_without_etag_is_asked_by_its_day(publisher: Publisher, downloader: Downloader) -> None:
    day = "Mon, 02 Nov 2026 10:00:00 GMT"
    publisher.serve("/a.csv", CSV, etag=False, headers={"Last-Modified": day})
    _get(downloader)
    _get(downloader)
    assert publisher.asked[1].headers["if-modified-since"] == day


def test_the_rest_of_a_file_that_was_cut_off_is_asked(
    publisher: Publisher, downloader: Downloader, waits: list[float]
) -> None:
    publisher.serve("/a.csv", CSV)
    whole = _served(publisher)
    publisher.fails_first("/a.csv", *[Answer(CSV.encode(), headers=whole, cut_at=100_000)])
    assert _get(downloader).read_text(encoding="utf-8") == CSV
    assert publisher.asked[1].headers["range"] == "bytes=100000-"
    assert publisher.asked[1].headers["if-range"] == whole["ETag"]
    assert len(waits) == 1


def test_a_server_that_keeps_cutting_is_asked_as_long_as_it_brings_more(
    publisher: Publisher, downloader: Downloader
) -> None:
    body = ("a;b\n" + "1;2\n" * 200_000).encode()
    publisher.serve("/a.csv", body)
    whole = _served(publisher)
    size = len(body)

    def rest(start: int) -> Answer:
        told = {**whole, "Content-Range": f"bytes {start}-{size - 1}/{size}"}
        return Answer(body[start:], status=206, headers=told, cut_at=65_536)

    publisher.fails_first(
        "/a.csv", Answer(body, headers=whole, cut_at=65_536), *(rest(65_536 * n) for n in range(1, 8))
    )
    assert _get(downloader).read_bytes() == body
    assert len(publisher.asked) == 9


def test_a_server_that_cuts_without_getting_further_is_given_up(publisher: Publisher, downloader: Downloader) -> None:
    body = CSV.encode()
    shorter = Answer(body, headers={"ETag": '"one"'}, cut_at=20_000)
    longer = Answer(body, headers={"ETag": '"two"'}, cut_at=40_000)
    publisher.fails_first("/a.csv", *[shorter, longer] * 10)
    with pytest.raises(SourceError) as caught:
        _get(downloader)
    assert caught.value.code == "cut_off"
    assert len(publisher.asked) == 6, "further twice, then four times not"


def test_a_file_that_changed_while_it_was_cut_off_begins_again(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve("/a.csv", CSV)
    earlier = Answer(b"x;y\n" * 50_000, headers={"ETag": '"earlier"'}, cut_at=100_000)
    publisher.fails_first("/a.csv", earlier)
    assert _get(downloader).read_text(encoding="utf-8") == CSV


def test_a_weak_mark_does_not_join_two_halves(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve("/a.csv", CSV, etag=False)
    publisher.fails_first("/a.csv", Answer(CSV.encode(), headers={"ETag": 'W/"weak"'}, cut_at=100_000))
    assert _get(downloader).read_text(encoding="utf-8") == CSV
    assert "range" not in publisher.asked[1].headers


def test_faults_that_pass_are_waited_for(publisher: Publisher, downloader: Downloader, waits: list[float]) -> None:
    publisher.serve("/a.csv", CSV)
    publisher.fails_first(
        "/a.csv",
        Answer(b"", status=500),
        Answer(b"", status=429, headers={"Retry-After": "7"}),
        Answer(b"", status=503, headers={"Retry-After": "86400"}),
    )
    assert _get(downloader).read_text(encoding="utf-8") == CSV
    assert 0.5 <= waits[0] <= 1.0
    assert waits[1:] == [7.0, 60.0]


def _served(publisher: Publisher) -> dict[str, str]:
    """The headers of the file that is served."""
    return dict(publisher._files["/a.csv"]({}).headers)


PAGE = Answer(b"<!doctype html><p>Er is iets misgegaan</p>", content_type="text/html; charset=utf-8")
FAULTS = {
    "not_found": ([], "a.csv is not (or no longer) at 127.0.0.1"),
    "gone": ([Answer(status=403)], "The answer for a.csv is no file (status 403)"),
    "busy": ([Answer(status=429)] * 5, "127.0.0.1 asks to wait for a.csv"),
    "fails": ([Answer(status=500)] * 5, "127.0.0.1 has a failure at a.csv (status 500)"),
    "cut": ([Answer(CSV.encode(), cut_at=10)] * 5, "127.0.0.1 kept cutting a.csv off halfway"),
    "page": ([PAGE], "A web page came in place of a.csv"),
    "page_as_csv": ([Answer(PAGE.body)], "A web page came in place of a.csv"),
    "type": ([Answer(b"a;b", content_type="image/png")], "a.csv is image/png according to the server, and no CSV"),
    "json": ([Answer(b'{"error": 1}', content_type="text/plain")], "a.csv is no CSV inside"),
    "binary": ([Answer(b"a\x00b")], "a.csv is no CSV inside"),
    "empty": ([Answer(b" \r\n")], "a.csv is empty"),
    "no_csv": ([Answer(_zip(readme="x"), content_type="application/zip")], "a.csv is a zip with 0 CSV files"),
    "two_csv": ([Answer(_zip(a_csv="x", b_csv="y"))], "a.csv is a zip with 2 CSV files"),
    "broken_zip": ([Answer(b"PK\x03\x04 nothing more")], "a.csv is a zip that can not be opened"),
    "elsewhere": (
        [Answer(status=302, headers={"Location": "http://localhost:1/a.csv"})],
        "a.csv points on to another server, localhost, which we do not follow",
    ),
    "file": ([Answer(status=302, headers={"Location": "file:///etc/passwd"})], "a.csv points on to another server"),
    "circle": ([Answer(status=302, headers={"Location": "/a.csv"})] * 5, "a.csv keeps pointing on at 127.0.0.1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_sentence(fault: str, publisher: Publisher, downloader: Downloader, tmp_path: Path) -> None:
    answers, begins = FAULTS[fault]
    publisher.fails_first("/a.csv", *answers)
    with pytest.raises(SourceError) as caught:
        _get(downloader)
    sentence = caught.value.sentence(language("en"))
    assert sentence.startswith(begins)
    assert sentence.count("\n") == 0 and sentence.endswith(".")
    assert caught.value.sentence(language("nl")) != sentence
    assert list((tmp_path / "cache").iterdir()) == [], "nothing half-fetched stays behind"


def test_a_silent_server_is_given_up(publisher: Publisher, tmp_path: Path) -> None:
    impatient = Downloader(tmp_path / "cache", patience=Patience(2.0, 0.05), sleep=lambda _: None)
    publisher.fails_first("/a.csv", *[Answer(silent=True)] * 5)
    with pytest.raises(SourceError) as caught:
        _get(impatient)
    assert caught.value.code == "unreachable"
    asked = len(publisher.asked)
    with pytest.raises(SourceError):
        _get(impatient, "b.csv")
    assert len(publisher.asked) == asked, "a server that says nothing is not asked for the next file"


def test_a_redirect_on_the_same_server_is_followed(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve("/new/a.csv", CSV)
    publisher.fails_first("/a.csv", Answer(status=301, headers={"Location": "/new/a.csv"}))
    assert _get(downloader).read_text(encoding="utf-8") == CSV


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_that_is_too_large_is_refused(publisher: Publisher, downloader: Downloader, announced: bool) -> None:
    publisher.serve("/a.csv", CSV if announced else _zip(a_csv="1;2\n" * 500_000))
    with pytest.raises(SourceError) as caught:
        downloader.get(downloader.address(SOURCE, "a.csv"), accept=("csv",), max_bytes=100_000)
    assert caught.value.code == "too_big"


def test_a_zip_with_one_csv_is_unpacked(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve("/a.csv", _zip(readme="about", a_csv=CSV), content_type="application/zip")
    assert _get(downloader).read_text(encoding="utf-8") == CSV
    assert _get(downloader).read_text(encoding="utf-8") == CSV
    assert publisher.asked[1].headers["if-none-match"]


def test_json_that_is_declared_as_a_page_is_told_by_its_content(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve("/a.php", '{"type": "FeatureCollection"}', content_type="text/html")
    assert _get(downloader, "a.php", "json").read_text(encoding="utf-8").startswith("{")


def test_a_copy_is_used_where_the_publisher_fails(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve("/a.csv", CSV)
    _get(downloader)
    publisher.fails_first("/a.csv", *[Answer(status=500)] * 5)
    assert _get(downloader).read_text(encoding="utf-8") == CSV
    [note] = downloader.take_notes()
    assert note.sentence(language("en")).startswith("a.csv: not fetched again; this is the copy of ")
    assert downloader.take_notes() == ()


def test_offline_uses_the_copy_or_says_what_to_do(publisher: Publisher, downloader: Downloader, tmp_path: Path) -> None:
    publisher.serve("/a.csv", CSV)
    _get(downloader)
    asked = len(publisher.asked)
    offline = Downloader(tmp_path / "cache", offline=True)
    assert _get(offline).read_text(encoding="utf-8") == CSV
    assert len(publisher.asked) == asked
    with pytest.raises(SourceError) as caught:
        _get(offline, "b.csv")
    assert caught.value.sentence(language("en")).endswith("try again with a network, without --offline.")


@pytest.mark.parametrize("what", ["*.body", "*.json"])
def test_a_broken_copy_is_fetched_again(
    what: str, publisher: Publisher, downloader: Downloader, tmp_path: Path
) -> None:
    publisher.serve("/a.csv", CSV)
    _get(downloader)
    [kept] = (tmp_path / "cache").glob(what)
    kept.write_bytes(kept.read_bytes()[:-5])
    assert _get(downloader).read_text(encoding="utf-8") == CSV
    assert "if-none-match" not in publisher.asked[1].headers


@pytest.mark.parametrize(("moment", "code"), [(31 * 60, "too_slow"), (4 * 60, "stalled")])
def test_a_server_that_says_a_letter_now_and_then_is_given_up(
    publisher: Publisher, tmp_path: Path, moment: int, code: str
) -> None:
    """Each look at the clock is so much later: a piece always comes before the silence would be too long."""
    clock = itertools.count(0, moment)
    slow = Downloader(tmp_path / "cache", patience=Patience(2.0, 5.0, now=lambda: float(next(clock))))
    publisher.serve("/a.csv", "a;b\n1;2\n")
    with pytest.raises(SourceError) as caught:
        _get(slow)
    assert caught.value.code == code
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_clock_is_looked_at_before_a_piece_is_full(publisher: Publisher, tmp_path: Path) -> None:
    """A letter that came in is seen while the server keeps the rest, and is not asked again."""
    seen = threading.Event()
    publisher.serve("/a.csv", CSV)
    publisher.fails_first("/a.csv", Answer(CSV.encode(), headers=_served(publisher), until=seen, cut_at=35))
    downloader = Downloader(
        tmp_path / "cache",
        patience=Patience(2.0, 5.0),
        sleep=lambda _: None,
        progress=lambda *_: seen.set(),
    )
    assert _get(downloader).read_text(encoding="utf-8") == CSV
    assert publisher.asked[1].headers["range"] == "bytes=35-"


def test_tries_end_where_the_time_for_a_file_is_over(publisher: Publisher, tmp_path: Path) -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += 1000 * seconds

    patient = Downloader(tmp_path / "cache", patience=Patience(2.0, 5.0, now=lambda: now[0]), sleep=sleep)
    publisher.fails_first("/a.csv", *[Answer(status=429, headers={"Retry-After": "1"})] * 5)
    with pytest.raises(SourceError) as caught:
        _get(patient)
    assert (caught.value.code, len(publisher.asked)) == ("too_slow", 2)
    assert caught.value.sentence(language("en")).startswith("127.0.0.1 gives a.csv too slowly: ")


def test_a_copy_is_used_where_a_server_is_too_slow(
    publisher: Publisher, downloader: Downloader, tmp_path: Path
) -> None:
    publisher.serve("/a.csv", CSV)
    _get(downloader)
    publisher.serve("/a.csv", CSV + "3;4\n")
    clock = itertools.count(0, 31 * 60)
    slow = Downloader(tmp_path / "cache", patience=Patience(2.0, 5.0, now=lambda: float(next(clock))))
    assert _get(slow).read_text(encoding="utf-8") == CSV
    assert [note.code for note in slow.take_notes()] == ["kept_copy"]


def test_files_in_the_cache_are_for_their_owner_only(
    publisher: Publisher, downloader: Downloader, tmp_path: Path
) -> None:
    publisher.serve("/a.csv", _zip(a_csv=CSV), content_type="application/zip")
    _get(downloader)
    cache = tmp_path / "cache"
    assert {stat.S_IMODE(path.stat().st_mode) for path in cache.iterdir()} == {0o600}
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "link",
    [
        "ftp://publisher.example/a.csv",
        "file://publisher.example/etc/passwd",
        "https://publisher.example:8443/a.csv",
        "http://publisher.example:8080/a.csv",
        "https://publisher.example.evil.example/a.csv",
        "https://www.publisher.example/a.csv",
        "https://publisher.example@evil.example/a.csv",
        "https://publisher.example:70000/a.csv",
        "//publisher.example/a.csv",
        "https://[publisher.example/a.csv",
    ],
)
def test_a_link_to_a_next_page_stays_on_the_same_server(
    link: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KANSENBEELD_SOURCE_TRIAL")
    offline = Downloader(tmp_path / "cache", offline=True)
    offline.address(SOURCE, "a.csv")
    with pytest.raises(SourceError) as caught:
        offline.get(link, accept=("csv",))
    assert caught.value.code == "host"
    assert caught.value.sentence(language("nl")).startswith("De server ")


def test_a_link_by_http_below_https_is_asked_by_https() -> None:
    origins = Origins()
    origins.add("https://publisher.example/data")
    origins.add("https://other.example:8443")
    assert origins.asked("http://publisher.example/data?page=2") == "https://publisher.example/data?page=2"
    assert origins.asked("http://Publisher.Example:80/data") == "https://publisher.example/data"
    assert origins.asked("http://other.example:8443/x") == "https://other.example:8443/x"
    origins.add("http://publisher.example")
    assert origins.asked("http://publisher.example/data") == "http://publisher.example/data", "a mirror without https"


@pytest.mark.parametrize(
    ("base", "target", "goes"),
    [
        ("https://data.overheid.co.uk", "https://evil.co.uk/a", ""),
        ("https://duo.nl", "https://www.duo.nl/a", ""),
        ("https://duo.nl", "http://duo.nl/a", "https://duo.nl/a"),
        ("https://duo.nl", "https://files.duo.nl/a", "https://files.duo.nl/a"),
        ("https://duo.nl", "http://files.duo.nl/a", "https://files.duo.nl/a"),
        ("https://duo.nl", "https://files.duo.nl:8443/a", ""),
        ("https://duo.nl", "https://elsewhere.example/a", ""),
        ("http://mirror.example", "https://mirror.example/a", "https://mirror.example/a"),
        ("http://mirror.example:8080", "https://mirror.example/a", ""),
        ("http://127.0.0.1:8000", "http://127.0.0.1:22/a", ""),
    ],
)
def test_redirects_go_to_the_same_server_or_a_listed_one(base: str, target: str, goes: str) -> None:
    origins = Origins()
    origins.add("https://elsewhere.example")
    origins.add(base, ("files.duo.nl",))
    if goes:
        assert origins.redirected(f"{base}/a", target, "a") == goes
        return
    with pytest.raises(SourceError) as caught:
        origins.redirected(f"{base}/a", target, "a")
    assert caught.value.code == "redirect"


def test_only_servers_of_a_source_are_asked(downloader: Downloader) -> None:
    with pytest.raises(SourceError) as caught:
        downloader.get("http://127.0.0.1:1/a.csv", accept=("csv",))
    assert caught.value.code == "host"


@pytest.mark.parametrize("setting", ["ftp://publisher.example", "publisher.example", "https://"])
def test_a_mirror_must_be_a_web_address(setting: str, downloader: Downloader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KANSENBEELD_SOURCE_TRIAL", setting)
    with pytest.raises(SourceError) as caught:
        downloader.address(SOURCE, "a.csv")
    assert caught.value.sentence(language("en")).startswith("KANSENBEELD_SOURCE_TRIAL is no web address")


def test_the_first_name_that_exists_is_taken(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve("/04.-a.csv", CSV)
    urls = [downloader.address(SOURCE, name) for name in ("04-a.csv", "04.-a.csv")]
    assert downloader.first(urls, accept=("csv",)).url == urls[1]
    with pytest.raises(SourceError) as caught:
        downloader.first([downloader.address(SOURCE, name) for name in ("x.csv", "y.csv")], accept=("csv",))
    assert caught.value.details["file"] == "x.csv"


def test_progress_is_told_in_bytes(publisher: Publisher, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    publisher.serve("/a.csv", CSV)
    _get(Downloader(tmp_path / "cache", progress=lambda *step: told.append(step)))
    assert told[-1] == ("a.csv", len(CSV), len(CSV))


def test_the_product_says_who_asks(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve("/a.csv", CSV)
    _get(downloader)
    assert publisher.asked[0].headers["user-agent"].startswith("Kansenbeeld")
