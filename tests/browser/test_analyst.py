"""An analyst who logged in adds a dataset and takes it back; nobody else can, by whatever way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from persons import Person
from playwright.sync_api import Page, expect
from provider import with_login

from kansenbeeld.conversations.ledger.audit import Audit
from kansenbeeld.findings import Selection, answer
from kansenbeeld.publishing.publishing import Publishing
from kansenbeeld.store import Store
from kansenbeeld.web.plain import plain

from .conftest import Visitor, built_folder
from .dataset_steps import (
    ADDRESS,
    DATASET,
    PATIENCE,
    WORDS,
    describe,
    faulty_file,
    give,
    heading,
    publish,
    repaired_file,
    taken,
    why,
)
from .steps import Complaints, box, navigation, visit
from .test_accessibility import faults
from .test_login import log_in

pytestmark = pytest.mark.browser

NAME = "analyst@stad.example"
QUESTION = "school_advice"
WHERE = "/door-de-tijd?district=Noord"
WHY = "Cijfers van Noord verbeterd"


@dataclass(frozen=True, slots=True)
class Own:
    """An app of this module alone that knows people by their log-in.

    Attributes:
        address: of the app.
        folder: of its store, editions and ledger.
    """

    address: str
    folder: Path

    def headline(self) -> str:
        """Return what readers in Noord see now."""
        return answer(QUESTION, Store(self.folder / "store").snapshot(), Selection(district="N"), "nl").headline

    def steps(self) -> list[tuple[str, str, str]]:
        """Return the action, person and reason of each step of publishing."""
        with closing(
            Publishing(store=self.folder / "store", editions=self.folder / "editions", url=self.url())
        ) as publishing:
            return [(one.action, one.who, one.why) for one in publishing.log()]

    def audit(self) -> list[tuple[str, str, str, str]]:
        """Return person, action, subject and outcome of each line of the audit log, the newest first."""
        with closing(Audit(self.url())) as audit:
            return [(one.who, one.action, one.subject, one.outcome) for one in audit.entries()]

    def url(self) -> str:
        """Return the address of the ledger."""
        return f"sqlite:///{self.folder / 'ledger.sqlite'}"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, store_folder: Path) -> Iterator[Own]:
    folder = built_folder(tmp_path_factory, store_folder)
    with with_login(folder) as address:
        yield Own(address, folder)


@pytest.fixture(autouse=True)
def provider_pages(complaints: Complaints) -> None:
    """The pages of the provider are not ours: they have another port, and a style sheet from elsewhere."""
    complaints.allow(r"cdn\.jsdelivr\.net|foreign request: http://localhost:\d+/|net::ERR_")
    complaints.allow(r"favicon\.ico|status of 404")


def sent_by(page: Page) -> list[bytes]:
    """Return a list to which every message is added that the page sends over its websocket from now on."""
    sent: list[bytes] = []

    def note(payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            sent.append(payload)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return sent


def test_an_analyst_repairs_publishes_and_takes_back(visitor: Visitor, own: Own, tmp_path: Path) -> None:
    page, reader = visitor(base_url=own.address), visitor(base_url=own.address)
    before, steps_before = own.headline(), len(own.steps())
    sent = sent_by(page)
    visit(reader, WHERE)
    expect(box(reader, QUESTION)).to_contain_text(before)
    visit(page, ADDRESS)
    log_in(page, "analyst")

    give(page, faulty_file(tmp_path))
    expect(page.get_by_text("3 fouten: nog niet te publiceren")).to_be_visible()
    for place in ("rij 7", "rij 9", "rij 56"):
        expect(page.get_by_text(place).first).to_be_visible()
    expect(heading(page, "describe", 3)).to_have_count(0)
    assert not faults(page)

    upload = give(page, repaired_file(tmp_path))
    expect(page.get_by_text("nog niet te publiceren")).to_have_count(0)
    describe(page)
    expect(page.locator(".st-key-datasets_headline_0")).to_contain_text(before)
    assert not faults(page)
    assert own.headline() == before, "nothing has changed for readers yet"

    publish(page).click()
    expect(page.get_by_text(WORDS.text("datasets.why.empty"))).to_be_visible()
    why(page).fill(WHY)
    sent.clear()
    publish(page).dblclick()
    expect(page.get_by_text("is gepubliceerd; lezers zien nu dataversie")).to_be_visible(timeout=PATIENCE)
    messages = [message for message in sent if WHY.encode() in message]
    expect(taken(page).filter(has_text=WHY)).to_contain_text(plain(NAME))
    assert own.steps()[steps_before:] == [("publish", NAME, WHY)], "a double click publishes once"
    after = own.headline()
    assert after != before

    link = page.get_by_test_id("stAlert").get_by_role("link")
    expect(link).to_have_attribute("href", re.compile("door-de-tijd"))
    for one in (reader, visitor(base_url=own.address)):
        visit(one, WHERE)
        expect(box(one, QUESTION)).to_contain_text(after)
    assert messages
    nobody_else_writes(own, upload, messages)
    sees_no_names(reader)

    page.get_by_role("button", name=WORDS.text("datasets.take_back.now")).click()
    expect(page.get_by_text("is teruggenomen; lezers zien nu dataversie")).to_be_visible(timeout=PATIENCE)
    expect(taken(page).first).to_contain_text("Teruggenomen")
    expect(taken(page).first).to_contain_text(plain(NAME))
    visit(reader, WHERE)
    expect(box(reader, QUESTION)).to_contain_text(before)
    number = len(own.steps())
    assert [line for line in own.audit() if line[3] == "done"][:2] == [
        (NAME, "take_back", f"publication {number}, dataset {DATASET}", "done"),
        (NAME, "publish", f"publication {number - 1}, dataset {DATASET}", "done"),
    ]


def nobody_else_writes(own: Own, upload: str, messages: list[bytes]) -> None:
    """Send what published for an analyst, and files to his page, as a viewer and as an editor."""
    before = own.steps()
    for who in ("", "editor"):
        with closing(Person(own.address)) as person:
            if who:
                person.log_in(who)
            with person.page(ADDRESS.strip("/")) as shown:
                answers = [person.send_file(shown.session), person.send_file(upload.split("/")[-2])]
                assert [(one.status_code, one.text) for one in answers] == [
                    (403, WORDS.text("access.upload.refused"))
                ] * 2
                for message in messages:
                    assert "gepubliceerd;" not in shown.send(message)
                assert not [key for key in shown.widgets if key.startswith("datasets_")]
    assert own.steps() == before


def sees_no_names(page: Page) -> None:
    """A reader sees what was published, not by whom or why."""
    visit(page, ADDRESS)
    expect(taken(page).first).to_contain_text("Gepubliceerd")
    for unseen in (NAME, plain(NAME), WHY, WORDS.text("datasets.audit")):
        expect(page.get_by_text(unseen)).to_have_count(0)


@pytest.mark.parametrize(("who", "key"), [("", "log_in"), ("editor", "no_role")])
def test_who_is_no_analyst_reads_why_and_finds_nothing_to_write_in(
    visitor: Visitor, own: Own, who: str, key: str
) -> None:
    page = visitor(base_url=own.address)
    visit(page, ADDRESS)
    if who:
        log_in(page, who)
    name = plain(f"{who}@stad.example")
    sentence = WORDS.text(f"access.read_only.{key}", name=name, role=WORDS.text("access.role.analyst"))
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_role("heading", name=WORDS.text("datasets.history"))).to_be_visible()
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
    expect(navigation(page).get_by_text(WORDS.text("page.datasets"), exact=True)).to_have_count(0)


def test_who_logged_out_in_another_tab_publishes_nothing_and_the_attempt_is_noted(
    visitor: Visitor, own: Own, tmp_path: Path
) -> None:
    page = visitor(base_url=own.address)
    visit(page, ADDRESS)
    log_in(page, "analyst")
    give(page, repaired_file(tmp_path))
    describe(page)
    before = own.steps()
    page.context.request.get(f"{own.address}/auth/logout", max_redirects=0)
    why(page).fill("Toch publiceren")
    publish(page).click()
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
    assert own.audit()[0] == (NAME, "publish", f"dataset {DATASET}", "refused")
    assert own.steps() == before
