"""The running app with a real provider of log-ins: who can write what, over Streamlit's own websocket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from persons import Live, Person
from provider import with_login
from serving import serving

from kansenbeeld.conversations.ledger.audit import Audit
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.language import language
from kansenbeeld.web.plain import plain

WORDS = language("nl")
FORM = {"new_1_0_text": "Begin eerder met praten.", "new_1_0_said_by": WORDS.text("ledger.said_by.school")}
SAVE = "new_1_0_save"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, store_folder: Path, url: str) -> Iterator[str]:
    """The app, which knows people by their log-in."""
    variables = {"KANSENBEELD_STORE": str(store_folder), "KANSENBEELD_DATABASE_URL": url}
    with with_login(tmp_path_factory.mktemp("app"), **variables) as found:
        yield found


@pytest.fixture
def texts(url: str) -> list[str]:
    """What was written before a test; see :func:`written`."""
    return written(url)


def written(url: str) -> list[str]:
    ledger = Ledger(url)
    try:
        return [item.entry.text for item in ledger.items()]
    finally:
        ledger.close()


def noted(url: str, outcome: str) -> list[tuple[str, str, str]]:
    audit = Audit(url)
    try:
        return [(one.who, one.action, one.subject) for one in audit.entries() if one.outcome == outcome]
    finally:
        audit.close()


@contextmanager
def somebody(address: str, who: str = "") -> Iterator[Person]:
    person = Person(address)
    if who:
        person.log_in(who)
    yield person
    person.close()


def test_at_the_machine_itself_nobody_may_write_once_there_is_a_log_in(address: str) -> None:
    with somebody(address) as viewer, viewer.page("resultaten") as page:
        assert SAVE not in page.widgets
        assert WORDS.text("access.read_only.log_in", role=WORDS.text("access.role.editor")) in page.texts


def test_an_editor_writes_under_his_own_name(address: str, url: str, texts: list[str]) -> None:
    with somebody(address, "editor") as editor, editor.page("resultaten") as page:
        page.click(SAVE, **FORM)
    assert written(url) == [*texts, FORM["new_1_0_text"]]
    ledger = Ledger(url)
    item = ledger.items()[-1]
    ledger.close()
    assert item.editor == "editor@stad.example"
    assert noted(url, "done")[0] == (item.editor, "record", f"conversation 1, item {item.id}, revision 1")


def test_an_address_in_the_list_is_an_editor_and_only_when_it_is_verified(address: str) -> None:
    with somebody(address, "listed") as one, one.page("resultaten") as page:
        assert SAVE in page.widgets
    with somebody(address, "unverified") as one, one.page("resultaten") as page:
        assert SAVE not in page.widgets


@pytest.mark.parametrize("who", ["analyst", "reader"])
def test_another_role_is_no_editor(address: str, who: str) -> None:
    with somebody(address, who) as person, person.page("resultaten") as page:
        assert SAVE not in page.widgets
        name = plain(f"{who}@stad.example")
        assert WORDS.text("access.read_only.no_role", name=name, role=WORDS.text("access.role.editor")) in page.texts


def test_a_message_copied_from_an_editor_writes_nothing_for_a_viewer(address: str, url: str, texts: list[str]) -> None:
    """The very bytes that write for an editor, sent by somebody who was never shown the form."""
    with somebody(address, "editor") as editor, editor.page("resultaten") as page:
        copied = message(page)
        with somebody(address) as viewer, viewer.page("resultaten") as shown:
            told = shown.send(copied)
        with somebody(address, "analyst") as analyst, analyst.page("resultaten") as shown:
            shown.send(copied)
        assert WORDS.text("ledger.saved") not in told
        assert written(url) == texts
        assert WORDS.text("ledger.saved") in page.send(copied)
    assert written(url) == [*texts, FORM["new_1_0_text"]]


def message(page: Live) -> bytes:
    from streamlit.proto.BackMsg_pb2 import BackMsg

    made = BackMsg()
    made.rerun_script.widget_states.widgets.extend(page.states(SAVE, **FORM))
    made.rerun_script.page_script_hash = page.page_hash
    return made.SerializeToString()


def test_who_logs_out_loses_his_role_at_once_also_in_another_tab(address: str, url: str, texts: list[str]) -> None:
    with somebody(address, "editor") as editor, editor.page("resultaten") as other_tab:
        copied = "; ".join(f"{one.name}={one.value}" for one in editor.http.cookies.jar)
        editor.log_out()
        told = other_tab.click(SAVE, **FORM)
        assert WORDS.text("ledger.saved") not in told
        with editor.page("resultaten", cookies=copied) as again:
            assert SAVE not in again.widgets
    assert written(url) == texts
    assert noted(url, "refused")[0] == ("editor@stad.example", "record", "conversation 1")


def test_a_cookie_with_another_letter_is_worth_nothing(address: str) -> None:
    with somebody(address, "editor") as editor:
        cookies = {one.name: str(one.value) for one in editor.http.cookies.jar}
        body = cookies["_streamlit_user"]
        for place in (5, len(body) // 2, len(body) - 2):
            letter = "A" if body[place] != "A" else "B"
            cookies["_streamlit_user"] = body[:place] + letter + body[place + 1 :]
            with editor.page("resultaten", "; ".join(f"{name}={value}" for name, value in cookies.items())) as page:
                assert SAVE not in page.widgets


def test_a_callback_with_another_state_logs_nobody_in(address: str) -> None:
    with somebody(address) as person:
        callback = httpx.URL(person.callback("editor"))
        forged = callback.copy_set_param("state", "another")
        assert "_streamlit_user" not in person.http.get(forged).headers.get("set-cookie", "")
    with somebody(address) as stranger:
        assert "_streamlit_user=." not in str(stranger.http.get(callback).headers.multi_items())


def test_log_in_comes_back_to_the_page_with_its_choices(address: str) -> None:
    with somebody(address) as person:
        assert person.log_in("editor", "resultaten?gesprek=3&lang=en").headers["location"] == (
            "/resultaten?gesprek=3&lang=en"
        )


def test_a_log_in_that_ran_out_is_worth_nothing(tmp_path: Path, store_folder: Path) -> None:
    """Authlib takes a token that ended some seconds ago, since clocks differ, and Streamlit keeps it for a month."""
    with (
        with_login(tmp_path, hold=timedelta(seconds=-9), KANSENBEELD_STORE=str(store_folder)) as address,
        somebody(address, "editor") as editor,
        editor.page("resultaten") as page,
    ):
        assert "_streamlit_user" in editor.http.cookies
        assert SAVE not in page.widgets
        assert "log_in" in page.widgets


def test_files_come_only_from_an_analyst_whose_page_asks_for_them(address: str) -> None:
    with somebody(address, "analyst") as analyst, analyst.page("dataset-toevoegen") as page:
        with somebody(address, "editor") as editor, editor.page("dataset-toevoegen") as other:
            assert editor.send_file(page.session).status_code == 403
            assert editor.send_file(other.session).text == WORDS.text("access.upload.refused")
        with somebody(address) as viewer:
            assert viewer.send_file(page.session).status_code == 403
        assert analyst.send_file(page.session).status_code == 204
        analyst.log_out()
        assert analyst.send_file(page.session).status_code == 403


def test_without_secrets_and_without_a_log_in_the_app_runs_and_the_machine_may_write(
    tmp_path: Path, store_folder: Path
) -> None:
    nowhere = str(tmp_path / "nowhere.toml")
    with (
        serving(tmp_path, "--secrets.files", nowhere, KANSENBEELD_STORE=str(store_folder)) as address,
        somebody(address) as person,
        person.page("resultaten") as page,
    ):
        assert SAVE in page.widgets
        assert "log_in" not in page.widgets
        assert person.http.get("/auth/login").text == WORDS.text("access.no_login")
        assert person.send_file(page.session).status_code == 403


def test_what_makes_no_sense_gives_nobody_a_role_and_is_one_line_of_the_log(tmp_path: Path, store_folder: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("[auth\n")
    with (
        serving(tmp_path, "--secrets.files", str(secrets), KANSENBEELD_STORE=str(store_folder)) as address,
        somebody(address) as person,
        person.page("resultaten") as page,
    ):
        assert SAVE not in page.widgets
        assert WORDS.text("access.read_only.broken") in page.texts
    assert (tmp_path / "server.log").read_text().count("Nobody may write until it is put right.") == 1
