"""Light pages over HTTP: what they hold, how long they may be kept, and what no address can do to them."""

from __future__ import annotations

import gzip
import itertools
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from silent import Silent
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kansenbeeld import findings, paths
from kansenbeeld.conversations.deck.slides import deck
from kansenbeeld.conversations.ledger.entries import Details
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.conversations.programme import programme
from kansenbeeld.conversations.story import story
from kansenbeeld.domain import RULES, THRESHOLDS
from kansenbeeld.findings import Selection
from kansenbeeld.findings.finding import HIGH_GROUPS
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import context, server
from kansenbeeld.web.routes.asked import preferred
from kansenbeeld.web.routes.kept import Kept

HTML = {"accept": "text/html,*/*", "accept-encoding": "identity"}


@pytest.fixture
def client(store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Our routes and middleware, a store, and an empty ledger."""
    monkeypatch.setenv(paths.STORE_VARIABLE, str(store_folder))
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    context.store.cache_clear()
    context.ledger.cache_clear()
    with TestClient(Starlette(routes=server.ROUTES, middleware=server.MIDDLEWARE), headers=HTML) as client:
        yield client
    context.store.cache_clear()
    context.ledger.cache_clear()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_question_by_itself(client: TestClient, snapshot: Snapshot, code: LanguageCode) -> None:
    for question in findings.questions():
        answer = client.get(f"/f/{question}?district=Noord&lang={code}")
        finding = findings.answer(question, snapshot, Selection(district="N"), code)
        assert answer.status_code == 200
        assert len(answer.content) < 150_000
        assert f'<html lang="{code}">' in answer.text
        assert f"<title>{finding.headline}".replace("'", "&#39;") in answer.text
        assert "window.__streamlit" not in answer.text


def test_every_choice_has_a_page(client: TestClient) -> None:
    for question in findings.questions():
        for high, threshold, areas, rule in itertools.product(HIGH_GROUPS, THRESHOLDS, ("", "true"), RULES):
            query = f"district=E&high={high}&threshold={quote(threshold, safe='')}&areas={areas}&rule={rule}"
            assert client.get(f"/f/{question}?{query}").status_code == 200


def test_a_district_by_name_or_code_and_choices_that_are_not_known(client: TestClient) -> None:
    by_name, by_code = client.get("/f/advice_gap?district=Noord"), client.get("/f/advice_gap?district=N")
    assert by_name.content == by_code.content
    plain = client.get("/f/advice_gap")
    odd = client.get("/f/advice_gap?district=Utrecht&high=x&threshold=y&rule=z&embed=maybe&areas=perhaps")
    assert odd.content == plain.content != by_name.content


def test_the_way_to_the_dashboard_keeps_the_choices(client: TestClient, snapshot: Snapshot) -> None:
    query = "district=N&high=hbo&threshold=vwo&lang=en"
    assert 'href="/?district=Noord&amp;high=hbo&amp;cut=vwo&amp;lang=en"' in client.get(f"/f/advice_gap?{query}").text
    pinned = client.get(f"/f/school_advice?version={snapshot.version}").text
    assert f'href="/door-de-tijd?version={snapshot.version}"' in pinned


def test_the_browser_chooses_the_language_where_the_address_does_not(client: TestClient) -> None:
    english = client.get("/f/advice_gap", headers={"accept-language": "en-US,en;q=0.9,nl;q=0.5"})
    assert '<html lang="en">' in english.text
    assert "Accept-Language" in english.headers["vary"]
    assert english.headers["content-language"] == "en"
    named = client.get("/f/advice_gap?lang=nl", headers={"accept-language": "en"})
    assert '<html lang="nl">' in named.text
    assert named.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "nl"),
        ("en", "en"),
        ("fr, en;q=0.5", "en"),
        ("nl;q=0.4, en-GB;q=0.8", "en"),
        ("en;q=0", "nl"),
        ("nl, en", "nl"),
        ("en;q=x, nl;q=0.1", "nl"),
        (",;=", "nl"),
    ],
)
def test_languages_of_a_browser(header: str, code: str) -> None:
    assert preferred(header) == code


def test_how_long_a_page_may_be_kept(client: TestClient, snapshot: Snapshot) -> None:
    def lasting(address: str) -> str:
        return client.get(address).headers["cache-control"]

    pinned = f"version={snapshot.version}&lang=nl"
    assert lasting(f"/f/gap_map?{pinned}") == "public, max-age=86400"
    assert lasting("/f/gap_map") == "public, max-age=60"
    assert lasting(f"/m/1/2?{pinned}") == lasting("/m/1") == "public, max-age=300"
    assert lasting("/f/nothing") == "no-cache"


def test_a_page_that_a_browser_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/f/gap_map?lang=nl")
    tag = first.headers["etag"]
    again = client.get("/f/gap_map?lang=nl", headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.get("/f/gap_map?lang=nl", headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get("/f/gap_map?lang=en").headers["etag"] != tag


def test_a_page_is_sent_compressed_to_who_takes_that(client: TestClient) -> None:
    plain = client.get("/f/gap_map?lang=nl")
    with client.stream("GET", "/f/gap_map?lang=nl", headers={"accept-encoding": "br, gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
        headers = answer.headers
    assert headers["content-encoding"] == "gzip" and int(headers["content-length"]) == len(raw) < 20_000
    assert gzip.decompress(raw) == plain.content
    assert headers["etag"] != plain.headers["etag"], "a strong tag names bytes"
    assert "content-encoding" not in plain.headers
    refused = client.get("/f/gap_map?lang=nl", headers={"accept-encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_headers_let_nothing_in_and_any_frame_around(client: TestClient) -> None:
    headers = client.get("/f/gap_map").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors *" in policy and "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "x-frame-options" not in headers
    head = client.head("/f/gap_map")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_room_sees_what_is_on_the_slides(client: TestClient, snapshot: Snapshot, code: LanguageCode) -> None:
    known = programme(snapshot)
    for conversation in known.conversations:
        theme = known.theme_of(conversation)
        if theme is None:
            continue
        slides = deck(story(snapshot, conversation, theme, code), "").slides
        shown = [slide for slide in slides if slide.finding]
        for slide in shown:
            answer = client.get(slide.address)
            assert answer.status_code == 200
            assert slide.title.replace("'", "&#39;") in answer.text
            for other in (slide.number - 1, slide.number + 1):
                link = f'href="/m/{conversation.id}/{other}?version={snapshot.version}&amp;lang={code}"'
                assert (link in answer.text) == (other in [one.number for one in shown])
        listed = client.get(f"/m/{conversation.id}?lang={code}").text
        for slide in slides:
            assert (f'href="/m/{conversation.id}/{slide.number}?lang={code}"' in listed) == bool(slide.finding)
            if slide.finding is None:
                assert client.get(f"/m/{conversation.id}/{slide.number}").status_code == 404


def test_a_theme_that_editors_fill_in_has_its_pages(client: TestClient, snapshot: Snapshot) -> None:
    known = programme(snapshot)
    one = next(one for one in known.conversations if one.theme is None)
    assert client.get(f"/m/{one.id}/2").status_code == 404
    assert "nog niet ingevuld" in client.get(f"/m/{one.id}").text
    theme = next(iter(known.themes))
    ledger = context.ledger()
    ledger.fill_in(one.id, 0, Details(theme=theme, district="F"), editor="test")
    assert client.get(f"/m/{one.id}/2").status_code == 200
    assert known.themes[theme].title["nl"] in client.get(f"/m/{one.id}").text


def test_without_a_ledger_the_room_still_sees_the_programme(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.LEDGER_VARIABLE, "postgresql://nobody@127.0.0.1:9/nothing")
    context.ledger.cache_clear()
    assert client.get("/m/1/2").status_code == 200


def test_a_silent_ledger_holds_no_phone_up(
    client: TestClient, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Silent() as server:
        monkeypatch.setenv(paths.LEDGER_VARIABLE, server.url)
        context.ledger.cache_clear()
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(client.get, ["/m/1", "/m/1/2", "/gesprek/1/presentatie"] * 8))
        assert {answer.status_code for answer in answers} == {200}
        assert context.programme_now() == (programme(snapshot), False)
        assert server.calls == 1, "one asks for all"


def test_when_the_ledger_falls_silent_the_room_keeps_what_it_gave_last(
    client: TestClient, snapshot: Snapshot, tmp_path: Path
) -> None:
    one = next(one for one in programme(snapshot).conversations if one.theme is None)
    theme = next(iter(programme(snapshot).themes))
    context.ledger().fill_in(one.id, 0, Details(theme=theme), editor="test")
    assert client.get(f"/m/{one.id}/2").status_code == 200
    context.ledger().close()
    path = tmp_path / "ledger.sqlite"
    for file in tmp_path.glob("ledger.sqlite*"):
        file.unlink()
    path.mkdir()
    # An edit elsewhere in this process: what was kept is read again.
    other = Ledger(f"sqlite:///{tmp_path / 'other.sqlite'}")
    other.fill_in("1", 0, Details(), editor="test")
    other.close()
    assert context.programme_now()[1] is False
    assert client.get(f"/m/{one.id}/2").status_code == 200


def test_a_conversation_without_a_theme_says_so(client: TestClient, snapshot: Snapshot) -> None:
    one = next(one for one in programme(snapshot).conversations if one.theme is None)
    for code in LANGUAGES:
        answer = client.get(f"/m/{one.id}/2?lang={code}")
        assert answer.status_code == 404
        assert language(code).text("share.missing.theme") in answer.text
        other = "en" if code == "nl" else "nl"
        assert f'href="/m/{one.id}/2?lang={other}"' in answer.text


def test_the_address_below_a_code_leads_to_the_same_finding(client: TestClient, snapshot: Snapshot) -> None:
    known = programme(snapshot)
    one = known.conversation("1")
    theme = known.theme_of(one)
    assert theme is not None
    for slide in deck(story(snapshot, one, theme, "en"), "https://kansenbeeld.example").slides:
        if slide.finding is None:
            assert slide.short_address == ""
            continue
        assert slide.short_address == f"kansenbeeld.example/m/1/{slide.number}/{snapshot.version[:4]}"
        typed = client.get("/" + slide.short_address.partition("/")[2].upper().replace("/M/", "m/", 1))
        assert typed.status_code == 404, "only the version may be typed in capitals"
        typed = client.get("/" + slide.short_address.partition("/")[2], headers={"accept-language": "en"})
        assert typed.status_code == 200
        assert slide.title.replace("'", "&#39;") in typed.text
        assert f"version={snapshot.version}" in typed.text, "its ways on keep the version"
        assert "Accept-Language" in typed.headers["vary"]


def test_an_address_with_a_choice_is_too_long_to_type(snapshot: Snapshot) -> None:
    known = programme(snapshot)
    theme = next(iter(known.themes.values()))
    told = story(snapshot, known.conversation("4"), theme, "nl")
    slides = deck(replace(told, choices={"theme": theme.id}), "https://kansenbeeld.example").slides
    assert {slide.short_address for slide in slides} == {""}
    assert any(slide.address for slide in slides)


@pytest.mark.parametrize("typed", ["0", "000", "zzzz", "%2e%2e", "*", "????"])
def test_a_version_that_nothing_begins_with(client: TestClient, snapshot: Snapshot, typed: str) -> None:
    assert snapshot.version[:3] != "000"
    answer = client.get(f"/m/1/2/{quote(typed, safe='%')}")
    assert answer.status_code == 404
    assert language("nl").text("share.missing.version") in answer.text


def test_a_beginning_of_two_versions_or_too_few_letters_names_none(
    client: TestClient, snapshot: Snapshot, store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(store_folder, tmp_path / "store"))
    twin = snapshot.version[:5] + ("0" if snapshot.version[5] != "0" else "1") + snapshot.version[6:]
    shutil.copy(folder / f"kansenbeeld-{snapshot.version}.duckdb", folder / f"kansenbeeld-{twin}.duckdb")
    monkeypatch.setenv(paths.STORE_VARIABLE, str(folder))
    context.store.cache_clear()
    found = {size: client.get(f"/m/1/2/{snapshot.version[:size]}").status_code for size in (3, 4, 5, 6, 12)}
    assert found == {3: 404, 4: 404, 5: 404, 6: 200, 12: 200}
    capitals = client.get(f"/m/1/2/{snapshot.version.upper()}")
    assert capitals.status_code == 200


@pytest.mark.parametrize("table", ["outcome_shares", "resources", "areas"])
def test_a_version_that_lacks_figures_is_told_in_a_sentence(
    client: TestClient, store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    folder = Path(shutil.copytree(store_folder, tmp_path / "store"))
    old = "0123456789ab"
    target = folder / f"kansenbeeld-{old}.duckdb"
    shutil.copy(next(folder.glob("*.duckdb")), target)
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"delete from {table}")
    monkeypatch.setenv(paths.STORE_VARIABLE, str(folder))
    context.store.cache_clear()
    numbers = {f"/f/{question}": client.get(f"/f/{question}?version={old}") for question in findings.questions()}
    numbers |= {path: client.get(f"{path}?version={old}") for path in ("/m/1", "/m/1/2", "/gesprek/1/presentatie")}
    lacking = [answer for answer in numbers.values() if answer.status_code == 404]
    assert lacking and {answer.status_code for answer in numbers.values()} <= {200, 404}
    for answer in lacking:
        assert language("nl").text("share.missing.version") in answer.text


@pytest.mark.parametrize(
    ("address", "onward"),
    [
        ("/f/nothing", 'href="/"'),
        ("/f/gap_map?version=000000000000", 'href="/f/gap_map?lang=nl"'),
        ("/f/gap_map?version=../../etc/passwd", 'href="/f/gap_map?lang=nl"'),
        ("/m/9", 'href="/stadsgesprekken"'),
        ("/m/9/2", 'href="/stadsgesprekken"'),
        ("/m/1/1", 'href="/m/1?lang=nl"'),
        ("/m/1/99", 'href="/m/1?lang=nl"'),
        ("/m/1/-1", 'href="/m/1?lang=nl"'),
        ("/m/1/x", 'href="/m/1?lang=nl"'),
        ("/m/1/²", 'href="/m/1?lang=nl"'),
        ("/m/1/2?version=000000000000", 'href="/m/1?lang=nl"'),
        ("/m/1?version=000000000000", 'href="/m/1?lang=nl"'),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence_with_a_way_on(client: TestClient, address: str, onward: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert onward in answer.text and "Traceback" not in answer.text
    assert "Deze pagina is er niet" in answer.text
    english = client.get(address, headers={"accept-language": "en"})
    assert "This page is not here" in english.text


@pytest.mark.parametrize(
    "name", ["district", "high", "threshold", "areas", "rule", "lang", "version", "embed", "other", "question", "slide"]
)
def test_nothing_of_an_address_is_written_back(client: TestClient, name: str) -> None:
    bad = quote("\"'><script>zwart()</script><img onerror=zwart() x=", safe="")
    addresses = {"question": [f"/f/{bad}", f"/m/{bad}"], "slide": [f"/m/1/{bad}"]}.get(
        name, [f"{path}?{name}={bad}" for path in ("/f/gap_map", "/f/nothing", "/m/1", "/m/1/2", "/m/1/77")]
    )
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in (200, 404)
        assert "zwart" not in answer.text
        assert "zwart" not in str(answer.headers)


def test_a_page_is_written_once_and_the_oldest_is_let_go() -> None:
    written: list[str] = []

    def write(name: str) -> str:
        written.append(name)
        return name

    kept = Kept(2)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert kept.get(name, lambda name=name: write(name)).body == name.encode()  # type: ignore[misc]
    assert written == ["a", "b", "c", "b"]
