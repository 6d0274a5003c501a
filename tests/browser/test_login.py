"""Logging in and out in a browser, at a real provider of log-ins: who sees what, and whose name an item has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from provider import with_login

from kansenbeeld.language import language
from kansenbeeld.web.plain import plain

from .conftest import Visitor, built_folder
from .steps import Complaints, visit

pytestmark = pytest.mark.browser

WORDS = language("nl")
SAID = "Nodig ouders eerder uit voor een gesprek over het advies."
RESULTS = "/resultaten?gesprek=2"


@pytest.fixture(autouse=True)
def provider_pages(complaints: Complaints) -> None:
    """The pages of the provider are not ours: they have another port, and a style sheet from elsewhere."""
    complaints.allow(r"cdn\.jsdelivr\.net|foreign request: http://localhost:\d+/|net::ERR_")
    complaints.allow(r"favicon\.ico|status of 404")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, store_folder: Path) -> Iterator[str]:
    """The address of an app that knows people by their log-in."""
    with with_login(built_folder(tmp_path_factory, store_folder)) as found:
        yield found


def log_in(page: Page, who: str) -> None:
    """Log in with the button of the page; the provider asks who one is."""
    page.get_by_role("button", name=WORDS.text("access.log_in")).click()
    page.locator("input[name=sub]").fill(who)
    page.get_by_role("button", name="Authorize", exact=True).click()
    expect(page.get_by_role("button", name=WORDS.text("access.log_out"))).to_be_visible()


def test_a_viewer_reads_an_editor_writes_under_his_name_and_leaves(visitor: Visitor, address: str) -> None:
    page = visitor(base_url=address)
    visit(page, RESULTS)
    save = page.get_by_role("button", name=WORDS.text("ledger.save"))
    expect(page.get_by_text(WORDS.text("access.read_only.log_in", role="redacteur"))).to_be_visible()
    expect(save).to_have_count(0)

    log_in(page, "editor")
    expect(page).to_have_url(f"{address}{RESULTS}")
    expect(page.get_by_text("editor@stad.example (redacteur)")).to_be_visible()
    page.get_by_label(WORDS.text("ledger.field.text"), exact=True).fill(SAID)
    page.get_by_role("radio", name=WORDS.text("ledger.said_by.school"), exact=True).click()
    save.click()
    expect(page.get_by_text(WORDS.text("ledger.saved"))).to_be_visible()
    page.get_by_text(WORDS.text("ledger.history", number=1)).click()
    expect(page.get_by_text(plain("editor@stad.example"))).to_be_visible()

    page.get_by_role("button", name=WORDS.text("access.log_out")).click()
    page.get_by_role("button", name="End session").click()
    expect(page).to_have_url(f"{address}{RESULTS}")
    expect(page.get_by_role("button", name=WORDS.text("access.log_in"))).to_be_visible()
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(save).to_have_count(0)


@pytest.mark.parametrize(("who", "may"), [("analyst", True), ("editor", False)])
def test_only_an_analyst_can_add_a_dataset(visitor: Visitor, address: str, who: str, may: bool) -> None:
    page = visitor(base_url=address)
    visit(page, "/dataset-toevoegen")
    expect(page.locator("input[type=file]")).to_have_count(0)
    log_in(page, who)
    expect(page.locator("input[type=file]")).to_have_count(int(may))
